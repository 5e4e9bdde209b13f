"""Labels (标注): messages that people sort by hand, so that the classifier learns from them.

A sample waits until somebody says what it is. A share of them is said twice, by two people; what
they agree on is settled, what they don't is settled by a third word. A share drawn by lot is never
learned from: it only tells how good a classifier is.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlmodel import Field

from models.columns import BIG, Instant, Word
from models.entity import Entity
from models.terms import Category

#: The label of what is no complaint.
NOTHING: Final = "none"
#: The labels in the order of their keys, 1 to 5.
LABELS: Final = (*(category.value for category in Category), NOTHING)
#: What stands for "nobody can sort this".
ASIDE: Final = "aside"
#: Nobody tells more than this of one matter on purpose.
LONGEST_SAMPLE: Final = 2000

#: Of a hundred samples so many are said twice, and of those drawn by lot so many never taught.
_TWICE: Final = 20
_NEVER_TAUGHT: Final = 50


class Source(StrEnum):
    """Why a message is to be sorted by hand."""

    CHANGED = "changed"  #: a manager put its case into another category
    DISAGREED = "disagreed"  #: a manager upheld the case as something else than it was read as
    UNSURE = "unsure"  #: the classifier was not sure
    DOUBTED = "doubted"  #: its label does not look right to a classifier that never saw it
    RANDOM = "random"  #: drawn by lot
    IMPORTED = "imported"  #: came with its label from a file


class SampleState(StrEnum):
    """How far a sample has come."""

    WAITING = "waiting"
    AGAIN = "again"  #: said once, waits for a second person
    DISPUTED = "disputed"  #: said differently by two
    SETTLED = "settled"
    ASIDE = "aside"  #: can't be sorted by anybody


class Sample(Entity, table=True):
    """A message to be sorted, and what it was settled to be.

    `guess` is what the classifier took it for, `hint` what a manager did. The smaller the `margin`
    between its two likeliest labels, the more is learned from it. The three `kin` numbers find
    messages that are nearly the same.
    """

    company_id: int = Field(default=1, primary_key=True)
    id: int = Field(primary_key=True, sa_type=BIG)
    text: str
    source: Source = Field(sa_type=Word(Source))
    is_random: bool = False
    message_id: int | None = Field(default=None, sa_type=BIG)
    case_id: int | None = Field(default=None, sa_type=BIG)
    batch: str = Field(default="", max_length=32)  #: the import that it came with
    guess: str = Field(default="", max_length=24)
    guess_by: str = Field(default="", max_length=16)  #: version of the classifier
    hint: str = Field(default="", max_length=24)
    margin: float = 0.0
    kin_a: int = Field(default=0, sa_type=BIG)
    kin_b: int = Field(default=0, sa_type=BIG)
    kin_c: int = Field(default=0, sa_type=BIG)
    frozen: bool = False  #: never learned from
    state: SampleState = Field(default=SampleState.WAITING, sa_type=Word(SampleState))
    label: str = Field(default="", max_length=24)
    secondary: str = Field(default="", max_length=24)
    put_at: datetime = Field(sa_type=Instant)
    settled_at: datetime | None = Field(default=None, sa_type=Instant)
    version: int = 0

    @property
    def is_blind(self) -> bool:
        """Whether it is sorted without being told what the machine or anybody else takes it for."""
        return self.is_random or self.state is SampleState.AGAIN


class Opinion(Entity, table=True):
    """What one person says that a sample is; the first, the second, or the one that settles it."""

    company_id: int = Field(default=1, primary_key=True)
    sample_id: int = Field(primary_key=True, sa_type=BIG)
    place: int = Field(primary_key=True)  #: 1, 2; 3 settles
    label: str = Field(max_length=24)
    secondary: str = Field(default="", max_length=24)
    author_no: str = Field(max_length=32)
    at: datetime = Field(sa_type=Instant)


def is_said_twice(sample: Sample) -> bool:
    """By lot, the same whenever it is asked; doubted labels always are."""
    return sample.source is Source.DOUBTED or _lot(f"twice:{sample.id}") < _TWICE


def is_never_taught(text: str) -> bool:
    """Of what was drawn by lot, whether it is kept for judging; by its words, so that the same
    message never stands on both sides."""
    return _lot(f"frozen:{text}") < _NEVER_TAUGHT


def _lot(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()[:4]) % 100


def state_after(sample: Sample, opinions: Sequence[Opinion]) -> SampleState:
    """How far the sample has come with these opinions, in the order of their places."""
    if not opinions:
        return SampleState.WAITING
    if opinions[-1].label == ASIDE:
        return SampleState.ASIDE
    if len(opinions) > 2:
        return SampleState.SETTLED
    if len(opinions) == 1:
        return SampleState.AGAIN if is_said_twice(sample) else SampleState.SETTLED
    same = opinions[0].label == opinions[1].label
    return SampleState.SETTLED if same else SampleState.DISPUTED


def settle(sample: Sample, opinions: Sequence[Opinion], now: datetime) -> None:
    """Bring a sample to the state that its opinions give it."""
    sample.state = state_after(sample, opinions)
    is_settled = sample.state is SampleState.SETTLED
    sample.label = opinions[-1].label if is_settled else ""
    sample.secondary = opinions[-1].secondary if is_settled else ""
    sample.settled_at = now if is_settled else None


def kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Cohen's kappa (1960): how far two people agree beyond chance; None where nothing can be said,
    because there are no pairs or chance alone would make all of them agree."""
    if not pairs:
        return None
    agreed = sum(one == other for one, other in pairs) / len(pairs)
    first, second = (Counter(said) for said in zip(*pairs, strict=True))
    by_chance = sum(first[label] * second[label] for label in first) / len(pairs) ** 2
    return (agreed - by_chance) / (1 - by_chance) if by_chance < 1 else None
