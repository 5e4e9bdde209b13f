"""Lives of the desk on Telegram that end by `kill -9` at a chosen boundary, and what they leave.

The Bot API server runs in a process of its own and lives through all of them. Each life is a fork
of the caller: the built application with its channel, on the same files. A boundary is where what
was done changes hands:

received      an update is here, and nobody has committed it
committed     it is committed, and Telegram does not know
handled       it is answered in the database, and nobody has read the answer
sent          a message is sent, and nobody has noted it
acknowledged  Telegram knows that the update is here
"""

import asyncio
import multiprocessing
import os
import re
import signal
import socket
import sqlite3
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, NoReturn

import httpx
import structlog
from aiohttp import web

import bot.channels.telegram_aiogram
import bot.channels.telegram_ptb
import bot.cli.site as site
from bot.app import App, build, now
from bot.channels.telegram_channel import TelegramChannel
from bot.channels.telegram_opening import open_telegram
from bot.channels.telegram_polling import Polling
from bot.channels.telegram_webhook import PATH
from bot.cli.ports import take_port
from bot.settings import Settings
from bot.web.telegram import BehindTheDoor
from models.case import Case
from models.ledger import first_break
from models.messages import Address
from storage.engine import open_store
from storage.unit_of_work import Work
from tests.builders import a_shop, the_staff
from tests.channels.bot_api import TOKEN, BotApi, person, room, serving
from tests.stand_ins import KeywordReader

#: Imported once, so that each life begins with them.
LIBRARIES = (bot.channels.telegram_aiogram, bot.channels.telegram_ptb)
ACCOUNT = TOKEN.partition(":")[0]
SAID = ("今天送来的玉溪少送1条", "对")
#: The shops by the chats of their owners, and the manager's chat.
SHOPS = {101: "310101100001", 102: "310101100002", 103: "310101100003"}
ZHANG = 77
PATIENCE = 60.0


class Boundary(StrEnum):
    """Where a life may end."""

    RECEIVED = "received"
    COMMITTED = "committed"
    HANDLED = "handled"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"


@dataclass
class Death:
    """Comes at the chosen boundary, when it is reached for the chosen time (0: never)."""

    at: Boundary
    after: int

    def comes(self, at: Boundary) -> None:
        if at is self.at:
            self.after -= 1
            if self.after == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    def around(
        self, deed: Callable[..., Awaitable[Any]], before: Boundary | None, after: Boundary | None
    ) -> Callable[..., Awaitable[Any]]:
        async def mortal(*told: Any, **more: Any) -> Any:
            if before:
                self.comes(before)
            done = await deed(*told, **more)
            if after:
                self.comes(after)
            return done

        return mortal


@dataclass(frozen=True)
class Way:
    """One of the four ways."""

    library: str
    mode: str

    def settings(self, home: Path, api: str, port: int) -> Settings:
        return Settings(
            home=home,
            database_url="",
            telegram_token=TOKEN,
            telegram_abroad=True,
            telegram_api_url=api,
            telegram_library=self.library,
            telegram_mode=self.mode,
            webhook_url=f"http://127.0.0.1:{port}{PATH}",
            webhook_secret="a-secret-of-the-tests",
        )


class _MortalEvent(asyncio.Event):
    def __init__(self, death: Death) -> None:
        super().__init__()
        self._death = death

    def set(self) -> None:
        self._death.comes(Boundary.HANDLED)
        super().set()


def _live(settings: Settings, port: int, death: Death) -> None:
    """One life, until it is asked to end or death comes."""
    structlog.configure(
        logger_factory=structlog.WriteLoggerFactory((settings.home / "log.txt").open("a"))
    )
    app = build(
        settings,
        KeywordReader(),
        more=lambda settings, store, clock: {
            ("telegram", ACCOUNT): open_telegram(settings, store, clock, wait=2)
        },
    )
    app.store.run_now(_move_in)
    channel = app.channels["telegram", ACCOUNT]
    assert isinstance(channel, TelegramChannel)
    _make_mortal(app, channel, death)
    asyncio.run(_serve(app, channel, settings, port))
    app.close()


