"""日历与规则: the working days of a year, the numbers of the rules, and a deadline tried out."""

from calendar import Calendar as Weeks
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends
from starlette.responses import Response

from bot.desk.shift import Shift
from bot.web.admin.console import Console, Visit
from bot.web.admin.permissions import Permission
from models.calendar import CST, Calendar, day_of
from models.deadlines import Deadlines, deadlines
from models.policy import Policy

_FIRST_YEAR, _LAST_YEAR = 2016, 2099
_WEEKS: Final = Weeks()


@dataclass(frozen=True, slots=True)
class Day:
    """A day on the sheet: `kind` is work, rest, holiday, make_up, or none of the month's."""

    number: int
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Number:
    """One number of the rules: its key, what it means, and whether it is the usual one."""

    key: str
    meaning: str
    value: str
    is_usual: bool


def rules(console: Console) -> APIRouter:
    """`/admin/rules`."""
    router = APIRouter()
    Here = Annotated[Visit, Depends(console.looks(Permission.RULES))]

    @router.get("/admin/rules")
    async def show(visit: Here, year: str = "", begun: str = "") -> Response:
        this_year = day_of(visit.now).year
        wanted = int(year) if year.isascii() and year.isdigit() and len(year) == 4 else this_year
        chosen = min(max(wanted, _FIRST_YEAR), _LAST_YEAR)
        calendar = await visit.read(lambda shift: shift.calendar)
        tried, found = await _tried(visit, begun)
        return visit.page(
            "rules.html",
            year=chosen,
            months=[list(_month(calendar, chosen, month)) for month in range(1, 13)],
            is_provisional=calendar.is_provisional(chosen),
            numbers=list(_numbers(visit.parts.house.policy)),
            begun=tried,
            found=found,
            says=begun if begun and found is None else "",
        )

    return router


def _month(calendar: Calendar, year: int, month: int) -> Iterator[list[Day]]:
    """The weeks of a month, Monday first."""
    for week in _WEEKS.monthdatescalendar(year, month):
        yield [_day(calendar, on) if on.month == month else Day(0, "none", "") for on in week]


def _day(calendar: Calendar, on: date) -> Day:
    is_weekend, works = on.isoweekday() > 5, calendar.is_working_day(on)
    if calendar.is_statutory_holiday(on):
        return Day(on.day, "holiday", calendar.holiday_name(on) or "")
    if is_weekend and works:
        return Day(on.day, "make_up", "")
    return Day(on.day, "work" if works else "rest", "")


async def _tried(visit: Visit, begun: str) -> tuple[str, Deadlines | None]:
    """Both clocks of a matter that began then; now, where no moment is named."""
    try:
        local = datetime.fromisoformat(begun) if begun else visit.now.astimezone(CST)
        at = local if local.tzinfo else local.replace(tzinfo=CST)
    except ValueError:
        return "", None
    shown = f"{at.astimezone(CST):%Y-%m-%dT%H:%M}"
    if not _FIRST_YEAR <= at.year <= _LAST_YEAR:
        return shown, None

    def reckon(shift: Shift) -> Deadlines:
        return deadlines(at, shift.calendar, shift.policy)

    return shown, await visit.read(reckon)


def _numbers(policy: Policy) -> Iterator[Number]:
    usual = Policy()
    for entry in fields(Policy):
        value = getattr(policy, entry.name)
        is_usual = value == getattr(usual, entry.name)
        yield Number(entry.name, entry.metadata["meaning"], _written(value), is_usual)


def _written(value: Any) -> str:
    if isinstance(value, tuple):
        return "、".join(str(one) for one in value)
    return f"{value:%H:%M}" if hasattr(value, "hour") else str(value)
