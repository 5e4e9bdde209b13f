"""Telegram as a channel: letters out by the library that was chosen, updates in our own way."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Protocol

from bot.channels import telegram, telegram_letters
from bot.channels.telegram_client import Client
from bot.channels.telegram_keeping import Take
from bot.channels.telegram_letters import Part
from bot.files import kept
from bot.port import Accept, Raw, Refused, Retry
from models.messages import Caps, Inbound, Media, Outbound


class Listener(Protocol):
    """Where updates come from."""

    async def listen(self, take: Take) -> None:
        """Hand on updates until cancelled."""

    async def close(self) -> None:
        """Hang up."""


@dataclass
class TelegramChannel:
    """One bot on Telegram.

    `listener` brings updates; `media` is the folder of files that were sent on other channels;
    `clock` dates what Telegram leaves undated.
    """

    account: str
    client: Client
    listener: Listener
    media: Path
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    name: str = telegram.NAME
    caps: Caps = telegram.CAPS
    _begun: dict[str, int] = field(default_factory=dict)

    def decode(self, raw: Raw) -> Inbound | None:
        """What an update says; None for what needs no handling. Raises `Unreadable`."""
        return telegram.decode(raw, self.account, self.clock())

    async def send(self, letter: Outbound) -> str:
        """Send a letter, in several messages if it must be; returns the id of the last.

        After `Retry` the next try goes on where this one stopped. Raises `ChannelTrouble`.
        """
        chat = _chat(letter)
        parts = telegram_letters.encode(letter)
        begun = self._begun.pop(letter.key, 0)
        last = ""
        for sent, part in enumerate(parts[begun:], begun):
            try:
                last = await self.client.deliver(chat, part, await self._content(part))
            except Retry:
                if sent:
                    self._begun[letter.key] = sent
                raise
        return last

    async def _content(self, part: Part) -> bytes | None:
        """The bytes to upload; None where Telegram knows the file by its handle."""
        if part.media is None:
            return None
        path = await asyncio.to_thread(kept, part.media.ref, self.media)
        return await asyncio.to_thread(path.read_bytes) if path else None

    async def fetch(self, media: Media) -> bytes:
        """The bytes of a file of at most 20 MB that somebody sent. Raises `ChannelTrouble`."""
        return await self.client.fetch(media.ref)

    async def serve(self, accept: Accept) -> None:
        """Hand on every update until cancelled."""
        await self.listener.listen(partial(accept, self))

    async def close(self) -> None:
        """Hang up; nothing can be sent or heard after that."""
        await self.listener.close()
        await self.client.close()


def _chat(letter: Outbound) -> int:
    try:
        return int(letter.address.conversation)
    except ValueError:
        raise Refused("not a chat of Telegram") from None
