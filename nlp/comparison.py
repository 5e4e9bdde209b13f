"""Comparison: a candidate beside the champion, in figures that a person can weigh.

Reports outlive the messages they are about, so they name retailers' messages by their origin and
hold none of their words.
"""

import io
import time
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from nlp.classifier import Classifier
from nlp.dataset import Example
from nlp.evaluation import macro_f1
from nlp.gate import Verdict
from nlp.training import Trained

#: So many messages that changed sides are named, those that got worse first.
MOST_CHANGES: Final = 60
#: Over how many messages the time of one is taken.
_TIMED: Final = 200


def compare(
    trained: Trained,
    verdict: Verdict,
    champion: Classifier | None,
    learned: Sequence[Example],
    judged: Sequence[Example],
    shipped: int,
) -> dict[str, Any]:
    """What the gate's figures leave out: cross-validation, changed sides, speed, size.

    The first of the judged messages were `shipped` with the product and may be shown.
    """
    both = {"candidate": trained.classifier, "before": champion}
    changed = changes(verdict, judged, shipped)
    there = {name: one for name, one in both.items() if one is not None}
    return {
        "examples": len(learned),
        "cross_validated": crossed(trained, learned),
        "changes": changed[:MOST_CHANGES],
        "changed": len(changed),
        "microseconds": {name: _microseconds(one, judged) for name, one in there.items()},
        "bytes": {name: _size(one) for name, one in there.items()},
    }


def crossed(trained: Trained, learned: Sequence[Example]) -> dict[str, float]:
    """Scores over all that was learned, each message answered by a machine that had not seen its
    writer."""
    labels = trained.classifier.labels
    columns = trained.classifier.calibration.choose(trained.held_out)
    said = [labels[column] for column in columns.tolist()]
    truth = [example.label for example in learned]
    right = np.array([one == other for one, other in zip(truth, said, strict=True)])
    return {"macro_f1": macro_f1(truth, said), "accuracy": float(right.mean())}


def changes(verdict: Verdict, judged: Sequence[Example], shipped: int) -> list[dict[str, str]]:
    """The judged messages that the two call differently: those that got worse, those that got
    better, those wrong either way."""
    if verdict.champion is None:
        return []
    answers = zip(judged, verdict.champion.said, verdict.candidate.said, strict=True)
    found = [
        _change(example, before, after, is_shipped=place < shipped)
        for place, (example, before, after) in enumerate(answers)
        if before != after
    ]
    return sorted(found, key=_badness)


def _change(example: Example, before: str, after: str, *, is_shipped: bool) -> dict[str, str]:
    told = {"origin": example.origin, "truth": example.label, "before": before, "after": after}
    return {**told, "text": example.text} if is_shipped else told


def _badness(change: dict[str, str]) -> int:
    if change["truth"] == change["before"]:
        return 0
    return 1 if change["truth"] == change["after"] else 2


def _microseconds(classifier: Classifier, judged: Sequence[Example]) -> float:
    """The median CPU time of one message."""
    times = []
    for example in judged[:_TIMED]:
        began = time.process_time_ns()
        classifier.judge(example.text)
        times.append(time.process_time_ns() - began)
    return round(float(np.median(times)) / 1000, 1) if times else 0.0


def _size(classifier: Classifier) -> int:
    """How large its weights and words are, packed as they are kept."""
    packed = io.BytesIO()
    heads = [classifier.head, *classifier.subcategories.values()]
    arrays = {str(place): head.weights for place, head in enumerate(heads)}
    np.savez_compressed(packed, allow_pickle=False, idf=classifier.vocabulary.idf, **arrays)
    return packed.tell() + sum(len(term.encode()) + 1 for term in classifier.vocabulary.index)
