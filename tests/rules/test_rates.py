"""Section 7: the three rates (三率) from plain values."""

from datetime import datetime, timedelta

import pytest

from models.calendar import CST
from models.rates import Outcome, Share, is_called_solved, rates
from models.satisfaction import Satisfaction

DUE = datetime(2026, 11, 21, 16, tzinfo=CST)


def an_outcome(
    *,
    contacted: timedelta | None = timedelta(hours=-1),
    closed: bool = True,
    solved: bool = False,
    answer: Satisfaction | None = None,
    not_reached: bool = False,
) -> Outcome:
    """A case contacted so much before (or after) its response was due."""
    contacted_at = None if contacted is None else DUE + contacted
    return Outcome(DUE, contacted_at, closed, solved, answer, not_reached)


def test_response_counts_first_contacts_inside_the_clock_among_all_cases() -> None:
    cases = [
        an_outcome(contacted=timedelta()),
        an_outcome(contacted=timedelta(seconds=1)),
        an_outcome(contacted=None, closed=False),
        an_outcome(contacted=timedelta(hours=-20), closed=False),
    ]
    assert rates(cases).response == Share(2, 4)


def test_resolution_counts_what_the_retailer_called_solved_among_the_closed() -> None:
    cases = [
        an_outcome(solved=True),
        an_outcome(solved=False),
        an_outcome(closed=False, solved=True),
    ]
    assert rates(cases).resolution == Share(1, 2)


@pytest.mark.parametrize(
    ("deeds", "is_solved"),
    [
        (("file", "carry_out", "confirm_receipt", "close"), True),
        (("dismiss", "understand", "close"), True),
        (("carry_out", "vouch_receipt", "close"), False),
        (("confirm_receipt", "close", "reopen", "carry_out", "vouch_receipt", "close"), False),
        (("confirm_receipt", "close", "reopen", "confirm_receipt", "close"), True),
        (("understand", "object", "judge", "carry_out", "vouch_receipt", "close"), False),
        (("confirm_receipt", "find_wanting", "carry_out", "vouch_receipt", "close"), False),
        (("confirm_receipt", "deny_receipt", "vouch_receipt", "close"), False),
        ((), False),
    ],
)
def test_what_the_retailer_called_solved_counts_until_they_take_it_back(
    deeds: tuple[str, ...], *, is_solved: bool
) -> None:
    assert is_called_solved(deeds) is is_solved


@pytest.mark.parametrize(
    ("answer", "part"),
    [
        (Satisfaction.VERY_GOOD, 1),
        (Satisfaction.GOOD, 1),
        (Satisfaction.FAIR, 0),
        (Satisfaction.VERY_POOR, 0),
    ],
)
def test_satisfaction_counts_answers_at_good_or_better(answer: Satisfaction, part: int) -> None:
    cases = [an_outcome(answer=answer), an_outcome(answer=None)]
    assert rates(cases).satisfaction == Share(part, 1)


def test_who_could_not_be_reached_stands_beside_the_satisfaction_never_inside() -> None:
    cases = [
        an_outcome(answer=Satisfaction.GOOD),
        an_outcome(not_reached=True),
        an_outcome(answer=Satisfaction.VERY_POOR, not_reached=True),
    ]
    found = rates(cases)
    assert found.satisfaction == Share(1, 1)
    assert found.not_reached == 2


def test_a_rate_of_nothing_is_no_figure() -> None:
    found = rates([])
    assert found.response.value is None
    assert Share(3, 4).value == 0.75
