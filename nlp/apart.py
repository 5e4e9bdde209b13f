"""Apart: which complaints of one message are matters of their own.

The message is cut wherever it may be, each part is judged by itself, and neighbours that tell of
the same are joined. A clause alone is soon taken for something: "电话也不接" behind a delivery that
never came is no second matter. So a label beside the first has to be borne out, by the message as
a whole, by its own words, and by how many these are.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from nlp import matters
from nlp.classifier import Classifier, Judgement
from nlp.reading import NONE
from nlp.text import MAX_LENGTH

#: Most matters told apart in one message; further ones stay with the last.
MOST: Final = 3
#: How much each of the `signs` speaks for a matter of its own, and what speaks against any: a
#: logistic regression on the calibration split (`benchmarks/two_matters.py --fit`).
WEIGHTS: Final = (0.21, 0.43, 1.08)
BIAS: Final = -3.75
#: From this chance on the retailer is asked. Of two who are asked one told two matters; of fourteen
#: who told one, one is asked.
ENOUGH: Final = 0.25
#: A part has a label of its own from this confidence on.
_LIKELY: Final = 0.5
#: Probabilities nearer than this to 0 and 1 say no more than it.
_SURE: Final = 1e-4


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the message, and what it tells by itself if that is a complaint."""

    start: int
    end: int
    label: str


def told_apart(text: str, whole: Judgement, classifier: Classifier) -> list[tuple[str, Judgement]]:
    """The parts of a message with matters of their own, in order; none if it tells only one."""
    parts = labelled(text, whole, classifier)
    told = {part.label for part in parts} - {""}
    if len(told) < 2:
        return []
    first, *others = sorted(told, key=lambda label: -_alone(whole, label, classifier))
    borne_out = {first} | {
        label for label in others if chance(signs(text, whole, parts, label, classifier)) >= ENOUGH
    }
    joined = _join(part if part.label in borne_out else replace(part, label="") for part in parts)
    if len(joined) < 2:
        return []
    said = [text[part.start : part.end].strip() for part in joined]
    return [(words, classifier.judge(words)) for words in said]


def labelled(text: str, whole: Judgement, classifier: Classifier) -> list[Part]:
    """The message in parts that each tell something else; one or none if it is no complaint."""
    if whole.label == NONE:
        return []
    return _join(
        Part(start, end, _label(classifier.judge(text[start:end])))
        for start, end in _places(text, matters.split(text[:MAX_LENGTH]))
    )


def signs(
    text: str, whole: Judgement, parts: Sequence[Part], label: str, classifier: Classifier
) -> tuple[float, float, float]:
    """What speaks for a matter of that label: the log-odds of the label by itself in the whole
    message and in the clearest of its parts, and the logarithm of its longest part's length."""
    own = [text[part.start : part.end].strip() for part in parts if part.label == label]
    clearest = max(_alone(classifier.judge(words), label, classifier) for words in own)
    return (
        _log_odds(_alone(whole, label, classifier)),
        _log_odds(clearest),
        math.log(max(map(len, own))),
    )


def chance(seen: Sequence[float]) -> float:
    """How likely a matter with these signs is one of its own."""
    weighed = sum(weight * sign for weight, sign in zip(WEIGHTS, seen, strict=True))
    return 1 / (1 + math.exp(-BIAS - weighed))


def _label(judged: Judgement) -> str:
    is_clear = judged.label != NONE and judged.confidence >= _LIKELY
    return judged.label if is_clear else ""


def _alone(judged: Judgement, label: str, classifier: Classifier) -> float:
    return judged.alone[classifier.labels.index(label)]


def _log_odds(probability: float) -> float:
    bounded = min(max(probability, _SURE), 1 - _SURE)
    return math.log(bounded / (1 - bounded))


def _places(text: str, parts: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Where the parts stand in the text, in order; what is between goes with the part before."""
    starts = []
    at = 0
    for part in parts:
        at = text.index(part, at)
        starts.append(at)
        at += len(part)
    return pairwise([*starts, len(text)])


def _join(parts: Iterable[Part]) -> list[Part]:
    """The parts, each with its neighbours of the same label or of none."""
    joined: list[Part] = []
    for part in parts:
        last = joined[-1] if joined else None
        full = len(joined) == MOST
        if last and (full or part.label in ("", last.label) or not last.label):
            joined[-1] = Part(last.start, part.end, last.label or part.label)
        else:
            joined.append(part)
    return joined
