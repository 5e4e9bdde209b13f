"""The courier: letters from the outbox to the channels, in order for each person, with retry."""

import asyncio
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot import mailbag
from bot.port import Channel, ChannelTrouble, Gone, Refused, Retry
from models.mail import Job, JobState, Queue
from models.messages import Address
from storage.engine import Store

log = structlog.get_logger()

#: How long a person's letters are held by one courier; sending stops at four fifths of it.
LEASE: Final = timedelta(seconds=30)
TRIES: Final = 8
_SIDE_BY_SIDE: Final = 20
_LOOK_AGAIN: Final = 1.0
_LONGEST_WAIT: Final = 600.0


@dataclass
class Courier:
    """Delivers what the outbox holds. Several may run, each with a name of its own that it keeps
    from one start to the next; a lease keeps each person to one."""

    store: Store
    clock: Callable[[], datetime]
    channels: Mapping[tuple[str, str], Channel]
    name: str

    async def take_over(self) -> None:
        """Let go of what an earlier process of this name held when it died."""
        await self.store.run(lambda work: work.mail.free_leases_of(self.name))

    async def run(self, posted: asyncio.Event) -> None:
        """Deliver until cancelled; `posted` says that something may have been put."""
        await self.take_over()
        while True:
            posted.clear()
            if not await self.deliver_due():
                await self._rest(posted)

    async def deliver_due(self) -> int:
        """Deliver everything that is due now; how many letters were settled."""
        settled = 0
        while lanes := await self._due_lanes():
            done = await asyncio.gather(*(self._deliver_to(lane) for lane in lanes))
            if not sum(done):
                break
            settled += sum(done)
        return settled

    async def _rest(self, posted: asyncio.Event) -> None:
        try:
            async with asyncio.timeout(_LOOK_AGAIN):
                await posted.wait()
        except TimeoutError:
            return

    async def _due_lanes(self) -> list[str]:
        """People with letters waiting whom a channel of this process can reach, so that those of
        another process's channel hold up nobody."""
        now = self.clock()
        owners = [f"{channel}:{account}" for channel, account in self.channels]
        return await self.store.read(
            lambda work: [
                lane
                for owner in owners
                for lane in work.mail.due_lanes_of(Queue.OUT, owner, now, _SIDE_BY_SIDE)
            ]
        )

    def _channel_of(self, lane: str) -> Channel | None:
        address = Address.parse(lane)
        return self.channels.get((address.channel, address.account))

    async def _deliver_to(self, lane: str) -> int:
        channel = self._channel_of(lane)
        if channel is None:
            return 0
        now = self.clock()
        until = now + LEASE
        jobs = await self.store.run(
            lambda work: work.mail.lease(Queue.OUT, lane, self.name, until, now)
        )
        settled = 0
        for job in jobs:
            if self.clock() > now + LEASE * 0.8 or not await self._deliver(channel, job):
                break
            settled += 1
        if jobs:
            await self.store.run(lambda work: work.mail.release(Queue.OUT, lane, self.name))
        return settled

    async def _deliver(self, channel: Channel, job: Job) -> bool:
        """Send one letter and settle it at once; False where the ones behind it have to wait."""
        try:
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
        except ChannelTrouble:
            return await self._later(job, None)
        await self._settle(job, JobState.DONE, "")
        return True

    async def _later(self, job: Job, after: float | None) -> bool:
        """Wait as long as the channel said, which counts as no failure, else longer each time."""
        now = self.clock()
        if after is not None:
            until = now + timedelta(seconds=after)
            await self.store.run(lambda work: work.mail.postpone(job, until, now, "asked to wait"))
            return False
        if job.attempts + 1 >= TRIES:
            log.error("letter given up", job=job.seq, lane=job.lane, attempts=job.attempts + 1)
            await self._settle(job, JobState.DEAD, "given up")
            return True
        wait = min(2.0 ** (job.attempts + 1), _LONGEST_WAIT) * random.uniform(0.8, 1.2)  # noqa: S311
        until = now + timedelta(seconds=wait)
        await self.store.run(
            lambda work: work.mail.settle(job, JobState.WAITING, now, "trouble", retry_at=until)
        )
        return False

    async def _settle(self, job: Job, state: JobState, error: str) -> None:
        now = self.clock()
        await self.store.run(lambda work: work.mail.settle(job, state, now, error))

    async def _unreachable(self, job: Job) -> None:
        address = Address.parse(job.lane)
        await self.store.run(lambda work: work.people.set_reachable(address, reachable=False))
