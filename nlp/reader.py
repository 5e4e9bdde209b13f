"""The reader: one message in, everything understood of it out.

Label, confidence and band come from the classifier, the rest from rules that anyone can read:
grade, facts, and the places where one matter ends and the next begins.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from nlp import artifact, facts, grades
from nlp.apart import told_apart
from nlp.classifier import Classifier, Judgement
from nlp.reading import Band, Facts, Matter, Reading
from nlp.reasons import reasons


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
        apart = told_apart(text, whole, self.classifier) or [(text, whole)]
        return tuple(_matter(words, judged, day) for words, judged in apart)


def _matter(text: str, judged: Judgement, day: Day) -> Matter:
    return Matter(text, judged.label, judged.confidence, judged.subcategory, day.facts(text))
