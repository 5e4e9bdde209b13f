"""The registrar: checks the sheets that were sent to the console, and writes those that are wanted,
outside of anybody's request.

A sheet lies as a file where it arrived, so the process that has it does the work; of several that
could, one at a time. What a death cut off is begun again: nothing of it was kept.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import structlog

from bot.desk.house import House
from bot.desk.shift import Shift
from bot.holding import Claim
from bot.imports.faults import SheetRefused
from bot.imports.roster import Step, Tell
from bot.rounds import Rounds, wait_for
from bot.sheets.registering import look, opened, put_away, write
from bot.trouble import where
from bot.wording import say
from models.errors import Refusal
from models.importing import ImportState, SheetImport
from models.terms import SheetKind
from storage.engine import Store
from storage.errors import StoreUnavailable
from storage.unit_of_work import Work

log = structlog.get_logger()

#: Seconds between two looks for what another process was told.
TICK: Final = 2.0
REGISTERING: Final = "imports"
_CLAIM: Final = timedelta(seconds=30)
#: Seconds between two notes of how far a sheet is.
_NOTED_EVERY: Final = 1.0
#: For how long a sheet that nobody wants lies there, and one that goes back.
KEPT: Final = timedelta(days=3)
#: For how long an import may be taken back: what was there before are names and numbers of people.
UNDONE_WITHIN: Final = timedelta(days=30)
_LOOKED_THROUGH: Final = 100
_SWEPT_EVERY: Final = 3600.0


@dataclass
class Registrar:
    """Works off what lies in `folder`, by a name that no other process has."""

    store: Store
    house: House
    clock: Callable[[], datetime]
    folder: Path
    name: str
    wanted: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.rounds = Rounds("registrar")
        self._swept_at = float("-inf")
        self._turn = Claim(self.store, self.clock, REGISTERING, self.name, _CLAIM)

    async def run(self, posted: asyncio.Event) -> None:
        """Work until cancelled; `posted` is set when there may be letters."""

        async def look_round() -> None:
            self.wanted.clear()
            if await self.work_off():
                posted.set()
            await self._sweep()
            await wait_for(self.wanted, TICK)

        await self.rounds.go(look_round)

    async def work_off(self) -> int:
        """Check and write everything that waits here; how many sheets."""
        done = 0
        while (job := await self._next()) is not None:
            async with self._turn.kept(self.rounds.beat):
                await asyncio.to_thread(self._do, job)
            done += 1
        return done

    async def _next(self) -> SheetImport | None:
        """The sheet whose turn it is, if it lies here and nobody else is at work."""
        self.rounds.beat()
        waiting = await self.store.read(_waiting)
        here = [job for job in waiting if (self.folder / job.file).is_file()]
        if not here or not await self._turn.taken():
            return None
        return here[0]

    def _do(self, job: SheetImport) -> None:
        path = self.folder / job.file
        try:
            if job.state is ImportState.ARRIVED:
                report = look(self.store, self.house, job, path, self._telling(job))
                self._settle(job, ImportState.CHECKED, report=report)
            else:
                self._write(job, path)
                put_away(path)
        except (SheetRefused, Refusal) as refused:
            self._settle(job, ImportState.TURNED_AWAY, says=refused.says)
            put_away(path)
        except StoreUnavailable:
            raise
        except Exception as error:
            log.error("sheet failed", kind=job.kind, error=type(error).__name__, at=where(error))
            self._settle(job, ImportState.TURNED_AWAY, says=say("import.our_fault"))

    def _write(self, job: SheetImport, path: Path) -> None:
        with opened(job.kind, path, self._telling(job)) as there:

            def unit(work: Work) -> None:
                fresh = work.imports.get(job.id)
                if fresh is not None and fresh.state is ImportState.WANTED:
                    write(Shift(work, self.clock(), self.house), fresh, there)

            self.store.run_now(unit)

    def _settle(self, job: SheetImport, state: ImportState, **told: Any) -> None:
        def unit(work: Work) -> None:
            fresh = work.imports.get(job.id)
            if fresh is None or fresh.state is not job.state:
                return  # somebody put it away in the meantime
            fresh.state = state
            for name, value in told.items():
                setattr(fresh, name, value)
            work.imports.keep(fresh)

        self.store.run_now(unit)

    def _telling(self, job: SheetImport) -> Tell:
        """Notes how far a sheet is while it is read; what follows is one transaction, out of which
        nothing can be told."""
        last = time.monotonic()

        def tell(step: Step, done: int, total: int) -> None:
            nonlocal last
            if step is Step.READ and time.monotonic() - last >= _NOTED_EVERY:
                last = time.monotonic()
                self._settle(job, job.state, done=done, total=total)

        return tell

    async def _sweep(self) -> None:
        if time.monotonic() - self._swept_at >= _SWEPT_EVERY:
            self._swept_at = time.monotonic()
            await self.sweep()

    async def sweep(self) -> None:
        """Remove what has lain there for too long."""
        await asyncio.to_thread(self._remove_old)
        await self.store.run(self._forget)

    def _forget(self, work: Work) -> None:
        """What can't be checked or written any more is turned away, and the way back from what is
        long done is forgotten."""
        now = self.clock()
        for job in _waiting(work):
            if now - job.arrived_at > KEPT:
                job.state, job.says = ImportState.TURNED_AWAY, say("console.imports.gone")
                work.imports.keep(job)
        for kind in SheetKind:
            for job in work.imports.latest(kind, _LOOKED_THROUGH):
                if _can_be_forgotten(job, now):
                    work.imports.forget_traces(job.id)
                    job.report = {**job.report, "traced": False}
                    work.imports.keep(job)

    def _remove_old(self) -> None:
        if not self.folder.is_dir():
            return
        oldest = self.clock().timestamp() - KEPT.total_seconds()
        for path in self.folder.iterdir():
            if path.is_file() and path.stat().st_mtime < oldest:
                path.unlink(missing_ok=True)


def _can_be_forgotten(job: SheetImport, now: datetime) -> bool:
    is_old = job.ended_at is not None and now - job.ended_at > UNDONE_WITHIN
    return is_old and bool(job.report.get("traced"))


def _waiting(work: Work) -> list[SheetImport]:
    """What is wanted goes before what is only to be looked at."""
    wanted = work.imports.in_state(ImportState.WANTED)
    return [*wanted, *work.imports.in_state(ImportState.ARRIVED)]
