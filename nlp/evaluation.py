"""Evaluation: how good a classifier is on examples it has not seen."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nlp.calibration import expected_error
from nlp.classifier import Classifier, Judgement
from nlp.dataset import Example
from nlp.reading import NONE, Band


@dataclass(frozen=True, slots=True)
class LabelScore:
    """How one label fared; `support` is the number of examples that are of it."""

    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True, slots=True)
class Scores:
    """What an evaluation found. `answers` and `truth` are in step, for comparisons and pictures.

    The likeliest label counts whether or not it would be acted on; `abstained` is the share that
    would be asked back or left to a person. The two shares of confusion with "none" are None
    where the label set has no such label.
    """

    truth: tuple[str, ...]
    answers: tuple[Judgement, ...]
    labels: tuple[str, ...]
    per_label: dict[str, LabelScore]
    accuracy: float
    macro_f1: float
    ece: float
    abstained: float
    none_called_complaint: float | None
    complaint_called_none: float | None
    version: str

    @property
    def said(self) -> tuple[str, ...]:
        return tuple(answer.label for answer in self.answers)

    @property
    def confusion(self) -> dict[str, dict[str, int]]:
        """How often each label (outer) was called each label (inner)."""
        pairs = Counter(zip(self.truth, self.said, strict=True))
        return {t: {a: pairs[t, a] for a in self.labels} for t in self.labels}

    def right_among_surest(self, share: float) -> float:
        """The share right among the given share of messages whose label is surest."""
        order = sorted(
            zip(self.truth, self.answers, strict=True), key=lambda pair: -pair[1].confidence
        )
        surest = order[: max(round(len(order) * share), 1)]
        return sum(truth == answer.label for truth, answer in surest) / len(surest)

    def to_json(self) -> dict[str, Any]:
        """The document that `shouwen evaluate --json` prints."""
        return {
            "n": len(self.truth),
            "accuracy": self.accuracy,
            "macro_f1": self.macro_f1,
            "per_label": {
                label: {
                    "precision": score.precision,
                    "recall": score.recall,
                    "f1": score.f1,
                    "support": score.support,
                }
                for label, score in self.per_label.items()
            },
            "ece": self.ece,
            "none_called_complaint": self.none_called_complaint,
            "complaint_called_none": self.complaint_called_none,
            "abstained": self.abstained,
            "right_among_surest_85": self.right_among_surest(0.85),
            "confusion": self.confusion,
            "version": self.version,
        }


def evaluate(classifier: Classifier, examples: Sequence[Example]) -> Scores:
    """The classifier's scores on the examples (at least one)."""
    answers = tuple(classifier.judge(example.text) for example in examples)
    return score([example.label for example in examples], answers, classifier.version)


def score(truth: Sequence[str], answers: Sequence[Judgement], version: str) -> Scores:
    """The scores of answers already given."""
    said = [answer.label for answer in answers]
    labels = tuple(sorted({*truth, *said}))
    right = np.array([t == s for t, s in zip(truth, said, strict=True)])
    confidence = np.array([answer.confidence for answer in answers])
    return Scores(
        truth=tuple(truth),
        answers=tuple(answers),
        labels=labels,
        per_label={label: _label_score(label, truth, said) for label in labels},
        accuracy=float(right.mean()),
        macro_f1=macro_f1(truth, said),
        ece=expected_error(confidence, right),
        abstained=sum(answer.band != Band.ACT for answer in answers) / len(answers),
        none_called_complaint=_share_called_complaint(truth, said),
        complaint_called_none=_share_called_none(truth, said),
        version=version,
    )


def macro_f1(truth: Sequence[str], said: Sequence[str]) -> float:
    """The mean F1 of the labels that occur in the truth."""
    scores = [_label_score(label, truth, said).f1 for label in sorted(set(truth))]
    return sum(scores) / len(scores)


def _label_score(label: str, truth: Sequence[str], said: Sequence[str]) -> LabelScore:
    support, called = truth.count(label), said.count(label)
    hits = sum(t == s == label for t, s in zip(truth, said, strict=True))
    return LabelScore(
        precision=hits / called if called else 0.0,
        recall=hits / support if support else 0.0,
        f1=2 * hits / (support + called) if support + called else 0.0,
        support=support,
    )


def _share_called_complaint(truth: Sequence[str], said: Sequence[str]) -> float | None:
    calls = [s for t, s in zip(truth, said, strict=True) if t == NONE]
    return sum(call != NONE for call in calls) / len(calls) if calls else None


def _share_called_none(truth: Sequence[str], said: Sequence[str]) -> float | None:
    if NONE not in truth:
        return None
    calls = [s for t, s in zip(truth, said, strict=True) if t != NONE]
    return sum(call == NONE for call in calls) / len(calls) if calls else None
