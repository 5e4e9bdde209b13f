"""Telegram under the contract of every channel."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.app import Clock
from bot.channels.telegram_ptb import TelegramPtb
from bot.port import Channel, Raw
from bot.settings import Settings
from models.messages import Address
from storage.engine import Store
from tests.channels.bot_api import PATIENCE, TOKEN, BotApi
from tests.channels.contract import ChannelContract, Heard, a_desk
from tests.channels.desk_side import WANG


class TelegramTalk:
    """Writes to the bot through the Bot API, and reads what the Bot API was told to send."""

    def __init__(self, home: Path, api: BotApi) -> None:
        self.api = api
        self.home = home
        self.address = Address("telegram", TOKEN.partition(":")[0], str(WANG))

    async def begin(self) -> None:
        self.app = a_desk(self.home, self.address, more=self._telegram)
        self.channel = self.app.channels["telegram", self.address.account]
        self._taken: set[int] = set()
        self._news = asyncio.Condition()
        self._listening = asyncio.create_task(self.channel.serve(self._accept))

    def _telegram(
        self, _settings: Settings, _store: Store, clock: Clock
    ) -> dict[tuple[str, str], Channel]:
        channel = TelegramPtb(TOKEN, api_url=self.api.url, clock=clock)
        return {(channel.name, channel.account): channel}

    async def _accept(self, channel: Channel, raw: Raw) -> bool:
        fresh = await self.app.accept(channel, raw)
        async with self._news:
            self._taken.add(raw["update_id"])
            self._news.notify_all()
        return fresh

    async def _answered(self, update: dict[str, Any]) -> None:
        async with asyncio.timeout(PATIENCE), self._news:
            await self._news.wait_for(lambda: update["update_id"] in self._taken)
        await self.app.settle()

    async def say(self, text: str) -> None:
        await self._answered(await self.api.text(WANG, WANG, text))

    async def press(self, label: str) -> None:
        await self._answered(await self.api.press(WANG, WANG, label))

    async def photo(self, data: bytes) -> None:
        await self._answered(await self.api.photo(WANG, WANG, data))

    async def heard(self) -> list[Heard]:
        return [
            (sent.text, [label.partition(" ")[2] for label in sent.labels])
            for sent in self.api.sent_to(WANG)
        ]

    async def restart(self) -> None:
        await self.end()
        await self.begin()

    async def end(self) -> None:
        self._listening.cancel()
        await asyncio.wait([self._listening])
        await self.channel.close()  # type: ignore[attr-defined]
        self.app.close()


class TestTelegram(ChannelContract):
    @pytest.fixture
    async def talk(self, tmp_path: Path, api: BotApi) -> AsyncIterator[TelegramTalk]:
        talk = TelegramTalk(tmp_path, api)
        await talk.begin()
        yield talk
        await talk.end()
