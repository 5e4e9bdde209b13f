"""What the pages need from the rest of the house, handed in by whoever builds it."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from bot.desk.house import House
from bot.port import Along, Raw
from bot.vitals import Vitals
from storage.engine import Store


class PageChannel(Protocol):
    """What a page asks of the web channel."""

    name: str
    account: str
    is_open: bool

    def wake(self, conversation: str) -> None:
        """Say to whoever looks at the page that it has something new."""

    def listening(self, conversation: str) -> AbstractContextManager[asyncio.Event]:
        """An event that is set whenever there is something new."""


class AcceptPost(Protocol):
    """Hands what was posted to the inbox."""

    def __call__(self, raw: Raw, /, *, along: Along | None = None) -> Awaitable[bool]:
        """Keep it, in one commit with what `along` writes; whether it was new."""


@dataclass(frozen=True, slots=True)
class Site:
    """What is settled for the whole site: `secret` signs cookies, `home` keeps the files, `font`
    is what pictures are written in where one was set, `meters` is shown by who reads the meters
    from afar, `address` is how browsers reach the pages where that was set."""

    home: Path
    secret: bytes
    is_demo: bool = False
    font: Path | None = None
    meters: str = ""
    address: str = ""

    @property
    def media(self) -> Path:
        """Where files that were sent are kept."""
        return self.home / "media"


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything the pages work with.

    `accept` commits what was posted and says whether it was new.
    """

    store: Store
    channel: PageChannel
    accept: AcceptPost
    site: Site
    clock: Callable[[], datetime]
    house: House
    vitals: Vitals
    #: Says that a sheet waits to be checked or written.
    sheet_arrived: Callable[[], None] = lambda: None
