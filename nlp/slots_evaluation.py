"""How well the facts are found: precision, recall and F1 a slot, against sentences with answers.

A line is a JSON object {"text", "today", "slots"}; a hit is an exact match of the value: the ISO
date, number and unit, the string of a brand as said, the digits of a phone. A value said twice
in a sentence counts once.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from nlp.errors import DataRejected
from nlp.facts import extract
from nlp.reading import Facts

#: The slots in the order of the reports, with the keys of a value that must match.
SLOTS: Final[Mapping[str, tuple[str, ...]]] = {
    "brand": (),
    "quantity": ("number", "unit"),
    "date": ("iso",),
    "order_no": ("value",),
    "phone": ("value",),
}

Score = dict[str, float | int]


class BadSlotLine(DataRejected):
    """要素样本里有一行不能使用。"""


def slots_of(facts: Facts) -> dict[str, list[Any]]:
    """The facts as plain JSON values; a slot that was not found is left out."""
    found: dict[str, list[Any]] = {
        "brand": list(dict.fromkeys(brand.said for brand in facts.brands)),
        "quantity": [
            {"text": one.text, "number": _plain(one.number), "unit": one.unit}
            for one in facts.quantities
        ],
        "date": _once({"text": day.text, "iso": day.on.isoformat()} for day in facts.days),
        "order_no": _once({"text": one.text, "value": one.value} for one in facts.order_numbers),
        "phone": _once({"text": one.text, "value": one.value} for one in facts.phones),
    }
    return {slot: values for slot, values in found.items() if values}


def evaluate_slots(lines: Iterable[str]) -> dict[str, Score]:
    """Scores a slot over JSON lines; blank lines are passed over.

    Raises BadSlotLine with the number of a line that is not of the shape above.
    """
    hits, found, wanted = Counter[str](), Counter[str](), Counter[str]()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        text, today, slots = _parsed(number, line)
        answer = slots_of(extract(text, today))
        for slot in SLOTS:
            ours, theirs = _values(slot, answer), _values(slot, slots, number)
            hits[slot] += len(ours & theirs)
            found[slot] += len(ours)
            wanted[slot] += len(theirs)
    return {slot: _score(hits[slot], found[slot], wanted[slot]) for slot in SLOTS}


def _score(hits: int, found: int, wanted: int) -> Score:
    return {
        "precision": hits / found if found else 0.0,
        "recall": hits / wanted if wanted else 0.0,
        "f1": 2 * hits / (found + wanted) if found + wanted else 0.0,
        "support": wanted,
    }


def _parsed(number: int, line: str) -> tuple[str, date, dict[str, Any]]:
    try:
        row = json.loads(line.lstrip("\ufeff"))
        text, today, slots = row["text"], date.fromisoformat(row["today"]), row["slots"]
    except (ValueError, KeyError, TypeError) as error:
        raise BadSlotLine(f"第 {number} 行不能使用: 应为含 text、today、slots 的 JSON。") from error
    if not isinstance(text, str) or not isinstance(slots, dict):
        raise BadSlotLine(f"第 {number} 行不能使用: text 应为文字, slots 应为对象。")
    return text, today, slots


def _values(slot: str, slots: Mapping[str, Any], number: int = 0) -> set[tuple[Any, ...]]:
    keys = SLOTS[slot]
    try:
        return {tuple(one[key] for key in keys) if keys else (one,) for one in slots.get(slot, ())}
    except (KeyError, TypeError) as error:
        raise BadSlotLine(f"第 {number} 行的 {slot} 不能使用: 应有 {'、'.join(keys)}。") from error


def _once(values: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] = []
    for value in values:
        if value not in kept:
            kept.append(value)
    return kept


def _plain(number: float) -> float | int:
    return int(number) if number == int(number) else number
