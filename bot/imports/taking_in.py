"""Taking in: what was read from a sheet goes into the store, all of it or none."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from bot.imports import shops, staff
from bot.imports.columns import Taken
from bot.imports.faults import Fault
from bot.imports.sheet import Sheet
from bot.imports.shops import shops_from
from bot.imports.staff import staff_from
from bot.imports.supply import allotments_from
from models.ids import new_id
from models.people import Shop, Staff
from models.policy import Policy
from models.tiers import tiers
from storage.roster import Tally
from storage.unit_of_work import Work

_NOTHING: Final = Tally(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did, or would do; `places` says where the columns stood."""

    rows: int
    tally: Tally
    rejected: int
    faults: tuple[Fault, ...]
    places: Mapping[str, int]

    def to_json(self) -> dict[str, Any]:
        return {
            "rows": self.rows,
            **self.tally._asdict(),
            "rejected": self.rejected,
            "faults": [each.to_json() for each in self.faults],
        }


def take_in_shops(work: Work, sheet: Sheet, policy: Policy, *, partial: bool = False) -> Outcome:
    """Add or change the shops of a roster; those it does not name stay. Tiers are set anew."""
    taken = shops_from(sheet, {person.no for person in work.people.all_staff() if person.active})
    if not _may_go_in(taken, partial=partial):
        return _outcome(taken, _NOTHING)
    kept = {shop.licence: shop for shop in work.people.all_shops()}
    new = {shop.licence: shop for shop in taken.good.values()}
    for licence, shop in new.items():
        shop.company_id = work.company_id
        _keep_what_is_not_told(shop, kept.get(licence), taken, shops.OPTIONAL_FIELDS)
    moved = _set_tiers(kept | new, policy)
    tally = work.people.put_shops(new.values())
    work.people.put_shops(shop for shop in moved if shop.licence not in new)
    return _outcome(taken, tally)


def take_in_staff(work: Work, sheet: Sheet, *, partial: bool = False) -> Outcome:
    """Add or change the staff of a file; those it does not name stay."""
    kept = {person.no: person for person in work.people.all_staff()}
    taken = staff_from(sheet, [person for person in kept.values() if person.active])
    if not _may_go_in(taken, partial=partial):
        return _outcome(taken, _NOTHING)
    for person in taken.good.values():
        person.company_id = work.company_id
        _keep_what_is_not_told(person, kept.get(person.no), taken, staff.OPTIONAL_FIELDS)
    return _outcome(taken, work.people.put_staff(taken.good.values()))


def take_in_supply(work: Work, sheet: Sheet, now: datetime, *, partial: bool = False) -> Outcome:
    """Keep the allotment table of each period that the sheet names, in place of what there was."""
    taken = allotments_from(sheet)
    if not _may_go_in(taken, partial=partial):
        return _outcome(taken, _NOTHING)
    rows = [row for several in taken.good.values() for row in several]
    for row in rows:
        row.company_id, row.id = work.company_id, new_id(now)
    work.supply.put(rows)
    return _outcome(taken, Tally(len(taken.good), 0, 0))


def _may_go_in(taken: Taken[Any], *, partial: bool) -> bool:
    return bool(taken.good) and (partial or not taken.faults)


def _outcome(taken: Taken[Any], tally: Tally) -> Outcome:
    return Outcome(taken.rows, tally, taken.rejected, taken.faults, taken.places)


def _keep_what_is_not_told(
    entity: Shop | Staff,
    kept: Shop | Staff | None,
    taken: Taken[Any],
    fields: Mapping[str, str],
) -> None:
    """A column that the file does not have changes nothing of what is known."""
    if kept is None:
        return
    for column, field in fields.items():
        if taken.lacks(column):
            setattr(entity, field, getattr(kept, field))


def _set_tiers(roster: Mapping[str, Shop], policy: Policy) -> Iterable[Shop]:
    """Set the tier of every active shop by its share of all purchases; those that were moved."""
    purchases = {
        licence: Decimal(str(shop.yearly_purchases))
        for licence, shop in roster.items()
        if shop.active
    }
    moved = []
    for licence, tier in tiers(purchases, policy).items():
        shop = roster[licence]
        if shop.tier != tier.value:
            shop.tier = tier.value
            moved.append(shop)
    return moved
