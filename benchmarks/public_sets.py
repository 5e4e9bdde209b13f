"""Public sets: the shipped trainer on other people's data, beside a fine-tuned BERT.

`python -m benchmarks.public_sets FOLDER` wants bdci_car.csv, osc_neg.csv and smp2017_*.csv in the
folder and prints one JSON document. The sets are measured with, never shipped.
"""

import argparse
import csv
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nlp.calibration import expected_error
from nlp.dataset import Example, read_examples
from nlp.evaluation import Scores, evaluate, macro_f1
from nlp.gate import paired_gains
from nlp.training import train

BOOTSTRAP_ROUNDS = 2000

Row = dict[str, str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", choices=sorted(SETS), action="append")
    asked = parser.parse_args()
    found = {}
    for name in asked.only or SETS:
        began = time.process_time()
        found[name] = SETS[name](asked.folder) | {"cpu_s": round(time.process_time() - began, 1)}
    print(json.dumps(found, ensure_ascii=False, indent=1))


def bdci_car(folder: Path) -> dict[str, Any]:
    """The published five folds on rows of one label; three rows without a fold are left out."""
    with (folder / "bdci_car.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [
            row for row in csv.DictReader(file) if ";" not in row["labels"] and row["fold"] != "-1"
        ]
    truth: list[str] = []
    ours: list[str] = []
    bert: list[str] = []
    sure: list[float] = []
    for fold in sorted({row["fold"] for row in rows}):
        aside = [row for row in rows if row["fold"] == fold]
        scores = evaluate(_trained(_examples(rows, "labels", fold)), _examples(aside, "labels"))
        truth += scores.truth
        ours += [answer.label for answer in scores.answers]
        sure += [answer.confidence for answer in scores.answers]
        bert += [row["bert_label"] for row in aside]
    right = np.array(truth) == np.array(ours)
    return {
        "n": len(truth),
        "macro_f1": macro_f1(truth, ours),
        "bert_macro_f1": macro_f1(truth, bert),
        "gain_over_bert": _gain(truth, ours, bert),
        "accuracy": float(right.mean()),
        "ece": expected_error(np.array(sure), right),
    }


def smp2017(folder: Path) -> dict[str, Any]:
    """The official split; training and development rows are learned from."""
    known = [
        *read_examples(folder / "smp2017_train.csv"),
        *read_examples(folder / "smp2017_dev.csv"),
    ]
    return _told(evaluate(train(known).classifier, read_examples(folder / "smp2017_test.csv")))


def osc_neg(folder: Path) -> dict[str, Any]:
    """A tenth of the rows put aside by chance (fixed seed), the rest learned from."""
    return _tenth_aside(read_examples(folder / "osc_neg.csv"))


def waimai(folder: Path) -> dict[str, Any]:
    """As `osc_neg`."""
    return _tenth_aside(read_examples(folder / "waimai.csv"))


def _tenth_aside(examples: Sequence[Example]) -> dict[str, Any]:
    aside = np.random.default_rng(0).random(len(examples)) < 0.1
    known = [example for example, tested in zip(examples, aside, strict=True) if not tested]
    tested = [example for example, tested in zip(examples, aside, strict=True) if tested]
    return _told(evaluate(train(known).classifier, tested))


def _examples(rows: Sequence[Row], column: str, but_fold: str = "") -> list[Example]:
    return [Example(row["text"], row[column]) for row in rows if row["fold"] != but_fold]


def _trained(examples: Sequence[Example]) -> Any:
    return train(examples).classifier


def _told(scores: Scores) -> dict[str, Any]:
    return {
        "n": len(scores.truth),
        "macro_f1": scores.macro_f1,
        "accuracy": scores.accuracy,
        "ece": scores.ece,
    }


def _gain(truth: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> dict[str, float]:
    """The gain in macro-F1 over theirs: mean, 95 % interval, share of the rounds above nought."""
    gains = paired_gains(truth, theirs, ours, BOOTSTRAP_ROUNDS)
    low, high = np.quantile(gains, (0.025, 0.975))
    above = float((gains > 0).mean())
    return {"mean": float(gains.mean()), "low": float(low), "high": float(high), "above_0": above}


SETS: dict[str, Callable[[Path], dict[str, Any]]] = {
    "bdci_car": bdci_car,
    "smp2017": smp2017,
    "osc_neg": osc_neg,
    "waimai": waimai,
}

if __name__ == "__main__":
    main()
