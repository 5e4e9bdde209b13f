"""The desk at work inside another program, which hands it the updates of its bot."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

import structlog

from bot.app import build, now
from bot.channels.telegram import KINDS
from bot.channels.telegram_keeping import Gathering
from bot.channels.telegram_opening import mount_telegram
from bot.channels.telegram_presses import Presses
from bot.channels.telegram_thanks import Thanks
from bot.cli import opening
from bot.dialogue.conversing import Reader
from bot.port import Raw
from bot.settings import Settings
from bot.trouble import where
from nlp.duty import OnDuty
from storage.errors import StoreFault

__all__ = ["KINDS", "Desk", "DeskStopped", "open_desk"]

#: Seconds between two tries to keep an update while the store is in trouble, the last one again
#: and again: the library has acknowledged the update, so nobody would bring it a second time.
_PAUSES: Final = (0.1, 0.5, 1.0, 2.0, 5.0)
_PATIENCE: Final = 10.0  # seconds that a stop waits for what was begun

_log = structlog.get_logger()


class DeskStopped(Exception):
    """A part of the desk has failed, so it takes nothing any more; the log says which and where."""


@dataclass
class Desk:
    """Takes updates, and answers them by its own line to Telegram."""

    gathering: Gathering
    thanks: Thanks
    parts: Sequence[asyncio.Task[None]]

    async def take(self, update: Raw) -> None:
        """Keep one update, as the JSON that Telegram sent; returns once it is committed.

        While the store is in trouble it waits and tries again. Raises `DeskStopped`.
        """
        words = await self.thanks.words_over([update])
        tries = 0
        while True:
            if any(map(_has_failed, self.parts)):
                raise DeskStopped
            try:
                await self.gathering.keep(update)
            except StoreFault as fault:
                _log.error("mounted.not_kept", reason=type(fault).__name__)
                await asyncio.sleep(_PAUSES[min(tries, len(_PAUSES) - 1)])
                tries += 1
            else:
                self.thanks.say_for([update], words)
                return


@asynccontextmanager
async def open_desk(
    settings: Settings,
    reader: Reader | None = None,
    clock: Callable[[], datetime] | None = None,
) -> AsyncIterator[Desk]:
    """A desk at work on the installation of `settings`, until the block ends.

    It needs the bot's token, to answer, and a classifier, unless it gets a `reader`. Raises
    `ChannelMisconfigured` or a fault of the store.
    """

    channel = mount_telegram(settings, clock or now)
    bound = {(channel.name, channel.account): channel}
    app = build(settings, reader or _on_duty(settings), clock=clock, more=lambda *_: bound)
    parts = [asyncio.create_task(_watched(job)) for job in app.parts()]
    try:
        thanks = Thanks(channel.client.thank, Presses(app.store, channel.account, app.clock))
        yield Desk(Gathering(partial(app.accept, channel)), thanks, parts)
    finally:
        for part in parts:
            part.cancel()
        await asyncio.wait(parts, timeout=_PATIENCE)
        await channel.close()
        app.close()


def _on_duty(settings: Settings) -> Reader:
    opening.classifier_folder(settings)  # says what to do where there is none
    return OnDuty(opening.registry_of(settings))


async def _watched(job: Coroutine[Any, Any, None]) -> None:
    """A part of the desk; its failure is told at once, whoever awaits it later."""
    try:
        await job
    except Exception as error:
        _log.critical("mounted.part_failed", error=type(error).__name__, at=where(error))
        raise


def _has_failed(part: asyncio.Task[None]) -> bool:
    return part.done() and not part.cancelled() and part.exception() is not None
