"""The database goes away and comes back while the service is at work, and nobody has to help."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from bot.app import App, build
from bot.settings import Settings
from models.mail import Queue
from storage.census import InQueue
from storage.errors import StoreUnavailable
from storage.unit_of_work import Work
from tests.builders import a_shop, the_staff
from tests.databases import PostgresServer
from tests.stand_ins import KeywordReader, RecordingChannel
from tests.web.browsing import FROM_OUR_SCRIPT, a_site

only_postgres = pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
WANG = "310101100001"
PHONE = f"/demo/shop/{WANG}"


@asynccontextmanager
async def at_work(home: Path, url: str, channel: RecordingChannel) -> AsyncIterator[App]:
    """The whole service at work on a database with the usual people in it."""
    settings = Settings(home=home, database_url=url)
    key = (channel.name, channel.account)
    app = build(settings, KeywordReader(), is_demo=True, more=lambda *_: {key: channel})

    def move_in(work: Work) -> None:
        work.people.put_staff(the_staff())
        work.people.put_shops([a_shop(WANG)])

    app.store.run_now(move_in)
    parts = [asyncio.create_task(part) for part in app.parts()]
    try:
        yield app
    finally:
        for part in parts:
            part.cancel()
        ended = await asyncio.gather(*parts, return_exceptions=True)
        app.close()
    assert all(end is None or isinstance(end, asyncio.CancelledError) for end in ended)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while True:
            if holds():
                return
            await asyncio.sleep(0.05)


async def answered(channel: RecordingChannel, people: int) -> None:
    """Wait until so many people have read an answer."""
    await until(lambda: len({letter.address for letter in channel.letters}) >= people)


def queues_of(app: App) -> dict[Queue, InQueue]:
    return app.store.read_now(lambda work: work.census.queues())


async def arrives(app: App, channel: RecordingChannel, who: str) -> bool:
    raw = {"conversation": who, "event_id": f"{who}-1", "text": "你好"}
    return await app.accept(channel, raw)


@only_postgres
@pytest.mark.timeout(120)
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT])
async def test_a_server_that_is_restarted_costs_no_message_and_no_hands(
    store_url: str, postgres_server: PostgresServer, tmp_path: Path, how: signal.Signals
) -> None:
    channel = RecordingChannel()
    async with at_work(tmp_path, store_url, channel) as app:
        await arrives(app, channel, "before")
        await answered(channel, 1)
        postgres_server.stop(how)
        with pytest.raises(StoreUnavailable):
            await arrives(app, channel, "meanwhile")
        postgres_server.start()
        # As a channel does: what was not acknowledged comes again.
        for who in ("before", "meanwhile", "after"):
            await arrives(app, channel, who)
        await answered(channel, 3)
    assert len(channel.letters) == 3


@only_postgres
@pytest.mark.timeout(120)
async def test_an_outage_is_no_failure_of_the_messages_that_meet_it(
    store_url: str, postgres_server: PostgresServer, tmp_path: Path
) -> None:
    """Far longer than a poison message would be tried, and nothing is set aside."""
    channel = RecordingChannel()
    async with at_work(tmp_path, store_url, channel) as app:
        await asyncio.gather(*(arrives(app, channel, f"shop-{place}") for place in range(30)))
        postgres_server.stop(signal.SIGQUIT)
        parts = (app.reception.rounds, app.courier.rounds, app.timekeeper.rounds)
        await until(lambda: all(part.failures >= 2 for part in parts))
        assert {part.says for part in parts} == {"database away"}
        postgres_server.start()
        await answered(channel, 30)
        await until(lambda: queues_of(app)[Queue.OUT].waiting == 0)
        assert {found.dead for found in queues_of(app).values()} == {0}
        await until(lambda: {part.says for part in parts} == {"ok"})
    assert len({letter.key for letter in channel.letters}) == 30


@only_postgres
@pytest.mark.timeout(120)
async def test_the_page_says_one_kind_sentence_meanwhile_and_the_post_counts_once_after_it(
    store_url: str, postgres_server: PostgresServer, tmp_path: Path
) -> None:
    async with at_work(tmp_path, store_url, RecordingChannel()) as app:
        transport = httpx.ASGITransport(a_site(app), raise_app_exceptions=False)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://desk", headers=FROM_OUR_SCRIPT, timeout=30
        ) as page:
            post = {"text": "今天送来的玉溪少送1条", "event_id": "said-once"}
            postgres_server.stop()
            refused = await page.post(f"{PHONE}/say", data=post)
            ready = await page.get("/readyz")
            postgres_server.start()
            assert (refused.status_code, ready.status_code) == (503, 503)
            assert "系统正在恢复" in refused.json()["says"]
            assert ready.json()["database"] == "StoreUnavailable"
            taken = [(await page.post(f"{PHONE}/say", data=post)).json()["taken"] for _ in range(2)]
            assert taken == [True, False]
            assert (await page.get("/readyz")).status_code == 200
