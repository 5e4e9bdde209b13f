"""Asking Telegram for updates as plain JSON, so that none of them can stop the asking.

Each batch is committed together with the offset that acknowledges it before the next request; what
was not acknowledged comes again and is known by its key. The offset goes only into the request
right after a batch, or after a restart within a day of it: ids restart at random after a quiet
week, and an old offset would wipe out what came since.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from bot.channels.errors import TokenRefused
from bot.channels.telegram import KINDS, NAME
from bot.channels.telegram_keeping import Take, take_all
from bot.channels.telegram_line import Garbled, Line, PlainApi
from bot.channels.telegram_raw import sealed
from bot.channels.telegram_thanks import Thanks
from bot.channels.telegram_turn import Turn
from bot.channels.waiting import Pause, Waits
from bot.port import Raw, Retry
from storage.engine import Store
from storage.errors import StoreFault
from storage.unit_of_work import Work

WAIT: Final = 50  # seconds that Telegram holds a request open while nothing arrives

#: How long after its batch an offset may still be asked with; Telegram keeps updates for a day.
_OFFSET_COUNTS: Final = timedelta(days=1)
_AT_ONCE: Final = 100  # updates in one answer, as many as Telegram gives


@dataclass
class Polling:
    """Asks for the updates of one bot, while no other process does.

    `thanks` answers presses; `pause` waits some seconds; `wait` is how long, in seconds, Telegram
    holds a request open while nothing arrives.
    """

    line: Line
    api: PlainApi
    thanks: Thanks
    store: Store
    clock: Callable[[], datetime]
    pause: Pause = asyncio.sleep
    wait: int = WAIT

    async def listen(self, take: Take) -> None:
        """Hand every update to `take` until cancelled.

        `take` may raise, and then gets the update again.
        """
        turn = Turn(self.store, f"{NAME}:{self.line.account}:polling", self.clock)
        await turn.keep(partial(self._poll, take))

    async def close(self) -> None:
        """Hang up."""
        await self.api.close()

    async def _poll(self, take: Take) -> None:
        waits = Waits("telegram", self.pause)
        offset: int | None = None
        begun = False
        most = _AT_ONCE
        while True:
            try:
                if not begun:
                    offset = await self._begin()
                    begun = True
                batch = await self._batch(offset, most)
                offset = await self._keep(batch, take)
            except (Retry, TokenRefused, StoreFault) as trouble:
                begun = False
                if isinstance(trouble, Garbled):
                    await self._set_aside(trouble.text, take, alone=most == 1)
                    most = 1  # which one can't be read shows when they come one by one
                await waits.out(trouble)
            else:
                waits.end()
                most = _AT_ONCE
                if batch and offset is None:
                    await waits.out(Retry())  # nothing in it could be acknowledged

    async def _begin(self) -> int | None:
        """Take the updates back from a webhook; the offset to begin with, if one still counts."""
        await self.api.ask("deleteWebhook")
        kept = await self.store.read(lambda work: work.meta.get(self._bookmark))
        if kept is None or kept["server"] != self.line.server:
            return None
        age = self.clock() - datetime.fromisoformat(kept["at"])
        return int(kept["offset"]) if timedelta(0) <= age < _OFFSET_COUNTS else None

    async def _batch(self, offset: int | None, most: int) -> list[Raw]:
        fields: dict[str, Any] = {"timeout": self.wait, "allowed_updates": KINDS, "limit": most}
        if offset is not None:
            fields["offset"] = offset
        result = await self.api.ask("getUpdates", **fields)
        if not isinstance(result, list):
            raise Retry
        return [raw for raw in result if isinstance(raw, dict)]

    async def _keep(self, batch: Sequence[Raw], take: Take) -> int | None:
        """Commit a batch with the offset that acknowledges it, and return that."""
        if not batch:
            return None
        offset = _after(batch)
        along = partial(self._note, offset=offset) if offset is not None else None
        words = await self.thanks.words_over(batch)
        await take_all(batch, take, along)
        self.thanks.say_for(batch, words)
        return offset

    def _note(self, work: Work, _: Sequence[bool], *, offset: int) -> None:
        """Keep the offset, whatever was kept of the batch: what was turned away is dealt with."""
        mark = {"offset": offset, "server": self.line.server, "at": self.clock().isoformat()}
        work.meta.set(self._bookmark, mark)

    @property
    def _bookmark(self) -> str:
        return f"telegram.offset:{self.line.account}"

    async def _set_aside(self, text: str, take: Take, *, alone: bool) -> None:
        """Keep an answer that is no JSON as text, where it holds one update only.

        Without a number it is a page of somebody between us and Telegram, and no update.
        """
        update = sealed(text)
        if alone and "update_id" in update:
            await take(update, along=partial(self._note, offset=update["update_id"] + 1))


def _after(batch: Sequence[Raw]) -> int | None:
    """The offset that acknowledges a batch: one past the last, whatever came before."""
    ids = [raw["update_id"] for raw in batch if type(raw.get("update_id")) is int]
    return ids[-1] + 1 if ids else None
