"""The reader: one message in, everything understood of it out.

Label, confidence and band come from the classifier, the rest from rules that anyone can read:
grade, facts, and the places where one matter ends and the next begins.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from nlp import artifact, facts, grades, matters
from nlp.classifier import Classifier, Judgement
from nlp.reading import NONE, Band, Facts, Matter, Reading
from nlp.reasons import reasons
from nlp.text import MAX_LENGTH

#: Most matters told apart in one message; further ones stay with the last.
MOST_MATTERS = 3


@dataclass(frozen=True, slots=True)
class Day:
    """The day of a message, and the shop's weekdays (Monday is 1) where they are known."""

    today: date
    order_weekday: int | None = None
    delivery_weekday: int | None = None

    def facts(self, text: str) -> Facts:
        return facts.extract(text, self.today, self.order_weekday, self.delivery_weekday)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads messages with one classifier; safe to share between threads."""

    classifier: Classifier

    @staticmethod
    def load(folder: Path) -> "Reader":
        """A reader with the classifier of a folder, warmed up. Raises an `ArtifactRejected`."""
        reader = Reader(artifact.load(folder))
        reader.classifier.judge("烟")
        return reader

    @property
    def version(self) -> str:
        return self.classifier.version

    def read(
        self,
        text: str,
        today: date,
        order_weekday: int | None = None,
        delivery_weekday: int | None = None,
    ) -> Reading:
        """All that was understood of a message as received; never raises.

        `order_weekday` and `delivery_weekday` count from Monday = 1, as the roster does.
        """
        day = Day(today, order_weekday, delivery_weekday)
        judged = self.classifier.judge(text)
        sure_kind = judged.subcategory if judged.band is Band.ACT else None
        grade, grade_words = grades.grade(text, kind=sure_kind or "")
        return Reading(
            text=text,
            label=judged.label,
            confidence=judged.confidence,
            band=judged.band,
            secondary=judged.secondary,
            subcategory=judged.subcategory,
            grade=grade,
            grade_words=grade_words,
            reasons=reasons(self.classifier, text, judged.label),
            facts=day.facts(text),
            matters=self._matters(text, judged, day),
            version=self.version,
        )

    def _matters(self, text: str, whole: Judgement, day: Day) -> tuple[Matter, ...]:
        """One matter a complaint that stands clearly by itself; an ordinary message is one."""
        parts = self._clear_parts(text, whole)
        if len(parts) < 2:
            return (_matter(text, whole, day),)
        return tuple(_matter(part, judged, day) for part, judged in parts)

    def _clear_parts(self, text: str, whole: Judgement) -> list[tuple[str, Judgement]]:
        """The parts of a message with different complaints, or none.

        A part whose label is not sure, or that is no complaint, belongs to its neighbour: a clause
        by itself says little ("电话也不接"). Where the whole message has no secondary label, each
        part must be sure enough to act on.
        """
        if whole.label == NONE:
            return []
        wanted = {whole.label, whole.secondary} - {None}
        joined: list[_Part] = []
        for start, end in _places(text, matters.split(text[:MAX_LENGTH])):
            judged = self.classifier.judge(text[start:end])
            clear = judged.label in wanted if whole.secondary else judged.band is Band.ACT
            label = judged.label if clear and judged.label != NONE else ""
            _join(joined, _Part(start, end, label))
        if len({part.label for part in joined}) < 2:
            return []
        said = [text[part.start : part.end].strip() for part in joined]
        return [(part, self.classifier.judge(part)) for part in said]


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of the message, with its label if that is clear."""

    start: int
    end: int
    label: str


def _places(text: str, parts: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Where the parts stand in the text, in order; what is between goes with the part before."""
    starts = []
    at = 0
    for part in parts:
        at = text.index(part, at)
        starts.append(at)
        at += len(part)
    return pairwise([*starts, len(text)])


def _join(joined: list[_Part], part: _Part) -> None:
    """Add a part to the matters told so far: to the last one if it is of the same label or none."""
    last = joined[-1] if joined else None
    full = len(joined) == MOST_MATTERS
    if last and (full or part.label in ("", last.label) or not last.label):
        joined[-1] = _Part(last.start, part.end, last.label or part.label)
    else:
        joined.append(part)


def _matter(text: str, judged: Judgement, day: Day) -> Matter:
    return Matter(text, judged.label, judged.confidence, judged.subcategory, day.facts(text))
