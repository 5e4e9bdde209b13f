"""Calibration: from decision values to probabilities that can be believed, and to what is done.

Each label's score goes through its own logistic curve (Platt 1999, with the targets of Lin, Lin
and Weng 2007), the curves are made to sum to one, and one temperature for all (Guo et al. 2017)
corrects what that leaves. All is fitted on messages whose writers the scores never saw.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nlp.reading import Band

#: A message may be acted on where this share of the messages as certain was right.
RIGHT_TO_ACT: Final = 0.95
#: A person decides where not even this share was right: asking back would offer wrong choices.
RIGHT_TO_ASK: Final = 0.5
#: What is tried for `Calibration.lean`; of equal ones the first.
LEANS: Final = (0.0, 1.0)
#: How often no complaint may be called one, and a complaint none.
NONE_CALLED_COMPLAINT: Final = 0.08
COMPLAINT_CALLED_NONE: Final = 0.04
#: What is tried for the favour of no complaint, in units of the score; of equal ones the first.
_FAVOURS: Final = tuple(step / 50 for step in range(21))
#: Fewer messages than this say nothing about a share.
_FEWEST: Final = 20
_NEVER: Final = 2.0

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Calibration:
    """Slope and offset of each label's curve (shape (K,)), the temperature, the thresholds.

    `favour` is added to a label's score where the label is chosen (shape (K,), None for nothing).
    `lean` says how far the choice of the label follows the curves (1) or the bare scores (0).
    The machines weigh rare labels up, which the curves take back; which of the two is better for
    macro-F1 depends on the labels. `act` and `ask` divide confidence into the three bands;
    `second` is the probability by itself from which a further label is a secondary one.
    """

    slope: Floats
    offset: Floats
    temperature: float = 1.0
    lean: float = 0.0
    act: float = 0.8
    ask: float = 0.4
    second: float = _NEVER
    favour: Floats | None = None

    def alone(self, scores: Floats) -> Floats:
        """Each label's probability by itself, not one against the others; any leading shape."""
        return _logistic(scores * self.slope + self.offset)

    def probabilities(self, scores: Floats) -> Floats:
        """Probabilities that sum to one over the last axis."""
        return self.together(self.alone(scores))

    def together(self, alone: Floats) -> Floats:
        """Each label's probability by itself made to sum to one with the others'."""
        return _sharpen(alone, self.temperature)

    def choose(self, scores: Floats) -> NDArray[np.intp]:
        """The column of the likeliest label, over the last axis."""
        if self.favour is not None:
            scores = scores + self.favour
        weighed = scores * self.slope.mean() * (1 - self.lean)
        if self.lean:
            weighed += self.lean * (scores * self.slope + self.offset)
        result: NDArray[np.intp] = weighed.argmax(axis=-1)
        return result

    def confidence(self, scores: Floats) -> Floats:
        """The probability of the chosen label of each row of scores (N, K)."""
        rows = np.arange(len(scores))
        result: Floats = self.probabilities(scores)[rows, self.choose(scores)]
        return result

    def band(self, confidence: float) -> Band:
        if confidence >= self.act:
            return Band.ACT
        return Band.ASK if confidence >= self.ask else Band.PERSON


def fit_curves(scores: Floats, truth: NDArray[np.intp]) -> Calibration:
    """Curves, temperature and choice from held-out scores (N, K) and the right columns (N,)."""
    curves = [_platt(scores[:, label], truth == label) for label in range(scores.shape[1])]
    slope, offset = np.array(curves).T
    flat = Calibration(slope, offset)
    return replace(
        flat,
        temperature=_temperature(flat.alone(scores), truth),
        lean=max(LEANS, key=lambda lean: _macro_f1(replace(flat, lean=lean), scores, truth)),
    )


def fit_favour(
    calibration: Calibration, scores: Floats, truth: NDArray[np.intp], none: int
) -> Calibration:
    """The calibration with the favour for the label at `none` that keeps both its faults in bounds.

    To take small talk for a complaint costs a person a question, to take a complaint for small
    talk costs them their complaint: the first may happen twice as often as the second. Of what is
    tried, the favour counts whose worse fault, against what is allowed of it, is smallest.
    """
    is_none = truth == none
    if is_none.all() or not is_none.any():
        return calibration

    def worse(favour: float) -> float:
        said = replace(calibration, favour=_only(none, favour, scores.shape[1])).choose(scores)
        called_complaint = float((said[is_none] != none).mean()) / NONE_CALLED_COMPLAINT
        called_none = float((said[~is_none] == none).mean()) / COMPLAINT_CALLED_NONE
        return max(called_complaint, called_none)

    best = min(_FAVOURS, key=worse)
    return replace(calibration, favour=_only(none, best, scores.shape[1])) if best else calibration


def _only(place: int, value: float, length: int) -> Floats:
    result = np.zeros(length)
    result[place] = value
    return result


def fit_temperature(
    calibration: Calibration, scores: Floats, truth: NDArray[np.intp]
) -> Calibration:
    """The same curves with the temperature that suits other held-out messages."""
    return replace(calibration, temperature=_temperature(calibration.alone(scores), truth))


def fit_bands(calibration: Calibration, scores: Floats, truth: NDArray[np.intp]) -> Calibration:
    """The calibration with its band thresholds set on these messages."""
    confidence = calibration.confidence(scores)
    right = calibration.choose(scores) == truth
    order = np.argsort(confidence, kind="stable")
    confidence, right = confidence[order], right[order]
    act = _act_from(confidence, right)
    # Twice what guessing gives is too little to ask back with, however few messages say so.
    ask = max(_ask_from(confidence, right), min(2 / scores.shape[1], RIGHT_TO_ASK))
    return replace(calibration, act=act, ask=min(ask, act))


