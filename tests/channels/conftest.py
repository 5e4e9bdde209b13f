"""A Bot API server and a channel to it."""

from collections.abc import AsyncIterator

import pytest

from bot.channels.telegram_ptb import TelegramPtb
from tests.channels.bot_api import BotApi, serving
from tests.channels.desk_side import Pauses, connected


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with serving(BotApi()) as serving_api:
        yield serving_api


@pytest.fixture
async def pauses() -> Pauses:
    return Pauses()


@pytest.fixture
async def channel(api: BotApi, pauses: Pauses) -> AsyncIterator[TelegramPtb]:
    async with connected(api, pauses) as open_channel:
        yield open_channel
