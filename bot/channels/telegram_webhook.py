"""Updates by webhook: who calls is checked, what comes is committed, and only then answered.

Nothing of it needs a library, so that any process with pages can be called.
"""

import asyncio
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final
from urllib.parse import urlsplit

import structlog

from bot.channels.errors import ChannelMisconfigured
from bot.channels.telegram import KINDS, NAME, decode
from bot.channels.telegram_client import Client, Hook
from bot.channels.telegram_keeping import Gathering, Take
from bot.channels.telegram_presses import Presses
from bot.channels.telegram_raw import parsed, press_of, sealed
from bot.channels.waiting import Pause, Waits
from bot.port import Accept, ChannelTrouble, Raw, Unreadable
from models.messages import Inbound

#: Where this service is called, behind whatever stands before it.
PATH: Final = "/telegram/webhook"

#: Bytes; Telegram's own updates stay far below.
LARGEST: Final = 256 * 1024

_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{16,256}")
_LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
_LOOK_AGAIN: Final = 60.0  # seconds between two looks at where Telegram calls

_log = structlog.get_logger()


def hook_at(url: str, secret: str) -> Hook:
    """Where Telegram shall call, from the settings. Raises `ChannelMisconfigured`.

    An address without a path gets the path under which this service is called.
    """
    told = urlsplit(url)
    secure = told.scheme == "https" or (told.scheme == "http" and told.hostname in _LOOPBACK)
    if not told.hostname or not secure or told.username or told.fragment:
        raise ChannelMisconfigured(
            "用 webhook 收消息，要在 SHOUWEN_WEBHOOK_URL 里填 Telegram 能访问的 https 地址，"
            f"例如 https://desk.example.com{PATH}",
            "To take updates by webhook, set SHOUWEN_WEBHOOK_URL to an https address that Telegram "
            f"can reach, like https://desk.example.com{PATH}",
        )
    if not _SECRET.fullmatch(secret):
        raise ChannelMisconfigured(
            "用 webhook 收消息，要在 SHOUWEN_WEBHOOK_SECRET 里填 16 到 256 位的密钥，"
            "只用字母、数字、下划线和减号。",
            "To take updates by webhook, set SHOUWEN_WEBHOOK_SECRET to 16 to 256 letters, digits, "
            "underscores and hyphens that nobody can guess.",
        )
    path = told.path if told.path.strip("/") else PATH
    return Hook(told._replace(path=path).geturl(), secret, KINDS)


@dataclass(slots=True)
class Bot:
    """A bot as far as its updates can be kept: no library, no connection."""

    account: str
    clock: Callable[[], datetime]
    name: str = NAME

    def decode(self, raw: Raw) -> Inbound | None:
        """What an update says; None for what needs no handling. Raises `Unreadable`."""
        return decode(raw, self.account, self.clock())


class Door:
    """Where Telegram knocks, and what is done with what it brings: it is committed."""

    path = PATH
    largest = LARGEST

    def __init__(self, bot: Bot, secret: str, accept: Accept, presses: Presses) -> None:
        """`secret` is what the caller must know."""
        self._secret = secret.encode()
        self._presses = presses
        self._gathering = Gathering(partial(accept, bot))

    def knows(self, secret: bytes) -> bool:
        """Whether the caller knows the secret, compared in constant time."""
        return hmac.compare_digest(secret, self._secret)

    async def take(self, body: bytes) -> tuple[str, str]:
        """Commit an update, or quarantine what can't be read; the press it holds, if it is one,
        and what is to be said over it.

        Raises a fault of the store; Telegram then calls again.
        """
        try:
            raw = parsed(body)
        except Unreadable as error:
            _log.error("telegram.sealed", reason=str(error))
            raw = sealed(body.decode("utf-8", "replace"))
        press = press_of(raw)
        words = await self._presses.words_over([raw])
        await self._gathering.keep(raw)
        return press, words.get(press, "")


@dataclass(frozen=True, slots=True)
class Hooking:
    """Keeps Telegram calling us, for as long as the service runs."""

    client: Client
    hook: Hook
    pause: Pause = asyncio.sleep

    async def listen(self, take: Take) -> None:
        """Set the webhook, look that it is set, and look again, until cancelled.

        What Telegram calls about comes in at a `Door`, perhaps of another process.
        """
        waits = Waits("telegram", self.pause)
        while True:
            try:
                await self.client.set_webhook(self.hook)
                while await self._is_set():
                    waits.end()
                    await self.pause(_LOOK_AGAIN)
                _log.warning("telegram.webhook_changed")
                await self.pause(1.0)  # two services that both want it must not race
            except ChannelTrouble as trouble:
                await waits.out(trouble)

    async def close(self) -> None:
        """The webhook stays set: what comes meanwhile waits at Telegram."""

    async def _is_set(self) -> bool:
        return await self.client.webhook() == self.hook.url
