"""The gate: whether a candidate may replace the champion.

On a few hundred messages the scores of equal classifiers differ by chance, so "must not fall" is
a coin toss. The candidate must not be clearly worse (paired bootstrap), must keep each label's
recall, must not be surer than it is right, and must get the must-pass messages right.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nlp.classifier import Classifier
from nlp.dataset import Example
from nlp.evaluation import Scores, evaluate

#: Recall of a label may fall by this much, in shares of one.
RECALL_FLOOR: Final = 0.03
#: A label with fewer messages than this says nothing about recall.
FEWEST_FOR_RECALL: Final = 20
#: Highest expected calibration error allowed, unless the champion's is higher still.
CALIBRATION_CEILING: Final = 0.05
ROUNDS: Final = 1000
#: The candidate fails if its macro-F1 is lower in more than this share of the rounds.
_DOUBT: Final = 0.95


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason against a candidate: of what kind, in Chinese, and its figures by name."""

    kind: str
    says: str
    told: Mapping[str, float | int | str]

    def to_json(self) -> dict[str, Any]:
        return {"kind": self.kind, **self.told}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The gate's answer with its reasons; no fault means it may be promoted.

    `gain` is the candidate's macro-F1 less the champion's, with its 95 % interval.
    """

    reasons: tuple[Fault, ...]
    candidate: Scores
    champion: Scores | None
    gain: float
    interval: tuple[float, float]

    @property
    def passes(self) -> bool:
        return not self.reasons

    @property
    def faults(self) -> tuple[str, ...]:
        """The reasons in Chinese, a sentence each."""
        return tuple(reason.says for reason in self.reasons)

    def to_json(self) -> dict[str, Any]:
        return {
            "passes": self.passes,
            "faults": list(self.faults),
            "reasons": [reason.to_json() for reason in self.reasons],
            "gain": self.gain,
            "interval": list(self.interval),
            "candidate": self.candidate.to_json(),
            "champion": None if self.champion is None else self.champion.to_json(),
        }


def judge(
    candidate: Classifier,
    champion: Classifier | None,
    gold: Sequence[Example],
    must_pass: Sequence[Example] = (),
) -> Verdict:
    """Compare on the gold messages; without a champion only the absolute conditions count."""
    scores = evaluate(candidate, gold)
    before = None if champion is None else evaluate(champion, gold)
    gains = np.zeros(1) if before is None else _gains(before, scores)
    faults = [*_calibration_faults(scores, before), *_must_pass_faults(candidate, must_pass)]
    if before is not None:
        faults += [*_loss_faults(gains), *_recall_faults(scores, before)]
    low, high = np.quantile(gains, (0.025, 0.975))
    gain = scores.macro_f1 - before.macro_f1 if before is not None else 0.0
    return Verdict(tuple(faults), scores, before, gain, (float(low), float(high)))


def paired_gains(
    truth: Sequence[str],
    before: Sequence[str],
    after: Sequence[str],
    rounds: int = ROUNDS,
    seed: int = 0,
) -> NDArray[np.float64]:
    """The gain in macro-F1 of one set of answers over another (paired bootstrap), shape (rounds,).

    In each round messages are drawn again with replacement, the same for both.
    """
    labels = sorted(set(truth))
    columns = {label: place for place, label in enumerate(labels)}
    right, old, new = (
        np.array([columns.get(label, len(labels)) for label in said])
        for said in (truth, before, after)
    )
    draw = np.random.default_rng(seed)
    gains = np.empty(rounds)
    for place in range(rounds):
        drawn = draw.integers(0, len(right), len(right))
        gains[place] = _macro_f1(right[drawn], new[drawn], len(labels)) - _macro_f1(
            right[drawn], old[drawn], len(labels)
        )
    return gains


def _macro_f1(truth: NDArray[np.intp], said: NDArray[np.intp], labels: int) -> float:
    """Over the labels that occur; answers outside the truth's labels have the column `labels`."""
    hits = np.bincount(truth[truth == said], minlength=labels)
    support = np.bincount(truth, minlength=labels)
    called = np.bincount(said, minlength=labels)[:labels]
    occurs = support > 0
    return float((2 * hits[occurs] / (support + called)[occurs]).mean())


def _gains(before: Scores, after: Scores) -> NDArray[np.float64]:
    return paired_gains(before.truth, before.said, after.said)


def _loss_faults(gains: NDArray[np.float64]) -> list[Fault]:
    worse = float((gains < 0).mean())
    if worse <= _DOUBT:
        return []
    says = f"总分明显下降：重复抽样 {len(gains)} 次，{worse:.0%} 的次数低于现用版本。"
    return [Fault("loss", says, {"rounds": len(gains), "share": worse})]


def _recall_faults(after: Scores, before: Scores) -> list[Fault]:
    faults: list[Fault] = []
    for label, old in before.per_label.items():
        if old.support < FEWEST_FOR_RECALL:
            continue
        was, now = old.recall, after.per_label[label].recall
        if was - now > RECALL_FLOOR:
            says = f"类别 {label} 的查全率从 {was:.1%} 降到 {now:.1%}。"
            faults.append(Fault("recall", says, {"label": label, "before": was, "after": now}))
    return faults


def _calibration_faults(after: Scores, before: Scores | None) -> list[Fault]:
    ceiling = max(CALIBRATION_CEILING, before.ece if before is not None else 0.0)
    if after.ece <= ceiling:
        return []
    says = f"把握程度不准：校准误差 {after.ece:.3f}，上限 {ceiling:.3f}。"
    return [Fault("calibration", says, {"error": after.ece, "ceiling": ceiling})]


def _must_pass_faults(candidate: Classifier, must_pass: Sequence[Example]) -> list[Fault]:
    missed = [
        number
        for number, example in enumerate(must_pass, 1)
        if candidate.judge(example.text).label != example.label
    ]
    if not missed:
        return []
    named = "、".join(str(number) for number in missed[:10])
    says = f"必过样本有 {len(missed)} 条判错（第 {named} 条）。"
    return [Fault("must_pass", says, {"missed": len(missed), "of": len(must_pass)})]
