"""The reception: what arrives is kept and committed first, then read, answered and settled.

One thought is one transaction: its lane is locked, the conversation advanced, the desk's work
done, replies and notices put into the outbox, and its messages settled, all or nothing. Mostly a
thought is one message; fragments that come within seconds are one together.
"""

import asyncio
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any, Final

import structlog

from bot.desk.post import Letter, send, tell_staff
from bot.desk.shift import House, Shift
from bot.dialogue import thought
from bot.dialogue.conversing import Reader, at_rest, converse
from bot.pace import Pace
from bot.port import Along, Channel, Raw, Unreadable
from bot.trouble import where
from bot.wording import say
from models.company import duty_desk
from models.mail import Job, JobState, Queue
from models.messages import Address, Inbound
from storage.engine import Store
from storage.unit_of_work import Work

log = structlog.get_logger()

#: A message that fails this often is set aside, and people take over.
TRIES: Final = 5
#: How many conversations are worked on side by side.
_SIDE_BY_SIDE: Final = 8
#: How long to wait for work that nobody announced, in seconds.
_LOOK_AGAIN: Final = 1.0
#: The same while a thought is left to grow.
_LOOK_SOON: Final = 0.25


@dataclass
class Reception:
    """Takes messages in from every channel and works them off in order."""

    store: Store
    house: House
    reader: Reader
    clock: Callable[[], datetime]
    channels: Mapping[tuple[str, str], Channel]

    def __post_init__(self) -> None:
        self.arrived = asyncio.Event()
        self.answered = asyncio.Event()
        self._pace = Pace()
        self._growing: set[str] = set()  #: lanes whose thought was left to grow

    async def accept(self, channel: Channel, *raws: Raw, along: Along | None = None) -> bool:
        """Keep what arrived, in one commit with what `along` writes; returns once it is committed.

        False: all of it was there already. What can't be decoded is kept too, in a lane of its own
        where it is set aside at once.
        """
        now = self.clock()
        # Lanes in one order for everybody: else two units could wait for each other.
        arrived = sorted((_arrival(channel, raw) for raw in raws), key=itemgetter(0))

        def keep(work: Work) -> bool:
            put = work.mail.put
            fresh = [put(Queue.IN, lane, key, payload, now) for lane, key, payload in arrived]
            if along is not None:
                along(work)
            return any(fresh)

        fresh = await self.store.run(keep)
        if fresh:
            self.arrived.set()
        return fresh

    async def run(self) -> None:
        """Work off messages until cancelled; what was begun is finished."""
        while True:
            self.arrived.clear()
            if not await self.work_off():
                pause = _LOOK_SOON if self._growing else _LOOK_AGAIN
                await _signal_or_timeout(self.arrived, pause)

    async def work_off(self) -> int:
        """Handle all messages that are due now, conversations side by side; how many."""
        handled = 0
        while lanes := await self._due_lanes():
            done = await asyncio.gather(*(self._work_lane(lane) for lane in lanes))
            if not any(done):
                break
            handled += sum(done)
        return handled

    async def _due_lanes(self) -> list[str]:
        """Conversations with something to read, of the channels that this process can decode."""
        now = self.clock()
        owners = [f"{channel}:{account}" for channel, account in self.channels]
        return await self.store.read(
            lambda work: [
                lane
                for owner in owners
                for lane in work.mail.due_lanes_of(Queue.IN, owner, now, _SIDE_BY_SIDE)
            ]
        )

    @property
    def lets_grow(self) -> bool:
        """Whether a word or two was left waiting for the rest of the thought."""
        return bool(self._growing)

    async def _work_lane(self, lane: str) -> int:
        """Handle the lane's next message; 1 if there was one."""
        try:
            done = await self.store.run(lambda work: self._one(work, lane))
        except Exception as error:
            await self._failed(lane, error)
            return 1
        if done:
            self.answered.set()
        return int(done)

    def _one(self, work: Work, lane: str) -> bool:
        """One thought, one transaction."""
        now = self.clock()
        if work.mail.lock(Queue.IN, lane) is None:
            return False
        if work.mail.next_job(Queue.IN, lane, now) is None:
            return False
        shift = Shift(work, now, self.house)
        jobs = work.mail.waiting_jobs(Queue.IN, lane, thought.MOST)
        said = self._thought(shift, jobs)
        if said and (until := self._grows_until(shift, lane, said)):
            self._growing.add(lane)
            work.mail.postpone(jobs[0], until, now)
            return False
        self._growing.discard(lane)
        if said:
            self._pace.count(lane, now)
            converse(shift, said, self.reader)
        for job in jobs[: max(len(said), 1)]:
            work.mail.settle(job, JobState.DONE, now)
        return True

    def _thought(self, shift: Shift, jobs: Sequence[Job]) -> tuple[Inbound, ...]:
        """The messages that are taken together; none where the first needs no handling.

        What members of staff write is taken one by one. Raises `Unreadable`.
        """
        first = self._decoded(jobs[0])
        if first is None:
            return ()
        if len(jobs) == 1 or _is_staff(shift, first.address):
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
        return thought.gathered(said)

    def _grows_until(self, shift: Shift, lane: str, said: Sequence[Inbound]) -> datetime | None:
        """How long a thought is left to grow: a fragment at the beginning of a matter, an album,
        and whatever comes in floods; None where it is to be answered now."""
        flood = self._pace.flood_pause(lane, shift.now)
        if flood and all(thought.is_plain(inbound) for inbound in said):
            until = said[0].at + flood
        else:
            until = thought.wait_until(said) or shift.now
        if until <= shift.now or _is_staff(shift, said[0].address):
            return None
        may_grow = flood or said[0].album or at_rest(shift, said[0].address)
        return until if may_grow else None

    def _decoded(self, job: Job) -> Inbound | None:
        key = (job.payload["channel"], job.payload["account"])
        inbound = self.channels[key].decode(job.payload["raw"])
        # The clocks of a matter start when its message reached us, whatever a phone's clock says.
        return replace(inbound, at=job.put_at) if inbound else None

    async def _failed(self, lane: str, error: Exception) -> None:
        """Wait longer each time; after five times people take over with the text."""
        log.error("message failed", lane=lane, error=type(error).__name__, at=where(error))
        await self.store.run(lambda work: self._set_back(work, lane, error))

    def _set_back(self, work: Work, lane: str, error: Exception) -> None:
        now = self.clock()
        if work.mail.lock(Queue.IN, lane) is None:
            return
        job = work.mail.next_job(Queue.IN, lane, now)
        if job is None:
            return
        cause = type(error).__name__
        if job.attempts + 1 < TRIES and not isinstance(error, Unreadable):
            wait = timedelta(seconds=2 ** (job.attempts + 1))
            work.mail.settle(job, JobState.WAITING, now, error=cause, retry_at=now + wait)
            return
        work.mail.settle(job, JobState.DEAD, now, error=cause)
        self._people_take_over(Shift(work, now, self.house), job)

    def _people_take_over(self, shift: Shift, job: Job) -> None:
        """The sender reads one kind sentence; the duty desk gets the words."""
        try:
            inbound = self._decoded(job)
        except Unreadable:
            inbound = None
        words = inbound.text if inbound else say("failed.unreadable")
        person = duty_desk(shift.company)
        text = say("failed.to_duty", lane=job.lane, words=words)
        tell_staff(shift, [person.no], Letter(text), key=f"failed:{job.dedupe}")
        if inbound:
            kind = say("failed.to_sender", name=person.title, phone=person.phone)
            send(shift, inbound.address, Letter(kind), key=f"sorry:{job.dedupe}")


