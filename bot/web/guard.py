"""The guard at the door: strict headers on every answer, no posts from foreign pages, size limits.

A post changes something, so it has to come from a page of ours: browsers say so in
`Sec-Fetch-Site`, or at least in `Origin`, and no script can forge either.
"""

from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.files import LARGEST_FILE

#: Bytes of a sheet: 200,000 shops take a third of it. A longer one goes in by the command line.
LARGEST_SHEET: Final = 64 * 1024 * 1024
#: What is too long is still read up to here, and thrown away: a browser shows the answer only to
#: what it could send.
_READ_OUT: Final = 256 * 1024 * 1024
#: 5,000 characters of text, form-encoded, fit many times over.
_LARGEST_FORM: Final = 256 * 1024
_FILE_OVERHEAD: Final = 64 * 1024
_SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})

_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "media-src 'self' blob:; connect-src 'self'; frame-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors {ancestors}"
)
#: The console shows no frame, and takes no picture or sound from anywhere but here.
_CONSOLE_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "microphone=(self), camera=(self), geolocation=()",
}
#: For a year: a browser that came by HTTPS once never asks in the clear again.
_HTTPS_ONLY: Final = "max-age=31536000"
#: Pages that the demo shows in its two frames.
_FRAMED: Final = ("/demo/shop/", "/demo/staff/")


class Guard:
    """Stands before the whole site."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add_headers(message, scope["path"])
                if scope["scheme"] == "https":
                    MutableHeaders(scope=message)["Strict-Transport-Security"] = _HTTPS_ONLY
            await send(message)

        await self._app(scope, _Meter(scope, receive), send_with_headers)


def headers_for(path: str) -> dict[str, str]:
    """The headers that every answer under this path carries."""
    ancestors = "'self'" if path.startswith(_FRAMED) else "'none'"
    is_console = path == "/admin" or path.startswith("/admin/")
    policy = _CONSOLE_POLICY if is_console else _POLICY.format(ancestors=ancestors)
    own = {"Content-Security-Policy": policy, **_HEADERS}
    return own if path.startswith("/static/") else {**own, "Cache-Control": "no-store"}


def _add_headers(message: Message, path: str) -> None:
    headers = MutableHeaders(scope=message)
    for name, value in headers_for(path).items():
        headers.setdefault(name, value)


def refuse_foreign(request: Request) -> None:
    """Let a request that changes something pass only if it comes from a page of this site."""
    if request.method not in _SAFE_METHODS and _is_foreign(request.headers):
        raise HTTPException(403)


def _is_foreign(headers: Headers) -> bool:
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    # The scheme is left out: behind a proxy that ends TLS it differs from what the browser saw.
    origin = urlsplit(headers.get("origin", ""))
    return not origin.netloc or origin.netloc != headers.get("host", "")


class _Meter:
    """Passes a request's body on until it grows over what its address may take."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self._left, self._read_out = _room(scope["path"])
        self._receive = receive

    async def __call__(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            await self._read_on(message)
            raise HTTPException(413)
        return message

    async def _read_on(self, message: Message) -> None:
        while message.get("more_body") and self._read_out > 0:
            message = await self._receive()
            self._read_out -= len(message.get("body", b""))


def _room(path: str) -> tuple[int, int]:
    """How many bytes an address takes, and how many more are read before it says no."""
    if not path.endswith("/file"):
        return _LARGEST_FORM, 0
    if path.startswith("/admin/imports/"):
        return LARGEST_SHEET + _FILE_OVERHEAD, _READ_OUT
    return LARGEST_FILE + _FILE_OVERHEAD, 0
