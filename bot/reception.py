"""The reception: what was kept in the inbox is read, answered and settled.

One thought is one transaction: its lane is locked, the conversation advanced, the desk's work
done, replies and notices put into the outbox, and its messages settled, all or nothing. Mostly a
thought is one message; fragments that come within seconds are one together.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from time import perf_counter
from typing import Final

import structlog

from bot.desk.house import House
from bot.desk.post import Letter, is_staff_at, send
from bot.desk.shift import Shift
from bot.desk.telling import language_at
from bot.dialogue import thought
from bot.dialogue.conversing import Reader, at_rest, converse
from bot.hands import all_hands
from bot.meters import Fate, Meters
from bot.pace import Pace
from bot.port import Decoder, Unreadable
from bot.rounds import Rounds, wait_for
from bot.taking_over import people_take_over
from bot.trouble import where
from bot.turns import Taken, Turns
from bot.wording import say, speaking
from models.errors import NoStaffYet
from models.mail import Job, JobState, Queue
from models.messages import Inbound
from storage.engine import Store
from storage.errors import StoreUnavailable
from storage.unit_of_work import Work

log = structlog.get_logger()

#: A message that fails this often is set aside, and people take over.
TRIES: Final = 5
#: How long a message waits for the first member of staff before somebody is looked for again.
NOBODY_YET: Final = timedelta(seconds=30)
#: How long a message waits that met an outage of the database.
_AFTER_OUTAGE: Final = timedelta(seconds=2)
#: How many conversations are worked on side by side.
_SIDE_BY_SIDE: Final = 8
#: Seconds of rest after a stranger's turn at most.
_LONGEST_REST: Final = 0.25
#: Seconds between two looks while a thought is left to grow.
_LOOK_SOON: Final = 0.25


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a turn came to; remembered once it is committed, since a unit may run twice."""

    waited: timedelta | None = None  #: for how long what was settled had waited
    answered_at: datetime | None = None  #: when somebody was answered
    grows_until: datetime | None = None  #: until when the thought is left to grow


