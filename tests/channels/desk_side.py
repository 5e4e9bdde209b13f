"""The desk's side of a Telegram channel, as small as it can be: an inbox, letters, waits."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bot.channels.telegram_ptb import TelegramPtb
from bot.port import Channel, Raw
from models.messages import Address, Choice, Outbound
from tests.channels.bot_api import PATIENCE, TOKEN, BotApi

WANG = 42


class Inbox:
    """A reception that keeps what arrives once, in memory, and can refuse for a while."""

    def __init__(self, channel: TelegramPtb) -> None:
        self.kept: list[Raw] = []
        self.refusals = 0
        self.never = ""  #: what no update that is kept may hold
        self._channel = channel
        self._arrived = asyncio.Condition()

    async def accept(self, _: Channel, raw: Raw) -> bool:
        if self.refusals:
            self.refusals -= 1
            raise OSError("the disk is full")
        if self.never and self.never in str(raw.get("message", {}).get("text")):
            raise ValueError("no text for a database")
        for _turn in range(5 - raw["update_id"] % 5):  # what is handed on later may be kept sooner
            await asyncio.sleep(0)
        fresh = raw not in self.kept
        async with self._arrived:
            if fresh:
                self.kept.append(raw)
            self._arrived.notify_all()
        return fresh

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
async def connected(api: BotApi, pauses: Pauses, token: str = TOKEN) -> AsyncIterator[TelegramPtb]:
    """A channel to `api` until the block ends."""
    channel = TelegramPtb(token, api_url=api.url, pause=pauses)
    try:
        yield channel
    finally:
        await channel.close()


@asynccontextmanager
async def listening(channel: TelegramPtb) -> AsyncIterator[Inbox]:
    """The channel serves an inbox until the block ends."""
    inbox = Inbox(channel)
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
