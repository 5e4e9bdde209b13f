"""Telegram's updates as our messages."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram import decode
from bot.channels.telegram_raw import press_of
from bot.port import Unreadable
from models.messages import Address, Inbound, InboundKind, Media

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
SENT = 1_795_000_000  # 2026-11-18 11:06:40 UTC
WANG = {"id": 42, "is_bot": False, "first_name": "王", "last_name": "建国"}
CHAT = {"id": 42, "type": "private"}
AT = Address("telegram", "7000001", "42")


def read(kind: str, **content: Any) -> Inbound | None:
    return decode({"update_id": 9, kind: content}, "7000001", NOW)


def said(**content: Any) -> Inbound:
    inbound = read(
        "message", **{"message_id": 5, "date": SENT, "chat": CHAT, "from": WANG}, **content
    )
    assert inbound is not None
    return inbound


def test_a_typed_message_tells_who_said_what_where_and_when() -> None:
    assert said(text="送货晚了两天") == Inbound(
        address=AT,
        event_id="m42:5",
        message="5",
        user="42",
        name="王 建国",
        at=datetime(2026, 11, 18, 11, 6, 40, tzinfo=UTC),
        text="送货晚了两天",
    )


FILE = {"file_id": "F", "file_unique_id": "u", "file_size": 3}


@pytest.mark.parametrize(
    ("content", "media"),
    [
        (
            {"photo": [{**FILE, "file_id": "small"}, {**FILE, "file_id": "large"}]},
            Media(InboundKind.PHOTO, "large", size=3),
        ),
        ({"voice": {**FILE, "duration": 8}}, Media(InboundKind.VOICE, "F", size=3, seconds=8)),
        ({"audio": {**FILE, "duration": 9}}, Media(InboundKind.VOICE, "F", size=3, seconds=9)),
        ({"video": {**FILE, "duration": 7}}, Media(InboundKind.VIDEO, "F", size=3, seconds=7)),
        ({"video_note": {**FILE, "duration": 6}}, Media(InboundKind.VIDEO, "F", size=3, seconds=6)),
        (
            {"document": {**FILE, "file_name": "单据.pdf", "mime_type": "application/pdf"}},
            Media(InboundKind.DOCUMENT, "F", "单据.pdf", "application/pdf", 3),
        ),
    ],
)
def test_a_file_is_known_by_its_kind_and_its_handle(content: dict[str, Any], media: Media) -> None:
    inbound = said(**content, caption="发霉了", media_group_id="album")
    assert (inbound.kind, inbound.media) == (media.kind, (media,))
    assert (inbound.text, inbound.album) == ("发霉了", "album")


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ("/start", InboundKind.START, ""),
        ("/start AB12", InboundKind.START, "AB12"),
        ("/start@shouwen_bot AB12 ", InboundKind.START, "AB12"),
        ("/started", InboundKind.TEXT, ""),
        ("/my", InboundKind.TEXT, ""),
    ],
)
def test_start_brings_the_code_of_an_invitation(text: str, kind: InboundKind, code: str) -> None:
    inbound = said(text=text)
    assert (inbound.kind, inbound.code) == (kind, code)


@pytest.mark.parametrize(("owner", "phone"), [(42, "13800000000"), (43, ""), (None, "")])
def test_a_phone_number_counts_only_from_the_senders_own_card(
    owner: int | None, phone: str
) -> None:
    card = {"phone_number": "13800000000", "first_name": "王"}
    inbound = said(contact={**card, "user_id": owner} if owner else card)
    assert (inbound.kind, inbound.phone) == (InboundKind.CONTACT, phone)


def test_a_place_is_a_pair_of_degrees() -> None:
    inbound = said(location={"latitude": 26.5, "longitude": 106})
    assert (inbound.kind, inbound.place) == (InboundKind.LOCATION, (26.5, 106.0))


def test_a_sticker_says_its_emoji() -> None:
    inbound = said(sticker={**FILE, "emoji": "😀"})
    assert (inbound.kind, inbound.text) == (InboundKind.STICKER, "😀")


def test_an_answer_names_the_message_it_answers() -> None:
    assert said(text="好", reply_to_message={"message_id": 3, "date": SENT}).anchor == "3"


def test_an_edit_names_the_message_that_was_changed() -> None:
    message = {"message_id": 5, "date": SENT, "edit_date": SENT + 60, "chat": CHAT, "from": WANG}
    inbound = read("edited_message", **message, text="晚了三天")
    assert inbound is not None
    assert (inbound.kind, inbound.anchor, inbound.text) == (InboundKind.EDIT, "5", "晚了三天")
    assert inbound.event_id != "m42:5"
    assert inbound.at == datetime(2026, 11, 18, 11, 7, 40, tzinfo=UTC)


def test_a_press_brings_the_token_of_its_choice_and_is_dated_now() -> None:
    press = {"id": "77", "from": WANG, "data": "tok", "message": {"message_id": 6, "chat": CHAT}}
    inbound = read("callback_query", **press)
    assert inbound is not None
    assert (inbound.kind, inbound.choice, inbound.anchor) == (InboundKind.CHOICE, "tok", "6")
    assert (inbound.event_id, inbound.at, inbound.address) == ("c77", NOW, AT)


@pytest.mark.parametrize(
    ("chat", "before", "after", "kind"),
    [
        (CHAT, "member", "kicked", InboundKind.BLOCKED),
        (CHAT, "kicked", "member", InboundKind.UNBLOCKED),
        (CHAT, "left", "member", None),
        ({"id": -5, "type": "group"}, "member", "kicked", None),
    ],
)
def test_being_blocked_and_let_in_again_is_heard_of(
    chat: dict[str, Any], before: str, after: str, kind: InboundKind | None
) -> None:
    change = {"old_chat_member": {"status": before}, "new_chat_member": {"status": after}}
    inbound = read("my_chat_member", chat=chat, date=SENT, **{"from": WANG}, **change)
    assert (inbound and inbound.kind) == kind


@pytest.mark.parametrize(
    "update",
    [
        {"update_id": 9},
        {"update_id": 9, "poll": {"id": "1"}},
        {"update_id": 9, "message": {"message_id": 5, "date": SENT, "chat": CHAT}},
        {"update_id": 9, "message": {"message_id": 5, "date": SENT, "chat": CHAT, "from": WANG}},
        {
            "update_id": 9,
            "message": {
                "message_id": 5,
                "date": SENT,
                "chat": CHAT,
                "text": "我也是机器人",
                "from": {**WANG, "is_bot": True},
            },
        },
        {"update_id": 9, "callback_query": {"id": "1", "from": WANG, "data": "tok"}},
    ],
)
def test_what_asks_for_nothing_is_passed_over(update: dict[str, Any]) -> None:
    assert decode(update, "7000001", NOW) is None


@pytest.mark.parametrize(
    "update",
    [
        {},
        {"update_id": "9"},
        {"update_id": True},
        {"update_id": 9, "message": "text"},
        {"update_id": 9, "message": {"message_id": 5, "chat": CHAT, "from": WANG, "text": "x"}},
        {"update_id": 9, "message": {"message_id": 5, "date": 10**18, "chat": CHAT, "from": WANG}},
        {
            "update_id": 9,
            "message": {"message_id": 5, "date": 1, "chat": CHAT, "from": WANG, "text": ["秘密"]},
        },
    ],
)
def test_what_is_not_an_update_is_unreadable_and_the_error_repeats_none_of_it(
    update: dict[str, Any],
) -> None:
    with pytest.raises(Unreadable) as unreadable:
        decode(update, "7000001", NOW)
    assert "秘密" not in str(unreadable.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ("message_id", "date", "chat", "from", "id", "text", "data", "message", "photo")
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


def fields(**kinds: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A part of an update in which any field may be missing, or hold something else."""
    return st.fixed_dictionaries({}, optional={name: kind | JSON for name, kind in kinds.items()})


