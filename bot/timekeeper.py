"""The timekeeper: rings the timers that have come due. Any worker may claim any timer."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.desk import errands
from bot.desk.house import House
from bot.desk.shift import Shift
from bot.dialogue import unfinished
from bot.hands import all_hands
from bot.meters import Fate, Meters
from bot.rounds import Rounds
from bot.trouble import where
from models.errors import NoStaffYet
from models.mail import Job, JobState, Queue
from storage.engine import Store
from storage.errors import StoreUnavailable
from storage.unit_of_work import Work

log = structlog.get_logger()

#: How often the timekeeper looks, in seconds.
TICK: Final = 2.0
#: How many timers are rung side by side.
_SIDE_BY_SIDE: Final = 8
#: A timer that fails again and again is tried at least this often.
_LONGEST_WAIT: Final = timedelta(hours=1)
#: How long an errand waits for the first member of staff before it is tried again.
NOBODY_YET: Final = timedelta(minutes=5)
#: What a timer asks for, by the one word in its payload.
ERRANDS: Final = {**errands.ERRANDS, "talk": unfinished.ring}


@dataclass
class Timekeeper:
    """Does what timers ask for, each in one transaction of its own."""

    store: Store
    house: House
    clock: Callable[[], datetime]
    leaves_for: timedelta = timedelta(0)  #: how long timers are left to the timekeepers proper
    meters: Meters = field(default_factory=Meters)

    def __post_init__(self) -> None:
        self.rounds = Rounds("timekeeper")

    async def run(self, posted: asyncio.Event) -> None:
        """Ring until cancelled; `posted` is set when there may be letters."""

        async def look() -> None:
            if await self.ring_due():
                posted.set()
            await asyncio.sleep(TICK)

        await self.rounds.go(look)

    async def ring_due(self) -> int:
        """Ring every timer that is due now, side by side; how many."""
        return await all_hands(self._turn, _SIDE_BY_SIDE)

    async def _turn(self) -> bool:
        """Ring the timer that has been due the longest, if there is one.

        Raises StoreUnavailable while nothing can be kept.
        """
        self.rounds.beat()
        taken: list[str] = []
        try:
            await self.store.run(lambda work: self._take(work, taken))
            if taken:
                self.meters.count(Queue.TIMER, Fate.DONE)
        except Exception as error:
            if not taken:
                raise
            await self._failed(taken[-1], error)
        return bool(taken)

    def _take(self, work: Work, taken: list[str]) -> None:
        """One timer in one transaction; what was taken is told for the case that this fails."""
        taken.clear()
        now = self.clock()
        lane = work.mail.take(Queue.TIMER, now - self.leaves_for)
        if lane is None:
            return
        taken.append(lane)
        job = work.mail.next_job(Queue.TIMER, lane, now)
        if job is None:
            work.mail.look_again(Queue.TIMER, lane, now)
            return
        work.mail.settle(job, JobState.DONE, now)
        shift = Shift(work, now, self.house)
        for name, what in job.payload.items():
            ERRANDS[name](what, shift)

    async def _failed(self, lane: str, error: Exception) -> None:
        """Try again later, for ever: a case whose timer is given up would be forgotten."""
        if isinstance(error, NoStaffYet):
            await self.store.run(lambda work: self._until_staff(work, lane))
            return
        self.meters.count(Queue.TIMER, Fate.FAILED)
        log.error("timer failed", lane=lane, error=type(error).__name__, at=where(error))
        await self.store.run(lambda work: self._set_back(work, lane, error))

    def _until_staff(self, work: Work, lane: str) -> None:
        """What needs somebody waits for the first member of staff and counts as no failure."""
        now = self.clock()
        if job := _still_there(work, lane, now):
            work.mail.postpone(job, now + NOBODY_YET, now, NoStaffYet.__name__)

    def _set_back(self, work: Work, lane: str, error: Exception) -> None:
        now = self.clock()
        job = _still_there(work, lane, now)
        if job is None:
            return
        cause = type(error).__name__
        if isinstance(error, StoreUnavailable):
            work.mail.postpone(job, now + timedelta(seconds=TICK), now, cause)
            return
        wait = min(timedelta(seconds=2.0 ** (job.attempts + 2)), _LONGEST_WAIT)
        work.mail.settle(job, JobState.WAITING, now, cause, retry_at=now + wait)


def _still_there(work: Work, lane: str, now: datetime) -> Job | None:
    """The timer that failed, with its lane held; None where somebody else rings it or rang it."""
    if work.mail.lock(Queue.TIMER, lane) is None:
        return None
    return work.mail.next_job(Queue.TIMER, lane, now)
