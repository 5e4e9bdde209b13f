"""The turnstile: before anything of the site is done or read, whoever asks too much is sent back.

A refusal costs next to nothing: no database, and one sentence on a page made beforehand. It says in
how many seconds to come again, and the page does so with what was to be sent, so nothing is lost.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from math import ceil
from typing import Final

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.rations import Ration
from bot.web.guard import headers_for
from bot.web.sessions import visitor
from bot.web.sorry import sorry
from bot.web.tolls import Caller, Tolls

#: Requests that are worked on at a time, event streams aside.
_AT_WORK: Final = 256
#: Files that are taken in at a time; each is held in memory while it is looked at.
_FILES_AT_WORK: Final = 8
#: Event streams that are open at a time: of one person, of one address, and in all.
_STREAMS_OF_PERSON, _STREAMS_OF_ADDRESS, _STREAMS = 6, 400, 4000
#: Bytes that stay free on the disk, so that what people say can still be kept.
_KEPT_FREE: Final = 1024**3
#: Seconds within which the next part of a body has to come.
_PATIENCE: Final = 30.0
#: When to try again.
_BUSY: Final = timedelta(seconds=2)
_FULL: Final = timedelta(minutes=5)

#: What is said to whom, by status.
_SAYS: Final = {
    429: "page.busy.too_fast",
    503: "page.busy.crowded",
    413: "page.busy.full",
}

log = structlog.get_logger()


class Turnstile:
    """Stands before the whole site; `free` tells how many bytes are free where files are kept."""

    def __init__(
        self,
        site: ASGIApp,
        secret: bytes,
        clock: Callable[[], datetime],
        free: Callable[[], int],
        patience: float = _PATIENCE,
    ) -> None:
        self._site: Final = site
        self._secret: Final = secret
        self._clock: Final = clock
        self._free: Final = free
        self._patience: Final = patience
        self._tolls: Final = Tolls()
        self._noted: Final = Ration(1, timedelta(minutes=1))
        self._at_work = 0
        self._files_at_work = 0
        self._streams: Final[Counter[str]] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._site(scope, receive, send)
            return
        request = Request(scope)
        caller = self._caller(request)
        if wait := self._toll(request, caller):
            await self._refuse(429, wait, request, receive, send)
        elif scope["path"].endswith("/events"):
            await self._stream(caller, request, receive, send)
        elif self._at_work >= _AT_WORK:
            await self._refuse(503, _BUSY, request, receive, send)
        elif scope["method"] == "POST" and scope["path"].endswith("/file"):
            await self._file(request, receive, send)
        else:
            await self._let_through(request, receive, send)

    def _caller(self, request: Request) -> Caller:
        host = request.client.host if request.client else ""
        return Caller.at(host, visitor(request, self._secret) or "")

    def _toll(self, request: Request, caller: Caller) -> timedelta:
        told = request.headers.get("content-length", "")
        length = int(told) if told.isdecimal() and len(told) < 16 else None
        now = self._clock()
        return self._tolls.wait(request.method, request.url.path, caller, now, length)

    async def _let_through(self, request: Request, receive: Receive, send: Send) -> None:
        self._at_work += 1
        try:
            await self._site(request.scope, _InTime(receive, self._patience), send)
        except ClientDisconnect:
            return  # somebody hung up, or was too slow
        finally:
            self._at_work -= 1

    async def _file(self, request: Request, receive: Receive, send: Send) -> None:
        if self._files_at_work >= _FILES_AT_WORK:
            await self._refuse(503, _BUSY, request, receive, send)
            return
        if self._free() < _KEPT_FREE:
            await self._refuse(413, _FULL, request, receive, send)
            return
        self._files_at_work += 1
        try:
            await self._let_through(request, receive, send)
        finally:
            self._files_at_work -= 1

    async def _stream(self, caller: Caller, request: Request, receive: Receive, send: Send) -> None:
        with self._seat(caller) as is_free:
            if is_free:
                await self._site(request.scope, receive, send)
            else:
                await self._refuse(503, _BUSY, request, receive, send)

    @contextmanager
    def _seat(self, caller: Caller) -> Iterator[bool]:
        """Whether there is room for one more stream of the caller; it is theirs while they stay."""
        seats = {"": _STREAMS}
        if caller.address:
            seats[f"from:{caller.address}"] = _STREAMS_OF_ADDRESS
        if caller.conversation:
            seats[f"of:{caller.conversation}"] = _STREAMS_OF_PERSON
        if any(self._streams[whose] >= most for whose, most in seats.items()):
            yield False
            return
        self._streams.update(seats.keys())
        try:
            yield True
        finally:
            self._streams.subtract(seats.keys())
            for whose in seats:
                if not self._streams[whose]:
                    del self._streams[whose]

    async def _refuse(
        self, status: int, wait: timedelta, request: Request, receive: Receive, send: Send
    ) -> None:
        if not self._noted.ask("", self._clock()):
            # Behind a proxy that is not trusted everybody seems to call from one address.
            is_proxied = "x-forwarded-for" in request.headers
            log.warning("web.turned_away", status=status, proxied=is_proxied)
        response = sorry(request, status, _SAYS[status])
        response.headers.update(headers_for(request.url.path))
        response.headers["Retry-After"] = str(max(1, ceil(wait.total_seconds())))
        await response(request.scope, receive, send)


class _InTime:
    """Passes a request's body on, and takes who does not go on with it for gone."""

    def __init__(self, receive: Receive, patience: float) -> None:
        self._receive: Final = receive
        self._patience: Final = patience
        self._is_whole = False

    async def __call__(self) -> Message:
        if self._is_whole:
            return await self._receive()
        try:
            message = await asyncio.wait_for(self._receive(), self._patience)
        except TimeoutError:
            return {"type": "http.disconnect"}
        self._is_whole = not message.get("more_body", False)
        return message
