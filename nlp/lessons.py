"""Lessons: what people confirmed, handed to the process that learns from it.

Whoever only hands them over need not import what learning needs.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nlp.dataset import CORPUS, Example


@dataclass(frozen=True, slots=True)
class Lessons:
    """What is learned beside the corpus, and what is only judged by, beside its gold messages.

    The origin of each names it in reports, which never hold its words.
    """

    taught: tuple[Example, ...] = ()
    frozen: tuple[Example, ...] = ()
    corpus: Path = CORPUS


def write_lessons(lessons: Lessons, file: Path) -> None:
    """Write what people confirmed to a new file that only its owner may read."""
    file.touch(mode=0o600, exist_ok=False)
    parts = {"taught": lessons.taught, "frozen": lessons.frozen}
    content = {name: [_packed(one) for one in examples] for name, examples in parts.items()}
    file.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def read_lessons(file: Path, corpus: Path = CORPUS) -> Lessons:
    """The lessons of a file that `write_lessons` wrote."""
    content = json.loads(file.read_text(encoding="utf-8"))
    return Lessons(_unpacked(content["taught"]), _unpacked(content["frozen"]), corpus)


def _unpacked(rows: Sequence[Sequence[str]]) -> tuple[Example, ...]:
    return tuple(
        Example(text, label, secondary, origin=origin) for text, label, secondary, origin in rows
    )


def _packed(example: Example) -> list[str]:
    return [example.text, example.label, example.secondary, example.origin]
