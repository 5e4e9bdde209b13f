"""Telegram as a channel: letters out by the library that was chosen, updates in our own way."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Protocol

from bot.channels import telegram, telegram_letters
from bot.channels.telegram_client import Client, Moved
from bot.channels.telegram_keeping import Take
from bot.channels.telegram_letters import Part
from bot.channels.telegram_menus import Menus
from bot.files import kept
from bot.port import Accept, Raw, Refused
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
    menus: Menus | None = None  #: who keeps the lists of commands in this process
    name: str = telegram.NAME
    caps: Caps = telegram.CAPS

    def decode(self, raw: Raw) -> Inbound | None:
        """What an update says; None for what needs no handling. Raises `Unreadable`."""
        return telegram.decode(raw, self.account, self.clock())

    async def send(self, letter: Outbound) -> str:
        """Send a letter of one piece; returns its id, or nothing where there is nothing to say.

        Raises `ChannelTrouble`.
        """
        chat, part = _chat(letter), telegram_letters.encode(letter)
        for message in letter.under:
            with suppress(Refused):  # it has none any more, or is too old to be changed
                await self.client.unbutton(chat, int(message))
        if part is None:
            return ""
        content = await self._content(part)
        try:
            return await self._deliver(chat, part, content)
        except Refused:
            if part.media is None or content is not None:
                raise
            # A handle is good for its own kind of file only: a recording is no voice note.
            return await self._deliver(chat, part, await self.client.fetch(part.media.ref))

    async def _deliver(self, chat: int, part: Part, content: bytes | None) -> str:
        try:
            return await self.client.deliver(chat, part, content)
        except Moved as moved:
            return await self.client.deliver(moved.chat, part, content)

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
        """Hand on every update, and keep the lists of commands, until cancelled."""
        keeping = asyncio.create_task(self.menus.keep()) if self.menus else None
        try:
            await self.listener.listen(partial(accept, self))
        finally:
            if keeping is not None:
                keeping.cancel()
                await asyncio.wait((keeping,))

    async def close(self) -> None:
        """Hang up; nothing can be sent or heard after that."""
        await self.listener.close()
        await self.client.close()


def _chat(letter: Outbound) -> int:
    try:
        return int(letter.address.conversation)
    except ValueError:
        raise Refused("not a chat of Telegram") from None
