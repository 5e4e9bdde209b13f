"""The courier: letters from the outbox to the channels, in order for each person, with retry."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, TypeVar

import structlog

from bot import mailbag
from bot.hands import Errand, Errands
from bot.leasing import Leasing, wait_after
from bot.limits import Gate
from bot.meters import Fate, Meters
from bot.pieces import pieces
from bot.port import Channel, ChannelTrouble, Gone, Refused, Retry
from bot.rounds import Rounds, wait_for
from bot.trouble import where
from models.mail import Job, JobState, Queue
from models.messages import Address, Outbound
from storage.engine import Store
from storage.errors import StoreUnavailable
from storage.unit_of_work import Work

T = TypeVar("T")

log = structlog.get_logger()

#: A letter at which our own program fails so often is set aside.
TRIES: Final = 8
#: For how long a channel in trouble is tried, before people take over.
GIVEN_UP_AFTER: Final = timedelta(days=1)
_SIDE_BY_SIDE: Final = 20
#: A letter is not asked whether it is true any more until it has waited so long.
_FRESH: Final = timedelta(minutes=1)
#: Seconds after which a channel that does not answer is taken to be in trouble.
_PATIENCE: Final = 60.0
#: Seconds between two tries to settle while the database is away.
_SETTLE_AGAIN: Final = 1.0
#: Where a letter's job notes how many of its messages went out already.
_SENT: Final = "sent"


class Undelivered(StrEnum):
    """Why a letter was set aside."""

    GONE = "gone"  #: the person can't be reached there
    REFUSED = "refused"  #: the channel does not take it as it is
    GIVEN_UP = "given up"  #: a day of trouble, or a fault of ours


@dataclass
class Courier:
    """Delivers what the outbox holds for the channels of this process. Several may be at work, each
    by a name that no other has or had; a lease keeps each person to one."""

    store: Store
    clock: Callable[[], datetime]
    channels: Mapping[tuple[str, str], Channel]
    name: str
    look_again: float = 1.0  #: seconds between two looks for letters that nobody announced
    meters: Meters = field(default_factory=Meters)
    #: Whether a letter that waited, as it is kept, is of no use any more.
    has_lapsed: Callable[[Work, Mapping[str, Any]], bool] = lambda *_: False
    #: What people have to do about a letter that was set aside, in the same transaction.
    people_take_over: Callable[[Work, Outbound, Undelivered, str], None] = lambda *_: None

    def __post_init__(self) -> None:
        self.rounds = Rounds("courier")
        self._errands = Errands(_SIDE_BY_SIDE)
        told = self.channels.items()
        paces = {f"{name}:{account}": one.caps.pace for (name, account), one in told}
        self._gate = Gate(self.store, self.clock, self.name, paces)
        self._lanes = Leasing(self.store, self.clock, Queue.OUT, self.name)
        self._resting: set[datetime] = set()  #: when lanes that rest may be looked at again

    async def run(self, posted: asyncio.Event) -> None:
        """Deliver until cancelled; `posted` says that something may have been put. A channel that
        is slow to answer for one person holds up nobody else."""

        async def look() -> None:
            posted.clear()
            if not await self._errands.take_up(self._next, posted.set):
                await wait_for(posted, self._next_look())

        try:
            await self.rounds.go(look)
        finally:
            await self._errands.all_done()

    async def deliver_due(self) -> int:
        """Deliver everything that is due now, people side by side; how many turns were taken."""
        return await self._errands.take_up_all(self._next)

    def _next_look(self) -> float:
        """In how many seconds something may be due that nobody announces."""
        now = self.clock()
        self._resting = {until for until in self._resting if until > now}
        soonest = min(self._resting, default=None)
        rest = (soonest - now).total_seconds() if soonest else self.look_again
        return self._gate.next_room(within=min(self.look_again, rest))

    async def _next(self) -> Errand | None:
        """Take up the letters of the person who has waited the longest of those whom a channel of
        this process can reach; None where nobody waits.

        Raises StoreUnavailable while nothing can be kept.
        """
        self.rounds.beat()
        owners = await self._gate.open_now()
        if not owners:
            return None
        return await self._lanes.take_next(self._see_to, owners)

    async def _see_to(self, job: Job) -> bool:
        """Deliver a letter that is of use still; False where what is behind it has to wait."""
        if await self._is_lapsed(job):
            return await self._lapsed(job)
        address = Address.parse(job.lane)
        return await self._deliver(self.channels[address.channel, address.account], job)

    async def _is_lapsed(self, job: Job) -> bool:
        """Only what could not be sent at once is looked at again, and nothing half sent."""
        if self.clock() - job.put_at < _FRESH or job.payload.get(_SENT):
            return False
        return await self.store.read(lambda work: self.has_lapsed(work, job.payload))

    async def _deliver(self, channel: Channel, job: Job) -> bool:
        """Send the next message of one letter and settle it at once; False where what is behind it
        has to wait."""
        letter = mailbag.unpack(job.payload)
        messages = pieces(letter, channel.caps)
        place = min(job.payload.get(_SENT, 0), len(messages) - 1)
        if (free := self._gate.free_at(letter.address)) > self.clock():
            await self._rest(job, free)
            return False
        self._gate.spend(letter.address)
        try:
            async with asyncio.timeout(_PATIENCE):
                told = await channel.send(messages[place])
        except StoreUnavailable:
            raise  # no fault of the letter
        except Exception as error:
            return await self._failed(job, letter, error)
        is_whole = place + 1 == len(messages)
        if is_whole:
            self.meters.delivered(channel.name, self.clock() - job.due_at)
        is_ours = await self._sent(job, letter, told, None if is_whole else place + 1)
        pause = channel.caps.pause_after(letter.address) if told else None
        if pause:
            self._resting.add(self.clock() + pause)
        return is_whole and is_ours and not pause

    async def _sent(self, job: Job, letter: Outbound, told: str, sent: int | None) -> bool:
        """Note what went out: the channel's id of it, how much is left, and the rest it is due.
        Without an id nothing was said, and nobody needs a rest from it.

        False: it was called back while it was on its way, and what is behind it with it.
        """
        now = self.clock()
        address = letter.address
        pause = self.channels[address.channel, address.account].caps.pause_after(address)

        def write(work: Work) -> bool:
            if told and letter.letter_id:
                work.talk.mark(address, told, letter.letter_id)
            is_ours = True
            if sent is None:
                is_ours = work.mail.settle(job, JobState.DONE, now)
            else:
                job.payload = {**job.payload, _SENT: sent}
                work.mail.note(job)
            if told and pause:
                work.mail.rest(Queue.OUT, job.lane, now + pause)
            return is_ours

        if sent is None:
            self.meters.count(Queue.OUT, Fate.DONE)
        return await self._write(write)

    async def _failed(self, job: Job, letter: Outbound, error: Exception) -> bool:
        """What becomes of a letter that was not taken; False where those behind it have to wait."""
        if isinstance(error, Gone):
            return await self._set_aside(job, letter, Undelivered.GONE, error)
        if isinstance(error, Refused):
            return await self._set_aside(job, letter, Undelivered.REFUSED, error)
        if isinstance(error, Retry) and error.after is not None:
            await self._as_asked(job, error.after)
            return False
        if _is_hopeless(job, error, self.clock()):
            return await self._set_aside(job, letter, Undelivered.GIVEN_UP, error)
        await self._later(job, error)
        return False

    async def _as_asked(self, job: Job, after: float) -> None:
        """Wait as long as the channel said, which counts as no failure, with this person alone."""
        self.meters.count(Queue.OUT, Fate.FAILED)
        now = self.clock()
        until = now + timedelta(seconds=after)
        self._resting.add(until)
        await self._write(lambda work: work.mail.postpone(job, until, now, "asked to wait"))

    async def _later(self, job: Job, error: Exception) -> None:
        """Wait longer each time."""
        if not isinstance(error, ChannelTrouble | TimeoutError):
            log.error("letter failed", job=job.seq, lane=job.lane, at=where(error))
        self.meters.count(Queue.OUT, Fate.FAILED)
        now = self.clock()
        until = now + wait_after(job)
        await self._write(
            lambda work: work.mail.settle(job, JobState.WAITING, now, "trouble", retry_at=until)
        )

    async def _rest(self, job: Job, until: datetime) -> None:
        """Its account was spent in the meantime; nothing was tried."""
        self._resting.add(until)
        await self._write(lambda work: work.mail.rest(Queue.OUT, job.lane, until))

    async def _set_aside(
        self, job: Job, letter: Outbound, why: Undelivered, error: Exception
    ) -> bool:
        """The letter is parked, and who must know hears of it in the same transaction; False where
        it was called back in the meantime, which is nobody's business."""
        now, reason = self.clock(), type(error).__name__
        log.error("letter set aside", job=job.seq, lane=job.lane, why=why.value, reason=reason)
        self.meters.count(Queue.OUT, Fate.SET_ASIDE)

        def write(work: Work) -> bool:
            is_ours = work.mail.settle(job, JobState.DEAD, now, why.value)
            if is_ours:
                self.people_take_over(work, letter, why, str(error))
            return is_ours

        return await self._write(write)

    async def _lapsed(self, job: Job) -> bool:
        now = self.clock()
        self.meters.count(Queue.OUT, Fate.DONE)
        return await self._write(lambda work: work.mail.settle(job, JobState.DONE, now, "lapsed"))

    async def _write(self, write: Callable[[Work], T]) -> T:
        """Write down what became of a letter, for however long that takes: a letter that is sent
        and not settled goes out again."""
        while True:
            try:
                return await self.store.run(write)
            except StoreUnavailable:
                await asyncio.sleep(_SETTLE_AGAIN)


def _is_hopeless(job: Job, error: Exception, now: datetime) -> bool:
    """Whether it is no use to try again: it failed often, and not by a day of trouble at most."""
    if job.attempts + 1 < TRIES:
        return False
    is_trouble = isinstance(error, ChannelTrouble | TimeoutError)
    return not is_trouble or now - job.due_at >= GIVEN_UP_AFTER
