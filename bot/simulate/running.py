"""Running: people write, read and answer until enough was said; then what waits is worked off."""

import asyncio
import random
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

from bot.app import App
from bot.simulate import region
from bot.simulate.channel import SimulatedChannel
from bot.simulate.day import Pace
from bot.simulate.people import Person, a_manager, a_retailer, first_words
from bot.simulate.reckoning import Outcome, reckon
from models.mail import Queue
from models.messages import InboundKind, Outbound
from storage.unit_of_work import Work

#: At no rate so many people at most wait for an answer at a time.
_WAITING: Final = 64
#: Seconds after which somebody is taken to get no answer, and another may write.
_GIVES_UP: Final = 5.0
#: Seconds for which what still waits is worked off in the end.
_LONGEST_DRAIN: Final = 60.0
#: People who write at the same instant.
_SENDERS: Final = 16


@dataclass(frozen=True, slots=True)
class Plan:
    """How large the region is and how much is said; `rate` in messages a second, None: as fast as
    they are taken."""

    shops: int = 1000
    managers: int = 10
    messages: int = 2000
    rate: float | None = None
    seed: int = 1


#: Told how many messages were sent.
Tell = Callable[[int], None]


class Simulation:
    """One run. Build the application with `channel`, then `settle_in` and `run`."""

    def __init__(self, plan: Plan, tell: Tell = lambda _: None) -> None:
        self.plan: Final = plan
        self.channel: Final = SimulatedChannel(self._read)
        self.sent = 0  #: messages that were acknowledged
        self._begun = 0
        self.seconds = 0.0
        self._tell: Final = tell
        self._chance: Final = random.Random(plan.seed)  # noqa: S311 no secret
        self._people: Final[dict[str, Person]] = {}
        self._replies: Final[deque[tuple[str, dict[str, Any]]]] = deque()
        self._waiting: Final[dict[str, float]] = {}
        self._something = asyncio.Event()
        self._is_over = False

    def settle_in(self, app: App) -> None:
        """Let everybody move in, in transactions that hold up nobody for long."""
        plan, now = self.plan, app.clock()
        app.store.run_now(lambda work: region.settle_staff(work, plan.managers, now))
        for part in region.parts_of(plan.shops):
            app.store.run_now(partial(_settle_shops, part=part, managers=plan.managers, now=now))
        for place in range(plan.managers):
            conversation = self._conversation(f"staff:{region.manager_no(place)}")
            self._people[conversation] = a_manager(conversation, self._chance)

    async def run(self, app: App, stop: asyncio.Event) -> Outcome:
        """Say everything, or as much as `stop` leaves time for, and reckon what became of it."""
        parts = [asyncio.create_task(part) for part in app.parts()]
        began = time.monotonic()
        try:
            await self._say_everything(app, stop)
            await self._drained(app)
            self.seconds = time.monotonic() - began
        finally:
            await _ended(parts)
        return await reckon(app.store, self.channel.delivered, app.clock())

    async def _say_everything(self, app: App, stop: asyncio.Event) -> None:
        pace = Pace(self.plan.messages, self.plan.rate)
        senders = [asyncio.create_task(self._send(app, pace)) for _ in range(_SENDERS)]
        saying = asyncio.gather(*senders)
        stopping = asyncio.create_task(stop.wait())
        try:
            either: set[asyncio.Future[Any]] = {saying, stopping}
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            self._is_over = True
            if not stop.is_set():
                await saying
        finally:
            await _ended([stopping, *senders])

    # What people do.

    def _read(self, letter: Outbound) -> None:
        conversation = letter.address.conversation
        self._waiting.pop(conversation, None)
        person = self._people.get(conversation)
        reply = person.reply_to(letter) if person else None
        if reply:
            self._replies.append((conversation, reply))
        self._something.set()

    async def _send(self, app: App, pace: Pace) -> None:
        """Send what somebody has to say, again and again."""
        while not self._is_over and self._begun < self.plan.messages:
            said = self._next()
            if said is None:
                self._something.clear()
                await _a_moment(self._something)
                continue
            self._begun += 1
            conversation, raw = said
            event = {"conversation": conversation, "event_id": f"s{self._begun}", **raw}
            self._waiting[conversation] = time.monotonic()
            await pace.next()
            await app.accept(self.channel, event)
            self.sent += 1
            self._tell(self.sent)

    def _next(self) -> tuple[str, dict[str, Any]] | None:
        """An answer that somebody has ready, else another retailer's first words."""
        if self._replies:
            return self._replies.popleft()
        if self.plan.rate is None and not self._has_room():
            return None
        shop = region.shop_ref(self._chance.randrange(self.plan.shops))
        conversation = self._conversation(f"shop:{shop}")
        if conversation in self._waiting:
            return None
        self._people[conversation] = a_retailer(conversation, self._chance)
        return conversation, {"kind": InboundKind.TEXT.value, "text": first_words(self._chance)}

    def _has_room(self) -> bool:
        """Whether few enough wait for an answer."""
        if len(self._waiting) < _WAITING:
            return True
        late = time.monotonic() - _GIVES_UP
        for conversation in [one for one, since in self._waiting.items() if since < late]:
            del self._waiting[conversation]
        return len(self._waiting) < _WAITING

    def _conversation(self, ref: str) -> str:
        return region.address_of(ref).conversation

    async def _drained(self, app: App) -> None:
        """Wait until everything that is due was worked off, for a minute at most."""
        until = time.monotonic() + _LONGEST_DRAIN
        while time.monotonic() < until:
            queues = await app.store.read(lambda work: work.census.queues())
            letters_due = queues[Queue.OUT].lag(app.clock()) > 0
            if not queues[Queue.IN].waiting and not letters_due:
                return
            await asyncio.sleep(0.1)


def _settle_shops(work: Work, part: range, managers: int, now: datetime) -> None:
    region.settle_shops(work, part, managers, now)


async def _a_moment(something: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(0.05):
            await something.wait()
    except TimeoutError:
        return


async def _ended(tasks: list[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