NUMBER = st.integers(-(2**63), 2**63 - 1)
WORDS = st.text(max_size=8) | st.sampled_from(("/start", "/start AB", "private", "kicked"))
CHATS = fields(id=NUMBER, type=WORDS)
PEOPLE = fields(id=NUMBER, is_bot=st.booleans(), first_name=WORDS)
FILES = fields(file_id=WORDS, file_size=NUMBER, duration=NUMBER)
MESSAGES = fields(
    message_id=NUMBER,
    date=st.integers(0, 2**37),
    chat=CHATS,
    **{"from": PEOPLE},
    text=WORDS,
    photo=st.lists(FILES, max_size=2),
    voice=FILES,
    location=fields(latitude=st.floats(), longitude=st.floats()),
    contact=fields(phone_number=WORDS, user_id=NUMBER),
)
UPDATES = fields(
    update_id=NUMBER,
    message=MESSAGES,
    edited_message=MESSAGES,
    callback_query=fields(id=WORDS, data=WORDS, message=MESSAGES, **{"from": PEOPLE}),
    my_chat_member=fields(chat=CHATS, date=NUMBER, **{"from": PEOPLE}),
)


@given(UPDATES)
def test_any_json_is_read_passed_over_or_unreadable_and_nothing_else(
    update: dict[str, Any],
) -> None:
    try:
        inbound = decode(update, "7000001", NOW)
    except Unreadable:
        inbound = None
    if inbound is not None:
        assert isinstance(inbound.text, str)
        assert inbound.at.tzinfo is UTC
        assert Address.parse(str(inbound.address)) == inbound.address
    assert isinstance(press_of(update), str)


def test_an_update_survives_the_way_through_json() -> None:
    raw = {"update_id": 1, "message": {"message_id": 5, "date": SENT, "chat": CHAT, "from": WANG}}
    raw["message"]["text"] = "烟😀"  # type: ignore[index]
    again = decode(json.loads(json.dumps(raw)), "7000001", NOW)
    assert again is not None
    assert again.text == "烟😀"
