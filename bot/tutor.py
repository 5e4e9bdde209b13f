"""The tutor: keeps the reader in step with the champion, listens with the candidate, has what is
worth sorting put into the queue, and sees trainings through.

Messages are answered by others meanwhile. One process at a time listens and trains; each looks
after its own reader.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import structlog

from bot.desk import teaching
from bot.desk.house import House
from bot.desk.post import Letter, tell_staff
from bot.desk.shift import Shift
from bot.holding import Claim
from bot.listening import OFFSET, Listened, count, listened, sought
from bot.rounds import Rounds, wait_for
from bot.trainer import Trainer
from bot.wording import say
from models.terms import Role
from nlp.classifier import Classifier
from nlp.dataset import CORPUS
from nlp.duty import OnDuty, TurnedAway
from nlp.errors import ReadingError
from storage.engine import Store
from storage.learning import Heard
from storage.unit_of_work import Work

log = structlog.get_logger()

#: How often the tutor looks round, in seconds.
TICK: Final = 2.0
#: How long work stays with a process that died.
_CLAIM: Final = timedelta(seconds=20)
#: Messages are listened to this long after they were read: by then every one of that moment is
#: committed, so that none is passed over.
_SETTLED_AFTER: Final = timedelta(seconds=3)
_AT_ONCE: Final = 200
LISTENING: Final = "listening"


@dataclass
class Tutor:
    """Looks after the classifier of one process, and of all where it is its turn."""

    store: Store
    house: House
    clock: Callable[[], datetime]
    reader: OnDuty
    home: Path
    name: str
    corpus: Path = CORPUS
    posted: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.rounds = Rounds("tutor")
        self.trainer = Trainer(
            self.store,
            self.house,
            self.clock,
            self.reader.registry.directory,
            self.home / "training",
            self.name,
            self.corpus,
        )
        self._turn = Claim(self.store, self.clock, LISTENING, self.name, _CLAIM)
        self._told: TurnedAway | None = None
        self._shadow: Classifier | None = None

    async def run(self, posted: asyncio.Event) -> None:
        """Look round until cancelled; `posted` is set when there may be letters."""
        self.posted = posted

        async def look() -> None:
            await self.look_round()
            await wait_for(self.trainer.wanted, TICK)
            self.trainer.wanted.clear()

        try:
            await self.rounds.go(look)
        finally:
            await self.trainer.stop()

    async def look_round(self) -> None:
        """Do everything once: take the champion of now, listen, train."""
        await self.relieve()
        if await self._turn.taken():
            while await self.listen():
                self.rounds.beat()
        if await self.trainer.look():
            self.posted.set()

    async def relieve(self) -> None:
        """Take the champion of now; one that can't be trusted is made known to the admins."""
        if await asyncio.to_thread(self.reader.relieve):
            log.info("classifier relieved", version=self.reader.version)
        away = self.reader.turned_away
        if away is not None and away != self._told:
            log.error("classifier turned away", version=away.version)
            await self.store.run(lambda work: self._tell_admins(work, away))
            self.posted.set()
        self._told = away

    def _tell_admins(self, work: Work, away: TurnedAway) -> None:
        shift = Shift(work, self.clock(), self.house)
        text = say("classifier.turned_away", version=away.version, says=away.says)
        admins = [person.no for person in work.people.staff_with(Role.ADMIN)]
        key = f"turned-away:{away.version}:{shift.today.isoformat()}"
        tell_staff(shift, admins, Letter(text), key=key)

    async def listen(self) -> int:
        """Go over the next messages that were read since; how many."""
        heard, shadow = await self.store.read(self._next)
        if not heard:
            return 0
        found = await asyncio.to_thread(self._listened, heard, shadow)
        await self.store.run(lambda work: self._keep(work, heard, found))
        return len(heard)

    def _next(self, work: Work) -> tuple[Sequence[Heard], str]:
        after = work.counters.get(OFFSET)
        before = self.clock() - _SETTLED_AFTER
        heard = work.learning.heard(after=after, before=before, limit=_AT_ONCE)
        return heard, str(work.meta.get(teaching.SHADOW, ""))

    def _listened(self, heard: Sequence[Heard], shadow: str) -> list[Listened]:
        champion = self.reader.reader.classifier
        return listened(heard, champion, self._shadow_of(shadow))

    def _shadow_of(self, version: str) -> Classifier | None:
        """The candidate that listens; one that can't be trusted hears nothing."""
        if not version or version == self.reader.version:
            return None
        if self._shadow is None or self._shadow.version != version:
            try:
                self._shadow = self.reader.registry.load(version)
            except ReadingError:
                return None
        return self._shadow

    def _keep(self, work: Work, heard: Sequence[Heard], found: Sequence[Listened]) -> None:
        """Count what was heard and queue what is worth sorting, unless somebody else just did."""
        if work.counters.get(OFFSET) >= heard[0].reading.message_id:
            return
        shift = Shift(work, self.clock(), self.house)
        count(shift, found)
        sought(shift, found)
        work.counters.set(OFFSET, heard[-1].reading.message_id)
