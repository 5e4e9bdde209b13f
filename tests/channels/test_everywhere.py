"""The same talk on the page, in a terminal and over Telegram reads the same, word for word."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.channels.bot_api import BotApi
from tests.channels.contract import A_PHOTO, Heard, Talk
from tests.channels.telegram_talk import TelegramTalk
from tests.channels.test_terminal import TerminalTalk
from tests.channels.test_web import WebTalk

#: What is typed; in brackets what is pressed; 📷 is a picture.
TALKS = {
    "filed, asked after, urged, withdrawn": [
        "今天送来的玉溪少送了",
        "你们几天能办完啊",
        "2条",
        "不是玉溪 是云烟",
        "[对]",
        "我那个投诉怎么样了",
        "催一下",
        "撤回",
        "找到了",
    ],
    "a picture, anger, a change of mind": [
        "📷",
        "[送货]",
        "你们太欺负人了!! 骂人",
        "算了",
        "[还要投诉]",
        "1",
    ],
    "questions, English, a person": [
        "订烟今天几点截止",
        "只是问问",
        "/lang en",
        "今天送来的玉溪少送1条",
        "1",
        "/lang",
        "转人工",
    ],
}


@pytest.fixture
async def talks(tmp_path: Path, api: BotApi) -> AsyncIterator[list[Talk]]:
    async with AsyncExitStack() as open_talks:
        web = WebTalk(tmp_path / "web")
        open_talks.push_async_callback(web.end)
        terminal = TerminalTalk(tmp_path / "terminal")
        open_talks.push_async_callback(terminal.end)
        telegram = TelegramTalk(tmp_path / "telegram", api)
        await telegram.begin()
        open_talks.push_async_callback(telegram.end)
        yield [web, terminal, telegram]


@pytest.mark.parametrize("lines", TALKS.values(), ids=TALKS.keys())
async def test_a_talk_is_the_same_on_every_channel(talks: list[Talk], lines: list[str]) -> None:
    heard = [await transcript(talk, lines) for talk in talks]
    assert len(heard[0]) >= len(lines)
    assert heard[0] == heard[1]
    assert heard[0] == heard[2]


async def transcript(talk: Talk, lines: list[str]) -> list[Heard]:
    """All that the retailer reads when the lines are said one after the other."""
    for line in lines:
        if line == "📷":
            await talk.photo(A_PHOTO)
        elif line.startswith("["):
            await talk.press(line[1:-1])
        else:
            await talk.say(line)
    return await talk.heard()
