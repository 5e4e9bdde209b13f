"""The inbox: what arrives is kept as it came and committed before the channel acknowledges it.

Any process that a channel reaches keeps messages; which process reads them is another matter.
"""

import asyncio
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import structlog

from bot.admission import Admission, find_in
from bot.port import Along, Raw, Source
from bot.rations import Ration
from models.mail import Queue
from models.messages import Address
from storage.engine import Store
from storage.mail import Arrival
from storage.unit_of_work import Work

log = structlog.get_logger()

#: How the conversations of those begin who can't be told apart.
_UNREAD: Final = "unread-"


@dataclass
class Inbox:
    """Keeps what channels hand on; `arrived` is set whenever there is something new. Who sends far
    too much is told so by `turn_away`, once in a while."""

    store: Store
    clock: Callable[[], datetime]
    turn_away: Callable[[Work, Address], None] = lambda work, address: None
    admission: Admission = field(default_factory=Admission)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _told: Ration = field(default_factory=lambda: Ration(1, timedelta(minutes=1)))

    async def accept(self, channel: Source, *raws: Raw, along: Along | None = None) -> bool:
        """Keep what arrived, in one commit with what `along` writes; returns once it is committed.

        False: all of it was there already, or more than is kept of strangers. What can't be
        decoded is kept too, in a lane of its own where it is set aside at once.
        """
        now = self.clock()
        came = [_Came.by(channel, raw, now) for raw in raws]
        turns: list[datetime | None] = []

        def keep(work: Work) -> bool:
            if not turns:  # they are drawn once, however often the unit is run
                sent = [(each.lane, each.sent_at) for each in came]
                turns.extend(self.admission.turns(sent, now, find_in(work)))
            fresh = work.mail.put_all(Queue.IN, _admitted(came, turns), now)
            for address in _not_kept(came, turns):
                self.turn_away(work, address)
            if along is not None:
                along(work, [turn is not None for turn in turns])
            return fresh > 0

        try:
            fresh = await self.store.run(keep)
        finally:
            if None in turns:
                self._note(turns.count(None), now)
        if fresh:
            self.arrived.set()
        return fresh

    def _note(self, number: int, now: datetime) -> None:
        """Note in the log, at most once a minute, that strangers were turned away."""
        if not self._told.ask("", now):
            log.warning("inbox.turned_away", messages=number)


@dataclass(frozen=True, slots=True)
class _Came:
    """One thing that arrived: from where, what it is known by, when it was sent, what is kept."""

    address: Address
    dedupe: str
    sent_at: datetime
    payload: dict[str, Any]

    @property
    def lane(self) -> str:
        return str(self.address)

    @staticmethod
    def by(channel: Source, raw: Raw, now: datetime) -> "_Came":
        """From whom and when it came, also where it can't be decoded."""
        try:
            inbound = channel.decode(raw)
        except Exception:  # whatever ails it, it is kept; the worker that reads it will tell
            inbound = None
        if inbound:
            address, event_id, sent_at = inbound.address, inbound.event_id, inbound.at
        else:
            event_id = str(raw.get("event_id") or raw.get("update_id") or _digest(raw))
            address = Address(channel.name, channel.account, f"{_UNREAD}{event_id}")
            sent_at = now
        dedupe = f"{channel.name}:{channel.account}:{event_id}"
        payload = {"channel": channel.name, "account": channel.account, "raw": dict(raw)}
        return _Came(address, dedupe, sent_at, payload)


def _admitted(came: Sequence[_Came], turns: Sequence[datetime | None]) -> Iterator[Arrival]:
    for each, turn in zip(came, turns, strict=True):
        if turn:
            yield Arrival(each.lane, each.dedupe, each.payload, turn)


def _not_kept(came: Sequence[_Came], turns: Sequence[datetime | None]) -> list[Address]:
    """Whose messages were not kept; all units write to them in one order, so that none waits for
    another."""
    refused = (each.address for each, turn in zip(came, turns, strict=True) if not turn)
    people = {one for one in refused if not one.conversation.startswith(_UNREAD)}
    return sorted(people, key=str)


def _digest(raw: Raw) -> str:
    """The same for the same thing in every process, so that it is kept once."""
    return hashlib.sha256(json.dumps(raw, sort_keys=True, default=str).encode()).hexdigest()[:32]
