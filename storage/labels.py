"""Samples to be sorted by hand, and what people said of them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete, func, or_, select, update

from models.conversation import Utterance
from models.labels import Opinion, Sample, SampleState
from storage.drawer import Drawer, Shelf
from storage.tables import IN_NO_CASE

_SAMPLES: Final = Shelf(Sample)
_OPINIONS: Final = Shelf(Opinion)
_UTTERANCES: Final = Shelf(Utterance)

#: Rows that are read at a time where all are wanted.
_A_BATCH: Final = 1000

_KIN: Final = (
    select(_SAMPLES.table)
    .where(
        _SAMPLES.ours,
        or_(
            _SAMPLES.kin_a == bindparam("one"),
            _SAMPLES.kin_b == bindparam("two"),
            _SAMPLES.kin_c == bindparam("three"),
        ),
    )
    .limit(bindparam("limit"))
)
_IN_STATE: Final = (
    select(_SAMPLES.table)
    .where(
        _SAMPLES.ours,
        _SAMPLES.state == bindparam("in_state", type_=_SAMPLES.state.type),
        _SAMPLES.is_random == bindparam("random"),
    )
    .order_by(_SAMPLES.margin, _SAMPLES.id)
    .limit(bindparam("limit"))
)
_SETTLED: Final = (
    select(_SAMPLES.table)
    .where(
        _SAMPLES.ours,
        _SAMPLES.state == bindparam("in_state", type_=_SAMPLES.state.type),
        _SAMPLES.id > bindparam("after"),
    )
    .order_by(_SAMPLES.id)
    .limit(bindparam("limit"))
)
_OF_CASE: Final = (
    select(_SAMPLES.table)
    .where(_SAMPLES.ours, _SAMPLES.case_id == bindparam("of_case"))
    .order_by(_SAMPLES.id)
)
_SAID_OF: Final = select(_UTTERANCES.id).where(
    _UTTERANCES.ours, _UTTERANCES.case_id == bindparam("of_case")
)
_BIND: Final = (
    update(_SAMPLES.table)
    .where(_SAMPLES.ours, _SAMPLES.message_id.in_(_SAID_OF), IN_NO_CASE)
    .values(case_id=bindparam("of_case"))
)
_OF_BATCH: Final = select(_SAMPLES.id).where(_SAMPLES.ours, _SAMPLES.batch == bindparam("of_batch"))
_STALE: Final = select(_SAMPLES.id).where(
    _SAMPLES.ours,
    _SAMPLES.state != SampleState.SETTLED,
    _SAMPLES.put_at < bindparam("before", type_=_SAMPLES.put_at.type),
)
_FORGET: Final = delete(_SAMPLES.table).where(_SAMPLES.ours, _SAMPLES.id == bindparam("of_sample"))
_OPINIONS_OF: Final = (
    select(_OPINIONS.table)
    .where(_OPINIONS.ours, _OPINIONS.sample_id == bindparam("of_sample"))
    .order_by(_OPINIONS.place)
)
_LAST_OF: Final = (
    select(_OPINIONS.table)
    .where(_OPINIONS.ours, _OPINIONS.author_no == bindparam("no"))
    .order_by(_OPINIONS.at.desc(), _OPINIONS.sample_id.desc())
    .limit(1)
)
_LATEST: Final = (
    select(_OPINIONS.table)
    .where(_OPINIONS.ours)
    .order_by(_OPINIONS.at.desc(), _OPINIONS.sample_id.desc())
    .limit(bindparam("limit"))
)
_COUNT_OF: Final = (
    select(func.count())
    .select_from(_OPINIONS.table)
    .where(_OPINIONS.ours, _OPINIONS.author_no == bindparam("no"))
)
_TAKE_BACK: Final = delete(_OPINIONS.table).where(
    _OPINIONS.ours,
    _OPINIONS.sample_id == bindparam("of_sample"),
    _OPINIONS.place >= bindparam("from_place"),
)


class Labels(Drawer):
    """What is to be sorted, what was said of it, what it was settled to be."""

    __slots__ = ()

    def put(self, sample: Sample) -> None:
        self._insert(_SAMPLES, sample)

    def put_all(self, samples: Sequence[Sample]) -> None:
        self._insert_all(_SAMPLES, samples)

    def sample(self, sample_id: int) -> Sample | None:
        return self._get(_SAMPLES, sample_id)

    def keep(self, sample: Sample) -> None:
        """Raises Conflict where somebody else changed it in the meantime."""
        self._keep(_SAMPLES, sample)

    def akin(self, kin: tuple[int, int, int], limit: int = 20) -> list[Sample]:
        """Samples that may be nearly the same as a message with these numbers."""
        one, two, three = kin
        return self._all(_SAMPLES, _KIN, one=one, two=two, three=three, limit=limit)

    def in_state(self, state: SampleState, *, is_random: bool, limit: int) -> list[Sample]:
        """Samples in that state, those from which most is learned first."""
        return self._all(_SAMPLES, _IN_STATE, in_state=state, random=is_random, limit=limit)

    def settled(self) -> Iterator[Sample]:
        """Every settled sample in the order in which they came."""
        last = 0
        while batch := self._all(
            _SAMPLES, _SETTLED, in_state=SampleState.SETTLED, after=last, limit=_A_BATCH
        ):
            yield from batch
            last = batch[-1].id

    def of_case(self, case_id: int) -> list[Sample]:
        return self._all(_SAMPLES, _OF_CASE, of_case=case_id)

    def bind_to_case(self, case_id: int) -> int:
        """Samples of what was said about the case belong to it from here on; how many."""
        return self._write(_BIND, of_case=case_id)

    def forget_case(self, case_id: int) -> int:
        """Remove every sample of a case with all that was said of it; how many there were."""
        self.bind_to_case(case_id)
        return self._forget([sample.id for sample in self.of_case(case_id)])

    def forget_batch(self, batch: str) -> int:
        """Take an import back; how many samples went."""
        return self._forget([row[0] for row in self._rows(_OF_BATCH, of_batch=batch)])

    def forget_waiting(self, before: datetime) -> int:
        """Remove what nobody sorted and was put before then; how many samples went."""
        rows = self._rows(_STALE, before=before)
        return self._forget([row[0] for row in rows])

    def _forget(self, sample_ids: Sequence[int]) -> int:
        for sample_id in sample_ids:
            self._write(_TAKE_BACK, of_sample=sample_id, from_place=1)
            self._write(_FORGET, of_sample=sample_id)
        return len(sample_ids)

    def say(self, opinion: Opinion) -> None:
        self._insert(_OPINIONS, opinion)

    def say_all(self, opinions: Sequence[Opinion]) -> None:
        self._insert_all(_OPINIONS, opinions)

    def opinions(self, sample_id: int) -> list[Opinion]:
        """What was said of a sample, in the order of their places."""
        return self._all(_OPINIONS, _OPINIONS_OF, of_sample=sample_id)

    def last_opinion_of(self, staff_no: str) -> Opinion | None:
        return self._first(_OPINIONS, _LAST_OF, no=staff_no)

    def latest_opinions(self, limit: int) -> list[Opinion]:
        """What was said of late, the latest first."""
        return self._all(_OPINIONS, _LATEST, limit=limit)

    def opinions_by(self, staff_no: str) -> int:
        """How many opinions somebody gave."""
        return int(self._value(_COUNT_OF, no=staff_no))

    def take_back(self, opinion: Opinion) -> None:
        """Remove an opinion, and those that were given after it."""
        self._write(_TAKE_BACK, of_sample=opinion.sample_id, from_place=opinion.place)
