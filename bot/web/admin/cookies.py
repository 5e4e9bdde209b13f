"""The console's two cookies: the session's token, and the language somebody chose.

Over HTTPS the session's is called `__Host-…`: browsers then take it only with Secure, for this
host and the whole of it. Plain HTTP is only for the machine itself (localhost, 127.0.0.1), where
nobody listens on the way; there the cookie has another name and no Secure, since not every browser
would keep it with one. Anywhere else nobody can sign in over plain HTTP.
"""

import hashlib
import hmac
import secrets
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from bot.web import languages
from bot.wording import LOCALES
from models.entrance import LONGEST

_SECURE: Final = "__Host-shouwen"
_LOOPBACK: Final = "shouwen_console"
_LANGUAGE: Final = "shouwen_language"
_A_YEAR: Final = 365 * 24 * 3600
_TOKEN_BYTES: Final = 32


def is_private(request: Request) -> bool:
    """Whether nobody on the way can listen: HTTPS, or a browser on this very machine."""
    host = request.url.hostname or ""
    is_loopback = host in ("localhost", "127.0.0.1", "::1") or host.endswith(".localhost")
    return request.url.scheme == "https" or is_loopback


def _name(request: Request) -> str:
    return _SECURE if request.url.scheme == "https" else _LOOPBACK


def new_token() -> str:
    """256 bits that can't be guessed."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def digest_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def token_in(request: Request) -> str:
    """The session's token; empty where the browser brought none."""
    return request.cookies.get(_name(request), "")


def give_token(response: Response, request: Request, token: str) -> None:
    response.set_cookie(
        _name(request),
        token,
        max_age=int(LONGEST.total_seconds()),
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )


def take_token(response: Response, request: Request) -> None:
    """Let the browser forget its token; the session itself ends in the database."""
    is_secure = request.url.scheme == "https"
    response.delete_cookie(
        _name(request), path="/", secure=is_secure, httponly=True, samesite="lax"
    )


def form_token(token: str, secret: bytes) -> str:
    """What every form of a session carries: nobody else's page can know it."""
    return hmac.new(secret, b"form:" + token.encode(), hashlib.sha256).hexdigest()


def language_of(request: Request) -> str:
    """The language that was chosen, else the one that the browser asks for."""
    chosen = request.cookies.get(_LANGUAGE, "")
    return chosen if chosen in LOCALES else languages.language_of(request)


def choose_language(response: Response, request: Request, locale: str) -> None:
    response.set_cookie(
        _LANGUAGE,
        locale if locale in LOCALES else LOCALES[0],
        max_age=_A_YEAR,
        path="/admin",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
