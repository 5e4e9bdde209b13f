"""案件: the cases one may see, sifted, searched, page after page, and as a sheet."""

import csv
import io
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends
from fastapi.responses import RedirectResponse, StreamingResponse
from starlette.requests import Request
from starlette.responses import Response

from bot.desk.access import whole_numbered
from bot.desk.orders import Actor
from bot.desk.seeing import seen_archived, seen_cases, seen_shops
from bot.desk.shift import Shift
from bot.ledger_file import HEADING, harmless, ledger_rows
from bot.web.admin.console import Console, Visit, one_line
from bot.web.admin.permissions import Permission
from bot.web.admin.rows import Row, rows_of
from models.audit import AuditDeed
from models.calendar import day_of
from models.case import Case
from models.columns import from_micros, to_micros
from models.errors import NotToBeSeen
from models.people import Staff
from models.periods import first_of_month
from models.terms import Category, Grade, Kind, Stage
from storage.case_list import CaseFilter, PageKey, Search
from storage.shop_list import ShopFilter

_A_PAGE: Final = 30
#: Rows of a sheet that are read at a time.
_A_BATCH: Final = 500
_LONGEST_SEARCH: Final = 60
#: More shops than this are not what a search was about.
_SHOPS_FOUND: Final = 200
_NUMBER: Final = re.compile(r"(?:\d{4}-)?\d{4}-\d{2,}")
_KEY: Final = re.compile(r"(\d{1,18})\.(\d{1,19})")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for in the address; what can't be understood does not count."""

    words: str = ""
    open: bool = False
    stage: Stage | None = None
    category: Category | None = None
    grade: Grade | None = None
    kind: Kind | None = None
    owner: str = ""
    due: str = ""
    month: str = ""
    archived: bool = False

    @classmethod
    def read(cls, request: Request) -> "Wanted":
        told = request.query_params
        return cls(
            words=one_line(told.get("q", ""), _LONGEST_SEARCH),
            open=bool(told.get("open")),
            stage=_member(Stage, told.get("stage", "")),
            category=_member(Category, told.get("category", "")),
            grade=_member(Grade, told.get("grade", "")),
            kind=_member(Kind, told.get("kind", "")),
            owner=one_line(told.get("owner", ""), 32),
            due=told.get("due", "") if told.get("due") in ("today", "overdue") else "",
            month=month if first_of_month(month := told.get("month", "")) else "",
            archived=bool(told.get("archived")),
        )

    @property
    def query(self) -> str:
        """The same as an address says it."""
        told = {
            "q": self.words,
            "open": "1" if self.open else "",
            "stage": self.stage or "",
            "category": self.category or "",
            "grade": self.grade or "",
            "kind": self.kind or "",
            "owner": self.owner,
            "due": self.due,
            "month": self.month,
            "archived": "1" if self.archived else "",
        }
        return urlencode({name: value for name, value in told.items() if value})

    @property
    def is_sifted(self) -> bool:
        """Whether anything but words was asked for."""
        return self != Wanted(words=self.words)

    def filter(self, search: Search | None) -> CaseFilter:
        return CaseFilter(
            stage=self.stage,
            only_open=self.open or bool(self.due),
            category=self.category,
            grade=self.grade,
            kind=Kind.COMPLAINT if self.due else self.kind,
            owner_no=self.owner,
            month=first_of_month(self.month),
            search=search,
        )

    def is_due(self, case: Case, now: datetime) -> bool:
        """The same reckoning as on the page of the day."""
        due = case.next_due
        if self.due == "overdue":
            return due < now
        return not self.due or (due >= now and day_of(due) <= day_of(now))