def fit_second(
    calibration: Calibration, scores: Floats, secondary: NDArray[np.intp], others: Sequence[int]
) -> Calibration:
    """The calibration with the threshold that finds secondary labels best by F1.

    `secondary` holds the column of each message's secondary label, −1 for none; `others` are
    columns that never are one. Without a single secondary label none is ever given.
    """
    alone = calibration.alone(scores)
    best = calibration.choose(scores)
    alone[np.arange(len(best)), best] = -1.0
    alone[:, list(others)] = -1.0
    alone[np.isin(best, list(others))] = -1.0
    second = _best_threshold(alone.max(axis=1), alone.argmax(axis=1), secondary)
    return replace(calibration, second=second)


def expected_error(confidence: Floats, right: NDArray[np.bool_], bins: int = 10) -> float:
    """Expected calibration error: the mean gap of confidence and share right, over equal bins."""
    if not len(confidence):
        return 0.0
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = (
        abs(float(confidence[which == place].sum() - right[which == place].sum()))
        for place in range(bins)
    )
    return sum(gaps) / len(confidence)


def _logistic(values: Floats) -> Floats:
    result: Floats = 1.0 / (1.0 + np.exp(-np.minimum(np.maximum(values, -500.0), 500.0)))
    return result


def _sharpen(alone: Floats, temperature: float) -> Floats:
    """Powers of the single probabilities, made to sum to one."""
    logs = np.log(np.maximum(alone, 1e-12)) / temperature
    powers = np.exp(logs - logs.max(axis=-1, keepdims=True))
    result: Floats = powers / powers.sum(axis=-1, keepdims=True)
    return result


def _platt(scores: Floats, is_label: NDArray[np.bool_]) -> tuple[float, float]:
    """Slope and offset by Newton's method; the targets keep away from 0 and 1."""
    positives = int(is_label.sum())
    negatives = len(is_label) - positives
    target = np.where(is_label, (positives + 1) / (positives + 2), 1 / (negatives + 2))
    design = np.column_stack([scores, np.ones_like(scores)])
    place = np.array([1.0, np.log((positives + 1) / (negatives + 1))])
    loss = _loss(design @ place, target)
    for _ in range(100):
        probability = _logistic(design @ place)
        gradient = design.T @ (probability - target)
        curvature = (design * (probability * (1 - probability))[:, None]).T @ design
        step = np.linalg.solve(curvature + 1e-9 * np.eye(2), gradient)
        size = 1.0
        while (after := _loss(design @ (place - size * step), target)) > loss and size > 1e-6:
            size /= 2
        place = place - size * step
        if loss - after < 1e-9 * max(loss, 1.0):
            break
        loss = after
    return float(place[0]), float(place[1])


def _loss(margins: Floats, target: Floats) -> float:
    return float(np.sum(np.logaddexp(0.0, margins) - target * margins))


def _temperature(alone: Floats, truth: NDArray[np.intp]) -> float:
    """The temperature of least log loss, by golden section between 0.2 and 5."""

    def loss(log_temperature: float) -> float:
        probabilities = _sharpen(alone, float(np.exp(log_temperature)))
        return -float(np.log(np.maximum(probabilities[np.arange(len(truth)), truth], 1e-12)).sum())

    low, high = np.log(0.2), np.log(5.0)
    golden = (np.sqrt(5.0) - 1) / 2
    for _ in range(40):
        left, right = high - golden * (high - low), low + golden * (high - low)
        low, high = (low, right) if loss(left) < loss(right) else (left, high)
    return float(np.exp((low + high) / 2))


def _macro_f1(calibration: Calibration, scores: Floats, truth: NDArray[np.intp]) -> float:
    labels = scores.shape[1]
    said = calibration.choose(scores)
    hits = np.bincount(truth[said == truth], minlength=labels)
    sizes = np.bincount(truth, minlength=labels) + np.bincount(said, minlength=labels)
    return float((2 * hits / np.maximum(sizes, 1)).mean())


def _act_from(confidence: Floats, right: NDArray[np.bool_]) -> float:
    """The least confidence (sorted, rising) from which on enough were right."""
    above = np.cumsum(right[::-1])[::-1] / np.arange(len(right), 0, -1)
    enough = np.flatnonzero(above >= RIGHT_TO_ACT)
    enough = enough[enough <= len(right) - min(_FEWEST, len(right))]
    return float(confidence[enough[0]]) if len(enough) else 1.0


def _ask_from(confidence: Floats, right: NDArray[np.bool_]) -> float:
    """The greatest confidence below which too few were right to ask back with profit."""
    below = np.cumsum(right) / np.arange(1, len(right) + 1)
    poor = np.flatnonzero(below < RIGHT_TO_ASK)
    poor = poor[poor >= _FEWEST - 1]
    return float(confidence[poor[-1]]) if len(poor) else 0.0


def _best_threshold(value: Floats, label: NDArray[np.intp], secondary: NDArray[np.intp]) -> float:
    """The threshold on `value` of greatest F1 for "the secondary label is `label`"."""
    wanted = int((secondary >= 0).sum())
    if not wanted:
        return _NEVER
    order = np.argsort(-value, kind="stable")
    hits = np.cumsum((label == secondary)[order])
    f1 = 2 * hits / (np.arange(1, len(order) + 1) + wanted)
    return float(max(value[order][int(f1.argmax())], 0.0)) if hits[-1] else _NEVER
