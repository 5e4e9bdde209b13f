"""Fetching: files that channels keep are copied into the house, by the process that can reach them.

A fetch is a job in the lane of the conversation that the file came by, leased like a letter. It is
tried again, waiting longer each time; what can't be had is said to who sent it and to who waits
for it.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import structlog

from bot.desk.house import House
from bot.desk.post import Letter, send
from bot.desk.shift import Shift
from bot.files import NotTaken, keep, or_removed
from bot.hands import Errand, Errands
from bot.leasing import Leasing, wait_after
from bot.meters import Fate, Meters
from bot.page import unpack_media
from bot.port import Channel, ChannelTrouble, Gone, Refused, Retry
from bot.rounds import Rounds
from bot.trouble import where
from bot.wording import say, speaking
from models.kept_file import FileState
from models.mail import Job, JobState, Queue
from models.messages import Address, Media
from models.ownership import barred_from
from storage.engine import Store
from storage.errors import StoreUnavailable
from storage.unit_of_work import Work

log = structlog.get_logger()

#: A fetch that fails this often, about four minutes, is given up.
TRIES: Final = 8
_SIDE_BY_SIDE: Final = 4
#: Seconds that one download may take.
_PATIENCE: Final = 60.0


@dataclass
class Fetcher:
    """Copies what came by the channels of this process into `folder`."""

    store: Store
    house: House
    clock: Callable[[], datetime]
    channels: Mapping[tuple[str, str], Channel]
    folder: Path
    name: str
    look_again: float = 1.0  #: seconds between two looks
    meters: Meters = field(default_factory=Meters)

    def __post_init__(self) -> None:
        self.rounds = Rounds("fetcher")
        self._errands = Errands(_SIDE_BY_SIDE)
        self._lanes = Leasing(self.store, self.clock, Queue.FETCH, self.name)

    async def run(self, posted: asyncio.Event) -> None:
        """Fetch until cancelled; `posted` is set when there may be letters."""
        await self._errands.go_on(self.rounds, self._next, posted.set, self.look_again)

    async def fetch_due(self) -> int:
        """Fetch everything that is due now; how many turns were taken."""
        return await self._errands.take_up_all(self._next)

    async def _next(self) -> Errand | None:
        """Take up what came by the conversation that has waited the longest; None where nothing
        waits."""
        self.rounds.beat()
        owners = [f"{channel}:{account}" for channel, account in self.channels]
        return await self._lanes.take_next(self._fetch, owners)

    async def _fetch(self, job: Job) -> bool:
        """Copy one file; False where the ones behind it have to wait."""
        try:
            await self._copy(job)
        except StoreUnavailable:
            raise  # no fault of the file
        except (Gone, Refused, NotTaken) as error:
            await self._given_up(job, error)
        except Exception as error:
            return await self._failed(job, error)
        else:
            self.meters.count(Queue.FETCH, Fate.DONE)
        return True

    async def _copy(self, job: Job) -> None:
        """Fetch the file and keep it, where somebody speaks of it still."""
        address = Address.parse(job.lane)
        channel = self.channels[address.channel, address.account]
        media = unpack_media(job.payload["media"])
        async with asyncio.timeout(_PATIENCE):
            content = await channel.fetch(media)
        copy = await asyncio.to_thread(keep, content, media.mime, media.seconds, self.folder)
        arriving = self.store.run(lambda work: self._arrived(work, job, copy))
        await or_removed(arriving, [copy.ref], self.folder)

    def _arrived(self, work: Work, job: Job, copy: Media) -> bool:
        """The copy is on record, and whoever waited for it gets it; False where it was erased in
        the meantime, or fetched by somebody else."""
        shift = self._shift(work)
        file = work.files.known_by(job.payload["digest"])
        if not work.mail.settle(job, JobState.DONE, shift.now) or file is None:
            return False
        wanted, file.wanted = file.wanted, []
        file.state, file.name, file.mime = FileState.KEPT, copy.ref, copy.mime
        file.size, file.seconds = copy.size, copy.seconds
        work.files.keep(file)
        for place, (to, case_id) in enumerate(wanted):
            key = f"file:{file.digest}:{place}"
            _tell(shift, to, case_id, f"file.{file.kind.value}", key, (file.media,))
        return True

    async def _failed(self, job: Job, error: Exception) -> bool:
        """Wait as long as the channel said, else longer each time; at last give up."""
        now = self.clock()
        if isinstance(error, Retry) and error.after is not None:
            until = now + timedelta(seconds=error.after)
            await self.store.run(lambda work: work.mail.postpone(job, until, now, "asked to wait"))
            return False
        if not isinstance(error, ChannelTrouble | TimeoutError | OSError):
            log.error("fetch failed", job=job.seq, lane=job.lane, at=where(error))
        if job.attempts + 1 >= TRIES:
            await self._given_up(job, error)
            return True
        self.meters.count(Queue.FETCH, Fate.FAILED)
        later = now + wait_after(job)
        await self.store.run(
            lambda work: work.mail.settle(job, JobState.WAITING, now, "trouble", retry_at=later)
        )
        return False

    async def _given_up(self, job: Job, error: Exception) -> None:
        log.error("file not fetched", job=job.seq, lane=job.lane, error=type(error).__name__)
        self.meters.count(Queue.FETCH, Fate.SET_ASIDE)
        why = "file.not_taken" if isinstance(error, NotTaken) else "file.missing"
        await self.store.run(lambda work: self._missing(work, job, why))

    def _missing(self, work: Work, job: Job, why: str) -> None:
        """The sender reads one kind sentence; who waits for it learns that it will not come."""
        shift = self._shift(work)
        file = work.files.known_by(job.payload["digest"])
        # What was erased in the meantime nobody waits for.
        state = JobState.DONE if file is None else JobState.DEAD
        if not work.mail.settle(job, state, shift.now, why) or file is None:
            return
        wanted, file.wanted = file.wanted, []
        file.state = FileState.MISSING
        work.files.keep(file)
        _tell(shift, file.origin, None, why, f"missing:{file.digest}")
        for place, (to, case_id) in enumerate(wanted):
            _tell(shift, to, case_id, "file.missing_told", f"missing:{file.digest}:{place}")

    def _shift(self, work: Work) -> Shift:
        return Shift(work, self.clock(), self.house)


def _tell(
    shift: Shift,
    to: str,
    case_id: int | None,
    key: str,
    letter_key: str,
    media: tuple[Media, ...] = (),
) -> None:
    """One letter about a file, in the language of who reads it; nobody hears of a case that has
    been withheld from them in the meantime (F5), nor a chat that was cut off."""
    address = Address.parse(to)
    case = shift.work.cases.find(case_id) if case_id else None
    if case is not None:
        barred = barred_from(case, shift.company)
        readers = shift.readers_at(address)
        is_theirs = str(address) == case.complainant
        if any(no in barred for no in readers) or not (readers or is_theirs):
            return
    conversation = shift.work.talk.conversation(address)
    with speaking(conversation.locale if conversation else ""):
        text = say(key, number=case.number if case else "").strip()
        send(shift, address, Letter(text, case_id=case_id, media=media), key=letter_key)
