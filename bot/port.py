"""The port: what a channel has to do, and how it says that it could not.

ChannelTrouble
├── Retry      the channel asks to come back later
├── Gone       the person can't be reached any more
├── Refused    the channel will never take this letter
└── Unreadable what arrived can't be decoded
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from models.messages import Caps, Inbound, Media, Outbound
from storage.unit_of_work import Work


class ChannelTrouble(Exception):
    """Something at the edge to a channel went wrong."""


class Retry(ChannelTrouble):
    """The channel asks to come back later."""

    def __init__(self, after: float | None = None) -> None:
        super().__init__("retry later")
        self.after = after  #: seconds, where the channel said how long


class Gone(ChannelTrouble):
    """The person can't be reached any more: blocked, deleted, never started."""


class Refused(ChannelTrouble):
    """The channel will never take this letter as it is."""


class Unreadable(ChannelTrouble):
    """What arrived can't be decoded; it is kept as it came."""


Raw = Mapping[str, Any]

#: What arrived at an account, in our words and without any I/O; the instant dates what came without
#: one. None for what needs no handling. Raises `Unreadable`.
Decoder = Callable[[Raw, str, datetime], Inbound | None]

#: What a channel writes in the same transaction as the messages it hands on. It is told of each of
#: them, in their order, whether it is kept; what it raises undoes the keeping.
Along = Callable[[Work, Sequence[bool]], None]


class Source(Protocol):
    """An account whose messages can be kept, whichever process speaks with its channel."""

    name: str
    account: str

    def decode(self, raw: Raw) -> Inbound | None:
        """What `raw` says, without any I/O; None for what needs no handling.

        Raises `Unreadable`.
        """


class Accept(Protocol):
    """Hands what arrived to the reception."""

    def __call__(self, channel: Source, *raws: Raw, along: Along | None = None) -> Awaitable[bool]:
        """Keep it, in one commit with what `along` writes; answered once that is durable.

        False: all of it was there already, or more than is kept of strangers.
        """


class Channel(Source, Protocol):
    """One account of one way to reach people."""

    caps: Caps

    async def send(self, letter: Outbound) -> str:
        """Deliver one letter; returns the channel's own id of it. Raises `ChannelTrouble`."""

    async def fetch(self, media: Media) -> bytes:
        """The bytes of a file that somebody sent. Raises `ChannelTrouble`."""

    async def serve(self, accept: Accept) -> None:
        """Hand on what arrives until cancelled; returns at once where others do the handing."""
