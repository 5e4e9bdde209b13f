"""Doors of messages: what pages post, what is said and pressed, words."""

import asyncio
from contextlib import ExitStack
from datetime import date
from functools import cache
from typing import Final

import httpx

from benchmarks.doors.door import PLACE, Door
from benchmarks.doors.pieces import Choices
from bot.dialogue.asking_after import asks_after
from bot.dialogue.hearing import visible
from bot.dialogue.intents import intent_of, is_angry, only_asks
from models.mail import Queue
from nlp import facts
from nlp.text import normalise
from tests.stand_ins import StoppedClock
from tests.town import Town, a_town
from tests.web.browsing import FROM_OUR_SCRIPT, a_site
from tests.web.serving import WANG, a_demo

_ADDRESSES: Final = tuple(f"/demo/shop/{WANG}/{deed}" for deed in ("say", "press", "file", "start"))
_FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x")


def page(content: bytes) -> None:
    """What a browser posts to a chat: the first byte says where, the second in which form."""
    where, form = (content[:2] + b"\0\0")[:2]
    told = {"Content-Type": _FORMS[form % 2]}
    address = _ADDRESSES[where % len(_ADDRESSES)]
    answer = _loop().run(_browser().post(address, content=content[2:], headers=told))
    if answer.status_code >= 500:
        raise AssertionError(f"{address} answered {answer.status_code}")


@cache
def _loop() -> asyncio.Runner:
    return asyncio.Runner()


@cache
def _browser() -> httpx.AsyncClient:
    site = a_site(a_demo(PLACE / "demo", StoppedClock()))
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(site), base_url="http://desk", headers=FROM_OUR_SCRIPT
    )


def _posts() -> list[bytes]:
    def part(name: str, content: bytes, more: bytes = b"") -> bytes:
        told = b'Content-Disposition: form-data; name="%s"' % name.encode()
        return b"--x\r\n" + told + more + b"\r\n\r\n" + content + b"\r\n"

    picture = b'; filename="a.gif"\r\nContent-Type: image/gif'
    gif = b"GIF89a\x01\x00\x01\x00\x00\x00\x00,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;"
    return [
        b"\0\0text=%E9%80%81&event_id=abcdefgh1",
        b"\x01\0of=1&choice=" + b"x" * 22,
        b"\x02\x01" + part("file", gif, picture) + part("seconds", b"8") + b"--x--\r\n",
        b"\x03\0code=" + b"c" * 22,
        b"\0\x01" + part("text", "送货晚了".encode()) + b"--x--\r\n",
    ]


_SAYINGS: Final = (
    *(
        "今天送来的玉溪少送1条",
        "硬中华订不到",
        "送货的骂人 凶",
        "客户经理张明态度不好",
        "对",
        "1",
        "2",
    ),
    *(
        "不对",
        "不是玉溪 是云烟",
        "三条 不对 两条",
        "不清楚",
        "算了",
        "催一下",
        "撤回",
        "查进度",
        "匿名",
    ),
    *(
        "你好",
        "/my",
        "/help",
        "/lang en",
        "/lang",
        "310101100002",
        "转人工",
        "周三送货时补 1 条",
        "/case 1",
    ),
)
_PEOPLE: Final = ("shop-310101100001", "stranger", "staff-1001", "staff-2001", "staff-9001")
_KINDS_OF_FILES: Final = ("photo", "voice", "document", "video", "sticker", "location", "edit")
#: A town is left for a new one once so much was tried in it.
_TRIED_IN_A_TOWN: Final = 150


def talk(content: bytes) -> None:
    """Up to a dozen things that people say, press and send; nothing may be set aside."""
    town = _towns().after_some_time()
    choices = Choices(content)
    for _ in range(1 + choices.number(12)):
        who = _PEOPLE[choices.number(len(_PEOPLE))]
        _loop().run(_deed(town, who, choices))
    if lost := town.app.store.read_now(lambda work: work.mail.dead(Queue.IN)):
        raise AssertionError(f"set aside: {lost[0].error}")


async def _deed(town: Town, who: str, choices: Choices) -> None:
    way = choices.number(6)
    offered = [letter.choices for letter in town.letters(who) if letter.choices]
    if way <= 1 and offered:
        choice = offered[-1][choices.number(len(offered[-1]))]
        await town.arrives(who, kind="choice", choice=choice.token)
    elif way == 2:
        await town.arrives(who, text=choices.bytes(40).decode("utf-8", "replace"))
    elif way == 3:
        kind = _KINDS_OF_FILES[choices.number(len(_KINDS_OF_FILES))]
        media = [f"{kind}-1"] if kind in _KINDS_OF_FILES[:4] else []
        await town.arrives(who, kind=kind, media=media, text="是3条" if kind == "edit" else "")
    elif way == 4 and not choices.number(4):
        await town.pass_by(hours=1 + choices.number(100))
    else:
        await town.arrives(who, text=_SAYINGS[choices.number(len(_SAYINGS))])


class _Towns:
    """One town after the other, so that none grows too large to be quick."""

    def __init__(self) -> None:
        self._tried, self._open = 0, ExitStack()

    def after_some_time(self) -> Town:
        if self._tried % _TRIED_IN_A_TOWN == 0:
            self._open.close()
            home = PLACE / f"town-{self._tried}"
            self._town = self._open.enter_context(a_town(home))
        self._tried += 1
        return self._town


@cache
def _towns() -> _Towns:
    return _Towns()


def _talks() -> list[bytes]:
    return [bytes([11, *line]) for line in ([0, 5, 0] * 12, [0, 5, 3, 2, 0, 1] * 9, [1, 4, 0, 9])]


def words(content: bytes) -> None:
    """What somebody says."""
    text = visible(content.decode("utf-8", "replace"))[:4096]
    facts.extract(normalise(text), date(2026, 11, 22))
    for ask in (intent_of, is_angry, only_asks, asks_after):
        ask(text)


def _words() -> list[bytes]:
    return ["上周五少送了我一条软中华，138-0000-1001 找张明经理".encode()]


PAGE: Final = Door(
    page,
    _posts,
    ("bot.web.posts", "bot.web.chat"),
    ("text=", "choice=", "of=", "event_id=", "code=", "seconds", 'name="', "filename*=utf-8''"),
    4_000,
)
TALK: Final = Door(talk, _talks, ("bot.dialogue.engine", "bot.dialogue.conversing"), longest=200)
WORDS: Final = Door(words, _words, ("nlp.facts", "bot.dialogue.intents"), _SAYINGS, 1_000)
