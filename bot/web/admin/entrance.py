"""The door of the console: in by a one-time link or by password, out again, in which language."""

from datetime import timedelta
from math import ceil
from typing import Annotated, Final

import structlog
from fastapi import APIRouter, Depends
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.desk.entrance import begin_session, count_try, take_back_try, use_link_code
from bot.web.admin import cookies
from bot.web.admin.console import Console, Posted
from bot.web.admin.permissions import Permission
from bot.web.pages import render
from bot.wording import say, speaking
from models.audit import AuditDeed
from models.people import Staff
from storage.unit_of_work import Work

log = structlog.get_logger()

HOME: Final = "/admin/today"
#: A sealed code names a member of staff, so it is longer than others.
_LONGEST_CODE: Final = 300
SIGN_IN: Final = "/admin/sign-in"


def entrance(console: Console) -> APIRouter:
    """`/admin`, `/admin/sign-in`, `/admin/enter`, `/admin/sign-out` and `/admin/language`."""
    router = APIRouter()
    _signing_in(router, console)
    _by_link(router, console)

    @router.get("/admin")
    async def front() -> Response:
        return RedirectResponse(HOME, 303)

    @router.post("/admin/sign-out")
    async def sign_out(
        request: Request, posted: Annotated[Posted, Depends(console.posts(Permission.OWN))]
    ) -> Response:
        visit = posted.visit

        def end(work: Work) -> None:
            work.entrance.end(visit.session.digest, visit.person.no)
            work.audit.note(visit.person.no, AuditDeed.SIGN_OUT, visit.now)

        await console.parts.store.run(end)
        response = RedirectResponse(SIGN_IN, 303)
        cookies.take_token(response, request)
        return response

    @router.post("/admin/language")
    async def choose(request: Request) -> Response:
        async with request.form(max_files=0, max_fields=4) as form:
            response = RedirectResponse(_way_on(_field(form, "next")), 303)
            cookies.choose_language(response, request, _field(form, "locale"))
            return response

    return router


def _signing_in(router: APIRouter, console: Console) -> None:
    @router.get(SIGN_IN)
    async def show(request: Request, next: str = "") -> Response:
        if await console.visit(request):
            return RedirectResponse(_way_on(next), 303)
        return _door(request, next=_way_on(next))

    @router.post(SIGN_IN)
    async def sign_in(request: Request) -> Response:
        async with request.form(max_files=0, max_fields=6) as form:
            no, password = _field(form, "no")[:32], _field(form, "password", strip=False)[:512]
            way_on = _way_on(_field(form, "next"))
        if not cookies.is_private(request):
            return _door(request, 403, "console.door.not_private", next=way_on)
        wait = await _count(console, request, no)
        if wait:
            return _told_to_wait(request, wait, next=way_on, no=no)
        person = await _known(console, no, password)
        if person is None:
            log.info("console_sign_in_failed", way="password")
            return _door(request, 403, "console.door.wrong", next=way_on, no=no)
        return await _let_in(console, request, person, "password", way_on)


def _by_link(router: APIRouter, console: Console) -> None:
    @router.get("/admin/enter")
    async def ask(request: Request, code: str = "") -> Response:
        """The link is not used up by being looked at: previews of it do that."""
        return _plain(request, "admin/enter.html", code=code[:_LONGEST_CODE], says="")

    @router.post("/admin/enter")
    async def enter(request: Request) -> Response:
        async with request.form(max_files=0, max_fields=4) as form:
            code = _field(form, "code")[:_LONGEST_CODE]
        if not cookies.is_private(request):
            return _door(request, 403, "console.door.not_private")
        if wait := await _count(console, request):
            return _told_to_wait(request, wait)
        now = console.parts.clock()
        secret = console.parts.site.secret
        person = await console.parts.store.run(lambda work: use_link_code(work, code, now, secret))
        if person is None:
            log.info("console_sign_in_failed", way="link")
            return _door(request, 403, "console.door.bad_link")
        return await _let_in(console, request, person, "link", HOME)


async def _count(console: Console, request: Request, no: str = "") -> timedelta:
    """Count a try of the account, if one is named, and of the place it comes from."""
    whose = [_place(request), *([f"staff:{no}"] if no else [])]
    now = console.parts.clock()
    return await console.parts.store.run(lambda work: count_try(work, whose, now))


def _place(request: Request) -> str:
    """Whom tries from one place are counted for."""
    return f"from:{request.client.host[:48] if request.client else ''}"


async def _known(console: Console, no: str, password: str) -> Staff | None:
    """The member of staff whose number and password these are."""

    def look(work: Work) -> tuple[Staff | None, str | None]:
        person, kept = work.people.staff(no), work.entrance.password(no)
        is_here = person is not None and person.active
        return person, kept.hashed if kept and is_here else None

    person, hashed = await console.parts.store.read(look)
    return person if await console.passwords.is_right(hashed, password) else None


async def _let_in(
    console: Console, request: Request, person: Staff, way: str, way_on: str
) -> Response:
    """A new session under a new token; one that this browser had before ends with it."""
    token, former = cookies.new_token(), cookies.token_in(request)
    digest, now = cookies.digest_of(token), console.parts.clock()
    device = request.headers.get("user-agent", "")

    def begin(work: Work) -> None:
        if former and (left := work.entrance.session(cookies.digest_of(former))):
            work.entrance.end(left.digest, left.staff_no)
        take_back_try(work, _place(request), now)
        work.entrance.forget_knocks(f"staff:{person.no}")
        begin_session(work, person.no, digest, way, device, now)

    await console.parts.store.run(begin)
    response = RedirectResponse(way_on, 303)
    cookies.give_token(response, request, token)
    return response


def _told_to_wait(request: Request, wait: timedelta, **words: object) -> Response:
    with speaking(cookies.language_of(request)):
        says = says_wait(wait)
    response = _plain(request, "admin/sign_in.html", 429, **_filled(words), says=says)
    response.headers["Retry-After"] = str(ceil(wait.total_seconds()))
    return response


def says_wait(wait: timedelta) -> str:
    """For how many minutes somebody is to wait who has tried too often."""
    return say("console.door.wait", minutes=ceil(wait / timedelta(minutes=1)))


def _door(request: Request, status: int = 200, key: str = "", **words: object) -> HTMLResponse:
    with speaking(cookies.language_of(request)):
        says = say(key) if key else ""
    if not says and not cookies.is_private(request):
        return _door(request, 200, "console.door.not_private", **words)
    return _plain(request, "admin/sign_in.html", status, **_filled(words), says=says)


def _filled(words: dict[str, object]) -> dict[str, object]:
    return {"next": HOME, "no": "", **words}


def _plain(request: Request, template: str, /, status: int = 200, **words: object) -> HTMLResponse:
    """A page for somebody who is not signed in."""
    locale = cookies.language_of(request)
    with speaking(locale):
        path = request.url.path
        return HTMLResponse(render(template, locale=locale, path=path, **words), status)


def _way_on(wanted: str) -> str:
    """Where to go next: only ever to a page of the console."""
    is_ours = wanted.startswith("/admin/") and "\\" not in wanted and wanted.isprintable()
    return wanted[:500] if is_ours and not wanted.startswith("/admin/sign") else HOME


def _field(form: FormData, name: str, *, strip: bool = True) -> str:
    value = form.get(name, "")
    text = value if isinstance(value, str) else ""
    return text.replace("\x00", "").strip() if strip else text
