"""How messages were read, how often each way, and the trainings of new classifiers."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from types import ModuleType
from typing import Final, NamedTuple, TypeVar, cast

from sqlalchemy import Executable, bindparam, delete, select
from sqlmodel import SQLModel

from models.conversation import Utterance
from models.learning import KeptReading, ReadingTally, ShadowTally, Training
from storage.drawer import Drawer, Shelf, in_either

_READINGS: Final = Shelf(KeptReading)
_UTTERANCES: Final = Shelf(Utterance)
_TALLIES: Final = Shelf(ReadingTally)
_SHADOWS: Final = Shelf(ShadowTally)
_TRAININGS: Final = Shelf(Training)

T = TypeVar("T", bound=SQLModel)


def _add_up(shelf: Shelf[T], *counts: str) -> Executable:
    """Insert; where there is such a row already, add the counts to its own."""

    def build(dialect: ModuleType) -> Executable:
        new = dialect.insert(shelf.table)
        sums = {name: shelf.table.c[name] + new.excluded[name] for name in counts}
        keys = [column.key for column in shelf.table.primary_key]
        return cast(Executable, new.on_conflict_do_update(index_elements=keys, set_=sums))

    return cast(Executable, in_either(build))


_COUNT_READINGS: Final = _add_up(_TALLIES, "messages", "words", "unknown")
_COUNT_SHADOW: Final = _add_up(_SHADOWS, "messages")

_AFTER: Final = (
    select(_READINGS.table)
    .where(
        _READINGS.ours,
        _READINGS.message_id > bindparam("after"),
        _READINGS.at < bindparam("before", type_=_READINGS.at.type),
    )
    .order_by(_READINGS.message_id)
    .limit(bindparam("limit"))
)
_SAID: Final = (
    select(_UTTERANCES.table)
    .where(
        _UTTERANCES.ours,
        _UTTERANCES.address
        == select(_UTTERANCES.address)
        .where(_UTTERANCES.ours, _UTTERANCES.id == bindparam("first_id"))
        .scalar_subquery(),
        _UTTERANCES.id >= bindparam("first_id"),
        _UTTERANCES.id <= bindparam("last_id"),
        _UTTERANCES.by == "retailer",
    )
    .order_by(_UTTERANCES.id)
)
_OF_CASE: Final = (
    select(_READINGS.table)
    .join(
        _UTTERANCES.table,
        (_UTTERANCES.company_id == _READINGS.company_id) & (_UTTERANCES.id == _READINGS.message_id),
    )
    .where(_READINGS.ours, _UTTERANCES.case_id == bindparam("of_case"))
    .order_by(_READINGS.message_id)
)
_SINCE: Final = (
    select(_TALLIES.table)
    .where(_TALLIES.ours, _TALLIES.day >= bindparam("since", type_=_TALLIES.day.type))
    .order_by(_TALLIES.day, _TALLIES.version, _TALLIES.label, _TALLIES.band)
)
_OF_CANDIDATE: Final = (
    select(_SHADOWS.table)
    .where(_SHADOWS.ours, _SHADOWS.candidate == bindparam("of_candidate"))
    .order_by(_SHADOWS.champion, _SHADOWS.said, _SHADOWS.would_say)
)
_FORGET_SHADOW: Final = delete(_SHADOWS.table).where(
    _SHADOWS.ours, _SHADOWS.candidate == bindparam("of_candidate")
)
_LATEST: Final = (
    select(_TRAININGS.table)
    .where(_TRAININGS.ours)
    .order_by(_TRAININGS.id.desc())
    .limit(bindparam("limit"))
)


class Heard(NamedTuple):
    """A message that was read, in the words of whoever said it; `case_id` where it is told in a
    case by now."""

    reading: KeptReading
    text: str
    case_id: int | None


class Learning(Drawer):
    """What the classifier did with live messages, and the making of its successors."""

    __slots__ = ()

    def keep_reading(self, reading: KeptReading) -> None:
        self._insert(_READINGS, reading)

    def readings_of(self, case_id: int) -> list[KeptReading]:
        """How what was said about a case was read, in order."""
        return self._all(_READINGS, _OF_CASE, of_case=case_id)

    def heard(self, *, after: int, before: datetime, limit: int) -> list[Heard]:
        """The messages behind that id that were read before then, with their words; those whose
        words are gone are empty."""
        readings = self._all(_READINGS, _AFTER, after=after, before=before, limit=limit)
        return [self._heard(reading) for reading in readings]

    def _heard(self, reading: KeptReading) -> Heard:
        said = self._all(_UTTERANCES, _SAID, first_id=reading.message_id, last_id=reading.until_id)
        text = " ".join(part for one in said if (part := one.text.strip()))
        return Heard(reading, text, next((one.case_id for one in said if one.case_id), None))

    def count_readings(self, tallies: Iterable[ReadingTally]) -> None:
        """Add to what was counted before."""
        for tally in tallies:
            self._write(_COUNT_READINGS, **_TALLIES.values(self._ours(_TALLIES, tally)))

    def tallies_since(self, day: date) -> list[ReadingTally]:
        return self._all(_TALLIES, _SINCE, since=day)

    def count_shadow(self, tallies: Iterable[ShadowTally]) -> None:
        """Add to what was counted before."""
        for tally in tallies:
            self._write(_COUNT_SHADOW, **_SHADOWS.values(self._ours(_SHADOWS, tally)))

    def shadow_of(self, candidate: str) -> list[ShadowTally]:
        return self._all(_SHADOWS, _OF_CANDIDATE, of_candidate=candidate)

    def forget_shadow_of(self, candidate: str) -> None:
        self._write(_FORGET_SHADOW, of_candidate=candidate)

    def add_training(self, training: Training) -> None:
        self._insert(_TRAININGS, training)

    def training(self, training_id: int) -> Training | None:
        return self._get(_TRAININGS, training_id)

    def keep_training(self, training: Training) -> None:
        """Raises Conflict where somebody else changed it in the meantime."""
        self._keep(_TRAININGS, training)

    def trainings(self, limit: int = 20) -> Sequence[Training]:
        """The latest first."""
        return self._all(_TRAININGS, _LATEST, limit=limit)

    def training_under_way(self) -> Training | None:
        """The training that waits or runs, if one does: there is one at a time."""
        latest = self.trainings(limit=1)
        return latest[0] if latest and not latest[0].state.is_over else None
