"""Thanks for presses: a button stops spinning once its press is kept; nobody waits for that."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Final

from bot.channels.telegram_presses import Presses
from bot.channels.telegram_raw import press_of
from bot.port import ChannelTrouble, Raw

_PATIENCE: Final = 5  # seconds that an answer to a press may take; it is a courtesy


class Thanks:
    """Says thanks by `thank`, in the background, and a word where the button is out of date."""

    def __init__(self, thank: Callable[[str, str], Awaitable[None]], presses: Presses) -> None:
        self._thank: Final = thank
        self._presses: Final = presses
        self._under_way: Final[set[asyncio.Task[None]]] = set()

    async def words_over(self, updates: Sequence[Raw]) -> Mapping[str, str]:
        """What is to be said over which press; to be asked before the updates are handed on."""
        return await self._presses.words_over(updates)

    def say_for(self, updates: Iterable[Raw], words: Mapping[str, str]) -> None:
        """Answer those of the updates that are presses."""
        for press in filter(None, map(press_of, updates)):
            task = asyncio.create_task(self._say(press, words.get(press, "")))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    async def _say(self, press: str, words: str) -> None:
        with contextlib.suppress(ChannelTrouble, TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                await self._thank(press, words)
