"""Killed at any instant, the store has lost nothing that it acknowledged and doubled nothing."""

import asyncio
import random
import time
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from models.mail import Job, Queue
from storage.drawer import Shelf
from storage.engine import Store, open_store
from storage.unit_of_work import Work
from tests.processes import processes
from tests.storage import intake

KILLS = 10
_JOBS = Shelf(Job)


def run_and_kill(url: str, firsts: list[int], after: float) -> list[int]:
    """Let a desk run, kill it `after` seconds from its first acknowledgement; what it had said."""
    ours, its = processes.Pipe(duplex=False)
    desk = processes.Process(target=intake.run, args=(url, firsts, its))
    desk.start()
    its.close()
    said = [ours.recv()]
    time.sleep(after)
    desk.kill()
    desk.join()
    try:
        while True:
            said.append(ours.recv())
    except EOFError:
        return said


def all_jobs(store: Store, queue: Queue) -> list[Job]:
    def unit(work: Work) -> list[Job]:
        statement = _JOBS.table.select().where(_JOBS.queue == queue).order_by(_JOBS.lane, _JOBS.seq)
        return [_JOBS.read(row) for row in work.mail._scribe.rows_of_passing(statement, {})]

    return store.read_now(unit)


async def drain(store: Store) -> None:
    while await intake.work_off_once(store):
        pass


@pytest.mark.timeout(300)
def test_nothing_acknowledged_is_lost_and_nothing_is_done_twice(store_url: str) -> None:
    chance = random.Random(20261122)
    acknowledged: list[int] = []
    firsts = list(range(intake.LANES))
    for _ in range(KILLS):
        said = run_and_kill(store_url, firsts, chance.uniform(0, 0.2))
        acknowledged += said
        # As a sender does: what was acknowledged never comes again, what was not does.
        for number in said:
            firsts[number % intake.LANES] = number + intake.LANES
    store = open_store(store_url)
    asyncio.run(drain(store))
    taken, replies = all_jobs(store, Queue.IN), all_jobs(store, Queue.OUT)
    findings = store.check()
    left = store.read_now(lambda work: work.mail.waiting(Queue.IN))
    due = store.read_now(lambda work: work.mail.due_lanes(Queue.IN, datetime.now(UTC), 10))
    store.close()

    numbers = [job.payload["n"] for job in taken]
    assert len(acknowledged) > KILLS
    assert set(acknowledged) <= set(numbers), "an acknowledged message is lost"
    assert len(numbers) == len(set(numbers)), "a message was kept twice"
    assert sorted(job.payload["n"] for job in replies) == sorted(numbers), "a reply more or less"
    assert {job.payload["times"] for job in replies} == {1}, "an effect was had twice"
    assert [job.payload["n"] for job in replies] == numbers, "replies are out of order"
    for one, next_one in pairwise(taken):
        assert one.lane != next_one.lane or one.payload["n"] < next_one.payload["n"]
    assert (left, due, findings) == ((0, None), [], [])
