"""Leasing: work that touches the outside world, lane by lane, in the order of each.

Who takes a lane holds it while it does what is due there, at most eight jobs, and settles each by
itself; what failed waits longer each time, and what is behind it waits with it.
"""

import random
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.hands import Errand
from bot.holding import LEASE, Hold
from models.mail import Job, Queue
from storage.engine import Store

#: Does one job and settles it; False where the ones behind it have to wait.
SeeTo = Callable[[Job], Awaitable[bool]]

_LONGEST_WAIT: Final = 600.0  # seconds


@dataclass
class Leasing:
    """The lanes of one queue, taken by a name that no other process has or had."""

    store: Store
    clock: Callable[[], datetime]
    queue: Queue
    name: str
    _in_hand: set[str] = field(default_factory=set)  #: lanes that this process is at

    async def take_next(self, see_to: SeeTo, owners: Iterable[str] = ()) -> Errand | None:
        """Take the lane that has been due the longest, of those of the owners: what is to be done
        about it; None where no lane is due.

        Raises StoreUnavailable while nothing can be kept.
        """
        now = self.clock()
        until = now + LEASE
        jobs = await self.store.run(
            lambda work: work.mail.lease_next(self.queue, owners, self.name, until, now)
        )
        return None if jobs is None else self._see_to_all(jobs, until, see_to)

    async def _see_to_all(self, jobs: list[Job], until: datetime, see_to: SeeTo) -> None:
        """Do one lane's jobs in their order, for as long as nobody else may."""
        lane = jobs[0].lane if jobs else ""
        if not jobs or lane in self._in_hand:
            return  # this very process stood still for longer than its lease; it is at it still
        hold = Hold(self.store, self.clock, self.queue, lane, self.name, until)
        async with hold.kept():
            with self._at(lane):
                for job in jobs:
                    if not hold.is_ours or not await see_to(job):
                        break

    @contextmanager
    def _at(self, lane: str) -> Iterator[None]:
        self._in_hand.add(lane)
        try:
            yield
        finally:
            self._in_hand.discard(lane)


def wait_after(job: Job) -> timedelta:
    """How long what failed once more waits: twice as long as before, and not with all the others
    at once."""
    wait = min(2.0 ** (job.attempts + 1), _LONGEST_WAIT)
    return timedelta(seconds=wait * random.uniform(0.8, 1.2))  # noqa: S311 no secret
