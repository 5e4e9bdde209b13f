"""The door of Telegram's updates.

An update is JSON as it comes over the wire where its first byte is 0; else the bytes choose among
fields that fit, so that the codec is reached behind its first checks.
"""

import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Final

from benchmarks.doors.door import Door
from benchmarks.doors.pieces import ODD, Choices
from bot.channels.telegram import decode
from bot.channels.telegram_raw import fit_to_keep, parsed, press_of, sealed
from bot.port import Unreadable

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


TELEGRAM: Final = Door(
    telegram,
    _updates,
    ("bot.channels.telegram", "bot.channels.telegram_raw"),
    (*_KINDS, *_FIELDS, *_NESTED, "null", "1e999", "\\ud800", "-9223372036854775809"),
)
