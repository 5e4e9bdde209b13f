"""Doors of messages: Telegram's updates, what pages post, what is said and pressed, words.

An update is JSON as it comes over the wire where its first byte is 0; else the bytes choose among
fields that fit, so that the codec is reached behind its first checks.
"""

import asyncio
import json
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Final

import httpx

from benchmarks.doors.door import PLACE, Door
from benchmarks.doors.pieces import ODD, Choices
from bot.channels.telegram import decode
from bot.channels.telegram_raw import fit_to_keep, parsed, press_of, sealed
from bot.dialogue.asking_after import asks_after
from bot.dialogue.hearing import visible
from bot.dialogue.intents import intent_of, is_angry, only_asks
from bot.port import Unreadable
from models.mail import Queue
from nlp import facts
from nlp.text import normalise
from tests.stand_ins import StoppedClock
from tests.town import Town, a_town
from tests.web.browsing import FROM_OUR_SCRIPT, a_site
from tests.web.serving import WANG, a_demo

_NOW: Final = datetime(2026, 11, 22, 3, tzinfo=UTC)
_KINDS: Final = (
    *("message", "edited_message", "callback_query", "my_chat_member", "channel_post"),
    *("inline_query", "poll", "message_reaction", "pre_checkout_query", "chat_member"),
)
#: Fields of updates, with what may stand in them; every one may also be absent, or be anything odd.
_FIELDS: Final[dict[str, tuple[Any, ...]]] = {
    "message_id": (5, 0),
    "date": (1_795_000_000, 0, 2**40),
    "edit_date": (1_795_000_005,),
    "text": ("送货晚了", "/start x", "", "\x00\u202e", "\ud800"),
    "caption": ("这一条",),
    "data": ("x" * 22, "", "x" * 70),
    "id": (42, 7, -100123),
    "type": ("private", "group", "supergroup", "channel", "bot_command", "hidden_user"),
    "first_name": ("王", ""),
    "last_name": ("建国",),
    "username": ("wang",),
    "is_bot": (False, True),
    "language_code": ("zh-hans", "en"),
    "status": ("kicked", "member", "left"),
    "file_id": ("F", ""),
    "file_unique_id": ("U",),
    "file_size": (3, 2**40),
    "width": (90,),
    "height": (90,),
    "duration": (8, 0),
    "mime_type": ("image/jpeg", "x"),
    "media_group_id": ("a",),
    "phone_number": ("+8613800001001", "x"),
    "user_id": (42, 7),
    "latitude": (31.2, -91.0),
    "longitude": (121.5,),
    "offset": (0, 99, -1),
    "length": (6, 0, 10**9),
    "sender_user_name": ("邻居",),
}
_NESTED: Final = (
    *("chat", "from", "message", "reply_to_message", "contact", "location", "voice", "document"),
    *("new_chat_member", "old_chat_member", "photo", "entities", "sender_chat", "video", "user"),
    *("forward_origin", "audio", "video_note", "sticker", "caption_entities"),
)
_LISTS: Final = frozenset({"photo", "entities", "caption_entities"})


def telegram(content: bytes) -> None:
    """An update of Telegram."""
    if content[:1] == b"\0":
        try:
            update = parsed(content[1:])
        except Unreadable:
            update = sealed(content[1:].decode("utf-8", "replace"))
        press_of(update)
        update = fit_to_keep(update)
        json.dumps(update)
    else:
        choices = Choices(content[1:])
        kind = _KINDS[choices.number(len(_KINDS))]
        update = {"update_id": (9, 10, "x")[choices.number(3)], kind: _document(choices, 2)}
    with suppress(Unreadable):
        decode(update, "7000001", _NOW)


def _document(choices: Choices, depth: int) -> dict[str, Any]:
    made: dict[str, Any] = {
        name: usual[choices.number(len(usual))]
        for name, usual in _FIELDS.items()
        if choices.number(3)
    }
    for name in _NESTED if depth else ():
        if choices.number(3) == 2:
            inner = _document(choices, depth - 1)
            made[name] = [inner] if name in _LISTS else inner
    if made and choices.number(4) == 3:
        made[sorted(made)[choices.number(len(made))]] = ODD[choices.number(len(ODD))]
    return made


def _updates() -> list[bytes]:
    somebody = {"id": 42, "is_bot": False, "first_name": "王", "language_code": "zh-hans"}
    here = {"message_id": 5, "date": 1_795_000_000, "chat": {"id": 42, "type": "private"}}
    file = {"file_id": "F", "file_unique_id": "U", "file_size": 3}
    contents: tuple[dict[str, Any], ...] = (
        {"text": "送货晚了"},
        {"text": "/start x", "entities": [{"type": "bot_command", "offset": 0, "length": 6}]},
        {"photo": [{**file, "width": 90, "height": 90}], "caption": "这", "media_group_id": "a"},
        {"voice": {**file, "duration": 8, "mime_type": "audio/ogg"}},
        {"document": {**file, "mime_type": "application/pdf", "file_name": "单.pdf"}},
        {"video": {**file, "duration": 3, "width": 90, "height": 90}},
        {"contact": {"phone_number": "+8613800001001", "first_name": "王", "user_id": 42}},
        {"location": {"latitude": 31.2, "longitude": 121.5}},
        {"sticker": {**file, "type": "regular", "emoji": "👋"}},
        {"text": "他", "forward_origin": {"type": "hidden_user", "sender_user_name": "邻居"}},
        {"text": "急", "reply_to_message": here},
    )
    said = [{"message": {**here, "from": somebody, **content}} for content in contents]
    left = {"user": somebody, "status": "kicked"}
    more: list[dict[str, Any]] = [
        {"edited_message": {**here, "from": somebody, "text": "是 3 条", "edit_date": 1}},
        {"callback_query": {"id": "7", "from": somebody, "message": here, "data": "x" * 22}},
        {
            "my_chat_member": {
                **here,
                "from": somebody,
                "old_chat_member": {**left, "status": "member"},
                "new_chat_member": left,
            }
        },
    ]
    told = [b"\0" + json.dumps({"update_id": 9, **one}).encode() for one in said + more]
    return [*told, *(bytes([1, 1, kind, *[1, 2] * 100]) for kind in range(len(_KINDS)))]


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
        self._tried = self._built = 0

    def after_some_time(self) -> Town:
        if self._tried % _TRIED_IN_A_TOWN == 0:
            if self._built:
                self._opened.__exit__(None, None, None)
            self._built += 1
            self._opened = a_town(PLACE / f"town-{self._built}")
            self._town = self._opened.__enter__()
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


TELEGRAM: Final = Door(
    telegram,
    _updates,
    ("bot.channels.telegram", "bot.channels.telegram_raw"),
    (*_KINDS, *_FIELDS, *_NESTED, "null", "1e999", "\\ud800", "-9223372036854775809"),
)
PAGE: Final = Door(
    page,
    _posts,
    ("bot.web.posts", "bot.web.chat"),
    ("text=", "choice=", "of=", "event_id=", "code=", "seconds", 'name="', "filename*=utf-8''"),
    4_000,
)
TALK: Final = Door(talk, _talks, ("bot.dialogue.engine", "bot.dialogue.conversing"), longest=200)
WORDS: Final = Door(words, _words, ("nlp.facts", "bot.dialogue.intents"), _SAYINGS, 1_000)
