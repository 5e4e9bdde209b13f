"""人员: who there is, and what an admin may do: invite, note an absence, roles, and leaving."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from bot.desk import desk, staffing, succession
from bot.desk.cutting_off import cut_off_staff
from bot.desk.enrolment import new_code, tell_of_invitation
from bot.desk.entrance import LINK_MINUTES, new_link_code
from bot.desk.orders import Actor, GoAway
from bot.desk.shift import Shift
from bot.web.admin.codes import qr_code
from bot.web.admin.console import Console, Posted, Visit, day_named, one_line
from bot.web.admin.permissions import Permission
from bot.web.admin.refusals import NotThere
from bot.wording import LOCALES, say, speaking
from models.audit import AuditDeed
from models.entrance import RoleRequest
from models.errors import Incomplete, NotPermitted, Refusal
from models.people import Absence, Staff
from models.terms import Role

PATH: Final = "/admin/staff"
_LONGEST_SEARCH: Final = 40
_A_PAGE: Final = 100


@dataclass(frozen=True, slots=True)
class Everybody:
    """The staff that fit, who of them is away today, and roles that wait for a second person."""

    staff: list[Staff]
    more: int
    away: frozenset[str]
    requests: list[tuple[RoleRequest, Staff, Staff]]


@dataclass(frozen=True, slots=True)
class Person:
    """One member of staff with those around them."""

    one: Staff
    superior: Staff | None
    substitute: Staff | None
    absences: list[Absence]
    open_cases: int
    chats: int
    has_password: bool
    sessions: int


def staff(console: Console) -> APIRouter:
    """`/admin/staff` and `/admin/staff/NO`."""
    router = APIRouter()
    Here = Annotated[Visit, Depends(console.looks(Permission.STAFF))]

    @router.get(PATH)
    async def show(visit: Here, q: str = "") -> Response:
        return await _list(visit, one_line(q, _LONGEST_SEARCH))

    @router.get(f"{PATH}/{{no}}")
    async def one(visit: Here, no: str, done: str = "") -> Response:
        return await _one(visit, no, done=done if done in _DONE else "")

    _changes(router, console)
    return router


_DONE: Final = ("away", "roles", "roles_asked", "cut_off")


def _changes(router: APIRouter, console: Console) -> None:
    Form = Annotated[Posted, Depends(console.posts(Permission.MANAGE))]
    Second = Annotated[Posted, Depends(console.posts(Permission.STAFF))]

    @router.post(f"{PATH}/{{no}}/invite")
    async def invite(posted: Form, no: str) -> Response:
        return await _invited(posted, no)

    @router.post(f"{PATH}/{{no}}/away")
    async def away(posted: Form, no: str) -> Response:
        return await _done(posted, no, _away(posted, no))

    @router.post(f"{PATH}/{{no}}/roles")
    async def roles(posted: Form, no: str) -> Response:
        return await _done(posted, no, _roles(posted, no))

    @router.post(f"{PATH}/{{no}}/leave")
    async def leave(posted: Form, no: str) -> Response:
        return await _done(posted, no, _leave(posted, no))

    @router.post(f"{PATH}/{{no}}/cut-off")
    async def cut_off(posted: Form, no: str) -> Response:
        return await _done(posted, no, _cut_off(posted, no))

    @router.post(f"{PATH}/requests/{{request_id}}")
    async def decide(posted: Second, request_id: int) -> Response:
        visit, agree = posted.visit, posted.text("answer") == "agree"

        if request_id >= 2**63:
            raise NotThere

        def unit(shift: Shift) -> str:
            try:
                staffing.decide_roles(shift, visit.actor, request_id, agree=agree)
            except Refusal as refusal:
                return refusal.says
            return ""

        if says := await visit.run(unit):
            return await _list(visit, "", 409, says=says)
        return RedirectResponse(PATH, 303)


async def _list(visit: Visit, words: str, status: int = 200, says: str = "") -> Response:
    def look(shift: Shift) -> Everybody:
        company = shift.company
        active = (one for one in company.staff.values() if one.active)
        found = sorted((one for one in active if _fits(one, words)), key=lambda one: one.no)
        requests = [
            (request, shift.staff(request.staff_no), shift.staff(request.asked_by))
            for request in shift.work.entrance.role_requests()
        ]
        more = max(len(found) - _A_PAGE, 0)
        return Everybody(found[:_A_PAGE], more, company.away, requests)

    found = await visit.read(look)
    return visit.page(
        "staff.html", status, found=found, words=words, says=says, may_second=staffing.may_second
    )


def _fits(person: Staff, words: str) -> bool:
    names = (person.name, person.no, person.region, person.phone)
    roles = (Role(role).chinese for role in person.roles)
    return not words or any(words in one for one in (*names, *roles))


async def _one(visit: Visit, no: str, status: int = 200, **words: Any) -> Response:
    found = await visit.read(_person(no))
    told = {"says": "", "done": "", "invited": None, **words}
    return visit.page("person.html", status, found=found, one=found.one, roles=Role, **told)


def _person(no: str) -> Callable[[Shift], Person]:
    def look(shift: Shift) -> Person:
        one, work = shift.company.find(no), shift.work
        if one is None:
            raise NotThere
        sessions = work.entrance.sessions_of(no)
        return Person(
            one=one,
            superior=shift.company.find(one.superior_no),
            substitute=shift.company.find(one.substitute_no),
            absences=work.people.absences_from(no, shift.today),
            open_cases=len(work.cases.owned_by(no, only_open=True)),
            chats=len(work.people.bindings_of(f"staff:{no}")),
            has_password=work.entrance.password(no) is not None,
            sessions=sum(not one.is_over(shift.now) for one in sessions),
        )

    return look


async def _invited(posted: Posted, no: str) -> Response:
    """A code for the chat, or a link into the console; shown once, since only its digest is
    kept."""
    visit, into_console = posted.visit, posted.text("into") == "console"

    def make(shift: Shift) -> tuple[str, int]:
        _must_be_there(shift, no)
        staffing.must_be_invitable(shift, visit.actor, no)
        tell_of_invitation(shift, no, visit.person.no)
        _note(shift, posted, AuditDeed.INVITE, no, into="console" if into_console else "chat")
        if into_console:
            return new_link_code(shift.work, no, shift.now), LINK_MINUTES
        hours = shift.policy.enrolment_hours
        return new_code(shift.work, f"staff:{no}", shift.now, hours), hours * 60

    try:
        code, minutes = await visit.run(make)
    except Refusal as refusal:
        return await _one(visit, no, 422, says=refusal.says)
    page = "admin/enter" if into_console else "chat"
    address = f"{visit.site_address}/{page}?code={code}"
    invited = {"code": code, "address": address, "minutes": minutes, "drawn": qr_code(address)}
    return await _one(visit, no, invited=invited)


async def _done(posted: Posted, no: str, unit: Callable[[Shift], str]) -> Response:
    """Does it, and goes on to the page that says so; what the rules say no to is said here."""
    try:
        done = await posted.visit.run(unit)
    except Refusal as refusal:
        return await _one(posted.visit, no, 422, says=refusal.says)
    return RedirectResponse(PATH if done == "left" else f"{PATH}/{no}?done={done}", 303)


def _away(posted: Posted, no: str) -> Callable[[Shift], str]:
    first, last = day_named(posted.text("first")), day_named(posted.text("last"))

    def unit(shift: Shift) -> str:
        _must_be_there(shift, no)
        if first is None or last is None:
            raise Incomplete(say("console.staff.no_days"))
        with speaking(LOCALES[0]):
            desk.carry_out(GoAway(first, last), Actor(staff_no=no), shift)
        told = {"first": first.isoformat(), "last": last.isoformat()}
        _note(shift, posted, AuditDeed.AWAY, no, **told)
        return "away"

    return unit


def _roles(posted: Posted, no: str) -> Callable[[Shift], str]:
    wanted = posted.texts("role")

    def unit(shift: Shift) -> str:
        _must_be_there(shift, no)
        holds = staffing.change_roles(shift, posted.visit.actor, no, wanted)
        return "roles" if holds else "roles_asked"

    return unit


def _leave(posted: Posted, no: str) -> Callable[[Shift], str]:
    visit = posted.visit

    def unit(shift: Shift) -> str:
        _must_be_there(shift, no)
        if no == visit.person.no:
            raise NotPermitted(say("console.staff.not_oneself"))
        if posted.text("sure") != no:
            raise Incomplete(say("console.staff.not_sure"))
        with speaking(LOCALES[0]):
            count = succession.leave(shift, no)
        _note(shift, posted, AuditDeed.LEAVE, no, cases=count)
        return "left"

    return unit


def _cut_off(posted: Posted, no: str) -> Callable[[Shift], str]:
    """A telephone was lost: nobody writes, reads or is signed in as this person any more."""

    def unit(shift: Shift) -> str:
        _must_be_there(shift, no)
        ended = cut_off_staff(shift, no)
        told = {"chats": len(ended.chats), "sessions": ended.sessions}
        _note(shift, posted, AuditDeed.CUT_OFF, no, **told)
        return "cut_off"

    return unit


def _must_be_there(shift: Shift, no: str) -> None:
    if shift.company.find(no) is None:
        raise NotThere


def _note(shift: Shift, posted: Posted, deed: AuditDeed, no: str, **told: Any) -> None:
    by = posted.visit.person.no
    shift.work.audit.note(by, deed, shift.now, subject=f"staff:{no}", **told)
