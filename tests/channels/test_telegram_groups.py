"""What is read of groups and channels, and what isn't."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels.telegram import decode

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
SENT = 1_795_000_000  # 2026-11-18 11:06:40 UTC
WANG = {"id": 42, "is_bot": False, "first_name": "王", "last_name": "建国"}
CHAT = {"id": 42, "type": "private"}
GROUP = {"id": -5, "type": "supergroup"}


@pytest.mark.parametrize(
    ("content", "calls"),
    [
        ({"text": "今天吃什么"}, None),
        ({"text": "@Shouwen_Test_Bot 投诉"}, ("shouwen_test_bot",)),
        ({"text": "你好 @shouwen_test_bot"}, ("shouwen_test_bot",)),
        ({"text": "/my@shouwen_test_bot"}, ("shouwen_test_bot",)),
        ({"text": "/help"}, ("/help",)),
        ({"text": "写信 a@shouwen.com"}, ("shouwen",)),
        ({"caption": "@shouwen_test_bot", "photo": [{"file_id": "F"}]}, ("shouwen_test_bot",)),
        ({"text": "好", "reply_to_message": {"message_id": 1, "from": {"id": 7000001}}}, ("",)),
        ({"text": "好", "reply_to_message": {"message_id": 1, "from": {"id": 9}}}, None),
        ({"new_chat_members": [{"id": 7000001}]}, None),
        ({"migrate_to_chat_id": -100500}, None),
    ],
)
def test_in_a_group_only_what_calls_somebody_is_read(
    content: dict[str, Any], calls: tuple[str, ...] | None
) -> None:
    raw = {"message_id": 5, "date": SENT, "chat": GROUP, "from": WANG, **content}
    inbound = decode({"update_id": 1, "message": raw}, "7000001", NOW)
    assert (inbound.calls if inbound else None) == calls
    assert inbound is None or inbound.is_group


@pytest.mark.parametrize(
    "update",
    [
        {"channel_post": {"message_id": 1, "chat": {"id": -9, "type": "channel"}, "text": "通知"}},
        {
            "message": {
                "message_id": 1,
                "date": SENT,
                "chat": {"id": -9, "type": "channel"},
                "from": WANG,
                "text": "@shouwen_test_bot",
            }
        },
        {
            "edited_message": {
                "message_id": 1,
                "date": SENT,
                "chat": GROUP,
                "from": WANG,
                "text": "/help",
            }
        },
        {
            "callback_query": {
                "id": "1",
                "from": WANG,
                "data": "t0",
                "message": {"message_id": 1, "chat": GROUP},
            }
        },
    ],
)
def test_posts_of_channels_and_presses_and_edits_in_groups_are_passed_over(
    update: dict[str, Any],
) -> None:
    assert decode({"update_id": 1, **update}, "7000001", NOW) is None


def test_a_forwarded_message_is_known_as_one() -> None:
    raw = {"message_id": 5, "date": SENT, "chat": CHAT, "from": WANG, "text": "同意"}
    raw["forward_origin"] = {"type": "user", "date": SENT}
    inbound = decode({"update_id": 1, "message": raw}, "7000001", NOW)
    assert inbound is not None
    assert inbound.is_forwarded
