"""What the pages need from the rest of the house, handed in by whoever builds it."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from bot.page import Bubble
from bot.port import Raw
from storage.engine import Store


class PageChannel(Protocol):
    """What a page asks of the web channel."""

    name: str
    account: str
    is_open: bool

    def turn(self, conversation: str) -> AbstractAsyncContextManager[None]:
        """Hold back letters while something is said."""

    async def show(self, conversation: str, key: str, bubble: Bubble) -> int | None:
        """Append to the page; None if the key is shown already."""

    def listening(self, conversation: str) -> AbstractContextManager[asyncio.Event]:
        """An event that is set whenever there is something new."""


@dataclass(frozen=True, slots=True)
class Site:
    """What is settled for the whole site: `secret` signs cookies, `home` keeps the files."""

    home: Path
    secret: bytes
    is_demo: bool = False

    @property
    def media(self) -> Path:
        """Where files that were sent are kept."""
        return self.home / "media"


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything the pages work with.

    `accept` commits what was posted and says whether it was new; `classifier` names the version
    that reads messages, empty while there is none.
    """

    store: Store
    channel: PageChannel
    accept: Callable[[Raw], Awaitable[bool]]
    site: Site
    clock: Callable[[], datetime]
    classifier: Callable[[], str]
