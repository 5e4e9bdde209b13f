"""What waits to be done: jobs in lanes, buttons that were offered, page events."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Field

from models.columns import BIG, Instant, Word, document
from models.entity import Entity


class Queue(StrEnum):
    """Kinds of work: messages that arrived, letters that must go out, clocks that ring, files to be
    fetched from the channels that keep them, reports to be drawn."""

    IN = "in"
    OUT = "out"
    TIMER = "timer"
    FETCH = "fetch"
    DRAW = "draw"


class JobState(StrEnum):
    """How far a job has come; `dead` was set aside after too many failures."""

    WAITING = "waiting"
    DONE = "done"
    DEAD = "dead"


class Job(Entity, table=True):
    """One piece of work. Jobs of a lane are done in the order of `seq`, one at a time."""

    company_id: int = Field(default=1, primary_key=True)
    queue: Queue = Field(primary_key=True, sa_type=Word(Queue))
    lane: str = Field(primary_key=True, max_length=160)
    seq: int = Field(primary_key=True, sa_type=BIG)
    dedupe: str = Field(max_length=200)
    payload: dict[str, Any] = Field(default_factory=dict, sa_type=document())
    state: JobState = Field(default=JobState.WAITING, sa_type=Word(JobState))
    put_at: datetime = Field(sa_type=Instant)
    due_at: datetime = Field(sa_type=Instant)
    done_at: datetime | None = Field(default=None, sa_type=Instant)
    attempts: int = 0
    error: str = ""


class Lane(Entity, table=True):
    """The turn-keeper of one conversation, person or case in one queue.

    `due_at` is when its next job falls due (None: nothing waits); a lease is held only for work
    that touches the outside world.
    """

    company_id: int = Field(default=1, primary_key=True)
    queue: Queue = Field(primary_key=True, sa_type=Word(Queue))
    lane: str = Field(primary_key=True, max_length=160)
    last_seq: int = Field(default=0, sa_type=BIG)
    due_at: datetime | None = Field(default=None, sa_type=Instant)
    leased_until: datetime | None = Field(default=None, sa_type=Instant)
    leased_by: str = Field(default="", max_length=64)


class Button(Entity, table=True):
    """A choice that was offered: what it means, to whom, and in which letter.

    The token is all that travels; everything else is looked up here and checked again when it is
    pressed, since the sender of a press may have made the token up. A typed word or digit is
    looked up among the buttons last offered at the address.
    """

    company_id: int = Field(default=1, primary_key=True)
    token: str = Field(primary_key=True, max_length=24)
    address: str = Field(max_length=160)
    letter_id: int = Field(sa_type=BIG)  #: grows with time, so the last letter has the largest
    place: int  #: from 1, as people type it
    label: str = Field(max_length=64)
    key: str = Field(max_length=48)
    case_id: int | None = Field(default=None, sa_type=BIG)
    offered_at: datetime = Field(sa_type=Instant)
    closed_at: datetime | None = Field(default=None, sa_type=Instant)  #: it means nothing any more


class PageEvent(Entity, table=True):
    """One thing the chat page shows; the page asks for all after the last it has seen."""

    company_id: int = Field(default=1, primary_key=True)
    conversation: str = Field(primary_key=True, max_length=64)
    seq: int = Field(primary_key=True)
    key: str = Field(max_length=200)  #: unique in the conversation, so nothing is shown twice
    at: datetime = Field(sa_type=Instant)
    content: dict[str, Any] = Field(default_factory=dict, sa_type=document())


class Counter(Entity, table=True):
    """A number that only grows: case numbers of a day, a channel's offset."""

    company_id: int = Field(default=1, primary_key=True)
    name: str = Field(primary_key=True, max_length=64)
    value: int = Field(default=0, sa_type=BIG)
