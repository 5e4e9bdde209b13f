"""Doubts: labels that a classifier which never saw the message would not have given it.

The label of a message that got the least probability from a machine trained without it is likely
to be wrong; on the public sets this found planted errors as well as confident learning did.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nlp.classifier import Classifier
from nlp.dataset import Example

#: A label with more than this probability is not in doubt.
_DOUBTFUL: Final = 0.2
#: So many are asked about again after one training, and no more than this share of all: a weak
#: classifier doubts many that are right.
MOST: Final = 30
_SHARE: Final = 0.05


@dataclass(frozen=True, slots=True)
class Doubt:
    """An example by its origin, what its label's probability was, and what is likelier."""

    origin: str
    probability: float
    likelier: str

    def to_json(self) -> dict[str, Any]:
        return {
            "origin": self.origin,
            "probability": round(self.probability, 4),
            "likelier": self.likelier,
        }


def doubted(
    classifier: Classifier,
    held_out: NDArray[np.float64],
    examples: Sequence[Example],
    most: int = MOST,
) -> list[Doubt]:
    """The examples whose labels are most in doubt, the worst first.

    `held_out` are their scores from machines that had not learned them, shape (N, K).
    """
    if not examples:
        return []
    probabilities = classifier.calibration.probabilities(held_out)
    columns = np.array([classifier.labels.index(example.label) for example in examples])
    given = probabilities[np.arange(len(examples)), columns]
    order = np.argsort(given, kind="stable")[: min(most, int(len(examples) * _SHARE))]
    return [
        Doubt(
            examples[place].origin,
            float(given[place]),
            classifier.labels[int(probabilities[place].argmax())],
        )
        for place in order.tolist()
        if given[place] < _DOUBTFUL
    ]
