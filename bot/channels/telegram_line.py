"""The line to Telegram: whose bot, at which server, which way; and plain requests over it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

import httpx

from bot.channels.errors import ChannelMisconfigured, TokenRefused
from bot.port import Retry

API_URL: Final = "https://api.telegram.org"


@dataclass(frozen=True, slots=True)
class Line:
    """The token of a bot, the address of the Bot API server, and a proxy or none.

    Creating one opens nothing. Raises `TokenRefused` for what can't be a token.
    """

    token: str = field(repr=False)
    server: str = API_URL
    proxy: str | None = None

    def __post_init__(self) -> None:
        if not self.account.isdecimal() or not self.token.partition(":")[2]:
            raise TokenRefused

    @property
    def account(self) -> str:
        """The bot's own id: a token begins with it."""
        return self.token.partition(":")[0]

    @property
    def base(self) -> str:
        """The address under which methods are asked."""
        return f"{self.server.rstrip('/')}/bot{self.token}"

    @property
    def leads_abroad(self) -> bool:
        """Whether it leads to Telegram's own servers, not to one that somebody here runs."""
        host = urlsplit(self.server).hostname or ""
        return f".{host.rstrip('.')}".endswith(".telegram.org")

    @property
    def files(self) -> str:
        """The address under which files are fetched."""
        return f"{self.server.rstrip('/')}/file/bot{self.token}"

    def connect(self, **told: Any) -> httpx.AsyncClient:
        """A client of HTTP that goes this way. Raises `ChannelMisconfigured` for a bad proxy."""
        # It logs the address of every request, and the address holds the token.
        logging.getLogger("httpx").setLevel(logging.WARNING)
        with bad_proxy_told():
            return httpx.AsyncClient(proxy=self.proxy, **told)


@contextmanager
def bad_proxy_told() -> Iterator[None]:
    """A bad proxy is told as the setting to change. Raises `ChannelMisconfigured`."""
    try:
        yield
    except (ValueError, RuntimeError, ImportError):
        raise ChannelMisconfigured(
            "连接 Telegram 的代理地址不对。请检查 SHOUWEN_TELEGRAM_PROXY，"
            "例如 http://127.0.0.1:8080 或 socks5://127.0.0.1:1080",
            "The proxy for Telegram is no address. Check SHOUWEN_TELEGRAM_PROXY: it reads like "
            "http://127.0.0.1:8080 or socks5://127.0.0.1:1080",
        ) from None


class AskedElsewhere(Retry):
    """Somebody else asks for the updates of this bot, by polling or by a webhook."""


class Garbled(Retry):
    """An answer that is no JSON; `text` is what came."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class PlainApi:
    """Requests to the Bot API for one bot, in plain JSON, read by no library."""

    def __init__(self, line: Line, patience: float = 20) -> None:
        """`patience` is how long an answer may take, in seconds. Raises `ChannelMisconfigured`."""
        self._base = line.base
        self._client = line.connect(timeout=httpx.Timeout(10, read=patience))

    async def ask(self, method: str, **fields: Any) -> Any:
        """The result of one method.

        Raises `Retry`, `AskedElsewhere`, `Garbled` or `TokenRefused`.
        """
        try:
            answer = await self._client.post(f"{self._base}/{method}", json=fields)
        except httpx.HTTPError:
            raise Retry from None  # the causes name the address
        if answer.status_code in (401, 404):
            raise TokenRefused
        if answer.status_code == 409:
            raise AskedElsewhere
        document = _read(answer)
        if not isinstance(document, dict) or document.get("ok") is not True:
            raise Retry(_retry_after(document))
        return document.get("result")

    async def close(self) -> None:
        """Hang up."""
        await self._client.aclose()


def _read(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except (ValueError, RecursionError):
        raise (Garbled(answer.text) if answer.is_success else Retry()) from None


def _retry_after(document: object) -> float | None:
    parameters = document.get("parameters") if isinstance(document, dict) else None
    after = parameters.get("retry_after") if isinstance(parameters, dict) else None
    return float(after) if isinstance(after, int) and after > 0 else None
