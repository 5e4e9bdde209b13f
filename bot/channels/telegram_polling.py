"""Asking Telegram for updates as plain JSON, so that none of them can stop the asking.

Each batch is handed on and committed before the next request, whose offset acknowledges it; what
was not acknowledged comes again and is known by its key. The offset goes only into the request
right after a batch: ids restart at random after a quiet week, and an old offset would wipe out
what came since.
"""

import asyncio
import contextlib
import json
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Final

import httpx
import structlog

from bot.channels.errors import TokenRefused
from bot.channels.telegram import KINDS, SEALED, chat_of, press_of
from bot.port import Raw, Retry

API_URL: Final = "https://api.telegram.org"

_WAIT: Final = 50  # seconds that Telegram holds a request open while nothing arrives
_THANKS: Final = 5  # seconds that an acknowledged press may take; it is a courtesy
_LONGEST_PAUSE: Final = 60.0  # seconds
_ROUNDS: Final = 3  # in which an update may fail to be kept before it is suspected itself

_log = structlog.get_logger()

Pause = Callable[[float], Awaitable[None]]
Take = Callable[[Raw], Awaitable[bool]]


class Conflict(Retry):
    """Somebody else asks for the updates of this bot, by polling or by a webhook."""


class NotKept(Exception):
    """Some updates of a batch were not committed."""

    def __init__(self, failures: list[Exception]) -> None:
        self.reasons = sorted({type(failure).__name__ for failure in failures})
        super().__init__(", ".join(self.reasons))


class PlainApi:
    """Requests to the Bot API for one bot, in plain JSON."""

    def __init__(self, token: str, api_url: str = API_URL, proxy: str | None = None) -> None:
        # It logs the address of every request, and the address holds the token.
        logging.getLogger("httpx").setLevel(logging.WARNING)
        self._client = httpx.AsyncClient(
            base_url=f"{api_url.rstrip('/')}/bot{token}/",
            proxy=proxy,
            timeout=httpx.Timeout(10, read=_WAIT + 15),
        )

    async def ask(self, method: str, **fields: Any) -> Any:
        """The result of one method. Raises `Retry`, `Conflict` or `TokenRefused`."""
        try:
            answer = await self._client.post(method, json=fields)
            document = answer.json()
        except (httpx.HTTPError, ValueError):
            raise Retry from None  # the causes name the address
        if answer.status_code in (401, 404):
            raise TokenRefused
        if answer.status_code == 409:
            raise Conflict
        if not isinstance(document, dict) or document.get("ok") is not True:
            raise Retry(_retry_after(document))
        return document.get("result")

    async def close(self) -> None:
        """Hang up."""
        await self._client.aclose()


def _retry_after(document: object) -> float | None:
    parameters = document.get("parameters") if isinstance(document, dict) else None
    after = parameters.get("retry_after") if isinstance(parameters, dict) else None
    return float(after) if isinstance(after, int) and after > 0 else None


async def poll(api: PlainApi, take: Take, pause: Pause = asyncio.sleep, wait: int = _WAIT) -> None:
    """Hand every update to `take` until cancelled. Raises `TokenRefused`.

    `take` returns once the update is committed; it may raise, and then gets the update again.
    `wait` is how long, in seconds, Telegram holds a request open while nothing arrives.
    """
    troubles = 0
    offset: int | None = None
    hooked = True  # a webhook that was set would refuse all polling
    while True:
        try:
            if hooked:
                await api.ask("deleteWebhook")
                hooked = False
            batch = await _batch(api, offset, wait)
            await _hand_on(batch, take if troubles < _ROUNDS else partial(_take_or_seal, take))
        except Retry as trouble:
            troubles += 1
            await _wait_out(trouble, troubles, pause)
        except NotKept as not_kept:
            # Nothing was acknowledged, so nothing is lost by waiting for the store.
            troubles += 1
            _log.error("telegram.not_kept", reasons=not_kept.reasons)
            await _wait_out(Retry(), troubles, pause)
        else:
            troubles = 0
            await _thank(api, batch)
            offset = _after(batch)
            if batch and offset is None:
                await _wait_out(Retry(), 1, pause)  # nothing in it could be acknowledged


async def _batch(api: PlainApi, offset: int | None, wait: int) -> list[Raw]:
    fields: dict[str, Any] = {"timeout": wait, "allowed_updates": KINDS}
    if offset is not None:
        fields["offset"] = offset
    result = await api.ask("getUpdates", **fields)
    if not isinstance(result, list):
        raise Retry
    return [raw for raw in result if isinstance(raw, dict)]


async def _hand_on(batch: list[Raw], take: Take) -> None:
    """Hand on a batch: each chat's updates in their order, the chats side by side.

    So the updates of one chat stay in order and those of many share a commit. Raises `NotKept`.
    """
    chats: defaultdict[str, list[Raw]] = defaultdict(list)
    for raw in batch:
        chats[chat_of(raw)].append(raw)
    outcomes = await asyncio.gather(
        *(_in_order(raws, take) for raws in chats.values()), return_exceptions=True
    )
    if failures := [outcome for outcome in outcomes if isinstance(outcome, Exception)]:
        raise NotKept(failures)


async def _take_or_seal(take: Take, raw: Raw) -> bool:
    """Where an update itself can't be kept as it is, keep it as plain text, to be set aside.

    No database takes every JSON: PostgreSQL refuses U+0000 in it. One such update must not hold
    up all that come after. Where the store is down both fail, and both are tried again.
    """
    try:
        return await take(raw)
    except Exception:
        return await take({"update_id": raw.get("update_id"), SEALED: json.dumps(raw)})


async def _in_order(raws: list[Raw], take: Take) -> None:
    for raw in raws:
        await take(raw)


def _after(batch: list[Raw]) -> int | None:
    """The offset that acknowledges a batch: one past the last, whatever came before."""
    ids = [raw["update_id"] for raw in batch if type(raw.get("update_id")) is int]
    return ids[-1] + 1 if ids else None


async def _thank(api: PlainApi, batch: list[Raw]) -> None:
    """Let the buttons that were pressed stop spinning; a press too old for that does no harm."""
    presses = [press for raw in batch if (press := press_of(raw))]
    await asyncio.gather(*(_thank_for(api, press) for press in presses))


async def _thank_for(api: PlainApi, press: str) -> None:
    with contextlib.suppress(Retry, TokenRefused, TimeoutError):
        async with asyncio.timeout(_THANKS):
            await api.ask("answerCallbackQuery", callback_query_id=press)


async def _wait_out(trouble: Retry, times: int, pause: Pause) -> None:
    """Wait as long as Telegram said, else longer every time."""
    seconds = trouble.after or min(2.0 ** min(times - 1, 10), _LONGEST_PAUSE)
    _log.warning("telegram.waiting", reason=type(trouble).__doc__, seconds=seconds)
    await pause(seconds)
