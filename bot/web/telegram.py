"""The door for Telegram: updates are taken in before the site, whose pages and guards they skip.

Telegram is no browser: it sends no origin and no cookie, only its secret. What it brings is
committed before it reads 200; anything else lets it come again.
"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, Protocol

import structlog
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.rations import Ration
from storage.errors import StoreFault

_SECRET: Final = b"x-telegram-bot-api-secret-token"

_log = structlog.get_logger()


class Door(Protocol):
    """What is done with a call."""

    path: str  #: where Telegram calls
    largest: int  #: bytes of the largest body that is read

    def knows(self, secret: bytes) -> bool:
        """Whether the caller knows the secret."""

    async def take(self, body: bytes) -> tuple[str, str]:
        """Commit what came; the press to answer, if it is one, and what to say over it.

        Raises a `StoreFault`.
        """


class _TooLarge(Exception):
    """The body is larger than any update."""


class _HungUp(Exception):
    """The caller went away before all was said."""


class BehindTheDoor:
    """The site, with the door for Telegram before it.

    Anybody may knock without the secret, and without end: the log says it at most once a minute.
    """

    def __init__(self, site: ASGIApp, door: Door, clock: Callable[[], datetime]) -> None:
        self._site: Final = site
        self._door: Final = door
        self._clock: Final = clock
        self._noted: Final = Ration(1, timedelta(minutes=1))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != self._door.path:
            await self._site(scope, receive, send)
        elif scope["method"] != "POST":
            await _answer(send, 405)
        elif not self._door.knows(_secret(scope)):
            if not self._noted.ask("", self._clock()):
                _log.warning("telegram.wrong_secret")
            await _answer(send, 401)
        else:
            await self._take(receive, send)

    async def _take(self, receive: Receive, send: Send) -> None:
        try:
            press, words = await self._door.take(await _body(receive, self._door.largest))
        except _TooLarge:
            _log.warning("telegram.too_large")
            await _answer(send, 413)
        except _HungUp:
            return
        except StoreFault as fault:
            _log.error("telegram.not_kept", reason=type(fault).__name__)
            await _answer(send, 503)
        else:
            await _answer(send, 200, press, words)


def _secret(scope: Scope) -> bytes:
    told: bytes = next((value for name, value in scope["headers"] if name == _SECRET), b"")
    return told


async def _body(receive: Receive, largest: int) -> bytes:
    """The whole body. Raises `_TooLarge` or `_HungUp`."""
    body = b""
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _HungUp
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > largest:
            raise _TooLarge
    return body


async def _answer(send: Send, status: int, press: str = "", words: str = "") -> None:
    """A bare answer; it may carry one request, which lets a pressed button stop spinning.

    Source: core.telegram.org/bots/api, "Making requests when getting updates".
    """
    told = {"method": "answerCallbackQuery", "callback_query_id": press}
    if words:
        told["text"] = words
    body = json.dumps(told).encode() if press else b""
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
