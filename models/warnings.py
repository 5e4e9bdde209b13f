"""Early warning (预警): what is complained about clearly more than in the weeks before.

Under no change each complaint of the last nine weeks falls into the latest one with chance 1/9.
How unlikely it is that so many do is the tail of a binomial distribution: the conditional test for
two Poisson counts (Przyborowski and Wilenski, Biometrika 31, 1940).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import comb
from typing import Final

from models.policy import Policy
from models.terms import Category

#: One brand × area × subcategory in two hundred stands out by chance alone.
_CHANCE: Final = 0.005


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """Where complaints are counted; an empty brand or area is one that nobody told."""

    category: Category
    subcategory: str
    brand: str
    area: str


@dataclass(frozen=True, slots=True)
class Count:
    """Complaints of one spot: in the last week, and in all the weeks before it together."""

    spot: Spot
    this_week: int
    before: int


def warnings(counts: Iterable[Count], policy: Policy) -> tuple[Count, ...]:
    """Those that stand out from their own last 8 weeks, the most complained about first."""
    found = [count for count in counts if stands_out(count, policy)]
    return tuple(sorted(found, key=lambda count: (-count.this_week, count.spot)))


def stands_out(count: Count, policy: Policy) -> bool:
    if count.this_week < policy.warning_cases:
        return False
    return tail(count.this_week, count.this_week + count.before, policy.warning_weeks) < _CHANCE


def tail(this_week: int, total: int, weeks_before: int) -> float:
    """The chance that at least `this_week` of `total` complaints fall into one given week."""
    share = 1 / (weeks_before + 1)
    return sum(
        comb(total, count) * share**count * (1 - share) ** (total - count)
        for count in range(this_week, total + 1)
    )
