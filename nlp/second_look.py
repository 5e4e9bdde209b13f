"""A second look at a message already answered: how close its label was, which words are new."""

from dataclasses import dataclass

import numpy as np

from nlp.classifier import Classifier
from nlp.features import View, names


@dataclass(frozen=True, slots=True)
class SecondLook:
    """What a classifier says of a message; `margin` is what the likeliest label is ahead by, and
    `unknown` how many of its `words` the classifier never learned."""

    label: str
    margin: float
    words: int
    unknown: int


def look_again(classifier: Classifier, text: str) -> SecondLook:
    """Judge a message once more, with what judging it does not tell."""
    judged = classifier.judge(text)
    first, second = np.sort(judged.probabilities)[::-1][:2]
    words = {name for name in names(text) if name[0] == View.WORD}
    unknown = words - classifier.vocabulary.index.keys()
    return SecondLook(judged.label, float(first - second), len(words), len(unknown))
