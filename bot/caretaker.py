"""The caretaker: backups on schedule, and each day what is long over put away or taken away.

It works beside everybody else, and of several processes one at a time does it. What fails is tried
again later; `doctor` says when the last good backup is too old.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Final

import structlog

from bot.backup_shelf import BackupShelf
from bot.holding import Claim
from bot.retention import Retention
from bot.rounds import Rounds
from bot.safekeeping import back_up, passphrase_of
from bot.settings import Settings
from bot.trouble import where
from models.columns import from_micros, to_micros
from storage.backup.reading import examine
from storage.engine import Store
from storage.errors import StoreUnavailable
from storage.unit_of_work import Work

log = structlog.get_logger()

#: How often the caretaker looks, in seconds.
_LOOK: Final = 30.0
#: Who has the work renews it while it lasts; without that others may take it up.
_HELD: Final = timedelta(minutes=2)
#: After a failure nobody tries again for so long.
_AGAIN: Final = timedelta(minutes=10)
_A_DAY: Final = timedelta(days=1)
#: When what is long over was last looked after.
_TIDIED: Final = "retention:done"


def shelf_of(settings: Settings) -> BackupShelf | None:
    """The shelf of this installation; None where no backups on schedule are wanted."""
    if settings.backup_dir is None:
        return None
    every = timedelta(hours=settings.backup_hours)
    return BackupShelf(settings.backup_dir, every, settings.backup_keep)


@dataclass
class Caretaker:
    """Does what is due, in the name of its process."""

    store: Store
    settings: Settings
    retention: Retention
    clock: Callable[[], datetime]
    name: str

    def __post_init__(self) -> None:
        self.rounds = Rounds("caretaker")
        self._shelf = shelf_of(self.settings)
        self._not_before: dict[str, datetime] = {}
        self._is_leaving = Event()

    async def run(self) -> None:
        """Look after everything until cancelled."""

        async def look() -> None:
            await self.look()
            await asyncio.sleep(_LOOK)

        await self.rounds.go(look)

    async def look(self) -> None:
        """Do what is due now. Raises StoreUnavailable while the database is away."""
        if self._is_backup_due():
            await self._do("backup", self._back_up)
        if await self.store.read(self._is_tidying_due):
            await self._do("retention", self._tidy)

    def _is_backup_due(self) -> bool:
        try:
            return self._shelf is not None and self._shelf.is_due(self.clock())
        except OSError:
            return True  # the backup will meet the same, and tell it

    async def _do(self, work: str, do: Callable[[], Awaitable[None]]) -> None:
        """Do it, unless somebody else is at it."""
        now = self.clock()
        claim = Claim(self.store, self.clock, work, self.name, _HELD)
        if now < self._not_before.get(work, now) or not await claim.taken():
            return
        async with claim.kept(self.rounds.beat):
            try:
                await do()
            except StoreUnavailable:
                raise
            except Exception as error:
                log.error("failed", work=work, error=type(error).__name__, at=where(error))
                self._not_before[work] = self.clock() + _AGAIN

    async def _back_up(self) -> None:
        if self._shelf is None or not self._shelf.is_due(self.clock()):
            return
        try:
            file = await asyncio.to_thread(
                self._shelf.add, self.clock(), self._take_backup, self._look_through
            )
        except asyncio.CancelledError:
            self._is_leaving.set()
            raise
        log.info("backup taken", file=file.name, bytes=file.stat().st_size)

    def _take_backup(self, file: Path) -> None:
        back_up(self.settings, file, self.clock(), self._go_on)

    def _look_through(self, file: Path) -> None:
        examine(file, passphrase_of(self.settings), self._go_on)

    def _go_on(self, *_: object) -> None:
        """The service does not stay for a long backup once it has been told to stop."""
        if self._is_leaving.is_set():
            raise InterruptedError

    def _is_tidying_due(self, work: Work) -> bool:
        last = from_micros(work.meta.get(_TIDIED, 0))
        return self.clock() >= last + _A_DAY

    async def _tidy(self) -> None:
        tidied = await self.retention.tidy()
        now = to_micros(self.clock())
        await self.store.run(lambda work: work.meta.set(_TIDIED, now))
        if any(asdict(tidied).values()):
            log.info("tidied", **asdict(tidied))
