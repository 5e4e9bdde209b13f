"""Lists of cases for the console and the command line: which ones, and page after page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    or_,
    select,
    tuple_,
    type_coerce,
    union_all,
)

from models.calendar import CST
from models.case import Assist, Case, HandOver
from models.columns import BIG
from models.terms import Category, Grade, Kind, Stage
from storage.drawer import COMPANY, Shelf
from storage.tables import DECIDED_ABOVE, EXPECTED, OPEN, RECEIVED_ELSEWHERE, table_of

Condition = tuple[ColumnElement[bool], dict[str, Any]]


class PageKey(NamedTuple):
    """Where a page ended."""

    filed_at: datetime
    case_id: int

    @classmethod
    def of(cls, case: Case) -> "PageKey":
        return cls(case.filed_at, case.id)


@dataclass(frozen=True, slots=True)
class Near:
    """Cases that one member of staff can have to do with: those of these owners, those in which
    they have a part themselves, and those that these decide, for whom they may stand in."""

    no: str
    owners: frozenset[str]
    deciders: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Search:
    """Cases in which these words were said or summed up, or which belong to one of these shops
    and don't keep that to themselves."""

    words: str
    licences: tuple[str, ...] = ()


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
    kind: Kind | None = None
    grade: Grade | None = None
    subcategory: str = ""
    since: datetime | None = None  #: filed then or later
    search: Search | None = None
    near: Near | None = None


#: Fields that a case has to equal.
_EQUAL: Final = ("stage", "category", "subcategory", "route", "owner_no", "kind", "grade")


def listing(
    cases: Shelf[Case], wanted: CaseFilter, after: PageKey | None
) -> tuple[Select[Any], dict[str, Any]]:
    """The statement and its binds, all but `company` and `limit`."""
    statement = select(cases.table).where(cases.ours)
    binds: dict[str, Any] = {}
    for condition, told in _conditions(cases, wanted, after):
        statement = statement.where(condition)
        binds |= told
    # A sum is in no index: the few cases of one person are found first, and sorted then.
    filed_at = cases.filed_at if wanted.near is None else type_coerce(cases.filed_at, BIG) + 0
    statement = statement.order_by(filed_at.desc(), cases.id.desc())
    return statement.limit(bindparam("limit")), binds


def _conditions(
    cases: Shelf[Case], wanted: CaseFilter, after: PageKey | None
) -> Iterator[Condition]:
    for name in _EQUAL:
        if value := getattr(wanted, name):
            yield cases.table.c[name] == bindparam(f"is_{name}"), {f"is_{name}": value}
    if wanted.overdue_at:
        yield _overdue(cases), {"overdue_at": wanted.overdue_at}
    if wanted.only_open or wanted.overdue_at or (wanted.stage and not wanted.stage.is_final):
        # Said in so many words, this lets the database use the index of open cases.
        yield and_(OPEN), {}
    if wanted.month:
        yield _in_month(cases, wanted.month)
    if wanted.since:
        yield cases.filed_at >= bindparam("since"), {"since": wanted.since}
    if wanted.search:
        yield _found(cases, wanted.search)
    if wanted.near:
        yield _near(cases, wanted.near)
    if after:
        yield behind(cases), {"after_at": after.filed_at, "after_id": after.case_id}


def behind(cases: Shelf[Any]) -> ColumnElement[bool]:
    """What comes after the key of a page, where the latest filed come first."""
    return tuple_(cases.filed_at, cases.id) < tuple_(
        bindparam("after_at", type_=cases.filed_at.type),
        bindparam("after_id", type_=cases.id.type),
    )


def _overdue(cases: Shelf[Case]) -> ColumnElement[bool]:
    now: BindParameter[Any] = bindparam("overdue_at", type_=cases.close_by.type)
    uncontacted = and_(cases.contacted_at.is_(None), cases.respond_by <= now)
    return or_(cases.close_by <= now, uncontacted)


