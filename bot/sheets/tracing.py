"""Tracing what an import changes, so that it can be taken back while nothing depends on it.

Before the sheet is written, every row that it may change is noted as it is; afterwards only those
that did change are kept, each with what became of it. Taking back puts the former rows in their
places, unless somebody has changed one of them since or something rests on one that was new.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any, Final

from bot.desk.recalling import reckon_open_cases
from bot.desk.shift import Shift
from bot.desk.succession import reassign_orphans
from bot.imports import calendar, shops, staff, supply
from bot.imports.columns import Column, lines_of
from bot.imports.sheet import Sheet
from bot.sheets.kinds import batch_of
from bot.wording import say
from models.errors import BadNotice, NoAdminLeft, Refusal
from models.ids import new_id
from models.importing import SheetImport
from models.terms import Role, SheetKind
from models.tiers import tier_marks
from storage.undoing import allotments_of, shops_of, staff_of
from storage.unit_of_work import Work

#: Rows that are noted together.
_TOGETHER: Final = 500

Look = Callable[[Work, Sequence[str]], Mapping[str, Any]]


class NotToBeTakenBack(Refusal):
    """Something has changed since, or depends on what the import brought."""


@dataclass(frozen=True, slots=True)
class Traced:
    """How rows of one kind are found, looked at, put back, removed; and what needs them."""

    keys: Callable[[Sheet], Iterable[str]]
    look: Look
    put_back: Callable[[Shift, Mapping[str, Any]], None]
    remove: Callable[[Shift, Sequence[str]], None]
    is_needed: Callable[[Work, Sequence[str]], bool]
    afterwards: Callable[[Shift], None]


def note_before(work: Work, job: SheetImport, sheet: Sheet) -> None:
    """Note the rows that the sheet names, as they are."""
    if (traced := _TRACED.get(job.kind)) is None:
        return
    keys = iter(traced.keys(sheet))
    place = 0
    while some := list(dict.fromkeys(islice(keys, _TOGETHER))):
        before = traced.look(work, some)
        rows = [[key, before.get(key), None] for key in some]
        work.imports.keep_trace(job.id, place, json.dumps(rows, ensure_ascii=False))
        place += 1


def note_after(work: Work, job: SheetImport) -> None:
    """Keep of these what has changed, with what became of it."""
    if (traced := _TRACED.get(job.kind)) is None:
        return
    for place, rows in enumerate(work.imports.traces(job.id)):
        noted = json.loads(rows)
        after = traced.look(work, [key for key, _, _ in noted])
        changed = [
            [key, before, after.get(key)] for key, before, _ in noted if before != after.get(key)
        ]
        work.imports.keep_trace(job.id, place, json.dumps(changed, ensure_ascii=False))


def take_back(shift: Shift, job: SheetImport) -> None:
    """Put everything back as it was before the import. Raises `NotToBeTakenBack`."""
    if job.kind is SheetKind.LABELS:
        _take_labels_back(shift, job)
        return
    traced = _TRACED[job.kind]
    new: list[str] = []
    for noted in _noted(shift.work, job):
        there = traced.look(shift.work, [key for key, _, _ in noted])
        if any(there.get(key) != after for key, _, after in noted):
            raise NotToBeTakenBack(say("import.changed_since"))
        new += [key for key, before, _ in noted if before is None]
    if any(traced.is_needed(shift.work, some) for some in _together(new)):
        raise NotToBeTakenBack(say("import.needed"))
    if job.kind is SheetKind.STAFF and _has_followers(shift.work, set(new)):
        raise NotToBeTakenBack(say("import.needed"))
    for noted in _noted(shift.work, job):
        former = {key: before for key, before, _ in noted if before is not None}
        traced.put_back(shift, former)
    for some in _together(new):
        traced.remove(shift, some)
    traced.afterwards(shift)
    shift.work.imports.forget_traces(job.id)


def _together(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    """A statement takes no more than so many at once."""
    return (keys[first : first + _TOGETHER] for first in range(0, len(keys), _TOGETHER))


def _has_followers(work: Work, new: set[str]) -> bool:
    """Whether somebody who was there before has one of these above or in place of them."""
    return any(
        person.no not in new and not new.isdisjoint({person.superior_no, person.substitute_no})
        for person in work.people.all_staff()
    )


def _noted(work: Work, job: SheetImport) -> Iterator[list[list[Any]]]:
    return (json.loads(rows) for rows in work.imports.traces(job.id))


def _take_labels_back(shift: Shift, job: SheetImport) -> None:
    """What a training has learned from since stays learned, so it stays on record too."""
    trainings = shift.work.learning.trainings(1)
    was_learned = trainings and job.ended_at and trainings[0].asked_at > job.ended_at
    if was_learned or shift.work.undoing.needs_labels(batch_of(job)):
        raise NotToBeTakenBack(say("import.needed"))
    shift.work.labels.forget_batch(batch_of(job))


def _named_in(column: Column[str]) -> Callable[[Sheet], Iterator[str]]:
    def keys(sheet: Sheet) -> Iterator[str]:
        lines = lines_of(sheet, (column,))
        return (key for line in lines if (key := line.read(column, "")))

    return keys


def _periods_in(sheet: Sheet) -> Iterator[str]:
    days = (supply.FIRST, supply.LAST)
    seen = set()
    for line in lines_of(sheet, days):
        first, last = (line.read(column, date.min) for column in days)
        seen.add(f"{first.isoformat()}/{last.isoformat()}")
    yield from sorted(seen)


def _days(period: str) -> tuple[date, date]:
    first, last = period.split("/")
    return date.fromisoformat(first), date.fromisoformat(last)


def _allotted(work: Work, periods: Sequence[str]) -> dict[str, Any]:
    found = {period: work.undoing.allotments(*_days(period)) for period in periods}
    return {period: rows for period, rows in found.items() if rows}


def _year_in(sheet: Sheet) -> Iterator[str]:
    try:
        yield str(calendar.notice_from(sheet, "").year)
    except BadNotice:
        return


def _years(work: Work, years: Sequence[str]) -> dict[str, Any]:
    kept = {str(year): document for year, document in work.meta.calendar_years().items()}
    return {year: kept[year] for year in years if year in kept}


def _put_allotments_back(shift: Shift, former: Mapping[str, Any]) -> None:
    for rows in former.values():
        allotments = allotments_of(rows)
        for one in allotments:
            one.id = new_id(shift.now)
        shift.work.supply.put(allotments)


def _remove_allotments(shift: Shift, periods: Sequence[str]) -> None:
    for period in periods:
        shift.work.undoing.forget_allotments(*_days(period))


def _put_years_back(shift: Shift, former: Mapping[str, Any]) -> None:
    for year, document in former.items():
        shift.work.meta.keep_calendar_year(int(year), document)


def _remove_years(shift: Shift, years: Sequence[str]) -> None:
    for year in years:
        shift.work.meta.forget_calendar_year(int(year))


def _reckon_anew(shift: Shift) -> None:
    reckon_open_cases(Shift(shift.work, shift.now, shift.house))


def _set_tiers(shift: Shift) -> None:
    """The tiers of all shops follow from what all of them buy."""
    amounts = Counter(
        Decimal(str(amount)) for _, amount, active in shift.work.roster.amounts() if active
    )
    largest_first = sorted(amounts.items(), reverse=True)
    shift.work.roster.set_tiers(tier_marks(lambda: largest_first, shift.policy))


def _after_staff(shift: Shift) -> None:
    if not shift.work.people.staff_with(Role.ADMIN):
        raise NoAdminLeft(say("refusal.last_admin"))
    reassign_orphans(shift)


def _nothing(*_: Any) -> None:
    """Nothing follows."""


def _never(*_: Any) -> bool:
    return False


_TRACED: Final[Mapping[SheetKind, Traced]] = {
    SheetKind.SHOPS: Traced(
        _named_in(shops.LICENCE),
        lambda work, keys: work.undoing.shops(keys),
        lambda shift, rows: _nothing(shift.work.people.put_shops(shops_of(rows.values()))),
        lambda shift, keys: shift.work.undoing.forget_shops(keys),
        lambda work, keys: work.undoing.needs_shops(keys),
        _set_tiers,
    ),
    SheetKind.STAFF: Traced(
        _named_in(staff.NO),
        lambda work, keys: work.undoing.staff(keys),
        lambda shift, rows: _nothing(shift.work.people.put_staff(staff_of(rows.values()))),
        lambda shift, keys: shift.work.undoing.forget_staff(keys),
        lambda work, keys: work.undoing.needs_staff(keys),
        _after_staff,
    ),
    SheetKind.SUPPLY: Traced(
        _periods_in, _allotted, _put_allotments_back, _remove_allotments, _never, _nothing
    ),
    SheetKind.CALENDAR: Traced(
        _year_in, _years, _put_years_back, _remove_years, _never, _reckon_anew
    ),
}
