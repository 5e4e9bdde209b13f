"""What was set aside: messages nobody could read, letters no channel took, files nobody had."""

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete, select, tuple_

from models.mail import Job, Queue
from storage.drawer import Drawer, Shelf
from storage.mail_statements import DROP_EMPTY
from storage.tables import DEAD

_JOBS: Final = Shelf(Job)
_IN_LANE: Final = (
    _JOBS.ours,
    _JOBS.queue == bindparam("in_queue", type_=_JOBS.queue.type),
    _JOBS.lane == bindparam("in_lane", type_=_JOBS.lane.type),
    DEAD,
)
_KEY: Final = tuple(_JOBS.table.c[name] for name in ("company_id", *_JOBS.key))

_LATEST: Final = (
    select(_JOBS.table)
    .where(_JOBS.ours, DEAD)
    .order_by(_JOBS.put_at.desc(), *_KEY)
    .limit(bindparam("limit"))
)
_ALL_IN_LANE: Final = select(_JOBS.table).where(*_IN_LANE).order_by(_JOBS.seq)
_AT: Final = select(_JOBS.table).where(*_IN_LANE, _JOBS.seq == bindparam("at_seq"))
_FORGET: Final = delete(_JOBS.table).where(*_IN_LANE, _JOBS.seq == bindparam("at_seq"))
_PUT_BEFORE: Final = (
    select(*_KEY)
    .where(_JOBS.ours, DEAD, _JOBS.put_at < bindparam("before"))
    .limit(bindparam("limit"))
)
_FORGET_BEFORE: Final = (
    delete(_JOBS.table).where(tuple_(*_KEY).in_(_PUT_BEFORE)).returning(_JOBS.queue, _JOBS.lane)
)


class SetAside(Drawer):
    """Jobs that were given up, to be looked at by people and forgotten in time."""

    __slots__ = ()

    def latest(self, limit: int) -> list[Job]:
        """Those of all queues, the latest put first."""
        return self._all(_JOBS, _LATEST, limit=limit)

    def in_lane(self, queue: Queue, lane: str) -> list[Job]:
        """Those of a lane, in order."""
        return self._all(_JOBS, _ALL_IN_LANE, in_queue=queue, in_lane=lane)

    def find(self, queue: Queue, lane: str, seq: int) -> Job | None:
        """The one at this place; None where there is none, or it was seen to by now."""
        return self._first(_JOBS, _AT, in_queue=queue, in_lane=lane, at_seq=seq)

    def forget(self, job: Job) -> None:
        """Remove it: nobody is to read it any more."""
        self._write(_FORGET, in_queue=job.queue, in_lane=job.lane, at_seq=job.seq)
        self._write(DROP_EMPTY, in_queue=job.queue, in_lane=job.lane)

    def forget_before(self, before: datetime, limit: int) -> int:
        """Remove at most `limit` that were put before then, and the lanes that are empty without
        them; how many."""
        rows = self._rows(_FORGET_BEFORE, before=before, limit=limit)
        for queue, lane in sorted({(row[0], row[1]) for row in rows}):
            self._write(DROP_EMPTY, in_queue=queue, in_lane=lane)
        return len(rows)
