"""The day: how many messages come in each of its hours, and when the next one is due.

Orders are placed in the morning and deliveries arrive until the afternoon, so complaints come in
two waves; at night there is next to nothing. The shape is our assumption, not a measurement.
"""

import asyncio
import time
from collections.abc import Callable
from itertools import accumulate
from typing import Final

#: The share of a day's messages in each hour, in thousandths.
_BY_NOON: Final = (2, 1, 1, 1, 2, 6, 18, 40, 85, 120, 115, 80)
_AFTER_NOON: Final = (45, 50, 75, 85, 80, 60, 45, 35, 25, 16, 9, 4)
HOURS: Final = (*_BY_NOON, *_AFTER_NOON)
_SHARES: Final = tuple(accumulate(hour / sum(HOURS) for hour in HOURS))


def moment_of(share: float) -> float:
    """Which part of the day, 0 to 1, has gone when this share of its messages has come."""
    before = 0.0
    for hour, upto in enumerate(_SHARES):
        if share <= upto:
            within = (share - before) / (upto - before) if upto > before else 0.0
            return (hour + within) / len(HOURS)
        before = upto
    return 1.0


class Pace:
    """Lets messages go at the hours of a day that is told in `messages / rate` seconds; at no rate,
    as fast as they are taken."""

    def __init__(
        self,
        messages: int,
        rate: float | None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._messages: Final = messages
        self._seconds: Final = messages / rate if rate else 0.0
        self._clock: Final = clock
        self._began = clock()
        self._sent = 0

    def wait(self) -> float:
        """In how many seconds the next message is due; it counts as sent."""
        share = self._sent / self._messages
        self._sent += 1
        due = self._began + moment_of(share) * self._seconds
        return max(due - self._clock(), 0.0) if self._seconds else 0.0

    async def next(self) -> None:
        """Wait until the next message is due."""
        await asyncio.sleep(self.wait())
