"""今日: what is open, due today, overdue and major, and the three rates."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from starlette.responses import Response

from bot.desk import worklist
from bot.desk.recent_rates import rates_since
from bot.desk.seeing import seen_cases
from bot.desk.shift import Shift
from bot.web.admin.aside import count_aside
from bot.web.admin.console import Console, Visit
from bot.web.admin.permissions import Permission
from bot.web.admin.rows import Row, rows_of
from models.case import Case
from models.people import Staff
from models.rates import Rates
from models.terms import Grade, Kind
from storage.case_list import CaseFilter

#: How many cases a list on the page names.
_NAMED: Final = 8
#: Over how many days the three rates are reckoned.
RATES_OVER: Final = 28


@dataclass(frozen=True, slots=True)
class Today:
    """The day of one person: how many, and the most pressing of each."""

    open: list[Case]
    due: list[Case]
    overdue: list[Case]
    major: list[Case]
    pressing: list[Row]
    rates: Rates


def today(console: Console) -> APIRouter:
    """`/admin/today`."""
    router = APIRouter()
    Here = Annotated[Visit, Depends(console.looks(Permission.TODAY))]

    @router.get("/admin/today")
    async def show(visit: Here) -> Response:
        found = await visit.read(today_for(visit.person))
        aside = await visit.read(count_aside) if visit.may(Permission.ASIDE) else 0
        return visit.page("today.html", today=found, days=RATES_OVER, aside=aside)

    return router


def today_for(viewer: Staff) -> Callable[[Shift], Today]:
    """The day as this person may see it."""

    def look(shift: Shift) -> Today:
        open_ones = list(seen_cases(shift, CaseFilter(only_open=True), viewer))
        complaints = [case for case in open_ones if case.kind is Kind.COMPLAINT]
        ordered = sorted(complaints, key=lambda case: (case.next_due, case.id))
        overdue = [case for case in ordered if case.next_due < shift.now]
        major = [case for case in ordered if case.grade is Grade.MAJOR]
        due = [case for case in worklist.due_by_today(shift, ordered) if case not in overdue]
        return Today(
            open=open_ones,
            due=due,
            overdue=overdue,
            major=major,
            pressing=rows_of(shift, _pressing(overdue, due, major), viewer),
            rates=rates_since(shift, shift.now - timedelta(days=RATES_OVER), viewer),
        )

    return look


def _pressing(*lists: list[Case]) -> list[Case]:
    """Overdue, then due today, then major, each case once."""
    once = {case.id: case for cases in lists for case in cases}
    return list(once.values())[:_NAMED]
