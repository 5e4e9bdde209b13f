"""Learning: how messages were read, how often, and the trainings of a new classifier."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Field

from models.columns import BIG, Day, Instant, Word, Words, document
from models.entity import Entity


class KeptReading(Entity, table=True):
    """How a retailer's message was sorted, and by which classifier; its words stay where they are.

    A thought of several messages is one reading, from its first utterance to its last.
    """

    company_id: int = Field(default=1, primary_key=True)
    message_id: int = Field(primary_key=True, sa_type=BIG)  #: of its first utterance
    until_id: int = Field(sa_type=BIG)
    at: datetime = Field(sa_type=Instant)
    label: str = Field(max_length=24)
    confidence: float
    band: str = Field(max_length=8)
    version: str = Field(max_length=16)


class ReadingTally(Entity, table=True):
    """How many messages of a day one classifier sorted so; and how many of their words it did not
    know."""

    company_id: int = Field(default=1, primary_key=True)
    day: date = Field(primary_key=True, sa_type=Day)
    version: str = Field(primary_key=True, max_length=16)
    label: str = Field(primary_key=True, max_length=24)
    band: str = Field(primary_key=True, max_length=8)
    messages: int = 0
    words: int = 0
    unknown: int = 0


class ShadowTally(Entity, table=True):
    """How many live messages the champion called this and a silent candidate that."""

    company_id: int = Field(default=1, primary_key=True)
    candidate: str = Field(primary_key=True, max_length=16)
    champion: str = Field(primary_key=True, max_length=16)
    said: str = Field(primary_key=True, max_length=24)  #: by the champion
    would_say: str = Field(primary_key=True, max_length=24)
    messages: int = 0


class TrainingState(StrEnum):
    """How far a training has come."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"

    @property
    def is_over(self) -> bool:
        return self in (TrainingState.DONE, TrainingState.FAILED)


class Training(Entity, table=True):
    """One training of a new classifier, from the wish to its report.

    `watchers` are the chats in which it was asked for. `report` holds figures and the numbers of
    messages, never their words.
    """

    company_id: int = Field(default=1, primary_key=True)
    id: int = Field(primary_key=True, sa_type=BIG)
    asked_by: str = Field(default="", max_length=32)
    asked_at: datetime = Field(sa_type=Instant)
    watchers: tuple[str, ...] = Field(default=(), sa_type=Words)
    state: TrainingState = Field(default=TrainingState.WAITING, sa_type=Word(TrainingState))
    step: str = Field(default="", max_length=24)
    done: int = 0
    total: int = 0
    begun_at: datetime | None = Field(default=None, sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    classifier: str = Field(default="", max_length=16)  #: the version that came of it
    report: dict[str, Any] = Field(default_factory=dict, sa_type=document())
    error: str = ""
    version: int = 0
