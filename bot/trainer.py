"""The trainer: takes up a training that was asked for and sees it through in a process of its own,
so that messages are answered meanwhile.

The process gets what people confirmed in a file that only its owner may read and that is gone as
soon as it was read; it says how far it is line by line, and that is kept where everybody who asked
can see it.
"""

import asyncio
import contextlib
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

import structlog

from bot.desk import graduation
from bot.desk.house import House
from bot.desk.shift import Shift
from bot.holding import Claim
from bot.wording import say
from models.learning import Training, TrainingState
from nlp.lessons import Lessons, write_lessons
from storage.engine import Store
from storage.errors import StoreUnavailable
from storage.unit_of_work import Work

log = structlog.get_logger()

TRAINING: Final = "training"
#: How long a training stays with a process that died.
_CLAIM: Final = timedelta(seconds=30)
_LONGEST_ERROR: Final = 300


@dataclass
class Trainer:
    """Trains for one process; of several processes one at a time does."""

    store: Store
    house: House
    clock: Callable[[], datetime]
    classifiers: Path
    folder: Path
    name: str
    corpus: Path

    def __post_init__(self) -> None:
        self.wanted = asyncio.Event()
        self._task: asyncio.Task[bool] | None = None
        self._turn = Claim(self.store, self.clock, TRAINING, self.name, _CLAIM)

    async def look(self) -> bool:
        """Begin a training that waits, or see how the one of this process is; whether one has just
        ended."""
        if self._task is not None:
            if not self._task.done():
                return False
            task, self._task = self._task, None
            return task.result()
        training = await self.store.run(self._take_up)
        if training is not None:
            self._task = asyncio.create_task(self.see_through(training))
        return False

    async def stop(self) -> None:
        """Break off what is under way; it is called interrupted when somebody looks again."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError, StoreUnavailable):
                await self._task
            self._task = None

    def _take_up(self, work: Work) -> int | None:
        """The training that waits, claimed; one that nobody sees through any more has failed."""
        training = work.learning.training_under_way()
        if training is None:
            return None
        now = self.clock()
        if not self._turn.take(work):
            return None
        if training.state is TrainingState.RUNNING:
            shift = Shift(work, now, self.house)
            graduation.failed(shift, training, say("classifier.interrupted"))
            work.claims.release(TRAINING, self.name)
            return None
        training.state, training.begun_at = TrainingState.RUNNING, now
        work.learning.keep_training(training)
        return training.id

    async def see_through(self, training_id: int) -> bool:
        """Train, and keep what came of it."""
        async with self._turn.kept():
            report, error = await self._train(training_id)
            await self.store.run(lambda work: self._end(work, training_id, report, error))
        return True

    async def _train(self, training_id: int) -> tuple[dict[str, Any], str]:
        """The report of the training, or why there is none."""
        lessons = await self.store.read(lambda work: graduation.lessons(work, self.corpus))
        file = self.folder / f"{training_id}.json"
        try:
            await asyncio.to_thread(self._write, lessons, file)
            return await self._in_its_own_process(training_id, file)
        except OSError as error:
            log.error("training failed", error=type(error).__name__)
            return {}, say("classifier.broke_off")
        finally:
            await asyncio.to_thread(file.unlink, missing_ok=True)

    def _write(self, lessons: Lessons, file: Path) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_lessons(lessons, file)

    async def _in_its_own_process(self, training_id: int, file: Path) -> tuple[dict[str, Any], str]:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "nlp.retraining"),
            *("--registry", str(self.classifiers), "--lessons", str(file)),
            *("--corpus", str(self.corpus), "--trained-at", self.clock().isoformat("T", "seconds")),
            stdout=asyncio.subprocess.PIPE,
            limit=1 << 24,
        )
        last: dict[str, Any] = {}
        try:
            assert process.stdout is not None  # noqa: S101 - it was asked for
            async for line in process.stdout:
                last = _read(line) or last
                if "step" in last:
                    await self.store.run(partial(_note, training_id=training_id, told=last))
            await process.wait()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if "report" in last:
            return last["report"], ""
        return {}, str(last.get("error", ""))[:_LONGEST_ERROR] or say("classifier.broke_off")

    def _end(self, work: Work, training_id: int, report: dict[str, Any], error: str) -> None:
        shift = Shift(work, self.clock(), self.house)
        training = work.learning.training(training_id)
        if training is not None and not training.state.is_over:
            if report:
                graduation.finished(shift, training, report)
            else:
                graduation.failed(shift, training, error)


def _read(line: bytes) -> dict[str, Any]:
    """What the process says; nothing where it is not one of our lines."""
    try:
        told = json.loads(line)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _note(work: Work, *, training_id: int, told: dict[str, Any]) -> None:
    """Keep how far it is."""
    training: Training | None = work.learning.training(training_id)
    if training is not None and not training.state.is_over:
        training.step = str(told["step"])[:24]
        training.done, training.total = int(told["done"]), int(told["total"])
        work.learning.keep_training(training)
