"""The port: what a channel has to do, and how it says that it could not.

ChannelTrouble
├── Retry      the channel asks to come back later
├── Gone       the person can't be reached any more
├── Refused    the channel will never take this letter
└── Unreadable what arrived can't be decoded
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

from models.messages import Caps, Inbound, Media, Outbound


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

#: Hands what arrived to the reception; returns once it is committed. False: it was there already.
Accept = Callable[["Channel", Raw], Awaitable[bool]]


class Channel(Protocol):
    """One account of one way to reach people."""

    name: str
    account: str
    caps: Caps

    def decode(self, raw: Raw) -> Inbound | None:
        """What `raw` says, without any I/O; None for what needs no handling.

        Raises `Unreadable`.
        """

    async def send(self, letter: Outbound) -> str:
        """Deliver one letter; returns the channel's own id of it. Raises `ChannelTrouble`."""

    async def fetch(self, media: Media) -> bytes:
        """The bytes of a file that somebody sent. Raises `ChannelTrouble`."""

    async def serve(self, accept: Accept) -> None:
        """Hand on what arrives until cancelled; returns at once where others do the handing."""
