"""The census: how much there is of everything and how long it has waited, each from an index."""

from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import BigInteger, bindparam, func, select, text, tuple_
from sqlalchemy import case as either

from models.case import Case
from models.mail import Job, JobState, Lane, Queue
from models.terms import Category, Stage
from storage.drawer import Drawer, Shelf
from storage.mail import Mail
from storage.tables import DEAD, OPEN

_CASES: Final = Shelf(Case)
_JOBS: Final = Shelf(Job)
_LANES: Final = Shelf(Lane)
_QUEUE: Final = bindparam("in_queue", type_=_JOBS.queue.type)
_NOW: Final = bindparam("now", type_=_CASES.close_by.type)

_OPEN_CASES: Final = (
    select(
        _CASES.stage,
        _CASES.category,
        func.count(),
        func.sum(either((_CASES.close_by < _NOW, 1), else_=0)),
    )
    .where(_CASES.ours, OPEN)
    .group_by(_CASES.stage, _CASES.category)
)
_DEAD: Final = select(func.count()).where(_JOBS.ours, _JOBS.queue == _QUEUE, DEAD)
_DUE: Final = (
    select(_LANES.due_at)
    .where(_LANES.ours, _LANES.queue == _QUEUE, _LANES.due_at.is_not(None))
    .order_by(_LANES.due_at)
    .limit(1)
)
_PASSAGES: Final = (
    select(
        _JOBS.lane,
        _JOBS.seq,
        _JOBS.dedupe,
        _JOBS.state,
        _JOBS.put_at,
        _JOBS.due_at,
        _JOBS.done_at,
        _JOBS.error,
    )
    .where(
        _JOBS.ours,
        _JOBS.queue == _QUEUE,
        tuple_(_JOBS.lane, _JOBS.seq)
        > tuple_(
            bindparam("after_lane", type_=_JOBS.lane.type),
            bindparam("after_seq", type_=_JOBS.seq.type),
        ),
    )
    .order_by(_JOBS.lane, _JOBS.seq)
    .limit(5000)
)
_BY_FIRST_MESSAGE: Final = (
    select(func.count().label("number"))
    .where(_CASES.ours)
    .group_by(_CASES.complainant, _CASES.first_message_at, _CASES.said)
    .subquery()
)
_CASES_AND_TWINS: Final = select(
    func.coalesce(func.sum(_BY_FIRST_MESSAGE.c.number), 0),
    func.coalesce(func.sum(_BY_FIRST_MESSAGE.c.number - 1), 0),
)
_SIZE: Final = {
    "sqlite": text(
        "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
    ).columns(size=BigInteger),
    "postgresql": text("SELECT pg_database_size(current_database())").columns(size=BigInteger),
}


class Passage(NamedTuple):
    """How one job went."""

    lane: str
    seq: int
    dedupe: str
    state: JobState
    put_at: datetime
    due_at: datetime
    done_at: datetime | None
    error: str


class OpenCases(NamedTuple):
    """How many cases of one stage and category are open, and past their time to close."""

    stage: Stage
    category: Category | None
    number: int
    overdue: int


class InQueue(NamedTuple):
    """What a queue holds: jobs that wait or were set aside, when the oldest of those that wait was
    put, and since when the longest due waits to be taken up."""

    waiting: int
    dead: int
    oldest: datetime | None
    due_since: datetime | None

    def lag(self, now: datetime) -> float:
        """How many seconds late the next piece of work is; 0 if nothing is due."""
        late = (now - self.due_since).total_seconds() if self.due_since else 0.0
        return round(max(late, 0.0), 3)

    def age(self, now: datetime) -> float | None:
        """For how many seconds the oldest has waited."""
        return None if self.oldest is None else round((now - self.oldest).total_seconds(), 1)


class Census(Drawer):
    """Counts, for those who watch over the service."""

    __slots__ = ()

    def queue(self, queue: Queue) -> InQueue:
        waiting, oldest = Mail(self._scribe).waiting(queue)
        dead = self._value(_DEAD, in_queue=queue)
        return InQueue(waiting, dead, oldest, self._value(_DUE, in_queue=queue))

    def queues(self) -> dict[Queue, InQueue]:
        return {queue: self.queue(queue) for queue in Queue}

    def open_cases(self, now: datetime) -> list[OpenCases]:
        """The open cases, counted by stage and category."""
        rows = self._rows(_OPEN_CASES, now=now)
        return [OpenCases(row[0], row[1], row[2], int(row[3])) for row in rows]

    def passages(self, queue: Queue, after: tuple[str, int] = ("", 0)) -> list[Passage]:
        """A page of the jobs of a queue, by lane and place, from the one after `after`."""
        lane, seq = after
        rows = self._rows(_PASSAGES, in_queue=queue, after_lane=lane, after_seq=seq)
        return [Passage(*row) for row in rows]

    def cases(self) -> tuple[int, int]:
        """How many cases there are, and how many of them tell the same matter of the same message
        as another."""
        number, more = self._rows(_CASES_AND_TWINS)[0]
        return int(number), int(more)

    def bytes_used(self) -> int:
        """How large the database is."""
        return int(self._value(_SIZE))
