"""What the three rates ask of many complaints, summed up by who may see them.

Cases that the same people own, decide, received, and are kept from are seen by the same people. So
they are counted together, and who sees what is asked once for all of them, by the one function that
decides it.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, and_, bindparam, case, func, or_, select

from models.case import Case, FollowUpState
from models.ledger import LedgerEntry
from models.rates import SOLVING, TAKING_BACK
from models.terms import Kind, Stage
from storage.drawer import Drawer, Shelf

_CASES: Final = Shelf(Case)
_LINES: Final = Shelf(LedgerEntry)

#: All that decides who sees a case.
SEEN_BY: Final = (
    "owner_no",
    "first_receiver_no",
    "expected_no",
    "decider_no",
    "accused",
    "withheld",
)


def _count(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((and_(*conditions), 1), else_=0))


_CLOSED: Final = _CASES.stage == Stage.CLOSED.value
_UNREACHED: Final = _CASES.follow_up == FollowUpState.UNREACHED.value
_ANSWERED: Final = and_(_CASES.satisfaction.is_not(None), ~_UNREACHED)
_NOT_POOR: Final = func.coalesce(_CASES.satisfaction, 100) >= bindparam("fair_from")


def _last_of(deeds: Iterable[str]) -> ScalarSelect[int]:
    """The number of the last line of a case that is one of these deeds, 0 where none is."""
    of_case = (_LINES.company_id == _CASES.company_id, _LINES.case_id == _CASES.id)
    is_one = or_(*(_LINES.deed == deed for deed in sorted(deeds)))
    last = select(func.coalesce(func.max(_LINES.seq), 0)).where(*of_case, is_one)
    return last.correlate(_CASES.table).scalar_subquery()


#: As `models.rates.is_called_solved` says it.
_CALLED_SOLVED: Final = _last_of(SOLVING) > _last_of(TAKING_BACK)
_LATELY: Final = (
    _CASES.ours,
    _CASES.filed_at >= bindparam("since", type_=_CASES.filed_at.type),
    _CASES.kind == Kind.COMPLAINT.value,
)
#: A reopening sets new deadlines; the first contact of such a case is reckoned by itself.
_SUMS: Final = (
    select(
        *(_CASES.table.c[name] for name in SEEN_BY),
        func.count(),
        _count(_CASES.contacted_at <= _CASES.respond_by),
        _count(_CLOSED),
        _count(_CLOSED, _NOT_POOR, _CALLED_SOLVED),
        _count(_ANSWERED),
        _count(_ANSWERED, _CASES.satisfaction >= bindparam("good_from")),
        _count(_UNREACHED),
    )
    .where(*_LATELY, _CASES.reopened == 0)
    .group_by(*(_CASES.table.c[name] for name in SEEN_BY))
)
_REOPENED: Final = select(_CASES.table).where(*_LATELY, _CASES.reopened > 0).order_by(_CASES.id)


class Counted(NamedTuple):
    """How many of some complaints were answered in time, are closed, and so on."""

    cases: int
    in_time: int
    closed: int
    solved: int
    answers: int
    satisfied: int
    not_reached: int


class RateCounts(Drawer):
    """Complaints filed since some day."""

    __slots__ = ()

    def since(
        self, since: datetime, *, good_from: int, fair_from: int
    ) -> Iterator[tuple[Case, Counted]]:
        """The sums of those that were never reopened, each with a case that has what all of them
        have in common, and nothing else. Scores count as satisfied from `good_from` on, and as not
        poor from `fair_from` on."""
        told = {"since": since, "good_from": good_from, "fair_from": fair_from}
        for row in self._rows(_SUMS, **told):
            common = dict(zip(SEEN_BY, row, strict=False))
            alike = _CASES.read(tuple(common.get(name) for name in _CASES.columns))
            yield alike, Counted(*map(int, row[len(SEEN_BY) :]))

    def reopened_since(self, since: datetime) -> list[Case]:
        """The others."""
        return self._all(_CASES, _REOPENED, since=since)
