"""Early warning on values: what stands out from its own last eight weeks."""

from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.policy import Policy
from models.terms import Category
from models.warnings import Count, Spot, stands_out, tail, warnings

SPOT = Spot(Category.PRODUCT, "霉变变质", "玉溪", "乡村")


@pytest.mark.parametrize(
    ("this_week", "before", "warned"),
    [
        (3, 0, True),  # out of nothing: 1 in 729
        (2, 0, False),  # too few to say anything
        (3, 8, False),  # one a week before, three now happens
        (8, 8, True),
        (10, 80, False),  # always that many
        (25, 80, True),
    ],
)
def test_what_is_clearly_more_than_before_is_warned_of(
    this_week: int,
    before: int,
    warned: bool,  # noqa: FBT001
) -> None:
    assert stands_out(Count(SPOT, this_week, before), Policy()) is warned


@given(total=st.integers(0, 60), weeks=st.integers(1, 20))
def test_the_tail_is_a_chance_and_falls(total: int, weeks: int) -> None:
    tails = [tail(count, total, weeks) for count in range(total + 2)]
    assert isclose(tails[0], 1)
    assert tails == sorted(tails, reverse=True)
    assert tails[-1] == 0


def test_the_most_complained_about_stands_first() -> None:
    few, many = Count(SPOT, 3, 0), Count(Spot(Category.SUPPLY, "畅销断货", "", ""), 9, 1)
    quiet = Count(Spot(Category.SERVICE, "态度", "", ""), 1, 0)
    assert warnings([few, quiet, many], Policy()) == (many, few)
