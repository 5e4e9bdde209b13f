"""The turnstile: who asks too much is sent back before anything is done, and told when to come."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from bot.app import App
from bot.web.sessions import new_visitor, remember
from bot.web.tolls import Caller
from bot.web.turnstile import Turnstile
from tests.stand_ins import StoppedClock
from tests.web.browsing import FROM_OUR_SCRIPT, SECRET, a_site

FREE = 50 * 1024**3


class Site:
    """Answers everything at once, or as soon as `may_go` is set; counts what reached it."""

    def __init__(self) -> None:
        self.reached = 0
        self.is_full = asyncio.Event()  #: set once so many are at work
        self.full_at = 0
        self.may_go = asyncio.Event()
        self.may_go.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.reached += 1
        if self.reached == self.full_at:
            self.is_full.set()
        await self.may_go.wait()
        await PlainTextResponse("served")(scope, receive, send)


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def free() -> list[int]:
    """Bytes that are free on the disk."""
    return [FREE]


@pytest.fixture
def turnstile(site: Site, clock: StoppedClock, free: list[int]) -> Turnstile:
    return Turnstile(site, SECRET, clock, lambda: free[0])


@asynccontextmanager
async def at(turnstile: Turnstile, host: str = "203.0.113.7") -> AsyncIterator[httpx.AsyncClient]:
    """A browser at an address, with no cookie yet."""
    transport = httpx.ASGITransport(turnstile, client=(host, 4000))
    async with httpx.AsyncClient(
        transport=transport, base_url="http://desk", headers=FROM_OUR_SCRIPT
    ) as client:
        yield client


def a_cookie() -> dict[str, str]:
    """The header by which a visitor of ours is known."""
    scope = {"type": "http", "scheme": "http", "path": "/chat", "headers": [], "query_string": b""}
    response = PlainTextResponse()
    request = Request({**scope, "server": ("desk", 80)})
    remember(response, new_visitor(), request, SECRET)
    return {"Cookie": response.headers["set-cookie"].partition(";")[0]}


async def passed(client: httpx.AsyncClient, times: int, **call: Any) -> int:
    """How many of so many calls got through."""
    answers = [await client.request(**call) for _ in range(times)]
    assert {answer.status_code for answer in answers} <= {200, 429}
    return sum(answer.status_code == 200 for answer in answers)


@pytest.mark.parametrize(
    ("call", "most"),
    [
        ({"method": "GET", "url": "/chat"}, 60),
        ({"method": "GET", "url": "/static/live.js"}, 600),
        ({"method": "POST", "url": "/chat/say"}, 300),
        ({"method": "POST", "url": "/admin/sign-in"}, 30),
        ({"method": "POST", "url": "/admin/enter"}, 30),
        ({"method": "POST", "url": "/admin/me/password"}, 30),
    ],
    ids=lambda told: told["url"] if isinstance(told, dict) else "",
)
async def test_an_address_gets_no_more_than_its_ration_and_others_keep_theirs(
    turnstile: Turnstile, site: Site, clock: StoppedClock, call: dict[str, str], most: int
) -> None:
    async with at(turnstile) as greedy, at(turnstile, "203.0.113.8") as other:
        assert await passed(greedy, most + 20, **call) == most
        assert site.reached == most, "a refusal must cost the site nothing"
        refusal = await greedy.request(**call)
        assert refusal.json()["says"]
        assert refusal.headers["X-Content-Type-Options"] == "nosniff"
        assert await passed(other, 1, **call) == 1
        clock.pass_by(seconds=int(refusal.headers["Retry-After"]))
        assert await passed(greedy, 1, **call) == 1


@pytest.mark.parametrize("here", ["127.0.0.1", "127.0.0.53", "::1"])
async def test_what_calls_from_the_machine_itself_has_no_ration_of_an_address(
    turnstile: Turnstile, here: str
) -> None:
    async with at(turnstile, here) as operator:
        assert await passed(operator, 700, method="GET", url="/chat") == 700
        say = {"method": "POST", "url": "/chat/say", "headers": a_cookie()}
        assert await passed(operator, 40, **say) == 30, "a person's own ration holds"


async def test_a_person_has_a_ration_of_their_own_and_neighbours_at_one_address_too(
    turnstile: Turnstile,
) -> None:
    async with at(turnstile) as office:
        wang, liu = a_cookie(), a_cookie()
        say = {"method": "POST", "url": "/chat/say"}
        assert await passed(office, 40, **say, headers=wang) == 30
        assert await passed(office, 30, **say, headers=liu) == 30


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
async def test_who_is_sent_back_reads_why_in_their_language(
    turnstile: Turnstile, accept: str
) -> None:
    async with at(turnstile) as hasty:
        await passed(hasty, 60, method="GET", url="/chat")
        for language, says in (("zh-CN", "您点得太快了"), ("en", "That was too fast.")):
            headers = {"Accept": accept, "Accept-Language": language}
            assert says in (await hasty.get("/chat", headers=headers)).text


async def test_a_forged_cookie_is_a_newcomers(turnstile: Turnstile) -> None:
    async with at(turnstile) as forger:
        answers = [
            await forger.get("/chat", headers={"Cookie": f"shouwen_chat=w-{n}.forged"})
            for n in range(70)
        ]
        assert sum(answer.status_code == 200 for answer in answers) == 60


async def test_megabytes_are_counted_also_where_their_number_is_not_told(
    turnstile: Turnstile, clock: StoppedClock
) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"x"

    wang = a_cookie()
    async with at(turnstile) as client:
        send = {"method": "POST", "url": "/chat/file", "headers": wang}
        sent = 0
        while (await client.request(**send, content=chunks())).status_code == 200:
            sent += 1
        assert sent == 10, "ten unknown files may be a hundred megabytes"
        clock.pass_by(minutes=10)
        assert (await client.request(**send, content=chunks())).status_code == 200


async def test_the_last_of_the_disk_is_left_for_words(
    turnstile: Turnstile, free: list[int]
) -> None:
    free[0] = 1024**3 - 1
    async with at(turnstile) as client:
        refused = await client.post("/chat/file", content=b"x", headers=a_cookie())
        assert (refused.status_code, "文字" in refused.json()["says"]) == (413, True)
        assert (await client.post("/chat/say", headers=a_cookie())).status_code == 200


@pytest.mark.parametrize(
    ("path", "most", "method"),
    [("/chat/file", 8, "POST"), ("/chat/events", 6, "GET")],
)
async def test_only_so_many_are_at_work_at_a_time_and_leave_their_place_to_others(
    turnstile: Turnstile, site: Site, path: str, most: int, method: str
) -> None:
    site.may_go.clear()
    site.full_at = most
    headers = a_cookie()
    async with at(turnstile) as client:
        at_work = [
            asyncio.create_task(client.request(method, path, headers=headers)) for _ in range(most)
        ]
        await site.is_full.wait()
        refused = await client.request(method, path, headers=headers)
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "2")
        site.may_go.set()
        assert {answer.status_code for answer in await asyncio.gather(*at_work)} == {200}
        assert (await client.request(method, path, headers=headers)).status_code == 200
        assert not turnstile._streams


@pytest.mark.parametrize(
    ("host", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:0db8:0001:0002"),
        ("2001:db8:1:2::9", "2001:0db8:0001:0002"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("no address", "no address"),
    ],
)
def test_an_address_of_version_six_stands_for_its_network(host: str, network: str) -> None:
    assert Caller.at(host, "").address == network


async def test_a_body_that_stops_coming_holds_no_place_for_long(
    app: App, clock: StoppedClock
) -> None:
    turnstile = Turnstile(a_site(app), SECRET, clock, lambda: FREE, patience=0.01)

    async def stopping() -> AsyncIterator[bytes]:
        yield b"text="
        await asyncio.Event().wait()

    form = {**a_cookie(), "Content-Type": "application/x-www-form-urlencoded"}
    async with at(turnstile) as client:
        transport: Any = client._transport
        transport.raise_app_exceptions = False
        answer = await asyncio.wait_for(
            client.post("/chat/say", content=stopping(), headers=form), 10
        )
        assert answer.status_code >= 400
        assert turnstile._at_work == 0
