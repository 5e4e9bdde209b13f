"""When the shipped classifier hears two matters in one message, and when one told at length."""

import pytest

from bot.dialogue.conversing import Reader
from tests.stand_ins import StoppedClock


@pytest.mark.parametrize(
    "text",
    [
        "送货的把箱子摔了，里面两条玉溪压扁了",
        "下雨天把烟扔门口，全淋湿了",
        "订货系统老是登不上，打400也没人接",
    ],
)
def test_what_belongs_to_one_matter_is_told_as_one(reader: Reader, text: str) -> None:
    assert len(reader.read(text, StoppedClock()().date()).matters) == 1


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("送货的把箱子往地上一摔，另外客户经理三个月没来过", "另外客户经理三个月没来过"),
        ("这个月一条中华都没给，客户经理还骂我", "客户经理还骂我"),
    ],
)
def test_two_matters_of_their_own_are_told_apart(reader: Reader, text: str, second: str) -> None:
    matters = reader.read(text, StoppedClock()().date()).matters
    assert [matter.text for matter in matters[1:]] == [second]
