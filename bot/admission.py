"""Admission: when what arrived is to be read, so that a flood takes nobody else's turn.

Everybody has a ration of messages. Who keeps to it is read in the order of arrival. What somebody
whom the desk knows sends beyond it is kept and waits, at most half an hour, behind everybody else.
Strangers have a smaller ration, and all strangers together one of their own, which leaves most of
the desk to those it knows. What a stranger sends far beyond that is not kept.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from threading import Lock
from typing import Final

from bot.rations import Ration
from models.messages import Address
from storage.unit_of_work import Work


class Standing(StrEnum):
    """What the desk knows of who writes."""

    STAFF = "staff"
    SHOP = "shop"
    STRANGER = "stranger"


#: Messages at once, and seconds for each one more. A story told in scraps, or an album, stays far
#: within a stranger's; a manager who works off a morning's cases, within staff's.
_OF_ONE: Final = {
    Standing.STAFF: (300, 0.2),
    Standing.SHOP: (60, 2.0),
    Standing.STRANGER: (20, 10.0),
}
#: The same for all strangers together: a quarter of what one process reads, and a third of what
#: Telegram lets a bot send, is theirs.
_OF_ALL_STRANGERS: Final = (40, 0.1)
#: While no more than this comes from everybody, nobody need be looked up.
_OF_EVERYBODY: Final = (40, 0.1)
#: What one whom the desk knows sends waits no longer than this.
_KNOWN_WAITS: Final = timedelta(minutes=30)
#: What would have to wait longer than this is not kept: of one stranger, and of all.
_STRANGER_WAITS: Final = timedelta(minutes=5)
_STRANGERS_WAIT: Final = timedelta(hours=2)
#: How long is remembered who somebody is, and of how many.
_REMEMBERED_FOR: Final = timedelta(minutes=1)
_REMEMBERED: Final = 10_000
#: What was sent longer ago than this has waited for us.
_LATE: Final = timedelta(minutes=1)
_ALL: Final = ""
_NOTHING: Final = dict.fromkeys(Standing, timedelta(0))

#: Says what the desk knows of who writes in a lane.
Find = Callable[[str], Standing]


def find_in(work: Work) -> Find:
    """Looks up in the unit whom a conversation is bound to."""

    def find(lane: str) -> Standing:
        bound = work.people.bindings_at(Address.parse(lane))
        if any(binding.ref.startswith("staff:") for binding in bound):
            return Standing.STAFF
        return Standing.SHOP if bound else Standing.STRANGER

    return find


class Standings:
    """Who is who, remembered for a minute, so that a flood does not ask the database each time."""

    def __init__(self) -> None:
        self._lock: Final = Lock()
        self._known: Final[OrderedDict[str, tuple[Standing, datetime]]] = OrderedDict()

    def of(self, lane: str, now: datetime, find: Find) -> Standing:
        """What is known of who writes in the lane, perhaps a minute ago."""
        known = self._known.get(lane)
        if known and now - known[1] < _REMEMBERED_FOR:
            return known[0]
        standing = find(lane)
        with self._lock:
            self._known[lane] = (standing, now)
            self._known.move_to_end(lane)
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return standing


class Admission:
    """The turns of everybody who writes to one process. Its units may run on several threads."""

    def __init__(self) -> None:
        self._lock: Final = Lock()
        self._own: Final = {standing: _ration(*told) for standing, told in _OF_ONE.items()}
        self._strangers: Final = _ration(*_OF_ALL_STRANGERS)
        self._everybody: Final = _ration(*_OF_EVERYBODY)
        self._standings: Final = Standings()

    def turns(
        self, came: Sequence[tuple[str, datetime]], now: datetime, find: Find
    ) -> list[datetime | None]:
        """When each of what arrived, told as its lane and when it was sent, is to be read; None for
        what is not to be kept."""
        with self._lock:
            return [self._turn(lane, sent_at, now, find) for lane, sent_at in came]

    def _turn(self, lane: str, sent_at: datetime, now: datetime, find: Find) -> datetime | None:
        is_busy = self._everybody.draw(_ALL, now)
        # What waited for us while we were away is no flood of one, however much it is.
        own = _NOTHING if now - sent_at > _LATE else self._ahead(lane, now)
        if not is_busy and not own[Standing.STRANGER]:
            return now
        standing = self._standings.of(lane, now, find)
        if standing is Standing.STRANGER:
            wait = self._wait_of_stranger(own[standing], now)
            if wait is not None:
                return now + wait
            standing = find(lane)  # nothing is thrown away by what is only remembered
        return None if standing is Standing.STRANGER else now + min(own[standing], _KNOWN_WAITS)

    def _ahead(self, lane: str, now: datetime) -> dict[Standing, timedelta]:
        return {standing: ration.draw(lane, now) for standing, ration in self._own.items()}

    def _wait_of_stranger(self, own: timedelta, now: datetime) -> timedelta | None:
        """None where it is not to be kept; then no turn of other strangers is taken by it."""
        if own > _STRANGER_WAITS:
            return None
        shared = self._strangers.ask(_ALL, now)
        if shared > _STRANGERS_WAIT:
            return None
        if shared:
            self._strangers.draw(_ALL, now)
        return max(own, shared)


def _ration(at_once: int, seconds: float) -> Ration:
    return Ration(at_once, timedelta(seconds=seconds))
