"""The kinds of sheets: what columns each has, and how one is checked and taken in.

Reading and checking the cells is `bot.imports`; what else has to follow in the same transaction, so
that no rule of the desk is broken for an instant, is added here.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, Final, Protocol

from bot.desk import staffing
from bot.desk.orders import Actor
from bot.desk.recalling import reckon_open_cases
from bot.desk.shift import Shift
from bot.desk.succession import reassign_orphans
from bot.imports import calendar, confirmed, shops, staff, supply
from bot.imports.columns import Column, places_of
from bot.imports.confirmed import take_in_labels
from bot.imports.faults import Fault
from bot.imports.outcome import Outcome
from bot.imports.roster import CheckedRoster, Tell, checked_roster
from bot.imports.sheet import Sheet
from bot.imports.taking_in import take_in_staff, take_in_supply
from bot.wording import say
from models.calendar import Notice
from models.entrance import WEIGHTY, needs_second_person
from models.errors import BadNotice, NoAdminLeft
from models.importing import SheetImport
from models.terms import Role, SheetKind
from storage.roster import Tally

_NUMBERED: Final = re.compile(r"第 (\d+) 行[：:]\s*")


class Checked(Protocol):
    """A sheet that was read, ready to be taken in."""

    def take_in(self, shift: Shift, job: SheetImport) -> Outcome:
        """Write it as far as `job` wants it. Raises a `Refusal`, and then nothing may be kept."""


Opening = Callable[[Sheet, Tell], AbstractContextManager[Checked]]


@dataclass(frozen=True, slots=True)
class Kind:
    """How sheets of one kind are called, read and taken in."""

    columns: Sequence[Column[Any]]
    opened: Opening


@dataclass(frozen=True, slots=True)
class _Shops:
    roster: CheckedRoster

    def take_in(self, shift: Shift, job: SheetImport) -> Outcome:
        return self.roster.take_in(shift.work, shift.policy, partial=job.is_partial)


@contextmanager
def _open_shops(sheet: Sheet, tell: Tell) -> Iterator[Checked]:
    with checked_roster(sheet, tell) as roster:
        yield _Shops(roster)


@dataclass(frozen=True, slots=True)
class _Held:
    """A sheet small enough to be read within the transaction."""

    sheet: Sheet
    take: Callable[[Shift, Sheet, SheetImport], Outcome]

    def take_in(self, shift: Shift, job: SheetImport) -> Outcome:
        return self.take(shift, self.sheet, job)


def _in_memory(take: Callable[[Shift, Sheet, SheetImport], Outcome]) -> Opening:
    @contextmanager
    def opened(sheet: Sheet, tell: Tell) -> Iterator[Checked]:
        yield _Held(Sheet(sheet.heading, tuple(sheet.rows), sheet.heading_row), take)

    return opened


def _staff(shift: Shift, sheet: Sheet, job: SheetImport) -> Outcome:
    """No open case is ever without an active owner (F8), one admin always stays, and a weighty role
    is only asked for, as when somebody gives it by hand."""
    before = {person.no: person for person in shift.work.people.all_staff()}
    outcome = take_in_staff(shift.work, sheet, partial=job.is_partial)
    asked = []
    for person in shift.work.people.all_staff():
        held = before[person.no].roles if person.no in before else ()
        if needs_second_person(held, person.roles):
            asked.append((person, person.roles))
            person.roles = held or tuple(set(person.roles) - {role.value for role in WEIGHTY})
    shift.work.people.put_staff(person for person, _ in asked)
    _must_leave_an_admin(shift, had_one=any(one.has(Role.ADMIN) for one in before.values()))
    reassign_orphans(shift)
    for person, wanted in asked:
        staffing.change_roles(shift, Actor(staff_no=job.by_no), person.no, wanted)
    job.report = {**job.report, "asked": sorted(person.no for person, _ in asked)}
    return outcome


def _must_leave_an_admin(shift: Shift, *, had_one: bool) -> None:
    if had_one and not shift.work.people.staff_with(Role.ADMIN):
        raise NoAdminLeft(say("refusal.last_admin"))


def _supply(shift: Shift, sheet: Sheet, job: SheetImport) -> Outcome:
    return take_in_supply(shift.work, sheet, shift.now, partial=job.is_partial)


def _labels(shift: Shift, sheet: Sheet, job: SheetImport) -> Outcome:
    return take_in_labels(
        shift.work, sheet, job.by_no, shift.now, batch=batch_of(job), partial=job.is_partial
    )


def batch_of(job: SheetImport) -> str:
    """What the samples of an import are known by."""
    return f"import-{job.id}"


def _calendar(shift: Shift, sheet: Sheet, job: SheetImport) -> Outcome:
    """A year goes in whole or not at all, and moves the deadlines of open cases."""
    places = places_of(sheet, CALENDAR_COLUMNS)
    rows = sum(1 for _ in sheet.rows)
    try:
        notice = calendar.notice_from(sheet, f"导入文件 {job.name}")
    except BadNotice as bad:
        faults = tuple(sorted(_fault_of(told, sheet) for told in bad.faults))
        return Outcome(rows, Tally(0, 0, 0), len({each.row for each in faults}), faults, places)
    return Outcome(rows, keep_year(shift, notice), 0, (), places)


def keep_year(shift: Shift, notice: Notice) -> Tally:
    """Go by the notice from now on, and reckon the deadlines of open cases by it."""
    kept = shift.work.meta.calendar_years().get(notice.year)
    new = calendar.kept_form(notice)
    if kept is not None and {**kept, "source": ""} == {**new, "source": ""}:
        return Tally(0, 0, 1)
    shift.work.meta.keep_calendar_year(notice.year, new)
    # The calendar is looked up once a unit: this one goes on with the new year.
    reckon_open_cases(Shift(shift.work, shift.now, shift.house))
    return Tally(0, 1, 0) if kept else Tally(1, 0, 0)


def _fault_of(told: str, sheet: Sheet) -> Fault:
    found = _NUMBERED.match(told)
    row = int(found[1]) if found else sheet.heading_row
    return Fault(row, calendar.DATE.name, told[found.end() :] if found else told, "")


CALENDAR_COLUMNS: Final = (calendar.DATE, calendar.KIND, calendar.NAME)
KINDS: Final[Mapping[SheetKind, Kind]] = {
    SheetKind.SHOPS: Kind(shops.COLUMNS, _open_shops),
    SheetKind.STAFF: Kind(staff.COLUMNS, _in_memory(_staff)),
    SheetKind.SUPPLY: Kind(supply.COLUMNS, _in_memory(_supply)),
    SheetKind.CALENDAR: Kind(CALENDAR_COLUMNS, _in_memory(_calendar)),
    SheetKind.LABELS: Kind(confirmed.COLUMNS, _in_memory(_labels)),
}