async def _serve(app: App, channel: TelegramChannel, settings: Settings, port: int) -> None:
    jobs = []
    if settings.telegram_mode == "webhook":
        taken = take_port("127.0.0.1", port)
        jobs.append(site.serve_pages(app, taken, b"secret", lambda: None))
    await app.serve(*jobs)
    await channel.close()


def _make_mortal(app: App, channel: TelegramChannel, death: Death) -> None:
    app.inbox.accept = death.around(  # type: ignore[method-assign]
        app.inbox.accept, Boundary.RECEIVED, Boundary.COMMITTED
    )
    app.posted = _MortalEvent(death)
    channel.client.deliver = death.around(  # type: ignore[method-assign]
        channel.client.deliver, None, Boundary.SENT
    )
    if isinstance(channel.listener, Polling):
        ask = channel.listener.api.ask

        async def asked(method: str, **fields: Any) -> Any:
            result = await ask(method, **fields)
            if "offset" in fields:
                death.comes(Boundary.ACKNOWLEDGED)
            return result

        channel.listener.api.ask = asked  # type: ignore[method-assign]
    else:

        class MortalDoor(BehindTheDoor):
            async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
                await super().__call__(scope, receive, send)
                if scope["type"] == "http" and scope["path"] == PATH:
                    death.comes(Boundary.ACKNOWLEDGED)

        site.BehindTheDoor = MortalDoor  # type: ignore[misc]


def _move_in(work: Work) -> None:
    if work.people.staff("1001") is not None:
        return
    work.people.put_staff(the_staff())
    work.people.put_shops([a_shop(licence) for licence in SHOPS.values()])
    for chat, licence in SHOPS.items():
        _bind(work, chat, f"shop:{licence}")
    _bind(work, ZHANG, "staff:1001")


def _bind(work: Work, chat: int, ref: str) -> None:
    work.people.bind(Address("telegram", ACCOUNT, str(chat)), ref, now())


# The world outside, which no death reaches.


def _peer(port: int) -> NoReturn:
    """The Bot API server, with what a test asks of it."""
    api = BotApi()

    async def seen(_: web.Request) -> web.Response:
        sent = [[each.chat, each.text] for each in api.transcript]
        return web.json_response({"pending": len(api.pending), "sent": sent})

    async def feed(request: web.Request) -> web.Response:
        return web.json_response(await api.feed(await request.json()))

    async def serve() -> None:
        async with serving(api, port, [web.get("/seen", seen), web.post("/feed", feed)]):
            while True:  # what a webhook did not take is brought again, as Telegram does
                await asyncio.sleep(0.5)
                if api.pending and api.hook:
                    await api.deliver_updates(token=api.token)

    asyncio.run(serve())
    raise SystemExit


