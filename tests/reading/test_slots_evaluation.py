"""Scores of the slots against sentences with answers."""

import json
from datetime import date

import pytest

from nlp.facts import extract
from nlp.slots_evaluation import BadSlotLine, evaluate_slots, slots_of


def line(text: str, **slots: object) -> str:
    return json.dumps({"text": text, "today": "2026-03-12", "slots": slots}, ensure_ascii=False)


def test_the_slots_of_a_message_are_plain_values_and_only_those_found() -> None:
    facts = extract("昨天软中华少一条半 电话13800138000", date(2026, 3, 12))
    assert slots_of(facts) == {
        "brand": ["软中华"],
        "quantity": [{"text": "一条半", "number": 1.5, "unit": "条"}],
        "date": [{"text": "昨天", "iso": "2026-03-11"}],
        "phone": [{"text": "13800138000", "value": "13800138000"}],
    }


def test_a_hit_is_an_exact_value_and_misses_lower_the_scores() -> None:
    scores = evaluate_slots(
        [
            line(
                "玉溪少两条", brand=["玉溪"], quantity=[{"text": "两条", "number": 2, "unit": "条"}]
            ),
            "",
            line(
                "中华少一条",
                brand=["软中华"],
                quantity=[{"text": "一条", "number": 1, "unit": "条"}],
            ),
        ]
    )
    assert scores["quantity"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0, "support": 2}
    assert scores["brand"] == {"precision": 0.5, "recall": 0.5, "f1": 0.5, "support": 2}
    assert scores["phone"] == {"precision": 0.0, "recall": 0.0, "f1": 0.0, "support": 0}


@pytest.mark.parametrize(
    "bad",
    [
        "not json",
        "[]",
        '{"text": "a", "slots": {}}',
        '{"text": "a", "today": "yesterday", "slots": {}}',
        '{"text": 1, "today": "2026-03-12", "slots": {}}',
        '{"text": "a", "today": "2026-03-12", "slots": {"date": [{"text": "b"}]}}',
    ],
)
def test_a_line_of_another_shape_is_refused_with_its_number(bad: str) -> None:
    with pytest.raises(BadSlotLine, match="第 2 行"):
        evaluate_slots([line("你好"), bad])
