"""The desk's side of a Telegram channel, as small as it can be: an inbox, letters, waits."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bot.channels.telegram_channel import TelegramChannel
from bot.channels.telegram_opening import open_telegram
from bot.port import Along, Channel, Raw
from bot.settings import Settings
from models.messages import Address, Choice, Outbound
from storage.engine import Store
from storage.errors import RowRefused, StoreUnavailable
from tests.channels.bot_api import PATIENCE, TOKEN, BotApi
from tests.stand_ins import StoppedClock

WANG = 42


class Inbox:
    """An inbox that keeps what arrives once, in memory, and can refuse for a while."""

    def __init__(self, channel: TelegramChannel, store: Store) -> None:
        self.kept: list[Raw] = []
        self.refusals = 0
        self.never = ""  #: what no update that is kept may hold
        self._channel = channel
        self._store = store
        self._arrived = asyncio.Condition()

    async def accept(self, _: Channel, *raws: Raw, along: Along | None = None) -> bool:
        if self.refusals:
            self.refusals -= 1
            raise StoreUnavailable("the disk is full")
        if self.never and self.never in str([raw.get("message") for raw in raws]):
            raise RowRefused("no text for a database")
        fresh = [raw for raw in raws if raw not in self.kept]
        if along is not None:
            await self._store.run(lambda work: along(work, [True] * len(raws)))
        async with self._arrived:
            self.kept.extend(fresh)
            self._arrived.notify_all()
        return bool(fresh)

    async def until(self, there: Callable[[], bool]) -> None:
        """Wait until something holds of what was kept."""
        async with asyncio.timeout(PATIENCE), self._arrived:
            await self._arrived.wait_for(there)

    async def holds(self, number: int) -> None:
        await self.until(lambda: len(self.kept) >= number)

    @property
    def texts(self) -> list[str]:
        read = (self._channel.decode(raw) for raw in self.kept)
        return [inbound.text for inbound in read if inbound]


class Pauses(list[float]):
    """Waits that take no time and are written down."""

    def __init__(self) -> None:
        super().__init__()
        self.begun = asyncio.Event()

    async def __call__(self, seconds: float) -> None:
        self.append(seconds)
        self.begun.set()
        await asyncio.sleep(0)


@asynccontextmanager
async def connected(
    api: BotApi, store: Store, pauses: Pauses, library: str = "ptb", **told: Any
) -> AsyncIterator[TelegramChannel]:
    """A channel to `api` by polling until the block ends."""
    settings = Settings(
        **{"telegram_token": TOKEN, "telegram_api_url": api.url, "telegram_library": library} | told
    )
    channel = open_telegram(settings, store, StoppedClock(), pauses, wait=1)
    assert channel is not None
    try:
        yield channel
    finally:
        await channel.close()


@asynccontextmanager
async def listening(channel: TelegramChannel, store: Store) -> AsyncIterator[Inbox]:
    """The channel serves an inbox until the block ends."""
    inbox = Inbox(channel, store)
    serve = asyncio.create_task(channel.serve(inbox.accept))
    try:
        yield inbox
    finally:
        serve.cancel()
        with pytest.raises(asyncio.CancelledError):
            await serve


def letter(text: str, *labels: str, **more: Any) -> Outbound:
    """A letter to Wang with choices by their labels."""
    choices = tuple(Choice(f"token-{label}", label) for label in labels)
    return Outbound("k1", Address("telegram", "7000001", str(WANG)), text, choices, **more)
