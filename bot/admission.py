"""Admission: when what arrived is to be read, so that a flood takes nobody else's turn.

Everybody has a ration of messages: a stranger for each conversation, a shop and a member of staff
one for all the chats that are bound to them, on whichever channel. Who keeps to it is read in the
order of arrival. What somebody whom the desk knows sends beyond it is kept and waits, at most half
an hour, behind everybody else.
Strangers have a smaller ration, and all strangers together one of their own, which leaves most of
the desk to those it knows. What a stranger sends far beyond that is not kept.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes in a lane: what the desk knows of them, and whose ration it is ("shop:…",
    "staff:…"), of several shops each one's."""

    standing: Standing
    refs: tuple[str, ...] = ()


#: Messages at once, and seconds for each one more. A story told in scraps, or an album, stays far
#: within a stranger's; a manager who works off a morning's cases, within staff's.
_OF_ONE: Final = {
    Standing.STAFF: (300, 0.2),
    Standing.SHOP: (60, 2.0),
    Standing.STRANGER: (20, 10.0),
}
_KNOWN: Final = (Standing.STAFF, Standing.SHOP)
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
_NO_WAIT: Final = timedelta(0)

#: Says who writes in a lane.
Find = Callable[[str], Sender]


def find_in(work: Work) -> Find:
    """Looks up in the unit whom a conversation is bound to."""

    def find(lane: str) -> Sender:
        bound = work.people.bindings_at(Address.parse(lane))
        if staff := tuple(binding.ref for binding in bound if binding.staff_no):
            return Sender(Standing.STAFF, staff)
        shops = tuple(binding.ref for binding in bound)
        return Sender(Standing.SHOP if shops else Standing.STRANGER, shops)

    return find


class Standings:
    """Who is who, remembered for a minute, so that a flood does not ask the database each time."""

    def __init__(self) -> None:
        self._lock: Final = Lock()
        self._known: Final[OrderedDict[str, tuple[Sender, datetime]]] = OrderedDict()

    def of(self, lane: str, now: datetime, find: Find) -> Sender:
        """What is known of who writes in the lane, perhaps a minute ago."""
        known = self._known.get(lane)
        if known and now - known[1] < _REMEMBERED_FOR:
            return known[0]
        sender = find(lane)
        with self._lock:
            self._known[lane] = (sender, now)
            self._known.move_to_end(lane)
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return sender


class Admission:
    """The turns of everybody who writes to one process. Its units may run on several threads."""

    def __init__(self) -> None:
        self._lock: Final = Lock()
        self._of_lane: Final = {standing: _ration(*told) for standing, told in _OF_ONE.items()}
        self._of_known: Final = {known: _ration(*_OF_ONE[known]) for known in _KNOWN}
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
        is_late = now - sent_at > _LATE
        ahead = _NO_WAIT if is_late else self._drawn(lane, now)
        if not is_busy and not ahead:
            return now
        sender = self._standings.of(lane, now, find)
        if sender.standing is Standing.STRANGER:
            wait = self._wait_of_stranger(ahead, now)
            if wait is not None:
                return now + wait
            sender = find(lane)  # nothing is thrown away by what is only remembered
        if sender.standing is Standing.STRANGER:
            return None
        return now if is_late else now + min(self._wait_of_known(lane, sender, now), _KNOWN_WAITS)

    def _drawn(self, lane: str, now: datetime) -> timedelta:
        """Take one of the lane's ration, whoever it is; how far this is ahead of a stranger's."""
        ahead = {standing: ration.draw(lane, now) for standing, ration in self._of_lane.items()}
        return ahead[Standing.STRANGER]

    def _wait_of_known(self, lane: str, sender: Sender, now: datetime) -> timedelta:
        """What they sent from this lane, also before anybody looked who they are, counts with what
        they send from every other."""
        many = self._of_lane[sender.standing].give_up(lane, now)
        ration = self._of_known[sender.standing]
        return max(ration.draw(ref, now, many) for ref in sender.refs)

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
