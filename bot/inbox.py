"""The inbox: what arrives is kept as it came and committed before the channel acknowledges it.

Any process that a channel reaches keeps messages; which process reads them is another matter.
"""

import asyncio
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.port import Along, Raw, Source
from models.mail import Queue
from models.messages import Address
from storage.engine import Store
from storage.unit_of_work import Work


@dataclass
class Inbox:
    """Keeps what channels hand on; `arrived` is set whenever there is something new."""

    store: Store
    clock: Callable[[], datetime]
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def accept(self, channel: Source, *raws: Raw, along: Along | None = None) -> bool:
        """Keep what arrived, in one commit with what `along` writes; returns once it is committed.

        False: all of it was there already. What can't be decoded is kept too, in a lane of its own
        where it is set aside at once.
        """
        now = self.clock()
        arrived = [_arrival(channel, raw) for raw in raws]

        def keep(work: Work) -> bool:
            fresh = work.mail.put_all(Queue.IN, arrived, now)
            if along is not None:
                along(work)
            return fresh > 0

        fresh = await self.store.run(keep)
        if fresh:
            self.arrived.set()
        return fresh


def _arrival(channel: Source, raw: Raw) -> tuple[str, str, dict[str, Any]]:
    """The lane, the key and the content of the job that keeps what arrived."""
    lane, event_id = _place(channel, raw)
    payload = {"channel": channel.name, "account": channel.account, "raw": dict(raw)}
    return lane, f"{channel.name}:{channel.account}:{event_id}", payload


def _place(channel: Source, raw: Raw) -> tuple[str, str]:
    """The lane and the event id of what arrived, also where it can't be decoded."""
    try:
        inbound = channel.decode(raw)
    except Exception:  # whatever ails it, it is kept; the worker that reads it will tell
        inbound = None
    if inbound:
        return str(inbound.address), inbound.event_id
    event_id = str(raw.get("event_id") or raw.get("update_id") or _digest(raw))
    return str(Address(channel.name, channel.account, f"unread-{event_id}")), event_id


def _digest(raw: Raw) -> str:
    """The same for the same thing in every process, so that it is kept once."""
    return hashlib.sha256(json.dumps(raw, sort_keys=True, default=str).encode()).hexdigest()[:32]
