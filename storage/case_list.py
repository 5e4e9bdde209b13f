"""Lists of cases for the console and the command line: which ones, and page after page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any, Final, NamedTuple

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, or_, select, tuple_

from models.case import Case
from models.terms import Category, Stage
from storage.drawer import Shelf
from storage.tables import OPEN

#: Months are counted as the calendar on the wall in China.
_CHINA: Final = timezone(timedelta(hours=8))

Condition = tuple[ColumnElement[bool], dict[str, Any]]


class PageKey(NamedTuple):
    """Where a page ended."""

    filed_at: datetime
    case_id: int

    @classmethod
    def of(cls, case: Case) -> "PageKey":
        return cls(case.filed_at, case.id)


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases are wanted; what is left out does not matter."""

    stage: Stage | None = None
    only_open: bool = False
    owner_no: str = ""
    overdue_at: datetime | None = None  #: a clock of theirs has run out by then
    category: Category | None = None
    month: date | None = None  #: any day of the month in which they were filed
    route: str = ""


def listing(
    cases: Shelf[Case], wanted: CaseFilter, after: PageKey | None
) -> tuple[Select[Any], dict[str, Any]]:
    """The statement and its binds, all but `company` and `limit`."""
    statement = select(cases.table).where(cases.ours)
    binds: dict[str, Any] = {}
    for condition, told in _conditions(cases, wanted, after):
        statement = statement.where(condition)
        binds |= told
    statement = statement.order_by(cases.filed_at.desc(), cases.id.desc())
    return statement.limit(bindparam("limit")), binds


def _conditions(
    cases: Shelf[Case], wanted: CaseFilter, after: PageKey | None
) -> Iterator[Condition]:
    for name in ("stage", "category", "route", "owner_no"):
        if value := getattr(wanted, name):
            yield cases.table.c[name] == bindparam(f"is_{name}"), {f"is_{name}": value}
    if wanted.overdue_at:
        yield _overdue(cases), {"overdue_at": wanted.overdue_at}
    if wanted.only_open or wanted.overdue_at or (wanted.stage and not wanted.stage.is_final):
        # Said in so many words, this lets the database use the index of open cases.
        yield and_(OPEN), {}
    if wanted.month:
        yield _in_month(cases, wanted.month)
    if after:
        behind = tuple_(cases.filed_at, cases.id) < tuple_(
            bindparam("after_at", type_=cases.filed_at.type),
            bindparam("after_id", type_=cases.id.type),
        )
        yield behind, {"after_at": after.filed_at, "after_id": after.case_id}


def _overdue(cases: Shelf[Case]) -> ColumnElement[bool]:
    now: BindParameter[Any] = bindparam("overdue_at", type_=cases.close_by.type)
    uncontacted = and_(cases.contacted_at.is_(None), cases.respond_by <= now)
    return or_(cases.close_by <= now, uncontacted)


def _in_month(cases: Shelf[Case], month: date) -> Condition:
    first = datetime(month.year, month.month, 1, tzinfo=_CHINA)
    past = (first + timedelta(days=31)).replace(day=1)
    within = and_(cases.filed_at >= bindparam("from_at"), cases.filed_at < bindparam("to_at"))
    return within, {"from_at": first, "to_at": past}
