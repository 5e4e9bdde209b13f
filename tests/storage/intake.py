"""A desk in little, made to be killed: takes messages in, has their effect, answers.

Every message comes twice, as webhooks do. Its effect is a counter by its name and one letter to
its sender, so that whatever is lost, doubled or out of order can be counted afterwards.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from multiprocessing.connection import Connection

from models.mail import JobState, Queue
from storage.engine import Store, open_store
from storage.unit_of_work import Work

LANES = 4


def run(url: str, firsts: list[int], acknowledged: Connection) -> None:
    """Take in each lane's messages from its first, telling each number once it is kept."""
    asyncio.run(_run(open_store(url), firsts, acknowledged))


async def _run(store: Store, firsts: list[int], acknowledged: Connection) -> None:
    intake = [_take_in(store, first, acknowledged) for first in firsts]
    await asyncio.gather(*intake, _work_off(store), _work_off(store))


async def _take_in(store: Store, number: int, acknowledged: Connection) -> None:
    while True:
        await store.run(putting(number))
        came_again = await store.run(putting(number))
        assert came_again is False
        acknowledged.send(number)
        number += LANES


async def _work_off(store: Store) -> None:
    while True:
        if not await work_off_once(store):
            await asyncio.sleep(0.001)


async def work_off_once(store: Store) -> int:
    """Do one job of each lane that is due; how many lanes there were."""
    lanes = await store.read(lambda work: work.mail.due_lanes(Queue.IN, datetime.now(UTC), LANES))
    await asyncio.gather(*(store.run(handling(lane)) for lane in lanes))
    return len(lanes)


def putting(number: int) -> Callable[[Work], bool]:
    return lambda work: work.mail.put(
        Queue.IN, f"lane {number % LANES}", f"message {number}", {"n": number}, datetime.now(UTC)
    )


def handling(lane: str) -> Callable[[Work], None]:
    """The unit that has the effect of one message of the lane."""

    def unit(work: Work) -> None:
        now = datetime.now(UTC)
        if work.mail.lock(Queue.IN, lane) is None:
            return
        job = work.mail.next_job(Queue.IN, lane, now)
        if job is None:
            return
        times = work.counters.next(f"effect of {job.payload['n']}")
        reply = {"n": job.payload["n"], "times": times}
        work.mail.put(Queue.OUT, lane, f"reply {job.payload['n']}:{times}", reply, now)
        work.mail.settle(job, JobState.DONE, now)

    return unit
