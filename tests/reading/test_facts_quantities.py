"""Quantities, and what only looks like one."""

from datetime import date

import pytest

from nlp.facts import extract
from nlp.facts.numerals import bare_number, value

TODAY = date(2026, 3, 12)


def counted(text: str) -> list[tuple[float, str]]:
    return [(one.number, one.unit) for one in extract(text, TODAY).quantities]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("两条", [(2, "条")]),
        ("俩条", [(2, "条")]),
        ("仨箱", [(3, "箱")]),
        ("半条", [(0.5, "条")]),
        ("一条半", [(1.5, "条")]),
        ("两箱半玉溪", [(2.5, "箱")]),
        ("给了条半", [(1.5, "条")]),
        ("廿条", [(20, "条")]),
        ("一百二十条", [(120, "条")]),
        ("百二條牡丹", [(120, "条")]),
        ("千五包", [(1500, "包")]),
        ("百五十条，百零五条", [(150, "条"), (105, "条")]),
        ("少咗條半", [(1.5, "条")]),
        ("坏了两包换一下", [(2, "包")]),
        ("破了三包退给我", [(3, "包")]),
        ("坏两条要求换货 少三条投诉你们", [(2, "条"), (3, "条")]),
        ("少两包公司补", [(2, "包")]),
        ("玉溪x2条 软云X3条", [(2, "条"), (3, "条")]),
        ("上一单一包没封好", [(1, "包")]),
        ("1,200条", [(1200, "条")]),
        ("２０條", [(20, "条")]),
        ("1条2盒", [(1, "条"), (2, "盒")]),
        ("三大箱", [(3, "箱")]),
        ("1916两条", [(2, "条")]),
        ("周三两条没到", [(2, "条")]),
        ("十一条", [(11, "条")]),
        ("少了一条没补", [(1, "条")]),
        ("一箱都湿透了不能卖", [(1, "箱")]),
        ("才来一条就没了", [(1, "条")]),
        ("订10条只给2条", [(10, "条"), (2, "条")]),
    ],
)
def test_numbers_with_a_unit_are_quantities(text: str, expected: list[tuple[float, str]]) -> None:
    assert counted(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "一条都不给",
        "中华一条也没有",
        "一条都订不上",
        "一条中华都没分到",
        "连一包玉溪都没拿给我",
        "过年一条好烟都没有",
        "没给我一条",
        "一包没有",
        "几条",
        "两三条",
        "三五条",
        "3-5条",
        "十几条",
        "几十条",
        "第3条",
        "每条涨5块",
        "一条街上",
        "两件事",
        "一条一条地数",
        "三条三条地给",
        "18档",
        "32位条码",
        "等了三天",
        "13800138000",
    ],
)
def test_none_at_all_ranges_and_other_counts_are_no_quantities(text: str) -> None:
    assert counted(text) == []


@pytest.mark.parametrize(
    ("numeral", "number"),
    [
        ("十", 10),
        ("二十三", 23),
        ("两百五", 250),
        ("一百零五", 105),
        ("一千二", 1200),
        ("廿五", 25),
        ("壹佰", 100),
        ("一万二千", 12000),
        ("半", 0.5),
        ("三五", None),
        ("万一", None),
    ],
)
def test_a_numeral_has_one_value_or_none(numeral: str, number: float | None) -> None:
    assert value(numeral) == number


@pytest.mark.parametrize(
    ("answer", "number"),
    [
        ("1", 1),
        ("2条吧", 2),
        ("俩", 2),
        ("一条半", 1.5),
        ("大概十来个", 10),
        ("不知道", None),
        ("2条3盒", None),
    ],
)
def test_a_short_answer_gives_its_one_number(answer: str, number: float | None) -> None:
    assert bare_number(answer) == number


@pytest.mark.parametrize(
    "text",
    [
        "挑不出一包完整的",
        "没有一盒是干的",
        "上百条的需求",
        "成百上千条",
        "百八十条",
        "百十来条",
        "十来条",
        "百来条",
        "二十多条",
        "30余条",
        "成百二条腿",
        "千八百条",
        "十几二十条",
        "小一百条",
        "千把条",
    ],
)
def test_no_good_one_among_them_and_a_round_many_are_no_quantities(text: str) -> None:
    assert extract(text, TODAY).quantities == ()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("一百条", 100),
        ("补上两条", 2),
        ("近二十条", 20),
        ("少一条好的", 1),
        ("半条大重九没了", 0.5),
        ("能多给一条中华不", 1),
        ("能不能来一条尝尝", 1),
    ],
)
def test_words_beside_a_plain_number_leave_it_one(text: str, number: float) -> None:
    assert [one.number for one in extract(text, TODAY).quantities] == [number]
