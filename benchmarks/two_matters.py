"""Two matters in one message: how many are found, and how often one is taken for two.

`python -m benchmarks.two_matters CLASSIFIER FILE.csv …` reads complaints with the classifier of a
folder, and holds what the reader told apart against the secondary label. `--fit CALIBRATION.csv`
fits the weights that `nlp/apart.py` holds.
"""

import argparse
import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from sklearn.linear_model import LogisticRegression

from nlp.apart import labelled, signs
from nlp.classifier import Classifier
from nlp.dataset import Example, read_examples
from nlp.reader import Reader
from nlp.reading import NONE

TODAY = date(2026, 11, 22)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("classifier", type=Path)
    parser.add_argument("files", type=Path, nargs="*")
    parser.add_argument("--fit", type=Path)
    asked = parser.parse_args()
    reader = Reader.load(asked.classifier)
    told: dict[str, Any] = {file.name: counts(reader, complaints(file)) for file in asked.files}
    if asked.fit:
        told["fit"] = fitted(reader.classifier, complaints(asked.fit))
    print(json.dumps(told, indent=1))


def complaints(file: Path) -> list[Example]:
    return [example for example in read_examples(file) if example.label != NONE]


def counts(reader: Reader, examples: list[Example]) -> dict[str, int]:
    """How many tell one matter and two, how many of each were told apart, and of those that tell
    two how many into just their two labels."""
    seen: Counter[str] = Counter()
    for example in examples:
        kind = "two" if example.secondary else "one"
        found = {matter.label for matter in reader.read(example.text, TODAY).matters}
        seen[kind] += 1
        seen[f"{kind} told apart"] += len(found) > 1
        seen["both labels right"] += found == {example.label, example.secondary}
    return dict(seen)


def fitted(classifier: Classifier, examples: list[Example]) -> dict[str, list[float]]:
    """The logistic regression over the signs of each message's likeliest second matter."""
    seen, is_so = [], []
    for example in examples:
        whole = classifier.judge(example.text)
        parts = labelled(example.text, whole, classifier)
        labels = {part.label for part in parts} - {""}
        if len(labels) > 1:
            place = {label: classifier.labels.index(label) for label in labels}
            second = sorted(labels, key=lambda label: -whole.alone[place[label]])[1]
            seen.append(signs(example.text, whole, parts, second, classifier))
            is_so.append(bool(example.secondary))
    found = LogisticRegression(C=10).fit(seen, is_so)
    return {"weights": found.coef_[0].tolist(), "bias": found.intercept_.tolist()}


if __name__ == "__main__":
    main()
