"""Rounds: what a role of the service does again and again, for as long as the process lives.

While the database is away a round is put off and tried again, so that nothing has to be started by
hand when it is back. Any other failure leaves here and ends the process, loudly: a part that died
quietly would leave people without an answer.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from storage.errors import StoreUnavailable

log = structlog.get_logger()

#: Seconds until the next try while the database is away: the first, doubled up to the longest.
_FIRST_WAIT, _LONGEST_WAIT = 0.5, 4.0
#: Seconds without a sign of life after which a part has got stuck.
_STUCK: Final = 180.0


class Rounds:
    """The rounds of one part, and how it is with them."""

    def __init__(self, part: str) -> None:
        self.part: Final = part
        self.failures = 0  #: rounds in a row that the database was away for
        self._turned_at: float | None = None

    async def go(self, once: Callable[[], Awaitable[None]]) -> None:
        """Do a round after another until cancelled."""
        self._turned_at = time.monotonic()
        while True:
            try:
                await once()
            except StoreUnavailable:
                await self._wait_out()
            else:
                self._count_a_good_one()
            self._turned_at = time.monotonic()

    def beat(self) -> None:
        """Something was just done: under load a round goes on for as long as there is work."""
        if self._turned_at is not None:
            self._turned_at = time.monotonic()

    @property
    def has_begun(self) -> bool:
        """Whether the part is at work in this process at all."""
        return self._turned_at is not None

    @property
    def is_stuck(self) -> bool:
        """Whether a round of the part doesn't come to its end."""
        return self._turned_at is not None and time.monotonic() - self._turned_at > _STUCK

    @property
    def says(self) -> str:
        """How it is with the part, in a word."""
        if self.is_stuck:
            return "stuck"
        return "database away" if self.failures else "ok"

    async def _wait_out(self) -> None:
        self.failures += 1
        if self.failures == 1:
            log.error("database away", part=self.part)
        await asyncio.sleep(min(_FIRST_WAIT * 2 ** (self.failures - 1), _LONGEST_WAIT))

    def _count_a_good_one(self) -> None:
        if self.failures:
            log.info("database back", part=self.part)
        self.failures = 0


async def wait_for(event: asyncio.Event, seconds: float) -> None:
    """Until the event is set, or the time is over."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
