"""案件详情: one case in full, its files, and every move as a form."""

import asyncio
import mimetypes
import re
from collections.abc import Callable
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from fastapi.responses import FileResponse, RedirectResponse
from starlette.responses import Response

from bot.desk import desk
from bot.desk.access import case_numbered, whole_numbered
from bot.desk.orders import Actor, Deed
from bot.desk.shift import Shift
from bot.desk.view import StaffView
from bot.dialogue.forms import FORMS
from bot.files import kept
from bot.web.admin.case_view import CaseView, file_refs, spoken_about, view_of
from bot.web.admin.console import Console, Posted, Visit
from bot.web.admin.moves import given_for
from bot.web.admin.permissions import Permission
from bot.web.admin.refusals import NotThere
from bot.wording import LOCALES, say, speaking
from models.archive import ArchivedCase
from models.audit import AuditDeed
from models.case import Case
from models.errors import NotToBeSeen, Refusal
from storage.whole import Whole

_NUMBER: Final = re.compile(r"\d{4}-\d{4}-\d{2,8}")


def case(console: Console) -> APIRouter:
    """`/admin/cases/2026-0312-07`, its files, and its moves."""
    router = APIRouter()
    Here = Annotated[Visit, Depends(console.looks(Permission.CASES))]
    Form = Annotated[Posted, Depends(console.posts(Permission.CASES))]

    @router.get("/admin/cases/{number}")
    async def show(visit: Here, number: str, done: str = "") -> Response:
        return await _page(visit, number, done=done if done in FORMS else "")

    @router.post("/admin/cases/{number}/moves")
    async def move(posted: Form, number: str) -> Response:
        says = await posted.visit.run(_moved(posted, number))
        if says:
            return await _page(posted.visit, number, 409, says=says, tried=posted.text("deed"))
        return RedirectResponse(f"/admin/cases/{number}?done={posted.text('deed')}#main", 303)

    @router.get("/admin/cases/{number}/files/{place}")
    async def file(visit: Here, number: str, place: int) -> Response:
        return await _file(visit, number, place)

    return router


def seen(shift: Shift, number: str, actor: Actor) -> Case:
    """The case of that full number. Raises `NotThere` for one that is not there or not theirs."""
    try:
        return case_numbered(shift, number if _NUMBER.fullmatch(number) else "", actor)
    except NotToBeSeen:
        raise NotThere from None


def _seen_whole(shift: Shift, number: str, actor: Actor) -> tuple[Whole, ArchivedCase | None]:
    """The same with all that stands beside it, also from the archive."""
    try:
        return whole_numbered(shift, number if _NUMBER.fullmatch(number) else "", actor)
    except NotToBeSeen:
        raise NotThere from None


async def _page(visit: Visit, number: str, status: int = 200, **words: object) -> Response:
    """The page, and on record that it was looked at."""

    def look(shift: Shift) -> CaseView:
        whole, archived = _seen_whole(shift, number, visit.actor)
        return view_of(shift, whole, visit.person, archived)

    found = await visit.read(look)
    await visit.note(AuditDeed.LOOK, case_id=found.case.id)
    told: dict[str, object] = {"says": "", "done": "", "tried": "", **words}
    return visit.page("case.html", status, view=found, case=found.case, **told)


def _moved(posted: Posted, number: str) -> Callable[[Shift], str]:
    """Carries out the move that was sent; what the rules say no to is said, and changes nothing
    but that the attempt is on record."""
    visit, deed, seen_version = posted.visit, posted.text("deed"), posted.text("version")

    def unit(shift: Shift) -> str:
        case = seen(shift, number, visit.actor)
        if deed not in FORMS:
            raise NotThere
        if str(case.version) != seen_version:
            return say("console.case.moved_on")
        note = shift.work.audit.note
        try:
            typed = {name: posted.text(name) for name in posted.form}
            given = given_for(deed, case, StaffView(shift, visit.person), typed)
            # Letters go to others, who read Chinese unless the desk knows better.
            with speaking(LOCALES[0]):
                desk.carry_out(Deed(deed, case.id, given), visit.actor, shift)
        except Refusal as refusal:
            note(visit.person.no, AuditDeed.REFUSED, shift.now, case_id=case.id, move=deed)
            return refusal.says
        note(visit.person.no, AuditDeed.MOVE, shift.now, case_id=case.id, move=deed)
        return ""

    return unit


async def _file(visit: Visit, number: str, place: int) -> Response:
    def look(shift: Shift) -> tuple[int, str]:
        whole, _ = _seen_whole(shift, number, visit.actor)
        refs = file_refs(spoken_about(whole))
        return whole.case.id, refs[place] if 0 <= place < len(refs) else ""

    case_id, ref = await visit.read(look)
    path = await asyncio.to_thread(kept, ref, visit.parts.site.media) if ref else None
    if path is None:
        raise NotThere
    await visit.note(AuditDeed.OPEN_FILE, case_id=case_id)
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return FileResponse(path, media_type=kind)
