"""Sessions: which conversation a visitor's cookie opens. Nobody can choose or guess one.

Over HTTPS the cookie is called `__Host-…`, so that no neighbouring site can put one of its own in
its place and read what is told in it.
"""

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from models.ids import new_token

COOKIE: Final = "shouwen_chat"
_SECURE: Final = "__Host-shouwen-chat"
_A_YEAR: Final = 365 * 24 * 3600
#: 128 bits of signature beside the 128 bits of the token.
_SEAL_BYTES: Final = 16


def new_visitor() -> str:
    """A conversation that nobody has had before."""
    return f"w-{new_token()}"


def visitor(request: Request, secret: bytes) -> str | None:
    """The conversation of the cookie; None without one, or if we did not write it."""
    conversation, _, seal = request.cookies.get(_name(request), "").rpartition(".")
    if conversation and hmac.compare_digest(seal.encode(), _seal(conversation, secret).encode()):
        return conversation
    return None


def remember(response: Response, conversation: str, request: Request, secret: bytes) -> None:
    """Give the visitor the cookie that opens this conversation, here and for a year."""
    is_secure = request.url.scheme == "https"
    response.set_cookie(
        _name(request),
        f"{conversation}.{_seal(conversation, secret)}",
        max_age=_A_YEAR,
        path="/" if is_secure else "/chat",
        secure=is_secure,
        httponly=True,
        samesite="lax",
    )


def _name(request: Request) -> str:
    return _SECURE if request.url.scheme == "https" else COOKIE


def _seal(conversation: str, secret: bytes) -> str:
    digest = hmac.digest(secret, b"chat:" + conversation.encode(), sha256)
    return urlsafe_b64encode(digest[:_SEAL_BYTES]).decode().rstrip("=")
