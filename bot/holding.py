"""Holding a lane while something is done outside the database, and for no longer than one lives.

The lease is short and renewed while the work goes on: a slow answer from outside loses nothing,
and the lane of a process that died is free again within seconds.
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

#: How long a lane stays held by a process that died: others are to take over within 15 seconds.
LEASE: Final = timedelta(seconds=9)
#: Seconds between two renewals; two may fail before the lease is lost.
_RENEW_EVERY: Final = 2.5


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
