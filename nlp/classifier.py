"""The classifier as served: sums of weights over the features of a message, numpy only.

A message becomes the unit vector of its features' (1 + ln count) × idf; each label's score is
the weighted sum plus a bias, exactly the decision function of the linear machines scikit-learn
fitted. The calibration makes probabilities of the scores.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from nlp.calibration import Calibration
from nlp.features import names
from nlp.reading import NONE, Band
from nlp.told_first import is_told_first

Floats = NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The features known, the commonest first, and how telling each is (idf, shape (V,))."""

    index: Mapping[str, int]
    idf: NDArray[np.float32]

    def vector(self, terms: Iterable[str]) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """Places and values of the known features, as a vector of length one (or none)."""
        known = Counter(map(self.index.get, terms))
        del known[None]
        places = np.fromiter(known, np.intp, len(known))
        counts = np.fromiter(known.values(), np.float64, len(known))
        return places, self.weigh(places, counts)

    def weigh(self, places: NDArray[np.intp], counts: NDArray[np.float64]) -> NDArray[np.float64]:
        """The values of a message's vector from how often each of its known features is met."""
        values: NDArray[np.float64] = (1.0 + np.log(counts)) * self.idf[places]
        length = float(np.sqrt(values @ values))
        return values / length if length else values


@dataclass(frozen=True, slots=True)
class Head:
    """Linear weights (shape (v, K), v ≤ V) and biases (shape (K,)) for K labels.

    A head with fewer rows than the vocabulary knows only its commonest features.
    """

    labels: tuple[str, ...]
    weights: NDArray[np.float32]
    bias: NDArray[np.float64]

    def scores(self, places: NDArray[np.intp], values: Floats) -> NDArray[np.float64]:
        """The decision value of each label, shape (K,)."""
        known = places < len(self.weights)
        if not known.all():
            places, values = places[known], values[known]
        result: NDArray[np.float64] = values @ self.weights[places] + self.bias
        return result


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the classifier makes of a message.

    `probabilities` of the labels, in their order, sum to one; those `alone` are each label's by
    itself, whatever else the message tells.
    """

    label: str
    confidence: float
    band: Band
    secondary: str | None
    subcategory: str | None
    probabilities: tuple[float, ...]
    alone: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Classifier:
    """A trained classifier; `subcategories` has one head for each label that is divided."""

    vocabulary: Vocabulary
    head: Head
    calibration: Calibration
    subcategories: Mapping[str, Head] = field(default_factory=dict)
    version: str = ""

    @property
    def labels(self) -> tuple[str, ...]:
        return self.head.labels

    def judge(self, text: str) -> Judgement:
        """The label of a message, how sure that is, and what may be done on its strength."""
        places, values = self.vocabulary.vector(names(text))
        scores = self.head.scores(places, values)
        alone = self.calibration.alone(scores)
        probabilities = self.calibration.together(alone)
        best = int(self.calibration.choose(scores))
        second = self._second(alone, best)
        if second is not None and not is_told_first(text, best, second, self.scores):
            best, second = second, best
        label, confidence = self.labels[best], float(probabilities[best])
        return Judgement(
            label=label,
            confidence=confidence,
            band=self.calibration.band(confidence),
            secondary=None if second is None else self.labels[second],
            subcategory=self._subcategory(label, places, values),
            probabilities=tuple(probabilities.tolist()),
            alone=tuple(alone.tolist()),
        )

    def scores(self, text: str) -> NDArray[np.float64]:
        """The decision values of a message, in the order of `labels`."""
        return self.head.scores(*self.vocabulary.vector(names(text)))

    def _second(self, alone: NDArray[np.float64], best: int) -> int | None:
        """The column of a second label that stands by itself: its own probability is above the
        threshold."""
        if self.labels[best] == NONE:
            return None
        alone = alone.copy()
        alone[best] = -1.0
        if NONE in self.labels:
            alone[self.labels.index(NONE)] = -1.0
        second = int(alone.argmax())
        return second if alone[second] >= self.calibration.second else None

    def _subcategory(
        self, label: str, places: NDArray[np.intp], values: NDArray[np.float64]
    ) -> str | None:
        head = self.subcategories.get(label)
        return None if head is None else head.labels[int(head.scores(places, values).argmax())]
