"""Corrections in any wording: the right slot changes, and nothing else does."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.dialogue.correcting import corrected, named_wrong
from bot.dialogue.draft import Draft
from bot.dialogue.meant import put_in_place
from bot.dialogue.turn import Heard
from models.messages import Address, Inbound
from tests.stand_ins import KeywordReader

NOW = datetime(2026, 3, 12, 2, 0, tzinfo=UTC)
TOLD = Draft(
    said=("今天送来的云烟少了3条",),
    label="transport",
    subcategory="少送错送",
    brand="云烟",
    number=3.0,
    unit="条",
    happened_on="2026-03-12",
)

SCOLDED = {"label": "service", "subcategory": "态度", "about_role": "delivery"}


def heard(text: str) -> Heard:
    inbound = Inbound(Address("test", "town", "wang"), "e1", "wang", "wang", NOW, text=text)
    reader, today = KeywordReader(), date(2026, 3, 12)
    right = put_in_place(text)
    return Heard(
        inbound,
        NOW,
        text,
        reading=reader.read(text, today),
        instead=reader.read(right, today) if right else None,
    )


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("不是云烟 是玉溪", {"brand": "玉溪"}),
        ("不是云烟，是玉溪", {"brand": "玉溪"}),
        ("不是云烟是玉溪", {"brand": "玉溪"}),
        ("云烟不对 应该是玉溪", {"brand": "玉溪"}),
        ("云烟 写错了 玉溪", {"brand": "玉溪"}),
        ("是玉溪不是云烟", {"brand": "玉溪"}),
        ("玉溪", {"brand": "玉溪"}),
        ("是玉溪", {"brand": "玉溪"}),
        ("改成玉溪", {"brand": "玉溪"}),
        ("三条 不对 两条", {"number": 2.0}),
        ("不是三条是两条", {"number": 2.0}),
        ("是2条", {"number": 2.0}),
        ("两条才对", {"number": 2.0}),
        ("2", {"number": 2.0}),
        ("俩", {"number": 2.0}),
        ("不是3 是2", {"number": 2.0}),
        ("昨天送的", {"happened_on": "2026-03-11"}),
        ("对 不是今天 昨天送的", {"happened_on": "2026-03-11"}),
        ("不是今天是昨天", {"happened_on": "2026-03-11"}),
        ("是前天的事", {"happened_on": "2026-03-10"}),
        ("不是云烟 是玉溪 2条", {"brand": "玉溪", "number": 2.0}),
        ("不是少送 是压扁了", {"subcategory": "途中破损"}),
        ("不是送货的事 是送货的骂人", SCOLDED),
        ("不是云烟 是土家缘", {"brand": "土家缘"}),
    ],
)
def test_a_correction_changes_the_right_slot_and_nothing_else(
    text: str, changed: dict[str, object]
) -> None:
    fixed = corrected(TOLD, heard(text))
    same = replace(fixed, said=TOLD.said, official=TOLD.official)
    assert same == replace(TOLD, **changed)  # type: ignore[arg-type]
    assert fixed.said == (*TOLD.said, text)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("不是云烟", "brand"),
        ("烟不对", "brand"),
        ("牌子错了", "brand"),
        ("数量不对", "goods"),
        ("条数错了", "goods"),
        ("不是三条", "goods"),
        ("日期不对", "day"),
        ("不是今天", "day"),
        ("不是这个事", "label"),
    ],
)
def test_what_is_called_wrong_without_its_right_value_is_asked_for(text: str, asked: str) -> None:
    without, need = named_wrong(TOLD, heard(text))
    assert need == asked
    assert without != TOLD


@pytest.mark.parametrize("text", ["快点办", "我等着呢", "唉"])
def test_other_words_change_no_slot(text: str) -> None:
    assert replace(corrected(TOLD, heard(text)), said=TOLD.said) == TOLD
