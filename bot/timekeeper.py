"""The timekeeper: rings the timers that have come due. Any worker may claim any timer."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.desk import errands
from bot.desk.shift import House, Shift
from bot.dialogue import unfinished
from bot.trouble import where
from models.mail import JobState, Queue
from storage.engine import Store
from storage.unit_of_work import Work

log = structlog.get_logger()

#: How often the timekeeper looks, in seconds.
TICK: Final = 2.0
_AT_ONCE: Final = 50
TRIES: Final = 5
#: What a timer asks for, by the one word in its payload.
ERRANDS: Final = {**errands.ERRANDS, "talk": unfinished.ring}


@dataclass
class Timekeeper:
    """Does what timers ask for, each in one transaction of its own."""

    store: Store
    house: House
    clock: Callable[[], datetime]

    async def run(self, posted: asyncio.Event) -> None:
        """Ring until cancelled."""
        while True:
            if await self.ring_due():
                posted.set()
            await asyncio.sleep(TICK)

    async def ring_due(self) -> int:
        """Ring every timer that is due now; how many."""
        rung = 0
        while lanes := await self._due_lanes():
            done = [await self._ring(lane) for lane in lanes]
            if not any(done):
                break
            rung += sum(done)
        return rung

    async def _due_lanes(self) -> list[str]:
        now = self.clock()
        return await self.store.read(lambda work: work.mail.due_lanes(Queue.TIMER, now, _AT_ONCE))

    async def _ring(self, lane: str) -> int:
        try:
            return int(await self.store.run(lambda work: self._one(work, lane)))
        except Exception as error:
            cause = type(error).__name__
            log.error("timer failed", lane=lane, error=cause, at=where(error))
            await self.store.run(lambda work: self._set_back(work, lane, cause))
            return 0

    def _one(self, work: Work, lane: str) -> bool:
        now = self.clock()
        if work.mail.lock(Queue.TIMER, lane) is None:
            return False
        job = work.mail.next_job(Queue.TIMER, lane, now)
        if job is None:
            return False
        work.mail.settle(job, JobState.DONE, now)
        shift = Shift(work, now, self.house)
        for name, what in job.payload.items():
            ERRANDS[name](what, shift)
        return True

    def _set_back(self, work: Work, lane: str, cause: str) -> None:
        now = self.clock()
        job = work.mail.next_job(Queue.TIMER, lane, now)
        if job is None:
            return
        state = JobState.WAITING if job.attempts + 1 < TRIES else JobState.DEAD
        wait = now + timedelta(seconds=2 ** (job.attempts + 2))
        work.mail.settle(job, state, now, cause, retry_at=wait)
