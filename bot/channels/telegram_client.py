"""What the channel asks of a library: the few things that one sends to Telegram.

Every method raises `ChannelTrouble` and no error of the library, whose causes may hold the token.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from bot.channels.telegram_letters import Part
from bot.port import ChannelTrouble, Gone, Refused

#: What Telegram answers with 400 about somebody who never wrote to the bot, or is no more.
_NOBODY_THERE: Final = ("chat not found", "peer_id_invalid", "user_deactivated")


@dataclass(frozen=True, slots=True)
class Hook:
    """Where Telegram shall call, with which secret, about which kinds of update."""

    url: str
    secret: str = field(repr=False)
    kinds: Sequence[str]


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the menu, without its stroke, and what it does in a few words."""

    name: str
    says: str


class Moved(ChannelTrouble):
    """The group has become a larger one, and has another number now."""

    def __init__(self, chat: int) -> None:
        super().__init__("moved")
        self.chat = chat


class Client(Protocol):
    """A library's bot, over one line."""

    async def deliver(self, chat: int, part: Part, content: bytes | None) -> str:
        """Send one message, a file by its handle or as `content`; returns the message's id."""

    async def unbutton(self, chat: int, message: int) -> None:
        """Take the buttons under a message away."""

    async def fetch(self, ref: str) -> bytes:
        """The bytes of a file of at most 20 MB that somebody sent."""

    async def thank(self, press: str, says: str = "") -> None:
        """Let a pressed button stop spinning, and say something over it for a moment."""

    async def username(self) -> str:
        """The name by which people call the bot, without its @."""

    async def set_commands(self, commands: Sequence[Command], language: str, chat: int) -> None:
        """Set the menu in a language (two letters, or none for all others) of a chat (0: all)."""

    async def set_webhook(self, hook: Hook) -> None:
        """Let Telegram call from now on."""

    async def webhook(self) -> str:
        """The address that Telegram calls at present; empty where it calls none."""

    async def close(self) -> None:
        """Hang up; nothing can be asked after that."""


def refusal(description: str) -> ChannelTrouble:
    """What a 400 means to who wants a letter delivered."""
    nobody = any(phrase in description.lower() for phrase in _NOBODY_THERE)
    return Gone(description) if nobody else Refused(description)
