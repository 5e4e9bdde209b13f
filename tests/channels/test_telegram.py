"""Telegram under the contract of every channel, in all four ways."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from models.messages import Address
from models.terms import Stage
from tests.channels.bot_api import BotApi
from tests.channels.contract import ChannelContract
from tests.channels.desk_side import WANG
from tests.channels.telegram_talk import ZHANG, TelegramTalk

WAYS = [(library, mode) for library in ("ptb", "aiogram") for mode in ("polling", "webhook")]


class TestTelegram(ChannelContract):
    @pytest.fixture(params=WAYS, ids="-".join)
    async def talk(
        self, tmp_path: Path, api: BotApi, request: pytest.FixtureRequest
    ) -> AsyncIterator[TelegramTalk]:
        talk = TelegramTalk(tmp_path, api, *request.param)
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
