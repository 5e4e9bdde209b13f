"""Holding a lane, or a piece of work that one process at a time does, for no longer than one lives.

Either is had for a short time and renewed while the work goes on: a slow answer from outside loses
nothing, and what a process had that died is free again within seconds.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from models.mail import Queue
from storage.engine import Store
from storage.errors import StoreUnavailable
from storage.unit_of_work import Work

#: How long a lane stays held by a process that died: others are to take over within 15 seconds.
LEASE: Final = timedelta(seconds=9)
#: Seconds between two renewals; two may fail before the lease is lost.
_RENEW_EVERY: Final = 2.5
#: Renewals in the time that a claim lasts; all but one may fail before it is lost.
_RENEWALS: Final = 4


@dataclass
class Hold:
    """A lane that was leased until then, by a name that no other process has."""

    store: Store
    clock: Callable[[], datetime]
    queue: Queue
    lane: str
    by: str
    until: datetime

    @property
    def is_ours(self) -> bool:
        """Whether nobody else can have taken the lane yet."""
        return self.clock() < self.until

    @asynccontextmanager
    async def kept(self) -> AsyncIterator["Hold"]:
        """Renew the lease inside the block, and give it back after it."""
        renewing = asyncio.create_task(self._renew())
        try:
            yield self
        finally:
            renewing.cancel()
            with suppress(asyncio.CancelledError):
                await renewing
        await self.store.run(lambda work: work.mail.release(self.queue, self.lane, self.by))

    async def _renew(self) -> None:
        while self.is_ours:
            await asyncio.sleep(_RENEW_EVERY)
            until = self.clock() + LEASE
            with suppress(StoreUnavailable):
                if not await self._renewed(until):
                    return
                self.until = until

    async def _renewed(self, until: datetime) -> bool:
        return await self.store.run(
            lambda work: work.mail.renew(self.queue, self.lane, self.by, until)
        )


@dataclass(frozen=True, slots=True)
class Claim:
    """Work of which everybody knows the name, and that one process at a time does; `by` is a name
    that no other process has."""

    store: Store
    clock: Callable[[], datetime]
    work: str
    by: str
    lasts: timedelta

    def take(self, unit: Work) -> bool:
        """Have the work, or have it for longer; False while somebody else has it."""
        now = self.clock()
        return unit.claims.take(self.work, self.by, now + self.lasts, now)

    async def taken(self) -> bool:
        """The same in a transaction of its own."""
        return await self.store.run(self.take)

    @asynccontextmanager
    async def kept(self, beat: Callable[[], None] = lambda: None) -> AsyncIterator[None]:
        """Renew it inside the block, and let others have the work after it; `beat` is told each
        time that the work goes on."""
        renewing = asyncio.create_task(self._renew(beat))
        try:
            yield
        finally:
            renewing.cancel()
            with suppress(asyncio.CancelledError):
                await renewing
        with suppress(StoreUnavailable):  # then it runs out by itself
            await self.store.run(lambda unit: unit.claims.release(self.work, self.by))

    async def _renew(self, beat: Callable[[], None]) -> None:
        while True:
            await asyncio.sleep(self.lasts.total_seconds() / _RENEWALS)
            beat()
            with suppress(StoreUnavailable):
                await self.taken()
