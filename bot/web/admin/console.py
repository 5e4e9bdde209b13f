"""What every page of the console begins with: who is there, what they may, how a page is made.

A page is a function of its router with a `Visit` (to look) or a `Posted` form (to change):

    def today(console: Console) -> APIRouter:
        router = APIRouter()
        Here = Annotated[Visit, Depends(console.looks(Permission.TODAY))]

        @router.get("/admin/today")
        async def show(visit: Here) -> Response:
            return visit.page("today.html", figures=await visit.read(figures_for(visit.person)))
"""

import hmac
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, TypeVar

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse

from bot.desk.orders import Actor
from bot.desk.shift import Shift
from bot.web.admin import cookies
from bot.web.admin.navigation import Destination, destinations
from bot.web.admin.passwords import Passwords
from bot.web.admin.permissions import Permission, may
from bot.web.admin.refusals import NotAllowed, NotSignedIn, Stale
from bot.web.pages import render
from bot.web.parts import Parts
from bot.wording import speaking
from models.audit import AuditDeed
from models.entrance import NOTED_EVERY, ConsoleSession
from models.people import Staff
from storage.unit_of_work import Work

T = TypeVar("T")

#: Control characters say nothing, and PostgreSQL refuses the first of them.
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
#: A line typed into a form of the console is never longer.
LONGEST_LINE: Final = 2000


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of somebody who is signed in."""

    parts: Parts
    person: Staff
    session: ConsoleSession
    form_token: str
    locale: str
    path: str
    #: How browsers reach this site: https://desk.example
    site_address: str
    now: datetime

    @property
    def actor(self) -> Actor:
        """Who gives the orders that come from here."""
        return Actor(staff_no=self.person.no)

    def may(self, permission: Permission) -> bool:
        return may(self.person, permission)

    @property
    def navigation(self) -> list[list[Destination]]:
        return destinations(self.person)

    async def read(self, unit: Callable[[Shift], T]) -> T:
        """Look things up, in the language of the page."""
        return await self.parts.store.read(self._in_shift(unit))

    async def run(self, unit: Callable[[Shift], T]) -> T:
        """Change things in one transaction."""
        return await self.parts.store.run(self._in_shift(unit))

    def _in_shift(self, unit: Callable[[Shift], T]) -> Callable[[Work], T]:
        def in_shift(work: Work) -> T:
            with speaking(self.locale):
                return unit(Shift(work, self.now, self.parts.house))

        return in_shift

    async def note(
        self, deed: AuditDeed, *, case_id: int | None = None, subject: str = "", **detail: object
    ) -> None:
        """Put on record that this person looked at or did something. What changes something notes
        it in the same transaction instead."""

        def unit(work: Work) -> None:
            work.audit.note(
                self.person.no, deed, self.now, case_id=case_id, subject=subject, **detail
            )

        await self.parts.store.run(unit)

    def page(self, template: str, /, status: int = 200, **words: object) -> HTMLResponse:
        """A page of the console with its navigation."""
        with speaking(self.locale):
            return HTMLResponse(render(f"admin/{template}", visit=self, **words), status)


@dataclass(frozen=True, slots=True)
class Posted:
    """A form that somebody sent from a page of theirs."""

    visit: Visit
    form: FormData

    def text(self, name: str) -> str:
        """What was typed or chosen under a name, without control characters; empty where nothing
        was."""
        value = self.form.get(name, "")
        typed = value if isinstance(value, str) else ""
        return _CONTROLS.sub("", typed.replace("\r\n", "\n")).strip()[:LONGEST_LINE]

    def texts(self, name: str) -> list[str]:
        """All that was ticked under a name."""
        return [value[:64] for value in self.form.getlist(name) if isinstance(value, str)]


@dataclass(frozen=True, eq=False)
class Console:
    """What the pages share."""

    parts: Parts
    passwords: Passwords = field(default_factory=Passwords)

    def looks(self, permission: Permission) -> "Looks":
        """The dependency of a page that only shows."""
        return Looks(self, permission)

    def posts(self, permission: Permission, *, files: int = 0, fields: int = 60) -> "Posts":
        """The dependency of an address that changes something."""
        return Posts(self, permission, files, fields)

    def _address(self, request: Request) -> str:
        """As it was set; else as this browser calls the site, which holds for it alone."""
        return self.parts.site.address or f"{request.url.scheme}://{request.url.netloc}"

    async def visit(self, request: Request) -> Visit | None:
        """Who is signed in in this browser; None where nobody is."""
        token, now = cookies.token_in(request), self.parts.clock()
        if not token or not cookies.is_private(request):
            return None
        digest = cookies.digest_of(token)
        found = await self.parts.store.read(lambda work: _signed_in(work, digest, now))
        if found is None:
            return None
        session, person = found
        if now - session.seen_at >= NOTED_EVERY:
            await self.parts.store.run(lambda work: work.entrance.note(digest, now))
        return Visit(
            parts=self.parts,
            person=person,
            session=session,
            form_token=cookies.form_token(token, self.parts.site.secret),
            locale=cookies.language_of(request),
            path=request.url.path,
            site_address=self._address(request),
            now=now,
        )


def _signed_in(work: Work, digest: str, now: datetime) -> tuple[ConsoleSession, Staff] | None:
    session = work.entrance.session(digest)
    if session is None or session.is_over(now):
        return None
    person = work.people.staff(session.staff_no)
    return (session, person) if person and person.active else None


@dataclass(frozen=True, eq=False)
class Looks:
    """Lets somebody in who is signed in and may open this part of the console."""

    console: Console
    permission: Permission

    async def __call__(self, request: Request) -> Visit:
        visit = await self.console.visit(request)
        if visit is None:
            raise NotSignedIn
        if not visit.may(self.permission):
            raise NotAllowed
        return visit


@dataclass(frozen=True, eq=False)
class Posts:
    """The same for a form, which has to carry the session's own token."""

    console: Console
    permission: Permission
    files: int
    fields: int

    async def __call__(self, request: Request) -> AsyncIterator[Posted]:
        visit = await Looks(self.console, self.permission)(request)
        async with request.form(max_files=self.files, max_fields=self.fields) as form:
            shown = form.get("form_token", "")
            if not isinstance(shown, str) or not _same(shown, visit.form_token):
                raise Stale
            yield Posted(visit, form)


def one_line(text: str, limit: int) -> str:
    """What was typed into an address, without control characters and on one line."""
    return " ".join(_CONTROLS.sub(" ", text).split())[:limit]


def day_named(text: str) -> date | None:
    """The day that was chosen; None for what is no day."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _same(shown: str, expected: str) -> bool:
    return hmac.compare_digest(shown.encode(), expected.encode())
