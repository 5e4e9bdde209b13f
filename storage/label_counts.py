"""How far sorting has come, counted apart by who may see the messages.

Cases that the same people own, decide, received, and are kept from are seen by the same people, so
their messages are counted together (as complaints are in `storage.rate_counts`).
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import Boolean, String, and_, bindparam, exists, func, or_, select

from models.case import Case
from models.labels import ASIDE, Opinion, Sample, SampleState
from storage.drawer import Drawer, Shelf
from storage.rate_counts import SEEN_BY

_SAMPLES: Final = Shelf(Sample)
_OPINIONS: Final = Shelf(Opinion)
_CASES: Final = Shelf(Case)

#: What is in a case, and of the rest what nobody tells any more and what does not name the reader.
_READABLE: Final = or_(
    _CASES.id.is_not(None),
    and_(
        _SAMPLES.case_id.is_(None),
        bindparam("loose_too", type_=Boolean),
        or_(
            _SAMPLES.message_id.is_(None),
            _SAMPLES.put_at <= bindparam("told_by", type_=_SAMPLES.put_at.type),
        ),
        _SAMPLES.text.not_like(bindparam("naming", type_=String), escape="/"),
    ),
)
_WITH_CASE: Final = _SAMPLES.table.outerjoin(
    _CASES.table,
    and_(_CASES.company_id == _SAMPLES.company_id, _CASES.id == _SAMPLES.case_id),
)
_SEEN_BY: Final = [_CASES.table.c[name] for name in SEEN_BY]
_COUNT: Final = (
    select(_SAMPLES.state, _SAMPLES.frozen, func.count(), *_SEEN_BY)
    .select_from(_WITH_CASE)
    .where(_SAMPLES.ours, _READABLE)
    .group_by(_SAMPLES.state, _SAMPLES.frozen, *_SEEN_BY)
)
_ACCUSING: Final = (
    select(_CASES.table)
    .where(
        _CASES.ours,
        exists().where(_SAMPLES.company_id == _CASES.company_id, _SAMPLES.case_id == _CASES.id),
        _CASES.accused != bindparam("nobody", type_=_CASES.accused.type),
    )
    .order_by(_CASES.id)
)
_FIRST: Final = _OPINIONS.table.alias("first")
_SECOND: Final = _OPINIONS.table.alias("second")
_PAIRS: Final = (
    select(_FIRST.c.label, _SECOND.c.label, func.count(), *_SEEN_BY)
    .select_from(
        _WITH_CASE.join(
            _FIRST,
            and_(
                _FIRST.c.company_id == _SAMPLES.company_id,
                _FIRST.c.sample_id == _SAMPLES.id,
                _FIRST.c.place == 1,
            ),
        ).join(
            _SECOND,
            and_(
                _SECOND.c.company_id == _SAMPLES.company_id,
                _SECOND.c.sample_id == _SAMPLES.id,
                _SECOND.c.place == 2,
            ),
        )
    )
    .where(_SAMPLES.ours, _READABLE, _FIRST.c.label != ASIDE, _SECOND.c.label != ASIDE)
    .group_by(_FIRST.c.label, _SECOND.c.label, *_SEEN_BY)
)


class Loose(NamedTuple):
    """Which samples that are in no case are counted: none without `too`; of what was written here,
    only what had come by `told_by`; nothing that names `name`."""

    too: bool
    told_by: datetime
    name: str


class SampleCount(NamedTuple):
    """How many samples there are of one kind, in cases that the same people see or in none."""

    state: SampleState
    frozen: bool
    number: int
    alike: Case | None  #: has what its cases have in common, and nothing else


class PairCount(NamedTuple):
    """How often two people said this and that of the same sample, counted likewise."""

    first: str
    second: str
    number: int
    alike: Case | None


class LabelCounts(Drawer):
    """Samples in each state, and pairs of opinions."""

    __slots__ = ()

    def counts(self, loose: Loose) -> list[SampleCount]:
        """How many there are in each state, apart by who may see them."""
        rows = self._rows(_COUNT, **_of(loose))
        return [
            SampleCount(state, frozen, number, _alike(rest))
            for state, frozen, number, *rest in rows
        ]

    def of_accusing(self) -> list[Case]:
        """The cases about somebody of the staff from which there are samples."""
        return self._all(_CASES, _ACCUSING, nobody=())

    def pairs(self, loose: Loose) -> list[PairCount]:
        """What two people said independently of the same sample, apart by who may see it."""
        rows = self._rows(_PAIRS, **_of(loose))
        return [
            PairCount(first, second, number, _alike(rest)) for first, second, number, *rest in rows
        ]


def _of(loose: Loose) -> dict[str, object]:
    name = re.sub(r"([/%_])", r"/\1", loose.name)
    return {"loose_too": loose.too, "told_by": loose.told_by, "naming": f"%{name}%"}


def _alike(row: Sequence[object]) -> Case | None:
    """None for what is in no case."""
    common = dict(zip(SEEN_BY, row, strict=True))
    if common["owner_no"] is None:
        return None
    return _CASES.read(tuple(common.get(name) for name in _CASES.columns))
