"""A talk over Telegram: the desk at work on one side of a Bot API server, people on the other."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.app import build
from bot.channels.telegram_opening import open_telegram
from bot.channels.telegram_webhook import PATH
from bot.cli.ports import address_of, take_port
from bot.cli.site import serve_pages
from bot.desk.post import ALWAYS
from bot.settings import Settings
from bot.wording import LOCALES, say
from models.mail import Queue
from models.messages import Address
from models.people import Shop, Staff
from storage.unit_of_work import Work
from tests.builders import a_notice, a_shop, the_staff
from tests.channels.bot_api import PATIENCE, TOKEN, BotApi, Sent
from tests.channels.contract import Heard
from tests.channels.desk_side import WANG
from tests.databases import lay_ready
from tests.stand_ins import KeywordReader, StoppedClock

#: The chat of 王大姐's customer manager.
ZHANG = 77
SECRET = "a-secret-of-the-tests"


class TelegramTalk:
    """Writes to the bot through the Bot API, and reads what the Bot API was told to send."""

    def __init__(
        self,
        home: Path,
        api: BotApi,
        library: str = "ptb",
        mode: str = "polling",
        *,
        is_bound: bool = True,
    ) -> None:
        self.api = api
        self.home = home
        self.library = library
        self.mode = mode
        self.is_bound = is_bound
        self.clock = StoppedClock()
        self.address = Address("telegram", TOKEN.partition(":")[0], str(WANG))

    def _settings(self, port: int) -> Settings:
        return Settings(
            home=self.home,
            database_url="",
            telegram_token=TOKEN,
            telegram_api_url=self.api.url,
            telegram_library=self.library,
            telegram_mode=self.mode,
            webhook_url=f"http://127.0.0.1:{port}{PATH}",
            webhook_secret=SECRET,
        )

    async def begin(self) -> None:
        """The process comes up, and is reached by Telegram."""
        self._socket = take_port("127.0.0.1", 0)
        port = int(address_of(self._socket).rpartition(":")[2])
        settings = self._settings(port)
        lay_ready(self.home)
        self.app = build(
            settings,
            KeywordReader(),
            clock=self.clock,
            more=lambda settings, store, clock: {
                ("telegram", self.address.account): open_telegram(settings, store, clock, wait=1)
            },
        )
        self.channel = self.app.channels["telegram", self.address.account]
        self.move_in(the_staff(), [a_shop()])
        self._serving = [asyncio.create_task(self.channel.serve(self.app.accept))]
        if self.mode == "webhook":
            await self._open_the_door(settings)

    async def _open_the_door(self, settings: Settings) -> None:
        up = asyncio.Event()
        pages = serve_pages(self.app, self._socket, b"secret", up.set)
        self._serving.append(asyncio.create_task(pages))
        async with asyncio.timeout(PATIENCE):
            await up.wait()
        await self.api.until(lambda: self.api.hook == settings.webhook_url)

    def move_in(self, staff: list[Staff], shops: list[Shop]) -> None:
        """The usual people, and 王大姐's shop, which may be bound to her chat."""

        def move(work: Work) -> None:
            if work.people.shop(shops[0].licence) is None:
                work.people.put_staff(staff)
                work.people.put_shops(shops)
                if self.is_bound:
                    ref = f"shop:{shops[0].licence}"
                    work.people.bind(self.address, ref, self.app.clock())
                    work.talk.note_told(a_notice(self.address, self.app.clock()))

        self.app.store.run_now(move)

    async def answered(self, *updates: dict[str, Any]) -> None:
        """Wait until the updates are kept, then let the desk do all that is due."""
        numbers = {update["update_id"] for update in updates}
        await self.api.until(
            lambda: numbers.isdisjoint(update["update_id"] for update in self.api.pending)
        )
        await self.settle()

    async def settle(self) -> None:
        """Let the desk do all that is due, also where it waits a moment for the rest."""
        await self.app.settle()
        while self._grows() or self._rests():
            self.clock.pass_by(seconds=1)
            await self.app.settle()

    def _grows(self) -> bool:
        waiting, _ = self.app.store.read_now(lambda work: work.mail.waiting(Queue.IN))
        return waiting > 0

    def _rests(self) -> bool:
        """Whether somebody's next letter only waits for the second after the one before."""
        account = f"telegram:{self.address.account}:"
        soon = self.clock() + timedelta(seconds=1)
        due = self.app.store.read_now(lambda work: work.mail.due_lanes(Queue.OUT, soon, 999))
        return any(lane.startswith(account) for lane in due)

    async def say(self, text: str) -> None:
        await self.typed_by(WANG, text)

    async def typed_by(self, user: int, text: str) -> None:
        await self.answered(await self.api.text(user, user, text))

    async def pressed_by(self, user: int, label: str) -> None:
        await self.answered(await self.api.press(user, user, label))

    async def press(self, label: str) -> None:
        await self.answered(await self.api.press(WANG, WANG, label))

    async def photo(self, data: bytes) -> None:
        await self.answered(await self.api.photo(WANG, WANG, data))

    async def heard(self) -> list[Heard]:
        return [(sent.text, _offered(sent)) for sent in self.api.sent_to(WANG)]

    async def restart(self) -> None:
        """The process ends and another one comes up on the same files."""
        await self.end()
        await self.begin()

    async def end(self) -> None:
        for task in self._serving:
            task.cancel()
        await asyncio.wait(self._serving)
        await self.channel.close()  # type: ignore[attr-defined]
        self._socket.close()
        self.app.close()


def _offered(sent: Sent) -> list[str]:
    """The labels of a message's own choices; those that are there always belong to none."""
    keys = [key for row in sent.keys for key in row]
    always = [say(f"choice.{key}", locale) for locale in LOCALES for key in ALWAYS]
    if keys and not set(keys) <= set(always):
        return keys
    return [label.partition(" ")[2] for label in sent.labels]
