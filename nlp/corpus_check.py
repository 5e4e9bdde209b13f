"""The corpus at the door: writers' files become the shipped CSV, without repetitions.

`python -m nlp.corpus_check OUT.csv [--apart OTHER.csv …] FILE.jsonl …` writes what can be used
and says on stderr what was left out. A message that repeats an earlier one, or one of the files to
be kept apart from (the gold set when the training set is written), is left out.
"""

import argparse
import csv
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import astuple, fields
from pathlib import Path
from typing import Any, Final

from models.terms import SUBCATEGORIES, Category, Grade
from nlp.dataset import Example, read_examples
from nlp.errors import DataRejected
from nlp.likeness import LikenessIndex
from nlp.reading import NONE

LABELS: Final = (*(category.value for category in Category), NONE)


def from_writers(files: Sequence[Path]) -> list[Example]:
    """The messages of writers' files, in order. Raises `DataRejected` naming file and line."""
    return [
        _example(line, file, number)
        for file in files
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if line.strip()
    ]


def without_repetitions(examples: Iterable[Example], apart: Iterable[Example]) -> list[Example]:
    """The examples that are like none before them and like none of those `apart`."""
    index = LikenessIndex()
    for example in apart:
        index.add(example.text)
    kept = []
    for example in examples:
        if not index.has_like(example.text):
            kept.append(example)
            index.add(example.text)
    return kept


def write(examples: Iterable[Example], file: Path) -> None:
    """The examples as a CSV file with heading, one a row."""
    with file.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow([field.name for field in fields(Example)])
        rows.writerows(astuple(example) for example in examples)


def _example(line: str, file: Path, number: int) -> Example:
    """One line of a writer's file; its origin is the file's name and the persona's letter."""
    try:
        told = json.loads(line)
        text, label = str(told["text"]).strip(), str(told["label"])
        words = {key: str(told.get(key) or "") for key in ("secondary", "subcategory", "grade")}
        hand = str(told.get("hand") or "a")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataRejected(f"{file.name} 第 {number} 行不是一条样本。") from error
    example = Example(text, label, origin=f"{file.stem}-{hand}", **words)
    if fault := _fault(example):
        raise DataRejected(f"{file.name} 第 {number} 行：{fault}。")
    return example


def _fault(example: Example) -> str:
    """What is wrong with the words of an example, or nothing."""
    rules: tuple[tuple[bool, str], ...] = (
        (bool(example.text), "没有文字"),
        (example.label in LABELS, "类别不在允许之列"),
        (example.secondary in ("", *LABELS), "次类别不在允许之列"),
        (example.grade in {grade.value for grade in Grade}, "紧急程度不在允许之列"),
        (example.subcategory in _subcategories(example.label), "子类不属于这个类别"),
    )
    return next((fault for holds, fault in rules if not holds), "")


def _subcategories(label: str) -> tuple[str, ...]:
    return SUBCATEGORIES[Category(label)] if label in set(Category) else ("",)


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _arguments(arguments)
    try:
        told = from_writers(asked.files)
        apart = [example for file in asked.apart for example in read_examples(file)]
    except DataRejected as error:
        print(error, file=sys.stderr)
        return 2
    kept = without_repetitions(told, apart)
    write(kept, asked.out)
    print(f"{len(told)} 条中写出 {len(kept)} 条，重复 {len(told) - len(kept)} 条", file=sys.stderr)
    return 0


def _arguments(arguments: Sequence[str] | None) -> Any:
    parser = argparse.ArgumentParser(prog="python -m nlp.corpus_check", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--apart", type=Path, action="append", default=[])
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
