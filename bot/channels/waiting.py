"""Waiting out what goes wrong at a channel, longer every time, and saying so in the log."""

from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from bot.port import Retry

Pause = Callable[[float], Awaitable[None]]

_LONGEST: Final = 60.0  # seconds

_log = structlog.get_logger()


class Waits:
    """The waits of one endeavour."""

    def __init__(self, channel: str, pause: Pause) -> None:
        """`pause` waits some seconds."""
        self._channel = channel
        self._pause = pause
        self._troubles = 0

    async def out(self, trouble: Exception) -> None:
        """Wait as long as the channel said, else longer every time."""
        asked = trouble.after if isinstance(trouble, Retry) else None
        seconds = asked or min(2.0 ** min(self._troubles, 10), _LONGEST)
        self._troubles += 1
        reason = type(trouble).__doc__
        _log.warning(f"{self._channel}.waiting", reason=reason, seconds=seconds)
        await self._pause(seconds)

    def end(self) -> None:
        """It went well: the next wait is short again."""
        self._troubles = 0
