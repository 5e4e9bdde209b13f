"""Thanks for presses: a button stops spinning once its press is kept; nobody waits for that."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable
from typing import Final

from bot.channels.telegram_raw import press_of
from bot.port import ChannelTrouble, Raw

_PATIENCE: Final = 5  # seconds that an answer to a press may take; it is a courtesy


class Thanks:
    """Says thanks by `thank`, in the background."""

    def __init__(self, thank: Callable[[str], Awaitable[None]]) -> None:
        self._thank: Final = thank
        self._under_way: Final[set[asyncio.Task[None]]] = set()

    def say_for(self, updates: Iterable[Raw]) -> None:
        """Answer those of the updates that are presses."""
        for press in filter(None, map(press_of, updates)):
            task = asyncio.create_task(self._say(press))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    async def _say(self, press: str) -> None:
        with contextlib.suppress(ChannelTrouble, TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                await self._thank(press)
