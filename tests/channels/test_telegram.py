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
from models.terms import Stage
from storage.engine import Store
from tests.channels.bot_api import PATIENCE, TOKEN, BotApi
from tests.channels.contract import ChannelContract, Heard, a_desk
from tests.channels.desk_side import WANG

#: The chat of 王大姐's customer manager.
ZHANG = 77


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
        await self.typed_by(WANG, text)

    async def typed_by(self, user: int, text: str) -> None:
        await self._answered(await self.api.text(user, user, text))

    async def pressed_by(self, user: int, label: str) -> None:
        await self._answered(await self.api.press(user, user, label))

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


async def test_a_complaint_is_filed_and_settled_on_telegram_with_restarts_in_the_middle(
    tmp_path: Path, api: BotApi
) -> None:
    talk = TelegramTalk(tmp_path, api)
    await talk.begin()
    chat = Address("telegram", talk.address.account, str(ZHANG))
    talk.app.store.run_now(lambda work: work.people.bind(chat, "staff:1001", talk.app.clock()))
    await talk.say("今天送来的玉溪少送1条")
    await talk.restart()
    await talk.press("1 对")
    await talk.restart()
    for label in ("1 受理", "1 成立", "1 配送", "1 装车差错", "1 提方案"):
        await talk.pressed_by(ZHANG, label)
    await talk.typed_by(ZHANG, "周三送货时补 1 条")
    await talk.press("1 同意")
    await talk.restart()
    await talk.pressed_by(ZHANG, "1 已落实")
    await talk.press("1 收到")
    await talk.pressed_by(ZHANG, "2 办结")
    await talk.pressed_by(ZHANG, "1 轻")
    await talk.typed_by(ZHANG, "装车双人核对")
    (case,) = talk.app.store.read_now(lambda work: work.cases.of_complainant(talk.address, limit=9))
    await talk.end()
    assert case.stage is Stage.CLOSED
    read = "".join(sent.text for sent in api.sent_to(WANG))
    assert all(word in read for word in (case.number, "张明经理", "补 1 条", "办结了"))
