"""Coaching needs: clearly more than the team, and small numbers accuse nobody."""

from math import exp, factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.coaching import Topic, at_least, coaching

MANAGERS = ("1001", "1002", "1003")
TEAMS = dict.fromkeys(MANAGERS, "2001")


def late(no: str) -> Topic:
    return Topic(no, "transport", "迟送未送")


@pytest.mark.parametrize(
    ("complaints", "shops", "accused"),
    [
        ((12, 1, 1), (100, 100, 100), ["1001"]),
        ((4, 0, 0), (100, 1000, 1000), []),  # clear, but too few to say anything
        ((12, 12, 12), (100, 100, 100), []),  # all alike
        ((12, 1, 1), (1200, 100, 100), []),  # many shops, many complaints
        ((12, 1, 1), (0, 100, 100), []),  # nobody's shops: a desk, not a manager
        ((6, 4, 4), (100, 100, 100), []),  # chance does that
    ],
)
def test_only_a_rate_clearly_above_the_teams_is_named(
    complaints: tuple[int, ...], shops: tuple[int, ...], accused: list[str]
) -> None:
    counts = {late(no): count for no, count in zip(MANAGERS, complaints, strict=True)}
    found = coaching(counts, dict(zip(MANAGERS, shops, strict=True)), TEAMS)
    assert [one.topic.manager_no for one in found] == accused


def test_both_rates_are_told_per_hundred_shops() -> None:
    (found,) = coaching({late("1001"): 12, late("1002"): 2}, {"1001": 50, "1002": 150}, TEAMS)
    assert found.complaints == 12
    assert (found.rate, found.team_rate) == pytest.approx((24.0, 7.0))


def test_a_manager_without_a_team_never_stands_out() -> None:
    assert coaching({late("1001"): 500}, {"1001": 10, "1002": 1000}, {"1001": "2001"}) == ()


@given(st.integers(0, 30), st.floats(0, 20))
def test_the_chance_is_what_is_left_of_the_single_counts(count: int, mean: float) -> None:
    below = sum(exp(-mean) * mean**number / factorial(number) for number in range(count))
    assert at_least(count, mean) == pytest.approx(max(0.0, 1 - below), abs=1e-9)