@dataclass
class Reception:
    """Works messages off in the order of each conversation, of every channel it can decode.

    Several receptions may be at work, in one process or in many.
    """

    store: Store
    house: House
    reader: Reader
    clock: Callable[[], datetime]
    decoders: Mapping[str, Decoder]
    look_again: float = 1.0  #: seconds between two looks for work that nobody announced
    meters: Meters = field(default_factory=Meters)

    def __post_init__(self) -> None:
        self.rounds = Rounds("reception")
        self.answered = asyncio.Event()
        self._pace = Pace()
        self._turns = Turns(self.clock, self.decoders.keys())
        self._is_with_strangers = False
        self._rests_until = 0.0  #: by the counter of time that no clock of the desk sets
        self._longest_rest = 0.0  #: seconds; who works off what is there and goes needs none
        self._growing: dict[str, datetime] = {}  #: lanes whose thought is left to grow until then

    async def run(self, arrived: asyncio.Event) -> None:
        """Work off messages until cancelled; what was begun is finished."""
        self._longest_rest = _LONGEST_REST

        async def look() -> None:
            arrived.clear()
            if not await self.work_off():
                await wait_for(arrived, self._next_look())

        await self.rounds.go(look)

    def _next_look(self) -> float:
        """In how many seconds something may be due that nobody announces."""
        rest = self._rests_until - perf_counter()
        usual = _LOOK_SOON if self.lets_grow else self.look_again
        return min(usual, rest) if rest > 0 else usual

    async def work_off(self) -> int:
        """Handle all messages that are due now, conversations side by side; how many turns."""
        return await all_hands(self._turn, _SIDE_BY_SIDE)

    @property
    def lets_grow(self) -> bool:
        """Whether a word or two was left waiting for the rest of the thought."""
        now = self.clock()
        self._growing = {lane: until for lane, until in self._growing.items() if until > now}
        return bool(self._growing)

    async def _turn(self) -> bool:
        """Handle the next message of the conversation that has waited the longest, if there is one.

        One hand at a time takes turns of strangers too, and rests after each for as long as that
        took. So whoever the desk knows never waits for more than one of them, however many they
        are and however slow we are.

        Raises StoreUnavailable while nothing can be kept.
        """
        self.rounds.beat()
        began = perf_counter()
        if self._is_with_strangers or began < self._rests_until:
            return await self._turn_of(self._turns.of_known) is not None
        self._is_with_strangers = True
        try:
            taken = await self._turn_of(self._turns.of_anybody)
            if taken is not None and taken.is_stranger:
                now = perf_counter()
                self._rests_until = now + min(now - began, self._longest_rest)
        finally:
            self._is_with_strangers = False
        return taken is not None

    async def _turn_of(self, take: Callable[[Work], Taken | None]) -> Taken | None:
        """One conversation's turn; whose it was, None where nobody's is due."""
        tries: list[Taken] = []
        try:
            outcome = await self.store.run(lambda work: self._do(work, take, tries))
        except Exception as error:
            if not tries:
                raise
            await self._failed(tries[-1].lane, error)
        else:
            if tries:
                self._remember(tries[-1].lane, outcome)
        return tries[-1] if tries else None

    def _do(self, work: Work, take: Callable[[Work], Taken | None], tries: list[Taken]) -> _Outcome:
        """One conversation's turn in one transaction.

        What was taken is told for the case that the transaction fails. Several processes may take
        turns: none waits for another.
        """
        tries.clear()
        taken = take(work)
        if taken is None:
            return _Outcome()
        tries.append(taken)
        return self._one(work, taken)

    def _remember(self, lane: str, outcome: _Outcome) -> None:
        """Remember what is committed."""
        if outcome.grows_until is not None:
            self._growing[lane] = outcome.grows_until
        if outcome.answered_at is not None:
            self._pace.count(lane, outcome.answered_at)
        if outcome.waited is not None:
            self._growing.pop(lane, None)
            self.meters.count(Queue.IN, Fate.DONE)
            self.meters.answered(outcome.waited)
            self.answered.set()

    def _one(self, work: Work, taken: Taken) -> _Outcome:
        """One thought."""
        lane, now = taken.lane, self.clock()
        if work.mail.next_job(Queue.IN, lane, now) is None:
            work.mail.look_again(Queue.IN, lane, now)
            return _Outcome()
        shift = Shift(work, now, self.house)
        jobs = work.mail.waiting_jobs(Queue.IN, lane, thought.MOST)
        said = self._thought(shift, jobs, taken.characters)
        if said and (until := self._grows_until(shift, lane, said)):
            work.mail.postpone(jobs[0], until, now)
            return _Outcome(grows_until=until)
        if said:
            converse(shift, said, self.reader)
        for job in jobs[: max(len(said), 1)]:
            work.mail.settle(job, JobState.DONE, now)
        return _Outcome(now - jobs[0].put_at, answered_at=now if said else None)

    def _thought(self, shift: Shift, jobs: Sequence[Job], characters: int) -> tuple[Inbound, ...]:
        """The messages that are taken together, so many characters of them; none where the first
        needs no handling.

        What members of staff write is taken one by one. Raises `Unreadable`.
        """
        first = self._decoded(jobs[0])
        if first is None:
            return ()
        if len(jobs) == 1 or is_staff_at(shift, first.address):
            return (first,)
        said = [first]
        for job in jobs[1:]:
            try:
                inbound = self._decoded(job)
            except Unreadable:
                break
            if inbound is None:
                break
            said.append(inbound)
        return thought.gathered(said, characters)

    def _grows_until(self, shift: Shift, lane: str, said: Sequence[Inbound]) -> datetime | None:
        """How long a thought is left to grow: a fragment at the beginning of a matter, an album,
        and whatever comes in floods; None where it is to be answered now."""
        flood = self._pace.flood_pause(lane, shift.now)
        if flood and all(thought.is_plain(inbound) for inbound in said):
            until = said[0].at + flood
        else:
            until = thought.wait_until(said) or shift.now
        if until <= shift.now or is_staff_at(shift, said[0].address):
            return None
        may_grow = flood or said[0].album or at_rest(shift, said[0].address)
        return until if may_grow else None

    def _decoded(self, job: Job) -> Inbound | None:
        decode = self.decoders[job.payload["channel"]]
        inbound = decode(job.payload["raw"], job.payload["account"], job.put_at)
        # The clocks of a matter start when its message reached us, whatever a phone's clock says.
        return replace(inbound, at=job.put_at) if inbound else None

    def _if_readable(self, job: Job) -> Inbound | None:
        """The same; None also for what a decoder fails at, for whatever reason."""
        try:
            return self._decoded(job)
        except Exception:
            return None

    async def _failed(self, lane: str, error: Exception) -> None:
        """Wait longer each time; after five times people take over with the text."""
        if not isinstance(error, NoStaffYet):
            log.error("message failed", lane=lane, error=type(error).__name__, at=where(error))
        fate = await self.store.run(lambda work: self._set_back(work, lane, error))
        self.meters.count(Queue.IN, fate)

    def _set_back(self, work: Work, lane: str, error: Exception) -> Fate:
        now = self.clock()
        if work.mail.lock(Queue.IN, lane) is None:
            return Fate.FAILED
        job = work.mail.next_job(Queue.IN, lane, now)
        if job is None:
            return Fate.FAILED
        if isinstance(error, NoStaffYet):
            self._until_staff(Shift(work, now, self.house), job)
            return Fate.FAILED
        cause = type(error).__name__
        if isinstance(error, StoreUnavailable):
            # The message is not to blame for an outage; others go first, should it be after all.
            work.mail.postpone(job, now + _AFTER_OUTAGE, now, cause)
            return Fate.FAILED
        if job.attempts + 1 < TRIES and not isinstance(error, Unreadable):
            wait = timedelta(seconds=2 ** (job.attempts + 1))
            work.mail.settle(job, JobState.WAITING, now, error=cause, retry_at=now + wait)
            return Fate.FAILED
        shift = Shift(work, now, self.house)
        if not shift.company.has_anybody:
            self._until_staff(shift, job)
            return Fate.FAILED
        work.mail.settle(job, JobState.DEAD, now, error=cause)
        people_take_over(shift, job, self._if_readable(job))
        return Fate.SET_ASIDE

    def _until_staff(self, shift: Shift, job: Job) -> None:
        """Nobody could take it over (F8): it waits for the first member of staff, and is told so
        once."""
        shift.work.mail.postpone(job, shift.now + NOBODY_YET, shift.now, NoStaffYet.__name__)
        if inbound := self._if_readable(job):
            with speaking(language_at(shift, inbound.address)):
                letter = Letter(say("failed.nobody_yet"))
            send(shift, inbound.address, letter, key=f"nobody:{job.dedupe}")
