"""操作日志: who looked at or changed what in the console.

What somebody did about a case is shown only to those who may see the case.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends
from starlette.responses import Response

from bot.desk.access import case_numbered, visible
from bot.desk.orders import Actor
from bot.desk.shift import Shift
from bot.naming import titled
from bot.web.admin.console import Console, Visit, one_line
from bot.web.admin.permissions import Permission
from models.audit import AuditDeed, AuditEntry
from models.columns import from_micros, to_micros
from models.errors import NotToBeSeen
from models.people import Staff
from storage.audit import AuditFilter, AuditKey

_A_PAGE: Final = 50
_A_BATCH: Final = 200
_KEY: Final = re.compile(r"(\d{1,17})\.(\d{1,9})\.([^\x00-\x1f]{1,32})")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the record, with the names that go with its numbers."""

    entry: AuditEntry
    who: str
    case_number: str
    subject: str


@dataclass(frozen=True, slots=True)
class Page:
    lines: list[Line]
    next_key: str


def audit(console: Console) -> APIRouter:
    """`/admin/audit`."""
    router = APIRouter()
    Here = Annotated[Visit, Depends(console.looks(Permission.AUDIT))]

    @router.get("/admin/audit")
    async def show(
        visit: Here, who: str = "", deed: str = "", case: str = "", after: str = ""
    ) -> Response:
        chosen = deed if deed in set(AuditDeed) else ""
        wanted = AuditFilter(actor_no=one_line(who, 32), deed=chosen)
        number = one_line(case, 20)
        found = await visit.read(_page_of(visit.person, wanted, number, _key(after)))
        told: dict[str, Any] = {
            "who": wanted.actor_no,
            "deed": chosen,
            "case_number": number,
        }
        return visit.page("audit.html", found=found, deeds=AuditDeed, after=after, **told)

    return router


def _page_of(
    viewer: Staff, wanted: AuditFilter, number: str, after: AuditKey | None
) -> Callable[[Shift], Page]:
    def look(shift: Shift) -> Page:
        asked = wanted
        if number:
            try:
                case = case_numbered(shift, number, Actor(staff_no=viewer.no))
            except NotToBeSeen:
                return Page([], "")
            asked = AuditFilter(wanted.actor_no, case.id, wanted.deed)
        found = list(islice(_seen(shift, viewer, asked, after), _A_PAGE + 1))
        more = _packed(AuditKey.of(found[_A_PAGE - 1].entry)) if len(found) > _A_PAGE else ""
        return Page(found[:_A_PAGE], more)

    return look


def _seen(
    shift: Shift, viewer: Staff, wanted: AuditFilter, after: AuditKey | None
) -> Iterator[Line]:
    while batch := shift.work.audit.lines(wanted, after=after, limit=_A_BATCH):
        ids = {entry.case_id for entry in batch if entry.case_id}
        found = [case for one in ids if (case := shift.work.cases.find(one))]
        numbers = {case.id: case.full_number for case in visible(shift, found, viewer)}
        for entry in batch:
            if entry.case_id is None or entry.case_id in numbers:
                yield _line(shift, entry, numbers.get(entry.case_id or 0, ""))
        if len(batch) < _A_BATCH:
            return
        after = AuditKey.of(batch[-1])


def _line(shift: Shift, entry: AuditEntry, number: str) -> Line:
    kind, _, key = entry.subject.partition(":")
    subject = titled(shift.staff(key)) if kind == "staff" else key
    return Line(entry, titled(shift.staff(entry.actor_no)), number, subject)


def _packed(key: AuditKey) -> str:
    return f"{to_micros(key.at)}.{key.seq}.{key.actor_no}"


def _key(text: str) -> AuditKey | None:
    """Where the page before ended; None for what is no such place."""
    found = _KEY.fullmatch(text)
    if not found or int(found[1]) > to_micros(datetime(9999, 1, 1, tzinfo=UTC)):
        return None
    return AuditKey(from_micros(int(found[1])), found[3], int(found[2]))
