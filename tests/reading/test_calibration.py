"""Calibration: probabilities that can be believed."""

import numpy as np
import pytest

from nlp.calibration import (
    RIGHT_TO_ACT,
    Calibration,
    expected_error,
    fit_bands,
    fit_curves,
    fit_favour,
    fit_second,
)
from nlp.reading import Band

RNG = np.random.default_rng(7)
TRUTH = RNG.integers(0, 3, 3000)
SCORES = 0.4 * RNG.normal(size=(3000, 3)) - 0.6
SCORES[np.arange(3000), TRUTH] += 0.9


def test_fitted_curves_make_confidence_equal_the_share_right() -> None:
    fitted = fit_curves(SCORES, TRUTH)
    told = fitted.probabilities(SCORES)
    right = told.argmax(axis=1) == TRUTH
    assert told.sum(axis=1) == pytest.approx(1)
    assert expected_error(told.max(axis=1), right) < 0.04
    uncurved = Calibration(np.ones(3), np.zeros(3)).probabilities(SCORES)
    assert expected_error(uncurved.max(axis=1), right) > 0.1


def test_the_messages_acted_on_are_right_as_often_as_promised() -> None:
    """Half of the messages are fitted to, the others are judged, and may miss it by chance."""
    known, new = slice(None, 1500), slice(1500, None)
    curves = fit_curves(SCORES[known], TRUTH[known])
    fitted = fit_bands(curves, SCORES[known], TRUTH[known])
    told = fitted.probabilities(SCORES[new])
    acted = np.array([fitted.band(confidence) is Band.ACT for confidence in told.max(axis=1)])
    assert acted.any()
    assert not acted.all()
    right = (told.argmax(axis=1) == TRUTH[new])[acted]
    assert right.mean() >= RIGHT_TO_ACT - 0.02
    assert right.mean() > (told.argmax(axis=1) == TRUTH[new]).mean()


def test_bands_follow_confidence() -> None:
    bands = Calibration(np.ones(2), np.zeros(2), act=0.9, ask=0.5)
    assert [bands.band(c) for c in (0.95, 0.9, 0.7, 0.5, 0.49)] == [
        Band.ACT,
        Band.ACT,
        Band.ASK,
        Band.ASK,
        Band.PERSON,
    ]


def test_without_secondary_labels_none_is_ever_given() -> None:
    fitted = fit_second(fit_curves(SCORES, TRUTH), SCORES, np.full(3000, -1), [])
    assert fitted.second > 1


def test_a_label_that_is_never_right_does_not_upset_the_curves() -> None:
    truth = np.zeros(50, dtype=int)
    fitted = fit_curves(RNG.normal(size=(50, 2)), truth)
    assert np.isfinite(fitted.slope).all()
    assert np.isfinite(fitted.offset).all()


def test_the_error_of_an_oracle_is_nought_and_of_a_boaster_is_large() -> None:
    right = np.array([True] * 10)
    assert expected_error(np.ones(10), right) == 0
    assert expected_error(np.ones(10), ~right) == 1


def _faults(calibration: Calibration, scores: np.ndarray, none: int) -> tuple[float, float]:
    said = calibration.choose(scores)
    return (
        float((said[none == TRUTH] != none).mean()),
        float((said[none != TRUTH] == none).mean()),
    )


def test_no_complaint_is_favoured_where_it_is_too_often_called_one() -> None:
    scores = SCORES - np.array([0.3, 0.0, 0.0])
    before = fit_curves(scores, TRUTH)
    after = fit_favour(before, scores, TRUTH, none=0)
    (called_before, lost_before), (called, lost) = (
        _faults(before, scores, 0),
        _faults(after, scores, 0),
    )
    assert called < called_before
    assert lost >= lost_before
    assert max(called / 2, lost) < max(called_before / 2, lost_before)


def test_nothing_is_favoured_where_every_message_is_no_complaint() -> None:
    fitted = fit_curves(SCORES, TRUTH)
    assert fit_favour(fitted, SCORES, np.zeros_like(TRUTH), none=0) is fitted