def _member(words: Any, value: str) -> Any:
    return next((word for word in words if word.value == value), None)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list, and the key of the next one; empty on the last."""

    rows: list[Row]
    next_key: str


def cases(console: Console) -> APIRouter:
    """`/admin/cases` and the sheet of what it shows."""
    router = APIRouter()
    Here = Annotated[Visit, Depends(console.looks(Permission.CASES))]
    Exporter = Annotated[Visit, Depends(console.looks(Permission.EXPORT))]

    @router.get("/admin/cases")
    async def show(request: Request, visit: Here, after: str = "") -> Response:
        wanted = Wanted.read(request)
        found = await visit.read(_page_of(visit.person, wanted, _key(after)))
        if wanted.words:
            await visit.note(AuditDeed.SEARCH, words=wanted.words)
        if len(found.rows) == 1 and _NUMBER.fullmatch(wanted.words):
            return RedirectResponse(f"/admin/cases/{found.rows[0].case.full_number}", 303)
        lists: dict[str, Any] = {
            "stages": Stage,
            "categories": Category,
            "grades": Grade,
            "kinds": Kind,
        }
        return visit.page("cases.html", wanted=wanted, found=found, after=after, **lists)

    @router.get("/admin/cases.csv")
    async def export(request: Request, visit: Exporter) -> Response:
        wanted = Wanted.read(request)
        await visit.note(AuditDeed.EXPORT, query=wanted.query)
        name = f"cases-{day_of(visit.now).isoformat()}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return StreamingResponse(_sheet(visit, wanted), media_type="text/csv", headers=headers)

    return router


def _page_of(viewer: Staff, wanted: Wanted, after: PageKey | None) -> Callable[[Shift], Page]:
    def look(shift: Shift) -> Page:
        found = list(islice(_found(shift, viewer, wanted, after), _A_PAGE + 1))
        shown = found[:_A_PAGE]
        next_key = _packed(PageKey.of(shown[-1])) if len(found) > _A_PAGE else ""
        return Page(rows_of(shift, shown, viewer), next_key)

    return look


def _found(shift: Shift, viewer: Staff, wanted: Wanted, after: PageKey | None) -> Iterator[Case]:
    if _NUMBER.fullmatch(wanted.words):
        with suppress(NotToBeSeen):
            whole, _ = whole_numbered(shift, wanted.words, Actor(staff_no=viewer.no))
            yield whole.case
        return
    asked = wanted.filter(_search(shift, viewer, wanted.words))
    find = seen_archived if wanted.archived else seen_cases
    for case in find(shift, asked, viewer, after):
        if wanted.is_due(case, shift.now):
            yield case


def _search(shift: Shift, viewer: Staff, words: str) -> Search | None:
    """The words, and the shops that they may name."""
    if not words:
        return None
    shops = seen_shops(shift, ShopFilter(words=words), viewer, limit=_SHOPS_FOUND)
    return Search(words, tuple(shop.licence for shop in shops))


def _packed(key: PageKey) -> str:
    return f"{to_micros(key.filed_at)}.{key.case_id}"


def _key(text: str) -> PageKey | None:
    """Where the page before ended; None for what is no such place."""
    found = _KEY.fullmatch(text)
    if not found or int(found[1]) > to_micros(datetime(9999, 1, 1, tzinfo=UTC)):
        return None
    return PageKey(from_micros(int(found[1])), min(int(found[2]), 2**63 - 1))


async def _sheet(visit: Visit, wanted: Wanted) -> AsyncIterator[bytes]:
    """The list as CSV, with the mark that a Chinese Excel needs to read it as UTF-8."""
    yield "\ufeff".encode() + _lines([HEADING])
    after: PageKey | None = None
    while True:
        rows, after = await visit.read(_batch(visit.person, wanted, after))
        if rows:
            yield _lines(rows)
        if after is None:
            return


def _batch(
    viewer: Staff, wanted: Wanted, after: PageKey | None
) -> Callable[[Shift], tuple[list[tuple[str, ...]], PageKey | None]]:
    def look(shift: Shift) -> tuple[list[tuple[str, ...]], PageKey | None]:
        found = list(islice(_found(shift, viewer, wanted, after), _A_BATCH))
        more = PageKey.of(found[-1]) if len(found) == _A_BATCH else None
        return list(ledger_rows(found, shift.work, shift.company.staff)), more

    return look


def _lines(rows: list[tuple[str, ...]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue().encode()
