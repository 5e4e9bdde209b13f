"""The reckoning: what became of everything that was said, read from the database afterwards."""

from array import array
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Final

from bot.simulate.channel import mark_of
from models.mail import JobState, Queue
from models.messages import Address
from storage.census import Passage
from storage.engine import Store
from storage.unit_of_work import Work

#: A letter that was not taken up again within this time after it was due is undelivered.
_NOW: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Delay:
    """Milliseconds at the middle, and that one in a hundred waits for longer than."""

    p50: float
    p99: float

    @staticmethod
    def of(seconds: "array[float]") -> "Delay":
        """Of delays in seconds; zeros where there are none."""
        ordered = sorted(seconds)
        if not ordered:
            return Delay(0.0, 0.0)
        middle, late = ordered[len(ordered) // 2], ordered[len(ordered) * 99 // 100]
        return Delay(round(middle * 1000, 1), round(late * 1000, 1))

    def to_json(self) -> dict[str, float]:
        return {"p50": self.p50, "p99": self.p99}


@dataclass(slots=True)
class Outcome:
    """What is left when all is over."""

    handled: int = 0  #: messages that had their effect
    letters: int = 0
    undelivered: int = 0  #: letters that are due and were not taken
    delivered_twice: int = 0
    order_breaks: int = 0  #: times that somebody read a later letter before an earlier one
    cases: int = 0
    twin_cases: int = 0  #: cases that tell the same of the same message as another
    database_bytes: int = 0
    reply_delays: "array[float]" = field(default_factory=lambda: array("d"))
    delivery_delays: "array[float]" = field(default_factory=lambda: array("d"))


async def reckon(store: Store, delivered: dict[str, "array[int]"], now: datetime) -> Outcome:
    """Hold what the channel took against what the database says."""
    found = Outcome()
    async for passage in _passages(store, Queue.IN):
        if passage.state is JobState.DONE and passage.done_at:
            found.handled += 1
            found.reply_delays.append((passage.done_at - passage.put_at).total_seconds())
    lane: list[Passage] = []
    async for passage in _passages(store, Queue.OUT):
        if lane and lane[0].lane != passage.lane:
            _reckon_lane(lane, delivered, now, found)
            lane = []
        lane.append(passage)
    if lane:
        _reckon_lane(lane, delivered, now, found)
    found.cases, found.twin_cases = await store.read(lambda work: work.census.cases())
    found.database_bytes = await store.read(lambda work: work.census.bytes_used())
    return found


async def _passages(store: Store, queue: Queue) -> "AsyncIterator[Passage]":
    after = ("", 0)
    while page := await store.read(_page(queue, after)):
        for passage in page:
            yield passage
        after = (page[-1].lane, page[-1].seq)


def _page(queue: Queue, after: tuple[str, int]) -> "Callable[[Work], list[Passage]]":
    return lambda work: work.census.passages(queue, after)


def _reckon_lane(
    lane: Sequence[Passage], delivered: dict[str, "array[int]"], now: datetime, found: Outcome
) -> None:
    """One person's letters: what was sent, against what was to be sent."""
    taken = delivered.get(Address.parse(lane[0].lane).conversation, array("q"))
    found.letters += len(lane)
    for passage in lane:
        if passage.state is JobState.DONE and passage.done_at:
            found.delivery_delays.append((passage.done_at - passage.due_at).total_seconds())
        elif passage.due_at <= now - _NOW:
            found.undelivered += 1
    found.delivered_twice += len(taken) - len(set(taken))
    found.order_breaks += breaks_of(lane, taken)


def breaks_of(lane: Sequence[Passage], taken: Iterable[int]) -> int:
    """How often a letter was read before one that stands before it; those that were put for a later
    hour take their turn when it comes."""
    prompt = (passage for passage in lane if passage.due_at <= passage.put_at)
    places = {mark_of(passage.dedupe): place for place, passage in enumerate(prompt)}
    read = [places[mark] for mark in dict.fromkeys(taken) if mark in places]
    return sum(later < earlier for earlier, later in pairwise(read))


def figures(found: Outcome, sent: int, seconds: float, peak_mb: float) -> dict[str, Any]:
    """The figures as the command prints them."""
    size = round(found.database_bytes / found.cases) if found.cases else 0
    return {
        "messages": sent,
        "cases": found.cases,
        "lost": sent - found.handled,
        "doubled": found.twin_cases + found.delivered_twice,
        "undelivered": found.undelivered,
        "order_breaks": found.order_breaks,
        "per_second": round(sent / seconds, 1) if seconds else 0.0,
        "delay_ms": Delay.of(found.reply_delays).to_json(),
        "delivered_delay_ms": Delay.of(found.delivery_delays).to_json(),
        "letters": found.letters,
        "seconds": round(seconds, 1),
        "peak_mb": round(peak_mb, 1),
        "database_mb": round(found.database_bytes / 2**20, 1),
        "bytes_per_case": size,
    }