def _is_staff(shift: Shift, address: Address) -> bool:
    """Whether somebody of the house writes from there."""
    bound = shift.work.people.bindings_at(address)
    return any(binding.ref.startswith("staff:") for binding in bound)


def _arrival(channel: Channel, raw: Raw) -> tuple[str, str, dict[str, Any]]:
    """The lane, the key and the content of the job that keeps what arrived."""
    lane, event_id = _place(channel, raw)
    payload = {"channel": channel.name, "account": channel.account, "raw": dict(raw)}
    return lane, f"{channel.name}:{channel.account}:{event_id}", payload


def _place(channel: Channel, raw: Raw) -> tuple[str, str]:
    """The lane and the event id of what arrived, also where it can't be decoded."""
    try:
        inbound = channel.decode(raw)
    except Unreadable:
        inbound = None
    if inbound:
        return str(inbound.address), inbound.event_id
    event_id = str(raw.get("event_id") or raw.get("update_id") or _digest(raw))
    return str(Address(channel.name, channel.account, f"unread-{event_id}")), event_id


def _digest(raw: Raw) -> str:
    """The same for the same thing in every process, so that it is kept once."""
    return hashlib.sha256(json.dumps(raw, sort_keys=True, default=str).encode()).hexdigest()[:32]


async def _signal_or_timeout(signal: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await signal.wait()
    except TimeoutError:
        return
