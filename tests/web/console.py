"""What tests of the console share: somebody signed in, the forms they send, what they read."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import unescape
from typing import Any

import httpx
from fastapi import FastAPI

from bot.app import App
from bot.desk.entrance import new_link_code
from bot.desk.intake import open_case
from bot.desk.orders import Actor, OpenCase, Told
from bot.desk.shift import Shift
from models.case import Case
from models.messages import Address
from models.terms import Category, Grade
from storage.unit_of_work import Work
from tests.stand_ins import StoppedClock
from tests.web.browsing import a_site

#: What a browser sends with a form of ours.
OUR_FORM = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
HERE = "http://localhost"


@dataclass
class Desk:
    """A browser in which somebody may be signed in."""

    client: httpx.AsyncClient
    app: App
    form_token: str = ""

    async def sign_in(self, no: str) -> httpx.Response:
        """Come in by a link."""
        code = self.app.store.run_now(lambda work: new_link_code(work, no, self.app.clock()))
        answer = await self.client.post("/admin/enter", data={"code": code})
        assert answer.status_code == 303, answer.text
        page = await self.client.get("/admin/me")
        self.form_token = token_in(page.text)
        return answer

    async def get(self, path: str, **query: Any) -> httpx.Response:
        return await self.client.get(path, params=query or None)

    async def reads(self, path: str, **query: Any) -> str:
        """The words of a page, which has to be there."""
        answer = await self.get(path, **query)
        assert answer.status_code == 200, answer.text
        return words_of(answer.text)

    async def post(self, path: str, **fields: Any) -> httpx.Response:
        """Send a form of this session."""
        return await self.client.post(path, data={"form_token": self.form_token, **fields})

    async def move(self, case: Case, deed: str, **fields: str) -> httpx.Response:
        """Send a move's form, as the page of the case would now."""
        kept = self.app.store.read_now(lambda work: work.cases.get(case.id))
        version = str(kept.version)
        path = f"{address_of(case)}/moves"
        return await self.post(path, deed=deed, version=version, **fields)


def address_of(case: Case) -> str:
    return f"/admin/cases/{case.full_number}"


def token_in(page: str) -> str:
    found = re.search(r'name="form_token" value="([0-9a-f]+)"', page)
    assert found, "the page has no form"
    return found[1]


def words_of(page: str) -> str:
    """What a page says, without its tags."""
    body = page.partition("<main")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


@asynccontextmanager
async def a_browser(app: App, site: FastAPI | None = None) -> AsyncIterator[Desk]:
    """A browser on this machine that has just arrived at the console's door."""
    transport = httpx.ASGITransport(site or a_site(app))
    async with httpx.AsyncClient(transport=transport, base_url=HERE, headers=OUR_FORM) as client:
        yield Desk(client, app)


@asynccontextmanager
async def signed_in(app: App, no: str, site: FastAPI | None = None) -> AsyncIterator[Desk]:
    async with a_browser(app, site) as desk:
        await desk.sign_in(no)
        yield desk


def the_clock(app: App) -> StoppedClock:
    """The town's clock, which moves only when it is told to."""
    assert isinstance(app.clock, StoppedClock)
    return app.clock


def shift_of(app: App, work: Work) -> Shift:
    return Shift(work, app.clock(), app.house)


def file_case(app: App, **told: Any) -> Case:
    """A complaint of 王大姐's, as the desk files it, with her own manager as owner."""
    licence = told.pop("licence", "310101100001")
    anonymous = told.pop("anonymous", False)
    fields: dict[str, Any] = {
        "said": "今天送来的烟少送了一条",
        "summary": "今天，玉溪 1 条，送少了",
        "category": Category.TRANSPORT,
        "subcategory": "少送错送",
        "grade": Grade.NORMAL,
        "anonymous": anonymous,
    }
    order = OpenCase(Told(**(fields | told)), app.clock(), licence=licence)
    actor = Actor(Address("web", "desk", f"demo-shop-{licence}"), licence=licence)

    def unit(work: Work) -> Case:
        return open_case(order, actor, shift_of(app, work))

    return app.store.run_now(unit)


#: A password that nobody would guess.
GOOD = "门口那棵枣树有三十多年了吧"


async def set_password(desk: Desk, new: str, again: str = "", old: str = "") -> httpx.Response:
    return await desk.post("/admin/me/password", old=old, new=new, again=again or new)


async def knock(desk: Desk, no: str, password: str, **more: Any) -> httpx.Response:
    return await desk.client.post("/admin/sign-in", data={"no": no, "password": password, **more})


def a_link(app: App, no: str = "9001") -> str:
    return app.store.run_now(lambda work: new_link_code(work, no, app.clock()))


async def enter(desk: Desk, code: str) -> int:
    return (await desk.client.post("/admin/enter", data={"code": code})).status_code
