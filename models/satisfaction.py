"""How satisfied the retailer is when asked after closing (满意度): five grades and their scores."""

from enum import StrEnum
from typing import Final

from models.policy import Policy


class Satisfaction(StrEnum):
    """The five answers, the best first."""

    VERY_GOOD = "very_good"
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"
    VERY_POOR = "very_poor"

    @property
    def chinese(self) -> str:
        return _CHINESE[self]

    @property
    def is_satisfied(self) -> bool:
        """Whether it counts for the satisfaction rate: 满意 or better."""
        return self in (Satisfaction.VERY_GOOD, Satisfaction.GOOD)

    @property
    def reopens(self) -> bool:
        """Whether the case goes back to work, one step up the ladder: 较差 or worse."""
        return self in (Satisfaction.POOR, Satisfaction.VERY_POOR)


_CHINESE: Final = {
    Satisfaction.VERY_GOOD: "非常满意",
    Satisfaction.GOOD: "满意",
    Satisfaction.FAIR: "一般",
    Satisfaction.POOR: "较差",
    Satisfaction.VERY_POOR: "非常差",
}


def score_of(grade: Satisfaction, policy: Policy) -> int:
    """The score from 0 to 100 that is kept where the retailer gave no figure."""
    return policy.satisfaction_scores[list(Satisfaction).index(grade)]


def band_of(grade: Satisfaction, policy: Policy) -> range:
    """The scores that mean this grade: 99–75 for 满意."""
    place = list(Satisfaction).index(grade)
    floors = policy.satisfaction_floors
    above = floors[place - 1] if place else 101
    return range(floors[place], above)


def grade_of(score: int, policy: Policy) -> Satisfaction:
    """The grade that a score from 0 to 100 means.

    Raises ValueError for a score outside, which the dialogue asks about before it comes here.
    """
    for grade in Satisfaction:
        if score in band_of(grade, policy):
            return grade
    raise ValueError("a satisfaction score lies between 0 and 100")
