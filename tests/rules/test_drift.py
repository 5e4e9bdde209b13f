"""Drift: a week beside the weeks that the classifier came from."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.drift import drift, stability
from models.learning import ReadingTally

PROMOTED = date(2026, 3, 1)
TODAY = date(2026, 3, 20)
USUAL = {"none": 60, "supply": 30, "transport": 10}


def a_day(
    day: date, labels: dict[str, int], unsure: float = 0.1, unknown: float = 0.05
) -> list[ReadingTally]:
    """What was read on one day: of each label so many, a share of them not surely."""
    return [
        ReadingTally(
            day=day,
            version="v",
            label=label,
            band=band,
            messages=number,
            words=number * 10,
            unknown=round(number * 10 * unknown),
        )
        for label, messages in labels.items()
        for band, number in (
            ("act", messages - round(messages * unsure)),
            ("ask", round(messages * unsure)),
        )
    ]


def days(first: date, number: int, labels: dict[str, int], **told: float) -> list[ReadingTally]:
    return [
        tally
        for step in range(number)
        for tally in a_day(first + timedelta(days=step), labels, **told)
    ]


BEFORE = days(PROMOTED - timedelta(days=28), 28, USUAL)
WEEK = TODAY - timedelta(days=7)


@pytest.mark.parametrize(
    ("week", "risen"),
    [
        (days(WEEK, 7, USUAL), ()),
        (days(WEEK, 7, USUAL, unsure=0.3), ("unsure",)),
        (days(WEEK, 7, USUAL, unknown=0.2), ("unknown",)),
        (days(WEEK, 7, {"none": 10, "supply": 20, "transport": 70}), ("mix",)),
        (days(WEEK, 7, USUAL, unsure=0.0, unknown=0.0), ()),  # less is no worry
    ],
)
def test_what_has_risen_beyond_chance_is_named(
    week: list[ReadingTally], risen: tuple[str, ...]
) -> None:
    found = drift([*BEFORE, *week], PROMOTED, TODAY)
    assert found is not None
    assert found.risen == risen


def test_a_rise_that_few_messages_could_show_by_chance_is_not_named() -> None:
    """Of 105 messages 21 instead of 11 are less than three errors apart."""
    few = {"none": 15}
    base = days(PROMOTED - timedelta(days=28), 28, few)
    found = drift([*base, *days(WEEK, 7, few, unsure=0.2)], PROMOTED, TODAY)
    assert found is not None
    assert "unsure" not in found.risen


def test_without_messages_from_before_the_first_weeks_of_service_are_the_measure() -> None:
    own = days(PROMOTED, 12, USUAL)
    found = drift([*own, *days(WEEK, 7, USUAL, unsure=0.4)], PROMOTED, TODAY)
    assert found is not None
    assert found.base.messages == 12 * 100  # up to the week itself
    assert found.risen == ("unsure",)


@pytest.mark.parametrize("tallies", [[], BEFORE, days(WEEK, 7, {"none": 5})])
def test_too_few_messages_say_nothing(tallies: list[ReadingTally]) -> None:
    assert drift(tallies, PROMOTED, TODAY) is None


mixes = st.dictionaries(st.sampled_from("abcde"), st.integers(0, 1000), min_size=1).map(Counter)


@given(mixes, mixes)
def test_stability_is_never_negative_and_nothing_for_the_same_mix(
    one: "Counter[str]", other: "Counter[str]"
) -> None:
    assert stability(one, other) >= 0
    assert stability(one, one) == 0
