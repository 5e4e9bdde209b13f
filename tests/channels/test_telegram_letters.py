"""Our letters as Telegram's messages."""

from typing import Any

import pytest

from bot.channels.telegram_letters import encode
from models.ids import new_token
from models.messages import Address, Choice, InboundKind, Media, Outbound

AT = Address("telegram", "7000001", "42")


def letter(text: str, *labels: str, **more: Any) -> Outbound:
    choices = tuple(Choice(f"t{place}", label) for place, label in enumerate(labels))
    return Outbound("k", AT, text, choices, **more)


def shown(outbound: Outbound) -> list[list[str]]:
    part = encode(outbound)
    assert part is not None
    return [[button.label for button in row] for row in part.rows]


@pytest.mark.parametrize(
    ("labels", "rows"),
    [
        ((), []),
        (("对", "改"), [["1 对", "2 改"]]),
        (("补充到原来那件", "另外投诉"), [["1 补充到原来那件"], ["2 另外投诉"]]),
        (("同意", "不同意", "再商量"), [["1 同意", "2 不同意", "3 再商量"]]),
    ],
)
def test_choices_are_buttons_with_their_digit_side_by_side_while_they_stay_readable(
    labels: tuple[str, ...], rows: list[list[str]]
) -> None:
    assert shown(letter("是物流配送的事吗？", *labels)) == rows


def test_a_button_carries_the_token_of_its_choice_and_nothing_else() -> None:
    part = encode(letter("好吗？", "对"))
    assert part is not None
    assert part.rows[0][0].token == "t0"
    assert len(new_token().encode()) <= 64


@pytest.mark.parametrize(
    ("keys", "rows"),
    [
        (("对", "改"), (("对", "改"),)),
        (("产品", "货源", "服务", "送货"), (("产品", "货源"), ("服务", "送货"))),
        (("我要投诉", "查进度", "转人工"), (("我要投诉", "查进度"), ("转人工",))),
        (("补充到原来那件", "另外投诉"), (("补充到原来那件",), ("另外投诉",))),
    ],
)
def test_large_keys_stand_two_side_by_side_at_most_and_leave_no_buttons(
    keys: tuple[str, ...], rows: tuple[tuple[str, ...], ...]
) -> None:
    part = encode(letter("哪一种？", *keys, keys=keys))
    assert part is not None
    assert (part.keys, part.rows) == (rows, ())


def test_a_file_carries_its_words_as_its_caption() -> None:
    picture = Media(InboundKind.PHOTO, "F")
    part = encode(letter("这是您的照片", "看到了", media=(picture,)))
    assert part is not None
    assert (part.media, part.text) == (picture, "这是您的照片")
    assert [len(row) for row in part.rows] == [1]


@pytest.mark.parametrize("text", ["", "  \n"])
def test_a_letter_that_says_nothing_is_no_message(text: str) -> None:
    assert encode(letter(text)) is None