@dataclass
class World:
    """The Bot API server, the people at it, and one home of the desk."""

    home: Path
    way: Way
    api: str
    port: int
    browser: httpx.Client
    patience: float = PATIENCE  #: seconds that a life may take
    deaths: int = 0

    def life(self, death: Death) -> bool:
        """One life; False where death came before all was done."""
        settings = self.way.settings(self.home, self.api, self.port)
        process = multiprocessing.get_context("fork").Process(
            target=_live, args=(settings, self.port, death)
        )
        process.start()
        until = time.monotonic() + self.patience
        while process.is_alive() and not self.all_done():
            if time.monotonic() > until:
                process.kill()
                process.join()
                raise AssertionError(f"the desk is alive and does nothing: {self._seen()}")
            time.sleep(0.02)
        if process.is_alive() and process.pid:
            os.kill(process.pid, signal.SIGTERM)
        process.join(self.patience)
        # A life that finds all done is asked to end before it can listen to that.
        ends = (0, -signal.SIGTERM, -signal.SIGKILL)
        assert process.exitcode in ends, f"the desk fell ill: {process.exitcode}"
        has_died = process.exitcode == -signal.SIGKILL
        self.deaths += has_died
        return not has_died

    def people_write(self) -> None:
        """Everybody says everything, one after the other."""
        for place, text in enumerate(SAID):
            for chat in SHOPS:
                message = {
                    "message_id": place * 1000 + chat,
                    "date": int(time.time()),
                    "from": person(chat),
                    "chat": room(chat),
                    "text": text,
                }
                self.browser.post(f"{self.api}/feed", json={"message": message}).raise_for_status()

    def _seen(self) -> dict[str, Any]:
        answer: dict[str, Any] = self.browser.get(f"{self.api}/seen").json()
        return answer

    def all_done(self) -> bool:
        """Whether everybody has read all that they must read."""
        seen = self._seen()
        told = {
            chat: found[1]
            for chat, text in seen["sent"]
            if (found := re.search(r"收到，(\S+) 号", text))
        }
        cards = "".join(text for chat, text in seen["sent"] if chat == ZHANG)
        all_told = told.keys() == SHOPS.keys()
        return not seen["pending"] and all_told and all(no in cards for no in told.values())

    def faults(self) -> list[str]:
        """Everything that is not as it was promised."""
        cases, unbroken = self._cases()
        sent = Counter((chat, text) for chat, text in self._seen()["sent"])
        shops = Counter(case.shop for case in cases)
        found = [f"{shop}: {shops[shop]} cases" for shop in SHOPS.values() if shops[shop] != 1]
        numbers = {case.shop: case.number for case in cases}
        for chat, licence in SHOPS.items():
            number = numbers.get(licence, "?")
            if not any(who == chat and f"收到，{number} 号" in text for who, text in sent):
                found.append(f"{licence} was not told the number")
            if not any(who == ZHANG and number in text for who, text in sent):
                found.append(f"no card for {number}")
        if not unbroken:
            found.append("a ledger is broken")
        # A message that was sent and not yet noted goes out again: one for each person and death,
        # and one for each send whose answer did not come in time.
        letters, unanswered = self._letters()
        doubled: Counter[int] = Counter()
        for (who, _), times in sent.items():
            doubled[who] += times - 1
        found += [
            f"{who} read {most} messages twice, of {letters[who]} letters"
            for who, most in doubled.items()
            if most > self.deaths + unanswered[who]
        ]
        return found

    def _letters(self) -> tuple[Counter[int], Counter[int]]:
        """How many letters there were for each person, and how many sends that failed and were
        tried again."""
        with closing(sqlite3.connect(self.home / "shouwen.db")) as database:
            rows = database.execute(
                "SELECT lane, count(*), sum(attempts) FROM job"
                " WHERE queue = 'out' AND lane LIKE 'telegram:%' GROUP BY lane"
            ).fetchall()
        people = [(int(lane.rpartition(":")[2]), number, tries) for lane, number, tries in rows]
        letters = Counter({who: number for who, number, _ in people})
        return letters, Counter({who: tries for who, _, tries in people})

    def _cases(self) -> tuple[list[Case], bool]:
        store = open_store(f"sqlite:///{(self.home / 'shouwen.db').absolute()}")
        try:
            cases = store.read_now(
                lambda work: [
                    case
                    for chat in SHOPS
                    for case in work.cases.of_complainant(
                        Address("telegram", ACCOUNT, str(chat)), limit=9
                    )
                ]
            )
            ledgers = store.read_now(lambda work: [work.cases.ledger(case.id) for case in cases])
        finally:
            store.close()
        return cases, all(first_break(ledger) is None for ledger in ledgers)


@contextmanager
def a_peer() -> Iterator[str]:
    """The address of a Bot API server in a process of its own."""
    port = _a_port()
    peer = multiprocessing.get_context("fork").Process(target=_peer, args=(port,))
    peer.start()
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        peer.kill()
        peer.join()


@contextmanager
def a_world(home: Path, way: Way) -> Iterator[World]:
    """A Bot API server with messages waiting, and a home."""
    home.mkdir(parents=True, exist_ok=True)
    with a_peer() as api, httpx.Client() as browser:
        world = World(home, way, api, _a_port(), browser)
        world.people_write()
        yield world


def _a_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise AssertionError("the Bot API server did not come up")
