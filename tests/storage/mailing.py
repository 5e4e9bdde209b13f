"""What tests of jobs and lanes do: put, take, settle, and look what is due."""

from datetime import datetime

from models.mail import Job, JobState, Queue
from storage.engine import Store
from storage.unit_of_work import Work
from tests.storage.rows import NOW

LANE = "web:main:person-1"


def put(store: Store, *keys: str, queue: Queue = Queue.IN, due: datetime | None = None) -> None:
    def unit(work: Work) -> None:
        for key in keys:
            assert work.mail.put(queue, LANE, key, {"key": key}, NOW, due)

    store.run_now(unit)


def turn(store: Store, now: datetime = NOW, queue: Queue = Queue.IN) -> Job | None:
    return store.read_now(lambda work: work.mail.next_job(queue, LANE, now))


def key_of(job: Job | None) -> str | None:
    return job.dedupe if job else None


def settle(store: Store, job: Job | None, state: JobState, **told: object) -> None:
    assert job is not None
    store.run_now(lambda work: work.mail.settle(job, state, NOW, **told))  # type: ignore[arg-type]


def due(store: Store, now: datetime = NOW, queue: Queue = Queue.IN) -> list[str]:
    return store.read_now(lambda work: work.mail.due_lanes(queue, now, 10))
