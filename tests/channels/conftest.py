"""A Bot API server and a channel to it."""

from collections.abc import AsyncIterator

import pytest

from bot.channels.telegram_channel import TelegramChannel
from storage.engine import Store
from tests.channels.bot_api import BotApi, serving
from tests.channels.desk_side import Pauses, connected


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with serving(BotApi()) as serving_api:
        yield serving_api


@pytest.fixture
async def pauses() -> Pauses:
    return Pauses()


@pytest.fixture(params=["ptb", "aiogram"])
def library(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def channel(
    api: BotApi, file_store: Store, pauses: Pauses, library: str
) -> AsyncIterator[TelegramChannel]:
    async with connected(api, file_store, pauses, library) as open_channel:
        yield open_channel
