"""Jobs and lanes: what waits to be done, in the order of each conversation, each thing once.

Work that only touches the database locks its lane and is done and settled in one transaction: a
crash rolls everything back. Work that touches the outside world leases its lane, does up to
eight jobs and settles each in a small transaction of its own: a crash repeats at most one of them.

A job put for later takes its turn when it falls due and holds nobody up. A job that failed keeps
its turn: its lane is held until it is tried again, so that order survives.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from models.columns import to_micros
from models.mail import Job, JobState, Lane, Queue
from storage import mail_statements as say
from storage.documents import as_json
from storage.drawer import Drawer


class Arrival(NamedTuple):
    """A job to be put: its lane, what it is known by, its content, when it falls due."""

    lane: str
    dedupe: str
    payload: dict[str, Any]
    due: datetime


class Mail(Drawer):
    """Jobs by queue and lane."""

    __slots__ = ()

    def put(
        self,
        queue: Queue,
        lane: str,
        dedupe: str,
        payload: dict[str, Any],
        now: datetime,
        due: datetime | None = None,
    ) -> bool:
        """Add a job to the end of its lane; False, and nothing done, if `dedupe` was put before."""
        at = due or now
        seq = self._value(say.TAKE_PLACE, in_queue=queue, in_lane=lane, dedupe=dedupe, due=at)
        if seq is None:
            return False
        if self._put((queue, lane, seq), dedupe, payload, now, at):
            return True
        # Somebody else put it between the two statements: the lane waits for nothing new.
        self._turn(queue, lane, now)
        return False

    def put_all(self, queue: Queue, arrivals: Iterable[Arrival], now: datetime) -> int:
        """Add jobs to the ends of their lanes in the order told; how many of them were new. None
        falls due before what waits in its lane already."""
        told: dict[str, Arrival] = {}
        for each in arrivals:
            told.setdefault(each.dedupe, each)
        rows = as_json([(*each[:3], to_micros(each.due)) for each in told.values()])
        lanes = self._rows(say.TAKE_PLACES, in_queue=queue, rows=rows)
        put = self._write(say.PUT_JOBS, in_queue=queue, rows=rows, now=now)
        if put < len(told):
            # Some came before, perhaps between the two statements: then a lane waits for nothing.
            for (lane,) in lanes:
                self._turn(queue, lane, now)
        return put

    def set_timer(
        self, lane: str, due: datetime | None, payload: dict[str, Any], now: datetime
    ) -> None:
        """Let the lane's one timer ring at `due`, in place of the one that was set; None: never."""
        # The lane before its jobs, as everywhere: else two units could wait for each other.
        if due is None:
            self._write(say.QUIET, in_queue=Queue.TIMER, in_lane=lane)
            self._write(say.FORGET_WAITING, in_queue=Queue.TIMER, in_lane=lane)
            self._write(say.DROP_EMPTY, in_queue=Queue.TIMER, in_lane=lane)
            return
        seq = self._value(say.TAKE_PLACE_ALONE, in_queue=Queue.TIMER, in_lane=lane, due=due)
        self._write(say.FORGET_WAITING, in_queue=Queue.TIMER, in_lane=lane)
        self._put((Queue.TIMER, lane, seq), f"{lane}#{seq}", payload, now, due)

    def due_lanes(self, queue: Queue, now: datetime, limit: int) -> list[str]:
        """Lanes with something to do that nobody holds, the longest due first."""
        rows = self._rows(say.DUE_LANES, in_queue=queue, now=now, limit=limit)
        return [row[0] for row in rows]

    def take(self, queue: Queue, now: datetime, owners: Iterable[str] = ()) -> str | None:
        """Hold the lane that has been due the longest, of those that nobody else holds, to the end
        of the transaction; None if there is none.

        `owners` are the channels, or accounts as "channel:account", whose lanes may be taken.
        """
        told = ",".join(owners)
        if told:
            lane = self._value(say.TAKE, in_queue=queue, now=now, owners=f",{told},")
        else:
            lane = self._value(say.TAKE_ANY, in_queue=queue, now=now)
        return None if lane is None else str(lane)

    def take_known(self, queue: Queue, now: datetime, owners: Iterable[str]) -> str | None:
        """The same of the lanes of conversations that are bound to a shop or to staff."""
        told = ",".join(owners)
        lane = self._value(say.TAKE_KNOWN, in_queue=queue, now=now, owners=f",{told},")
        return None if lane is None else str(lane)

    def lock(self, queue: Queue, lane: str) -> Lane | None:
        """Hold the lane to the end of the transaction; None if another worker has it."""
        return self._first(say.LANES, say.LOCK, in_queue=queue, in_lane=lane)

    def next_job(self, queue: Queue, lane: str, now: datetime) -> Job | None:
        """The job whose turn it is, if it is due and the lane is not held for a retry."""
        return self._first(say.JOBS, say.NEXT_JOB, in_queue=queue, in_lane=lane, now=now)

    def waiting_jobs(self, queue: Queue, lane: str, limit: int) -> list[Job]:
        """The first jobs of the lane that are not done, due or not, in order."""
        return self._all(say.JOBS, say.WAITING_JOBS, in_queue=queue, in_lane=lane, limit=limit)

    def settle(
        self,
        job: Job,
        state: JobState,
        now: datetime,
        error: str = "",
        retry_at: datetime | None = None,
    ) -> bool:
        """Write down what became of a job and when its lane has its next turn; False, and nothing
        done, if somebody else has settled it since it was read.

        A job that stays `WAITING` has failed once more and holds its lane until `retry_at`.
        """
        attempts = job.attempts + (state is not JobState.DONE)
        return self._settle(job, state, now, attempts, error, retry_at)

    def postpone(self, job: Job, until: datetime, now: datetime, error: str = "") -> bool:
        """Hold the job's lane until then, without counting a failure against the job; False as
        with `settle`."""
        return self._settle(job, JobState.WAITING, now, job.attempts, error, until)

    def rest(self, queue: Queue, lane: str, until: datetime) -> None:
        """Let nobody take the lane before then; it is not due any earlier or later for that."""
        self._write(say.REST, in_queue=queue, in_lane=lane, until=until)

    def note(self, job: Job) -> None:
        """Keep what the job's payload says now."""
        self._write(
            say.NOTE, in_queue=job.queue, in_lane=job.lane, at_seq=job.seq, content=job.payload
        )

    def lease(self, queue: Queue, lane: str, by: str, until: datetime, now: datetime) -> list[Job]:
        """Take the lane for outside work; its due jobs in order, at most eight, or none."""
        if not self._write(say.LEASE, in_queue=queue, in_lane=lane, by=by, until=until, now=now):
            return []
        jobs = self._all(say.JOBS, say.DUE_JOBS, in_queue=queue, in_lane=lane, now=now)
        if not jobs:
            self.release(queue, lane, by)
            self._turn(queue, lane, now)
        return jobs

    def lease_next(
        self, queue: Queue, owners: Iterable[str], by: str, until: datetime, now: datetime
    ) -> list[Job] | None:
        """Take the lane that has been due the longest for outside work: its due jobs, at most
        eight, or none after all; None where no lane is due."""
        lane = self.take(queue, now, owners)
        return None if lane is None else self.lease(queue, lane, by, until, now)

    def renew(self, queue: Queue, lane: str, by: str, until: datetime) -> bool:
        """Hold a lease longer; False if it is lost."""
        return self._write(say.RENEW, in_queue=queue, in_lane=lane, by=by, until=until) > 0

    def release(self, queue: Queue, lane: str, by: str) -> None:
        """Give a lease back. A lane that is held for a retry stays held."""
        self._write(say.RELEASE, in_queue=queue, in_lane=lane, by=by)

    def free_leases(self) -> int:
        """Give back the leases of everybody, where nobody else can be at work; how many."""
        return self._write(say.RELEASE_ALL)

    def waiting(self, queue: Queue) -> tuple[int, datetime | None]:
        """How many jobs wait, and when the oldest of them was put."""
        count, oldest = self._rows(say.COUNT_WAITING, in_queue=queue)[0]
        return count, oldest

    def dead(self, queue: Queue) -> list[Job]:
        """The jobs that were set aside, in order."""
        return self._all(say.JOBS, say.DEAD_JOBS, in_queue=queue)

    def look_again(self, queue: Queue, lane: str, now: datetime) -> None:
        """Set down anew when the lane falls due, where nothing was found in it after all."""
        self._wait_for_puts(queue, lane)
        self._turn(queue, lane, now)

    def prune(self, before: datetime, limit: int = 1000) -> int:
        """Remove at most `limit` jobs that were done before then, and the lanes that are empty
        without them; how many jobs. What was set aside stays."""
        rows = self._rows(say.PRUNE, before=before, limit=limit)
        for queue, lane in sorted({(row[0], row[1]) for row in rows}):
            self._write(say.DROP_EMPTY, in_queue=queue, in_lane=lane)
        return len(rows)

    def _put(
        self, place: tuple[Queue, str, int], dedupe: str, payload: dict[str, Any], *times: datetime
    ) -> bool:
        """Write the job at its place; False if one like it is there already."""
        queue, lane, seq = place
        put_at, due_at = times
        return (
            self._write(
                say.PUT_JOB,
                company_id=self._company,
                queue=queue,
                lane=lane,
                seq=seq,
                dedupe=dedupe,
                payload=payload,
                state=JobState.WAITING,
                put_at=put_at,
                due_at=due_at,
                done_at=None,
                attempts=0,
                error="",
            )
            > 0
        )

    def _settle(
        self,
        job: Job,
        state: JobState,
        now: datetime,
        attempts: int,
        error: str,
        held_until: datetime | None,
    ) -> bool:
        self._wait_for_puts(job.queue, job.lane)
        is_settled = self._write(
            say.SETTLE,
            in_queue=job.queue,
            in_lane=job.lane,
            at_seq=job.seq,
            was=job.state,
            to_state=state,
            at_done=now if state is JobState.DONE else None,
            tries=attempts,
            cause=error,
        )
        if not is_settled:
            return False
        self._turn(job.queue, job.lane, now)
        if held_until:
            self._write(say.HOLD, in_queue=job.queue, in_lane=job.lane, until=held_until)
        return True

    def _turn(self, queue: Queue, lane: str, now: datetime) -> None:
        """Let the lane know when its next job falls due."""
        self._write(say.TURN, in_queue=queue, in_lane=lane, now=now)

    def _wait_for_puts(self, queue: Queue, lane: str) -> None:
        """Let whoever is putting a job into the lane finish, so that it isn't overlooked.

        On PostgreSQL one statement would not see a job that is committed while it waits for the
        lane; SQLite has one writer at a time.
        """
        if self._scribe.is_postgres:
            self._rows(say.WAIT_FOR_PUTS, in_queue=queue, in_lane=lane)
