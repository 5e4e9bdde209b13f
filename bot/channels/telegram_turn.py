"""Turns: of several processes on one database, one at a time asks Telegram for updates."""

import asyncio
import os
import secrets
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.channels.waiting import Pause
from storage.engine import Store
from storage.errors import StoreFault

#: How long a turn lasts that is not renewed, and how often it is.
LASTS: Final = timedelta(seconds=12)
_RENEWED_EVERY: Final = 4.0  # seconds

_log = structlog.get_logger()


def _name() -> str:
    """A name that no other process has, nor a later one of this machine."""
    return f"{socket.gethostname()[:32]}:{os.getpid()}:{secrets.token_hex(4)}"


@dataclass
class Turn:
    """A claim on `work` that is renewed while it is used. `pause` waits some seconds."""

    store: Store
    work: str
    clock: Callable[[], datetime]
    pause: Pause = asyncio.sleep
    name: str = field(default_factory=_name)

    async def keep(self, go: Callable[[], Awaitable[None]]) -> None:
        """Let `go` run whenever it is this process's turn, until cancelled.

        Raises what `go` raises.
        """
        try:
            while True:
                await self._wait_for_it()
                await self._use(go)
        finally:
            await self._let_go()

    async def _wait_for_it(self) -> None:
        said = False
        while not await self._took():
            if not said:
                _log.warning("telegram.waiting_for_turn", work=self.work)
                said = True
            await self.pause(_RENEWED_EVERY)
        if said:
            _log.info("telegram.turn_taken", work=self.work)

    async def _use(self, go: Callable[[], Awaitable[None]]) -> None:
        """Run `go` until it ends or the turn is lost."""
        going = asyncio.ensure_future(go())
        renewing = asyncio.create_task(self._renew())
        try:
            await asyncio.wait((going, renewing), return_when=asyncio.FIRST_COMPLETED)
        finally:
            renewing.cancel()
            going.cancel()
            await asyncio.wait((going, renewing))
        for ended in (renewing, going):
            if not ended.cancelled():
                ended.result()

    async def _renew(self) -> None:
        """Returns once the turn is lost, or may be."""
        until = self.clock() + LASTS
        while self.clock() < until:
            await self.pause(_RENEWED_EVERY)
            try:
                if not await self._take():
                    break
                until = self.clock() + LASTS
            except StoreFault:
                continue  # it still lasts for a while
        _log.warning("telegram.turn_lost", work=self.work)

    async def _took(self) -> bool:
        try:
            return await self._take()
        except StoreFault:
            return False

    async def _take(self) -> bool:
        now = self.clock()
        return await self.store.run(
            lambda work: work.claims.take(self.work, self.name, now + LASTS, now)
        )

    async def _let_go(self) -> None:
        try:
            await self.store.run(lambda work: work.claims.release(self.work, self.name))
        except StoreFault:
            _log.warning("telegram.turn_not_released", work=self.work)
