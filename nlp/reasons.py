"""Reasons: the words that decided for a label, as the retailer wrote them.

Each feature's share in the lead of the label over the others is laid on the characters it stands
for; a word's weight is the sum over its characters. So single characters, syllables and concepts
all speak for the word they were found in.
"""

import re
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nlp.classifier import Classifier
from nlp.features import Term, features
from nlp.text import Cleaned
from nlp.tokens import cut

#: Most words shown, and the share of the heaviest word's weight below which a word is not shown.
MOST: Final = 3
_SHARE: Final = 0.3
_SAYS_NOTHING: Final = re.compile(r"[\W_]+")


def reasons(classifier: Classifier, text: str, label: str) -> tuple[str, ...]:
    """Up to three stretches of the original text that speak most for the label, in text order."""
    cleaned, terms = features(text)
    weight = _by_character(classifier, cleaned, terms, label)
    stretches = [
        (start, end, float(weight[start:end].sum())) for start, end in _stretches(cleaned, weight)
    ]
    heaviest = sorted(stretches, key=lambda stretch: -stretch[2])[:MOST]
    shown = [s for s in heaviest if s[2] >= _SHARE * heaviest[0][2]]
    return tuple(cleaned.spelling(start, end) for start, end, _ in sorted(shown))


def _by_character(
    classifier: Classifier, cleaned: Cleaned, terms: list[Term], label: str
) -> NDArray[np.float64]:
    """What each character of the cleaned text adds to the label's lead, shape (length,)."""
    weight = np.zeros(len(cleaned.text))
    column = classifier.labels.index(label)
    weights, index = classifier.head.weights, classifier.vocabulary.index
    for term in terms:
        place = index.get(term.name)
        # What covers the whole message (its length, a question's form) is no word of it.
        if place is None or term.end <= term.start or term.name.startswith("f"):
            continue
        lead = weights[place, column] - np.delete(weights[place], column).mean()
        share = float(lead * classifier.vocabulary.idf[place]) / (term.end - term.start)
        weight[term.start : term.end] += share
    return weight


def _stretches(cleaned: Cleaned, weight: NDArray[np.float64]) -> list[tuple[int, int]]:
    """The words that speak for the label; neighbours become one stretch of eight characters."""
    found: list[tuple[int, int]] = []
    for start, end in _words(cleaned.text):
        if weight[start:end].sum() <= 0 or _SAYS_NOTHING.fullmatch(cleaned.text[start:end]):
            continue
        if found and found[-1][1] == start and end - found[-1][0] <= 8:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _words(text: str) -> list[tuple[int, int]]:
    """The places of the longest words, which cover the text without overlap."""
    places = [(start, end) for _, start, end in cut(text)]
    return [
        (start, end)
        for start, end in places
        if not any(s <= start and end <= e and (s, e) != (start, end) for s, e in places)
    ]
