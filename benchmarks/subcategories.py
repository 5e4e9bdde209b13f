"""Subcategories and grades on gold: how often the finer kind and the urgency are right.

    PYTHONPATH=. python benchmarks/subcategories.py [GOLD.csv]

Trains the shipped corpus, then reads the gold messages, whose writers it never read. A finer kind
counts as right only where the label is right too; beside it stands the accuracy among those. The
grade comes from the lexicon alone.
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
from nlp.dataset import CORPUS, Example, read_examples
from nlp.training import train

#: So many confusions of finer kinds are shown.
_SHOWN = 12


def main() -> None:
    gold = read_examples(Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS / "gold.csv")
    trained = train(read_examples(CORPUS / "train.csv"), read_examples(CORPUS / "calibration.csv"))
    judged = [trained.classifier.judge(example.text) for example in gold]
    found = [(one.label, one.subcategory or "") for one in judged]
    told = {"subcategory": _kinds(gold, found), "grade": _grades(gold)}
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


def _grades(gold: Sequence[Example]) -> dict[str, Any]:
    pairs = Counter(
        (example.grade, str(grades.grade(example.text)[0])) for example in gold if example.grade
    )
    scores = {}
    for grade in map(str, Grade):
        hits = pairs[grade, grade]
        wanted = sum(count for (truth, _), count in pairs.items() if truth == grade)
        said = sum(count for (_, answer), count in pairs.items() if answer == grade)
        scores[grade] = {
            "support": wanted,
            "precision": hits / said if said else 0.0,
            "recall": hits / wanted if wanted else 0.0,
        }
    right = sum(count for (truth, answer), count in pairs.items() if truth == answer)
    return {"accuracy": right / sum(pairs.values()), "grades": scores}


if __name__ == "__main__":
    main()
