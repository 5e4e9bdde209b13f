"""我的登录: where one is signed in, one's password, and out again."""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from bot.desk.cutting_off import cut_off_chat
from bot.desk.entrance import count_try
from bot.desk.shift import Shift
from bot.web.admin.console import Console, Posted, Visit
from bot.web.admin.entrance import says_wait
from bot.web.admin.permissions import Permission
from bot.wording import say, speaking
from models.audit import AuditDeed
from models.entrance import ConsoleSession, StaffPassword
from models.messages import Address
from models.passwords import WeakPassword, require_strong
from models.people import Binding

PATH: Final = "/admin/me"
#: How many characters of a session's digest name it in a form.
_SHOWN: Final = 16


@dataclass(frozen=True, slots=True)
class Mine:
    """Where somebody is signed in, where they chat, and whether they have a password."""

    sessions: list[ConsoleSession]
    chats: list[Binding]
    has_password: bool


def account(console: Console) -> APIRouter:
    """`/admin/me`: one's sessions and password."""
    router = APIRouter()
    Here = Annotated[Visit, Depends(console.looks(Permission.OWN))]
    Form = Annotated[Posted, Depends(console.posts(Permission.OWN))]

    @router.get(PATH)
    async def show(visit: Here, done: str = "") -> Response:
        return await _page(visit, done=done if done in ("ended", "password", "chat") else "")

    @router.post(f"{PATH}/sessions")
    async def end(posted: Form) -> Response:
        await posted.visit.run(_ended(posted))
        return RedirectResponse(f"{PATH}?done=ended", 303)

    @router.post(f"{PATH}/chats")
    async def end_chat(posted: Form) -> Response:
        address = await posted.visit.run(_chat_ended(posted))
        if address is not None:
            console.parts.channel.wake(address.conversation)
        return RedirectResponse(f"{PATH}?done=chat", 303)

    @router.post(f"{PATH}/password")
    async def set_password(posted: Form) -> Response:
        return await _set_password(console, posted)

    return router


async def _page(visit: Visit, status: int = 200, **words: object) -> Response:
    def look(shift: Shift) -> Mine:
        entrance, no = shift.work.entrance, visit.person.no
        sessions = [one for one in entrance.sessions_of(no) if not one.is_over(shift.now)]
        chats = shift.work.people.bindings_of(f"staff:{no}")
        return Mine(sessions, chats, entrance.password(no) is not None)

    told: dict[str, object] = {"done": "", "says": "", **words}
    return visit.page("me.html", status, mine=await visit.read(look), shown=_SHOWN, **told)


def _chat_ended(posted: Posted) -> Callable[[Shift], Address | None]:
    """Cuts the chat off that was named, if it is one of theirs."""
    no, which = posted.visit.person.no, posted.text("which")

    def end(shift: Shift) -> Address | None:
        chats = shift.work.people.bindings_of(f"staff:{no}")
        named = next((one.address for one in chats if str(one.address) == which), None)
        if named is not None:
            cut_off_chat(shift, named)
            shift.work.audit.note(no, AuditDeed.CUT_OFF, shift.now, subject=f"staff:{no}")
        return named

    return end


def _ended(posted: Posted) -> Callable[[Shift], None]:
    """Ends the session that was named, or all but this one."""
    visit, which = posted.visit, posted.text("which")

    def end(shift: Shift) -> None:
        entrance, no = shift.work.entrance, visit.person.no
        if which == "others":
            entrance.end_all(no, but=visit.session.digest)
        else:
            named = [one for one in entrance.sessions_of(no) if one.digest[:_SHOWN] == which]
            for one in named:
                entrance.end(one.digest, no)
        shift.work.audit.note(no, AuditDeed.END_SESSION, shift.now)

    return end


async def _set_password(console: Console, posted: Posted) -> Response:
    """A new password, known by who knew the old one; the other sessions end with it."""
    visit, new = posted.visit, _typed(posted, "new")
    kept = await visit.read(lambda shift: shift.work.entrance.password(visit.person.no))
    if kept and (refusal := await _not_known(console, posted, kept)):
        return refusal
    try:
        if new != _typed(posted, "again"):
            with speaking(visit.locale):
                raise WeakPassword(say("console.me.not_twice"))
        require_strong(new, visit.person)
    except WeakPassword as weak:
        return await _page(visit, 422, says=weak.says)
    hashed = await console.passwords.hash(new)

    def keep(shift: Shift) -> None:
        password = StaffPassword(
            company_id=shift.work.company_id,
            staff_no=visit.person.no,
            hashed=hashed,
            set_at=shift.now,
        )
        shift.work.entrance.set_password(password)
        shift.work.entrance.end_all(visit.person.no, but=visit.session.digest)
        shift.work.audit.note(visit.person.no, AuditDeed.SET_PASSWORD, shift.now)

    await visit.run(keep)
    return RedirectResponse(f"{PATH}?done=password", 303)


async def _not_known(console: Console, posted: Posted, kept: StaffPassword) -> Response | None:
    """What is said to whoever does not know the old password, or has tried too often; None to who
    knows it. A session is no way round the wait at the door: the tries are the same ones."""
    visit, whose = posted.visit, f"staff:{kept.staff_no}"
    if wait := await visit.run(lambda shift: count_try(shift.work, [whose], shift.now)):
        with speaking(visit.locale):
            response = await _page(visit, 429, says=says_wait(wait))
        response.headers["Retry-After"] = str(ceil(wait.total_seconds()))
        return response
    if not await console.passwords.is_right(kept.hashed, _typed(posted, "old")):
        with speaking(visit.locale):
            return await _page(visit, 403, says=say("console.me.wrong_old"))
    await visit.run(lambda shift: shift.work.entrance.forget_knocks(whose))
    return None


def _typed(posted: Posted, name: str) -> str:
    """A password as it was typed, blanks at its ends included."""
    value = posted.form.get(name, "")
    return value[:512] if isinstance(value, str) else ""
