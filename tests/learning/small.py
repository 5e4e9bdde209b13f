"""A small registry: a champion that learned fifty messages, and a candidate that learned more."""

import csv
from collections.abc import Sequence
from pathlib import Path

from nlp.dataset import Example
from nlp.lessons import Lessons
from nlp.registry import Registry
from nlp.retraining import Retrained, retrain
from tests.reading.lessons import lessons

TRAINED_AT = "2026-03-12T09:00:00+08:00"
#: What people confirmed since, in words of the fifty too: what only few messages have is left out
#: of a training. The origins are those of samples.
CONFIRMED = (
    Example("软盒中华一条都批不下来", "supply", origin="sample:1"),
    Example("送货晚了箱子压扁", "transport", origin="sample:2"),
    Example("打电话催了三回都说在办没人管", "service", origin="sample:3"),
    Example("拆开烟丝里面有虫眼发霉了", "product", origin="sample:4"),
    Example("麻烦问下哪天开会谢谢", "none", origin="sample:5"),
)


def write_rows(file: Path, examples: Sequence[Example]) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["text", "label", "secondary", "origin"])
        rows.writerows([one.text, one.label, one.secondary, one.origin] for one in examples)


def a_corpus(folder: Path) -> Path:
    """The fifty messages, of which the last writer's are judged by."""
    folder.mkdir(parents=True)
    parts = {
        "train": [one for one in lessons() if one.writer != "w5"],
        "gold": [one for one in lessons() if one.writer == "w5"],
    }
    for name, examples in parts.items():
        write_rows(folder / f"{name}.csv", examples)
    return folder


def two_versions(home: Path) -> tuple[Registry, Retrained, Retrained]:
    """A registry under the home with a champion, and a candidate that also learned what people
    confirmed."""
    corpus, registry = a_corpus(home / "corpus"), Registry(home / "classifiers")
    first = retrain(registry, Lessons(corpus=corpus), trained_at=TRAINED_AT)
    registry.promote(first.version)
    confirmed = Lessons(CONFIRMED, corpus=corpus)
    return registry, first, retrain(registry, confirmed, trained_at=TRAINED_AT)
