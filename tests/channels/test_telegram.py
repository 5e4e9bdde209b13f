"""Telegram under the contract of every channel, and as the settings ask for it."""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from subprocess import run
from typing import Any

import pytest
from pydantic import SecretStr

from bot.app import now
from bot.channels.errors import Misconfigured, TokenRefused
from bot.channels.opening import channels_of
from bot.port import Channel, Raw
from bot.settings import Settings
from models.messages import Address
from tests.channels.bot_api import TOKEN, BotApi
from tests.channels.contract import ChannelContract, Heard, a_desk
from tests.channels.desk_side import WANG


def settings(home: Path, **more: Any) -> Settings:
    return Settings(home=home, database_url="", telegram_token=SecretStr(TOKEN), **more)


class TelegramTalk:
    """Writes to the bot through the Bot API, and reads what the Bot API was told to send."""

    def __init__(self, home: Path, api: BotApi) -> None:
        self.api = api
        self.home = home
        self.address = Address("telegram", TOKEN.partition(":")[0], str(WANG))

    async def begin(self) -> None:
        chosen = settings(self.home, telegram_api_url=self.api.url)
        self.app = a_desk(
            self.home,
            self.address,
            more=lambda _settings, _store, clock: channels_of(chosen, clock),
        )
        self.channel = self.app.channels["telegram", self.address.account]
        self._taken: set[int] = set()
        self._news = asyncio.Condition()
        self._listening = asyncio.create_task(self.channel.serve(self._accept))

    async def _accept(self, channel: Channel, raw: Raw) -> bool:
        fresh = await self.app.accept(channel, raw)
        async with self._news:
            self._taken.add(raw["update_id"])
            self._news.notify_all()
        return fresh

    async def _answered(self, update: dict[str, Any]) -> None:
        async with self._news:
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


def test_without_a_token_there_is_no_telegram_and_no_library_is_imported() -> None:
    start = (
        "import sys; from bot.channels.opening import channels_of;"
        "from bot.settings import Settings;"
        "assert channels_of(Settings(), None) == {};"
        "assert not {'telegram', 'aiogram'} & set(sys.modules)"
    )
    run([sys.executable, "-c", start], check=True, env={}, cwd=Path(__file__).parents[2])


@pytest.mark.parametrize("chosen", [{"telegram_library": "aiogram"}, {"telegram_mode": "webhook"}])
def test_a_way_that_is_not_there_yet_is_named_with_the_settings_to_change(
    tmp_path: Path, chosen: dict[str, str]
) -> None:
    with pytest.raises(Misconfigured, match="SHOUWEN_TELEGRAM_LIBRARY"):
        channels_of(settings(tmp_path, **chosen), now)


def test_what_is_no_token_is_said_at_once(tmp_path: Path) -> None:
    wrong = Settings(home=tmp_path, telegram_token=SecretStr("hello"))
    with pytest.raises(TokenRefused):
        channels_of(wrong, now)
