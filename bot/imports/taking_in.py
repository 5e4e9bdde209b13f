"""Taking in: what was read from a sheet goes into the store, all of it or none."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.imports import staff
from bot.imports.columns import Taken
from bot.imports.outcome import NOTHING, Outcome, in_order
from bot.imports.roster import checked_roster
from bot.imports.sheet import Sheet
from bot.imports.staff import staff_from
from bot.imports.supply import allotments_from
from models.ids import new_id
from models.people import Staff
from models.policy import Policy
from storage.roster import Tally
from storage.unit_of_work import Work


def take_in_shops(work: Work, sheet: Sheet, policy: Policy, *, partial: bool = False) -> Outcome:
    """Add or change the shops of a small roster within the transaction that is under way.

    For one of any size see `bot.imports.roster`, which reads before the transaction begins.
    """
    with checked_roster(sheet) as roster:
        outcome = roster.take_in(work, policy, partial=partial)
        return replace(outcome, faults=tuple(outcome.faults))


def take_in_staff(work: Work, sheet: Sheet, *, partial: bool = False) -> Outcome:
    """Add or change the staff of a file; those it does not name stay."""
    kept = {person.no: person for person in work.people.all_staff()}
    taken = staff_from(sheet, [person for person in kept.values() if person.active])
    if not _may_go_in(taken, partial=partial):
        return _outcome(taken, NOTHING)
    for person in taken.good.values():
        person.company_id = work.company_id
        _keep_what_is_not_told(person, kept.get(person.no), taken, staff.OPTIONAL_FIELDS)
    return _outcome(taken, work.people.put_staff(taken.good.values()))


def take_in_supply(work: Work, sheet: Sheet, now: datetime, *, partial: bool = False) -> Outcome:
    """Keep the allotment table of each period that the sheet names, in place of what there was."""
    taken = allotments_from(sheet)
    if not _may_go_in(taken, partial=partial):
        return _outcome(taken, NOTHING)
    rows = [row for several in taken.good.values() for row in several]
    for row in rows:
        row.company_id, row.id = work.company_id, new_id(now)
    work.supply.put(rows)
    return _outcome(taken, Tally(len(taken.good), 0, 0))


def _may_go_in(taken: Taken[Any], *, partial: bool) -> bool:
    return bool(taken.good) and (partial or not taken.faults)


def _outcome(taken: Taken[Any], tally: Tally) -> Outcome:
    return Outcome(taken.rows, tally, taken.rejected, in_order(taken.faults), taken.places)


def _keep_what_is_not_told(
    entity: Staff, kept: Staff | None, taken: Taken[Any], fields: Mapping[str, str]
) -> None:
    """A column that the file does not have changes nothing of what is known."""
    if kept is None:
        return
    for column, field in fields.items():
        if taken.lacks(column):
            setattr(entity, field, getattr(kept, field))
