"""Section 7: five grades of satisfaction, their scores and bands, and what they lead to."""

import pytest

from models.policy import Policy
from models.satisfaction import (
    Satisfaction,
    band_of,
    grade_of,
    score_of,
)

POLICY = Policy()


@pytest.mark.parametrize(
    ("grade", "chinese", "highest", "lowest", "without_figure"),
    [
        (Satisfaction.VERY_GOOD, "非常满意", 100, 100, 100),
        (Satisfaction.GOOD, "满意", 99, 75, 87),
        (Satisfaction.FAIR, "一般", 74, 50, 62),
        (Satisfaction.POOR, "较差", 49, 25, 37),
        (Satisfaction.VERY_POOR, "非常差", 24, 0, 12),
    ],
)
def test_each_grade_has_its_band_and_its_score(
    grade: Satisfaction, chinese: str, highest: int, lowest: int, without_figure: int
) -> None:
    band = band_of(grade, POLICY)
    assert (grade.chinese, band[-1], band[0]) == (chinese, highest, lowest)
    assert score_of(grade, POLICY) == without_figure
    assert grade_of(highest, POLICY) is grade_of(lowest, POLICY) is grade


def test_the_five_bands_hold_every_score_once() -> None:
    scores = [score for grade in Satisfaction for score in band_of(grade, POLICY)]
    assert sorted(scores) == list(range(101))


@pytest.mark.parametrize("score", [-1, 101])
def test_a_score_outside_the_scale_is_no_grade(score: int) -> None:
    with pytest.raises(ValueError, match="between 0 and 100"):
        grade_of(score, POLICY)


def test_satisfied_is_good_or_better_and_poor_or_worse_reopens() -> None:
    assert [grade.chinese for grade in Satisfaction if grade.is_satisfied] == ["非常满意", "满意"]
    assert [grade.chinese for grade in Satisfaction if grade.reopens] == ["较差", "非常差"]


def test_an_installation_may_draw_the_bands_elsewhere() -> None:
    strict = Policy(
        satisfaction_floors=(100, 80, 60, 40, 0), satisfaction_scores=(100, 90, 70, 50, 20)
    )
    assert grade_of(79, strict) is Satisfaction.FAIR
    assert grade_of(79, POLICY) is Satisfaction.GOOD
