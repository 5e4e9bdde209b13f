"""Subcategories and grades on gold: how often the finer kind and the urgency are right.

    python -m benchmarks.subcategories [GOLD.csv ...]

Trains the shipped corpus, then reads the gold messages, whose writers it never read. A finer kind
counts as right only where the label is right too; beside it stands the accuracy among those. The
grade is told of all messages and of those alone that are complaints: nothing is filed of the rest.
"""

import os

# Before numpy is loaded: one thread, as in the service.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from models.terms import Grade
from nlp import grades
from nlp.classifier import Judgement
from nlp.dataset import CORPUS, Example, read_examples
from nlp.reading import NONE, Band
from nlp.training import train

#: So many confusions of finer kinds are shown.
_SHOWN = 12


def main() -> None:
    files = [Path(one) for one in sys.argv[1:]] or [CORPUS / "gold.csv"]
    gold = [example for file in files for example in read_examples(file)]
    trained = train(read_examples(CORPUS / "train.csv"), read_examples(CORPUS / "calibration.csv"))
    judged = [trained.classifier.judge(example.text) for example in gold]
    found = [(one.label, one.subcategory or "") for one in judged]
    told = {"subcategory": _kinds(gold, found), "grade": _grades(gold, judged)}
    print(json.dumps(told, ensure_ascii=False, indent=2))


def _kinds(gold: Sequence[Example], found: Sequence[tuple[str, str]]) -> dict[str, Any]:
    pairs = [(one, two) for one, two in zip(gold, found, strict=True) if one.subcategory]
    scores = {}
    for label in sorted({one.label for one, _ in pairs}):
        of_it = [(one.subcategory, two) for one, two in pairs if one.label == label]
        right = sum((label, kind) == two for kind, two in of_it)
        labelled = sum(two[0] == label for _, two in of_it)
        scores[label] = {
            "support": len(of_it),
            "accuracy": right / len(of_it),
            "accuracy_where_label_is_right": right / labelled if labelled else 0.0,
        }
    wrong = Counter(
        f"{one.subcategory} → {two[1]}"
        for one, two in pairs
        if two[0] == one.label and two[1] != one.subcategory
    )
    total = sum((one.label, one.subcategory) == two for one, two in pairs) / len(pairs)
    return {"accuracy": total, "labels": scores, "confusions": dict(wrong.most_common(_SHOWN))}


def _grades(gold: Sequence[Example], judged: Sequence[Judgement]) -> dict[str, Any]:
    pairs = [
        (example, str(grades.grade(example.text, kind=_sure_kind(one))[0]))
        for example, one in zip(gold, judged, strict=True)
        if example.grade
    ]
    complaints = [(example, answer) for example, answer in pairs if example.label != NONE]
    return {
        "accuracy": sum(example.grade == answer for example, answer in pairs) / len(pairs),
        "grades": _scores(pairs),
        "of complaints": _scores(complaints),
    }


def _sure_kind(judged: Judgement) -> str:
    return judged.subcategory or "" if judged.band is Band.ACT else ""


def _scores(pairs: Sequence[tuple[Example, str]]) -> dict[str, dict[str, float]]:
    scores = {}
    for grade in map(str, Grade):
        hits = sum(example.grade == grade == answer for example, answer in pairs)
        wanted = sum(example.grade == grade for example, _ in pairs)
        said = sum(answer == grade for _, answer in pairs)
        scores[grade] = {
            "support": wanted,
            "precision": hits / said if said else 0.0,
            "recall": hits / wanted if wanted else 0.0,
        }
    return scores


if __name__ == "__main__":
    main()
