"""Discretion: what fails unforeseen is noted by its kind and its place, never by its own words.

An error may quote what somebody said. The server below would print all of it, past the log.
"""

from typing import Final

import structlog
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.trouble import where

log = structlog.get_logger()


class Discreet:
    """Stands around everything that a port answers. Where nothing was answered yet, the server
    says 500 by itself; an answer that was begun is broken off."""

    def __init__(self, site: ASGIApp) -> None:
        self._site: Final = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._site(scope, receive, send)
            return
        try:
            await self._site(scope, receive, send)
        except Exception as error:
            log.error("page failed", error=type(error).__name__, at=where(error))