def number_and_year(called: str) -> tuple[str, int | None]:
    """A number as it is kept, and its year where that was told: "2026-0312-07" or "0312-07"."""
    year, _, short = called.partition("-")
    is_full = len(year) == 4 and year.isdecimal() and "-" in short
    return (short, int(year)) if is_full else (called, None)


def month_bounds(month: date) -> tuple[datetime, datetime]:
    """When the month of a day begins in China, and when the next one does."""
    first = datetime(month.year, month.month, 1, tzinfo=CST)
    return first, (first + timedelta(days=31)).replace(day=1)


def _in_month(cases: Shelf[Case], month: date) -> Condition:
    first, past = month_bounds(month)
    within = and_(cases.filed_at >= bindparam("from_at"), cases.filed_at < bindparam("to_at"))
    return within, {"from_at": first, "to_at": past}


def _found(cases: Shelf[Case], search: Search) -> Condition:
    """Words as they stand there, case aside; `%` and `_` mean themselves."""
    words: BindParameter[Any] = bindparam("words")
    said = (column.ilike(words, escape="\\") for column in (cases.said, cases.summary))
    of_shop = and_(
        cases.shop.in_(bindparam("licences", expanding=True)), cases.anonymous.is_(False)
    )
    told = {"words": f"%{literally(search.words)}%", "licences": list(search.licences)}
    return or_(*said, of_shop), told


def literally(words: str) -> str:
    """The words for a LIKE with `\\` as escape."""
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def fits(case: Case, wanted: CaseFilter) -> bool:
    """The same asked of one case, but for `near`: the archive keeps cases as documents."""
    if any(value and getattr(case, name) != value for name, value in _wished(wanted)):
        return False
    if wanted.overdue_at or (wanted.only_open and not case.is_open):
        return False
    if wanted.since and case.filed_at < wanted.since:
        return False
    return wanted.search is None or _is_found(case, wanted.search)


def _wished(wanted: CaseFilter) -> Iterator[tuple[str, Any]]:
    return ((name, getattr(wanted, name)) for name in _EQUAL)


def _is_found(case: Case, search: Search) -> bool:
    words = search.words.lower()
    told = words in case.said.lower() or words in case.summary.lower()
    return told or (case.shop in search.licences and not case.anonymous)


_ASSISTS: Final = table_of(Assist)
_HAND_OVERS: Final = table_of(HandOver)
#: Columns that name somebody who has a part in a case, each with the condition of its own index:
#: with it in so many words, the database looks at nobody else's cases.
_PARTIES: Final = {
    "first_receiver_no": RECEIVED_ELSEWHERE,
    "expected_no": EXPECTED,
}


def _near(cases: Shelf[Case], near: Near) -> Condition:
    """Found from the people and not from the cases: however many there are of others, what is
    looked at is theirs."""
    me: BindParameter[Any] = bindparam("near_no")
    own = cases.table.alias("own")
    ours = own.c.company_id == COMPANY
    owned = own.c.owner_no.in_(bindparam("near_owners", expanding=True))
    decided = own.c.decider_no.in_(bindparam("near_deciders", expanding=True))
    named = (and_(own.c[name] == me, where) for name, where in _PARTIES.items())
    helped = select(_ASSISTS.c.case_id).where(
        _ASSISTS.c.company_id == COMPANY, _ASSISTS.c.helper_no == me
    )
    asked = select(_HAND_OVERS.c.case_id).where(
        _HAND_OVERS.c.company_id == COMPANY,
        or_(_HAND_OVERS.c.receiver_no == me, _HAND_OVERS.c.approver_no == me),
    )
    conditions = (owned, and_(decided, DECIDED_ABOVE), *named)
    parts = [select(own.c.id).where(ours, condition) for condition in conditions]
    theirs = cases.id.in_(union_all(*parts, helped, asked))
    told = {"near_owners": sorted(near.owners), "near_deciders": sorted({near.no, *near.deciders})}
    return theirs, {"near_no": near.no, **told}
