"""The demo installation: an invented small town, loaded by the imports of real files."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from bot.imports.sheet import Sheet, read_sheet
from bot.imports.taking_in import take_in_shops, take_in_staff, take_in_supply
from models.calendar import day_of
from models.messages import Address
from models.policy import Policy
from storage.unit_of_work import Work

_FILES: Final = Path(__file__).parent
_MARK: Final = "demo"
_WEEK: Final = timedelta(days=7)


def install(work: Work, now: datetime, policy: Policy | None = None) -> bool:
    """Fill an empty installation with the demo's people, and say whether this is a demo.

    Shops and staff are put only where there are none, so nobody's roster is written over. A demo
    that is started again gets the allotments of the present week; all else stays as it was left.
    """
    if work.people.count_shops() == 0 and not work.people.all_staff():
        take_in_staff(work, read_sheet(_FILES / "staff.csv"))
        take_in_shops(work, read_sheet(_FILES / "shops.csv"), policy or Policy())
        _bind_pages(work, now)
        work.meta.set(_MARK, "a small town")
    is_demo = bool(work.meta.get(_MARK))
    if is_demo:
        _stock(work, now)
    return is_demo


def _bind_pages(work: Work, now: datetime) -> None:
    """Each shop and each member of staff has a phone on the demo's page."""
    for shop in work.people.all_shops():
        page = Address.of_page(f"demo-shop-{shop.licence}")
        work.people.bind(page, f"shop:{shop.licence}", now)
    for person in work.people.all_staff():
        work.people.bind(Address.of_page(f"staff-{person.no}"), f"staff:{person.no}", now)


def _stock(work: Work, now: datetime) -> None:
    """The table holds for this week and the next, so that a demo may run over a Sunday."""
    today = day_of(now)
    monday = today - timedelta(days=today.weekday())
    table = read_sheet(_FILES / "supply.csv")
    for first in (monday, monday + _WEEK):
        take_in_supply(work, _for_week(table, first), now)


def _for_week(table: Sheet, monday: date) -> Sheet:
    days = (monday, monday + _WEEK - timedelta(days=1))
    rows = tuple((number, (*cells, *days)) for number, cells in table.rows)
    return Sheet((*table.heading, "起", "止"), rows, table.heading_row)
