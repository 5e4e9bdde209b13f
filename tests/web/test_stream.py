"""The stream that makes a page live, over real HTTP."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.web.browsing import FROM_OUR_FORM, FROM_OUR_SCRIPT
from tests.web.serving import IN_ONE_LOOP, WANG, Service

pytestmark = IN_ONE_LOOP

PHONE = f"/demo/shop/{WANG}"


@dataclass
class Stream:
    """Reads one event after the other."""

    lines: AsyncIterator[str]

    async def next(self) -> tuple[int, dict[str, Any]]:
        """The place and the content of the next event."""
        seq = 0
        async for line in self.lines:
            name, _, value = line.partition(": ")
            if name == "id":
                seq = int(value)
            if name == "data":
                return seq, json.loads(value)
        raise EOFError

    async def rest(self) -> list[str]:
        """What else comes until the other side hangs up."""
        return [line async for line in self.lines]


@asynccontextmanager
async def listening(
    service: Service, after: int = 0, seen: str | None = None
) -> AsyncIterator[Stream]:
    headers = {} if seen is None else {"Last-Event-ID": seen}
    async with (
        httpx.AsyncClient(base_url=service.url, timeout=20) as page,
        page.stream("GET", f"{PHONE}/events?after={after}", headers=headers) as answer,
    ):
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield Stream(answer.aiter_lines())


async def say(service: Service, text: str) -> None:
    async with httpx.AsyncClient(base_url=service.url, headers=FROM_OUR_SCRIPT) as page:
        answer = await page.post(f"{PHONE}/say", data={"text": text})
        assert answer.json() == {"taken": True}


async def test_what_is_said_and_answered_comes_by_itself(service: Service) -> None:
    async with asyncio.timeout(20), listening(service) as stream:
        await say(service, "今天送来的烟少送了")
        said, answered = await stream.next(), await stream.next()
    assert (said[0], answered[0]) == (1, 2)
    assert "今天送来的烟少送了" in said[1]["html"]
    assert said[1]["key"].startswith("said:")
    assert "哪种烟？几条？" in answered[1]["html"]


@pytest.mark.parametrize(
    ("after", "seen", "first"),
    [(0, None, 1), (1, None, 2), (0, "1", 2), (0, "0", 1), (1, "x", 2), (1, "9" * 5000, 2)],
)
async def test_whoever_comes_back_gets_what_they_missed_and_no_more(
    service: Service, after: int, seen: str | None, first: int
) -> None:
    await say(service, "今天送来的烟少送了")
    async with asyncio.timeout(20), listening(service, after, seen) as stream:
        assert (await stream.next())[0] == first


async def test_what_was_said_before_a_restart_is_there_after_it(service: Service) -> None:
    await say(service, "今天送来的烟少送了")
    await service.stop()
    await service.start()
    async with asyncio.timeout(20), listening(service) as stream:
        shown = [await stream.next() for _ in range(2)]
    assert "今天送来的烟少送了" in shown[0][1]["html"]
    assert "哪种烟？几条？" in shown[1][1]["html"]


async def test_a_stop_lets_open_pages_go_at_once(service: Service) -> None:
    async with asyncio.timeout(20), listening(service) as stream:
        await say(service, "今天送来的烟少送了")
        await stream.next()
        await stream.next()
        service.app.web.hang_up()
        assert "data" not in " ".join(await stream.rest())


async def test_an_offer_says_which_matter_it_belongs_to(service: Service) -> None:
    async with asyncio.timeout(20), listening(service) as stream:
        await say(service, "今天送来的烟少送了")
        await say(service, "玉溪 1")
        while "记的是" not in (event := (await stream.next())[1])["html"]:
            pass
    assert event["offers"]
    assert event["matter"] == ""


async def test_only_whoever_has_the_cookie_can_listen(service: Service) -> None:
    async with httpx.AsyncClient(base_url=service.url) as stranger:
        assert (await stranger.get("/chat/events")).status_code == 401


async def test_without_a_script_the_answer_is_there_when_the_page_comes_back(
    service: Service,
) -> None:
    async with httpx.AsyncClient(base_url=service.url, headers=FROM_OUR_FORM) as browser:
        await browser.get("/chat")
        answer = await browser.post("/chat/say", data={"text": "今天送来的烟少送了"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/chat#last")
        assert "哪种烟？几条？" in (await browser.get("/chat")).text
