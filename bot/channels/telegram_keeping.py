"""Keeping updates: many in one commit, and one that can't be kept never holds up the others."""

import asyncio
from collections.abc import Awaitable, Sequence
from typing import Final, Protocol

import structlog

from bot.channels.telegram_raw import fit_to_keep, sealed_again
from bot.port import Along, Raw
from storage.errors import RowRefused, StoreFault

#: More updates do not share a commit, so that the first of them does not wait for long.
_TOGETHER: Final = 64

_log = structlog.get_logger()


class Take(Protocol):
    """Keeps updates, in one commit with what `along` writes."""

    def __call__(self, *raws: Raw, along: Along | None = None) -> Awaitable[bool]:
        """Returns once they are committed."""


async def take_all(updates: Sequence[Raw], take: Take, along: Along | None = None) -> None:
    """Keep a batch in one commit, or one by one where one of them can't be kept as it is.

    Raises a fault of the store that is in trouble itself; then it is to be tried again.
    """
    raws = [fit_to_keep(update) for update in updates]
    try:
        await take(*raws, along=along)
    except Exception as error:
        if _is_of_the_store(error):
            raise
        for raw in raws:
            await _take_or_seal(raw, take)
        if along is not None:
            await take(along=along)


async def _take_or_seal(raw: Raw, take: Take) -> None:
    """Where an update itself can't be kept, keep it as text, to be set aside."""
    try:
        await take(raw)
    except Exception as error:
        if _is_of_the_store(error):
            raise
        _log.error("telegram.sealed", update=raw.get("update_id"), reason=type(error).__name__)
        await take(sealed_again(raw))


def _is_of_the_store(error: Exception) -> bool:
    """Whether the store is in trouble, and not the update."""
    return isinstance(error, StoreFault) and not isinstance(error, RowRefused)


class Gathering:
    """Keeps what comes by many calls at once in commits that they share.

    A commit is under way at most once; what comes meanwhile is gathered for the next one.
    """

    def __init__(self, take: Take) -> None:
        self._take: Final = take
        self._waiting: Final[list[tuple[Raw, asyncio.Future[None]]]] = []
        self._working: asyncio.Task[None] | None = None

    async def keep(self, raw: Raw) -> None:
        """Returns once it is committed. Raises a `StoreFault`."""
        kept: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((raw, kept))
        if self._working is None:
            self._working = asyncio.create_task(self._work())
        await kept

    async def _work(self) -> None:
        while self._waiting:
            together = self._waiting[:_TOGETHER]
            del self._waiting[:_TOGETHER]
            fault: Exception | None = None
            try:
                await take_all([raw for raw, _ in together], self._take)
            except Exception as error:
                fault = error
            for _, kept in together:
                _tell(kept, fault)
        self._working = None


def _tell(kept: asyncio.Future[None], fault: Exception | None) -> None:
    if kept.done():  # its caller went away meanwhile
        return
    if fault is None:
        kept.set_result(None)
    else:
        kept.set_exception(fault)
