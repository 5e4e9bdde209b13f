"""Retraining: a candidate from the corpus and what people confirmed since, judged beside the
champion, and kept in the registry whether or not it may serve.

`python -m nlp.retraining --registry DIR --lessons FILE.json [--corpus DIR]` does it in a process of
its own: it says on stdout how far it is, a JSON object a line, and at the end what came of it.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from nlp import artifact, gate, pictures
from nlp.classifier import Classifier
from nlp.comparison import compare
from nlp.dataset import CORPUS, Example, read_examples
from nlp.doubts import Doubt, doubted
from nlp.errors import ArtifactRejected, DataRejected, NothingToLearn, ReadingError
from nlp.lessons import Lessons, read_lessons
from nlp.likeness import LikenessIndex
from nlp.registry import PICTURES, Registry
from nlp.training import STEPS, Progress, Trained, train

#: The steps of the training, and two more: judging, keeping.
ALL_STEPS: Final = STEPS + 2


@dataclass(frozen=True, slots=True)
class Retrained:
    """What came of it: the version, the gate's verdict, the whole account."""

    version: str
    verdict: gate.Verdict
    report: dict[str, Any]


def retrain(
    registry: Registry,
    lessons: Lessons,
    *,
    trained_at: str,
    progress: Progress = lambda step, done, total: None,
    out: Path | None = None,
) -> Retrained:
    """Make a candidate and keep it, in the registry unless a folder is named.

    Raises a `DataRejected`, `Damaged` for the registry, or `FolderTaken`.
    """
    began = time.monotonic()
    if out is not None:
        artifact.must_be_free(out)
    corpus, gold, must_pass = (_part(lessons, name) for name in ("train", "gold", "must_pass"))
    judged = (*gold, *lessons.frozen)
    told = len(lessons.taught)
    lessons = replace(lessons, taught=_unlike(lessons.taught, (*judged, *must_pass)))
    learned = (*corpus, *lessons.taught)
    trained = train(learned, _part(lessons, "calibration"), progress=_with_all_steps(progress))
    progress("评估", STEPS, ALL_STEPS)
    champion = _champion_of(registry)
    verdict = gate.judge(trained.classifier, champion, judged, must_pass)
    report = {
        **verdict.to_json(),
        **compare(trained, verdict, champion, learned, judged, len(gold)),
        "taught": len(lessons.taught),
        "left_out": told - len(lessons.taught),
        "frozen": len(lessons.frozen),
        "judged": len(judged),
        "doubts": [doubt.to_json() for doubt in _doubts(trained, learned, lessons)],
        "trained_at": trained_at,
    }
    progress("存档", STEPS + 1, ALL_STEPS)
    version = _keep(registry, trained, verdict, report, out)
    progress("完成", ALL_STEPS, ALL_STEPS)
    report |= {"version": version, "seconds": round(time.monotonic() - began, 1)}
    return Retrained(version, verdict, report)


def _unlike(taught: Sequence[Example], judged: Sequence[Example]) -> tuple[Example, ...]:
    """What may be learned: nothing that is judged by, nor that message written once more."""
    index = LikenessIndex()
    for example in judged:
        index.add(example.text)
    return tuple(example for example in taught if not index.has_like(example.text))


def _with_all_steps(progress: Progress) -> Progress:
    """The training's own end is not the end here."""

    def tell(step: str, done: int, total: int) -> None:
        if done < STEPS:
            progress(step, done, ALL_STEPS)

    return tell


def _part(lessons: Lessons, name: str) -> tuple[Example, ...]:
    """A part of the corpus. Raises `NothingToLearn` where one is missing that can't be."""
    path = lessons.corpus / f"{name}.csv"
    if path.exists():
        return read_examples(path)
    if name in ("train", "gold"):
        raise NothingToLearn(f"这份安装里缺少语料 {path.name}。请重新安装首问。")
    return ()


def _champion_of(registry: Registry) -> Classifier | None:
    """The champion, as far as it can be trusted; without one only the absolute conditions hold."""
    if registry.champion is None:
        return None
    try:
        return registry.load(registry.champion)
    except ArtifactRejected:
        return None


def _doubts(trained: Trained, learned: Sequence[Example], lessons: Lessons) -> Sequence[Doubt]:
    """Doubts about what people confirmed; the corpus was read by two already."""
    first = len(learned) - len(lessons.taught)
    return doubted(trained.classifier, trained.held_out[first:], lessons.taught)


def _keep(
    registry: Registry,
    trained: Trained,
    verdict: gate.Verdict,
    report: dict[str, Any],
    out: Path | None,
) -> str:
    about = {
        **trained.about(),
        "trained_at": report["trained_at"],
        "scores": verdict.candidate.to_json(),
        "passed_the_gate": verdict.passes,
        "report": report,
    }
    if out is not None:
        return artifact.save(trained.classifier, out, about)
    version = registry.add(trained.classifier, about)
    pictures.draw(verdict.candidate, registry.folder(version) / PICTURES)
    return version


def main(words: Sequence[str] | None = None) -> int:
    """The process of its own: 0 with a report, 2 where the lessons can't be learned from."""
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("--registry", type=Path, required=True)
    told.add_argument("--lessons", type=Path, required=True)
    told.add_argument("--corpus", type=Path, default=CORPUS)
    told.add_argument("--trained-at", required=True)
    wanted = told.parse_args(words)
    try:
        lessons = read_lessons(wanted.lessons, wanted.corpus)
        registry = Registry(wanted.registry)
        found = retrain(registry, lessons, trained_at=wanted.trained_at, progress=_tell)
    except (ReadingError, OSError) as error:
        _put({"error": str(error) if isinstance(error, ReadingError) else type(error).__name__})
        return 2 if isinstance(error, DataRejected) else 1
    _put({"report": found.report})
    return 0


def _tell(step: str, done: int, total: int) -> None:
    _put({"step": step, "done": done, "total": total})


def _put(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    if hasattr(os, "nice"):
        os.nice(10)  # whoever answers messages goes first
    sys.exit(main())
