"""The courier: letters from the outbox to the channels, in order for each person, with retry."""

import asyncio
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import structlog

from bot import mailbag
from bot.hands import all_hands
from bot.holding import LEASE, Hold
from bot.meters import Fate, Meters
from bot.port import Channel, ChannelTrouble, Gone, Refused, Retry
from bot.rounds import Rounds, wait_for
from bot.trouble import where
from models.mail import Job, JobState, Queue
from models.messages import Address
from storage.engine import Store
from storage.errors import StoreUnavailable
from storage.unit_of_work import Work

log = structlog.get_logger()

TRIES: Final = 8
_SIDE_BY_SIDE: Final = 20
#: A letter is not asked whether it is true any more until it has waited so long.
_FRESH: Final = timedelta(minutes=1)
#: Seconds after which a channel that does not answer is taken to be in trouble.
_PATIENCE: Final = 60.0
_LONGEST_WAIT: Final = 600.0
#: Seconds between two tries to settle while the database is away.
_SETTLE_AGAIN: Final = 1.0


@dataclass
class Courier:
    """Delivers what the outbox holds for the channels of this process. Several may be at work, each
    by a name that no other has or had; a lease keeps each person to one."""

    store: Store
    clock: Callable[[], datetime]
    channels: Mapping[tuple[str, str], Channel]
    name: str
    look_again: float = 1.0  #: seconds between two looks for letters that nobody announced
    meters: Meters = field(default_factory=Meters)
    #: Whether a letter that waited, as it is kept, is of no use any more.
    has_lapsed: Callable[[Work, Mapping[str, Any]], bool] = lambda *_: False

    def __post_init__(self) -> None:
        self.rounds = Rounds("courier")

    async def run(self, posted: asyncio.Event) -> None:
        """Deliver until cancelled; `posted` says that something may have been put."""

        async def look() -> None:
            posted.clear()
            if not await self.deliver_due():
                await wait_for(posted, self.look_again)

        await self.rounds.go(look)

    async def deliver_due(self) -> int:
        """Deliver everything that is due now, people side by side; how many turns were taken."""
        return await all_hands(self._turn, _SIDE_BY_SIDE)

    async def _turn(self) -> bool:
        """Deliver to the person who has waited the longest of those whom a channel of this process
        can reach; whether there was one. Raises StoreUnavailable while nothing can be kept."""
        self.rounds.beat()
        now = self.clock()
        until = now + LEASE
        owners = [f"{channel}:{account}" for channel, account in self.channels]
        jobs = await self.store.run(
            lambda work: work.mail.lease_next(Queue.OUT, owners, self.name, until, now)
        )
        if jobs:
            await self._deliver_all(jobs, until)
        return jobs is not None

    async def _deliver_all(self, jobs: list[Job], until: datetime) -> None:
        """Deliver one person's letters in their order, for as long as nobody else may do it."""
        address = Address.parse(jobs[0].lane)
        channel = self.channels[(address.channel, address.account)]
        hold = Hold(self.store, self.clock, Queue.OUT, jobs[0].lane, self.name, until)
        async with hold.kept():
            for job in jobs:
                if not hold.is_ours:
                    break
                if await self._is_lapsed(job):
                    await self._settle(job, JobState.DONE, "lapsed")
                elif not await self._deliver(channel, job):
                    break

    async def _is_lapsed(self, job: Job) -> bool:
        """Only what could not be sent at once is looked at again."""
        if self.clock() - job.put_at < _FRESH:
            return False
        return await self.store.read(lambda work: self.has_lapsed(work, job.payload))

    async def _deliver(self, channel: Channel, job: Job) -> bool:
        """Send one letter and settle it at once; False where the ones behind it have to wait."""
        try:
            async with asyncio.timeout(_PATIENCE):
                await channel.send(mailbag.unpack(job.payload))
        except Gone:
            await self._settle(job, JobState.DEAD, "gone")
            await self._unreachable(job)
            return True
        except Refused as error:
            log.error("letter refused", job=job.seq, lane=job.lane, error=type(error).__name__)
            await self._settle(job, JobState.DEAD, "refused")
            return True
        except Retry as error:
            return await self._later(job, error.after)
        except (ChannelTrouble, TimeoutError):
            return await self._later(job, None)
        except StoreUnavailable:
            raise  # no fault of the letter
        except Exception as error:
            log.error("letter failed", job=job.seq, lane=job.lane, at=where(error))
            return await self._later(job, None)
        self.meters.delivered(channel.name, self.clock() - job.due_at)
        await self._settle(job, JobState.DONE, "")
        return True

    async def _later(self, job: Job, after: float | None) -> bool:
        """Wait as long as the channel said, which counts as no failure, else longer each time."""
        now = self.clock()
        if after is not None:
            self.meters.count(Queue.OUT, Fate.FAILED)
            until = now + timedelta(seconds=after)
            await self.store.run(lambda work: work.mail.postpone(job, until, now, "asked to wait"))
            return False
        if job.attempts + 1 >= TRIES:
            log.error("letter given up", job=job.seq, lane=job.lane, attempts=job.attempts + 1)
            await self._settle(job, JobState.DEAD, "given up")
            return True
        self.meters.count(Queue.OUT, Fate.FAILED)
        wait = min(2.0 ** (job.attempts + 1), _LONGEST_WAIT) * random.uniform(0.8, 1.2)  # noqa: S311
        until = now + timedelta(seconds=wait)
        await self.store.run(
            lambda work: work.mail.settle(job, JobState.WAITING, now, "trouble", retry_at=until)
        )
        return False

    async def _settle(self, job: Job, state: JobState, error: str) -> None:
        """Write down what became of a letter, for however long that takes: a letter that is sent
        and not settled goes out again."""
        now = self.clock()
        self.meters.count(Queue.OUT, Fate.DONE if state is JobState.DONE else Fate.SET_ASIDE)
        while True:
            try:
                await self.store.run(lambda work: work.mail.settle(job, state, now, error))
            except StoreUnavailable:
                await asyncio.sleep(_SETTLE_AGAIN)
            else:
                return

    async def _unreachable(self, job: Job) -> None:
        address = Address.parse(job.lane)
        await self.store.run(lambda work: work.people.set_reachable(address, reachable=False))
