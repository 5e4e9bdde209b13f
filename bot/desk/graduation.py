"""Graduation: what a training is given, and what comes of it when it ends."""

import hashlib
from pathlib import Path
from typing import Any, Final

from bot.desk import model_card, teaching
from bot.desk.post import Letter, offers, send
from bot.desk.shift import Shift
from bot.wording import say
from models.labels import Opinion, Sample, Source, settle
from models.learning import Training, TrainingState
from models.messages import Address
from models.terms import Role
from nlp.dataset import Example
from nlp.lessons import Lessons
from storage.unit_of_work import Work

#: What stands before a sample's id where a report names it.
SAMPLE: Final = "sample:"


def lessons(work: Work, corpus: Path) -> Lessons:
    """All that people confirmed: what is taught, and what only judges.

    But for messages of cases that are withheld from an admin (F5): the figures of a training are
    for all of them, and would tell by their number that there is one more.
    """
    admins = {person.no for person in work.people.staff_with(Role.ADMIN)}
    withheld = {
        case.id
        for case in work.label_counts.of_accusing()
        if admins.intersection((*case.accused, *case.withheld))
    }
    taught: list[Example] = []
    frozen: list[Example] = []
    for sample in work.labels.settled():
        if sample.case_id not in withheld:
            (frozen if sample.frozen else taught).append(example_of(sample))
    return Lessons(tuple(taught), tuple(frozen), corpus)


def example_of(sample: Sample) -> Example:
    return Example(sample.text, sample.label, sample.secondary, origin=origin_of(sample.id))


def origin_of(sample_id: int) -> str:
    """How a sample is called in lessons and reports.

    The folds of a training deal out writers by name, and ids follow the order in which people
    sorted, which may follow the labels: a few characters by lot stand before the id.
    """
    lot = hashlib.sha256(str(sample_id).encode()).hexdigest()[:6]
    return f"{SAMPLE}{lot}:{sample_id}"


def sample_id_of(origin: str) -> int | None:
    """The id of the sample that is called so, None for what is no sample."""
    number = origin.rpartition(":")[2]
    return int(number) if origin.startswith(SAMPLE) and number.isdecimal() else None


def finished(shift: Shift, training: Training, report: dict[str, Any]) -> None:
    """Keep the report of a training; a candidate that passed the gate listens from now on."""
    training.state, training.ended_at = TrainingState.DONE, shift.now
    training.classifier, training.report = report["version"], report
    shift.work.learning.keep_training(training)
    _ask_again(shift, report)
    registry = teaching.registry_of(shift)
    version, is_new = training.classifier, training.classifier not in registry.champions
    if is_new and report["passes"]:
        teaching.listen(shift, version)
    key = "same" if not is_new else "ready" if report["passes"] else "not_ready"
    lines = [say(f"classifier.{key}", version=version)]
    lines += model_card.told(report) if is_new else []
    _tell(shift, training, "\n".join(lines))


def failed(shift: Shift, training: Training, error: str) -> None:
    """Keep why there is no report."""
    training.state, training.ended_at, training.error = TrainingState.FAILED, shift.now, error
    shift.work.learning.keep_training(training)
    _tell(shift, training, say("classifier.failed", error=error))


def _tell(shift: Shift, training: Training, text: str) -> None:
    for address in training.watchers:
        letter = Letter(text, offers("model"))
        send(shift, Address.parse(address), letter, key=f"training:{training.id}:{address}")


def _ask_again(shift: Shift, report: dict[str, Any]) -> None:
    """Labels in doubt wait for a second person's word; what two agreed on stays."""
    for doubt in report.get("doubts", ()):
        number = sample_id_of(str(doubt["origin"]))
        sample = shift.work.labels.sample(number) if number is not None else None
        opinions = shift.work.labels.opinions(sample.id) if sample else []
        if sample is not None and len(opinions) == 1:
            _doubt(shift, sample, opinions, doubt)


def _doubt(shift: Shift, sample: Sample, opinions: list[Opinion], doubt: dict[str, Any]) -> None:
    sample.source, sample.margin = Source.DOUBTED, float(doubt["probability"])
    settle(sample, opinions, shift.now)
    shift.work.labels.keep(sample)
