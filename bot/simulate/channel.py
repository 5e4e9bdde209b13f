"""The simulated channel: its other end are people in memory who read, answer and remember."""

from array import array
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from bot.port import Accept, Gone, Raw
from bot.simulate.region import ACCOUNT, CHANNEL
from models.messages import Address, Caps, Inbound, InboundKind, Media, Outbound


class SimulatedChannel:
    """Takes every letter at once and hands it to `read`.

    What was delivered is kept as fingerprints of keys in the order of delivery, eight bytes a
    letter, so that a million of them do not weigh.
    """

    name = CHANNEL
    account = ACCOUNT
    caps = Caps(text_limit=1_000_000)

    def __init__(self, read: Callable[[Outbound], None]) -> None:
        self.delivered: dict[str, array[int]] = {}
        self._read = read

    def decode(self, raw: Raw) -> Inbound:
        """What a simulated person sent."""
        return decode(raw)

    async def send(self, letter: Outbound) -> str:
        """Deliver a letter; returns its key."""
        conversation = letter.address.conversation
        self.delivered.setdefault(conversation, array("q")).append(mark_of(letter.key))
        self._read(letter)
        return letter.key

    async def fetch(self, media: Media) -> bytes:
        """Nobody here sends files. Raises `Gone`."""
        raise Gone(media.kind.value)

    async def serve(self, accept: Accept) -> None:
        """The people hand on what they say themselves."""


def decode(raw: Mapping[str, object]) -> Inbound:
    return Inbound(
        address=Address(CHANNEL, ACCOUNT, str(raw["conversation"])),
        event_id=str(raw["event_id"]),
        user=str(raw["conversation"]),
        name="",
        at=datetime.now(UTC),
        kind=InboundKind(str(raw["kind"])),
        text=str(raw.get("text", "")),
        choice=str(raw.get("choice", "")),
    )


def mark_of(key: str) -> int:
    """A number for a letter's key, the same for the whole run of a process."""
    return hash(key)
