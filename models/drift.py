"""Drift: whether what people write still is what the classifier learned from.

A week is held against the weeks from which the present version came: the four before it was let
serve, or, where too little was read then, its own first four. A share counts as risen when it is
both clearly beyond chance (three standard errors of the difference of two shares) and large enough
to matter; the mix of labels is compared by the population stability index, for which 0.2 is the
usual mark.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from models.learning import ReadingTally

WEEK: Final = timedelta(days=7)
#: The period that a week is held against.
BASE: Final = timedelta(days=28)
#: Fewer messages say nothing.
FEWEST: Final = 100
#: A share has to rise by so much.
_RISE: Final = 0.05
_ERRORS: Final = 3.0
_MIX: Final = 0.2
_ACT: Final = "act"


@dataclass(frozen=True, slots=True)
class Period:
    """What was read in some days: how many messages, how many of them not surely, the labels, and
    how many of the words were new."""

    messages: int
    unsure: int
    words: int
    unknown: int
    labels: Counter[str]

    @property
    def unsure_share(self) -> float:
        return self.unsure / self.messages if self.messages else 0.0

    @property
    def unknown_share(self) -> float:
        return self.unknown / self.words if self.words else 0.0


@dataclass(frozen=True, slots=True)
class Drift:
    """A week beside its base, and what has changed: any of "unsure", "unknown", "mix"."""

    week: Period
    base: Period
    mix: float
    risen: tuple[str, ...]


def period(tallies: Iterable[ReadingTally]) -> Period:
    """The tallies as one."""
    known = list(tallies)
    labels: Counter[str] = Counter()
    for one in known:
        labels[one.label] += one.messages
    return Period(
        messages=sum(one.messages for one in known),
        unsure=sum(one.messages for one in known if one.band != _ACT),
        words=sum(one.words for one in known),
        unknown=sum(one.unknown for one in known),
        labels=labels,
    )


def drift(tallies: Sequence[ReadingTally], promoted_on: date, today: date) -> Drift | None:
    """The seven days before today beside the base; None where either says too little."""
    week = period(one for one in tallies if today - WEEK <= one.day < today)
    before = [one for one in tallies if promoted_on - BASE <= one.day < promoted_on]
    base = period(before)
    if base.messages < FEWEST:
        first = (one for one in tallies if promoted_on <= one.day < promoted_on + BASE)
        base = period(one for one in first if one.day < today - WEEK)
    if week.messages < FEWEST or base.messages < FEWEST:
        return None
    mix = stability(base.labels, week.labels)
    return Drift(week, base, mix, tuple(_risen(base, week, mix)))


def _risen(base: Period, week: Period, mix: float) -> Iterable[str]:
    if _has_risen((base.unsure, base.messages), (week.unsure, week.messages)):
        yield "unsure"
    if _has_risen((base.unknown, base.words), (week.unknown, week.words)):
        yield "unknown"
    if mix > _MIX:
        yield "mix"


def _has_risen(before: tuple[int, int], after: tuple[int, int]) -> bool:
    """Whether a share (part, whole) rose beyond chance, and by enough to matter."""
    (part, whole), (new_part, new_whole) = before, after
    if not whole or not new_whole:
        return False
    rise = new_part / new_whole - part / whole
    pooled = (part + new_part) / (whole + new_whole)
    error = math.sqrt(pooled * (1 - pooled) * (1 / whole + 1 / new_whole))
    return rise > _RISE and rise > _ERRORS * error


def stability(before: Counter[str], after: Counter[str]) -> float:
    """The population stability index of two mixes, half a message added to each label."""
    labels = sorted({*before, *after})
    total, new_total = before.total() + len(labels) / 2, after.total() + len(labels) / 2
    return sum(
        (new - old) * math.log(new / old)
        for old, new in (
            ((before[label] + 0.5) / total, (after[label] + 0.5) / new_total) for label in labels
        )
    )
