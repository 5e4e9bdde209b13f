"""What somebody reads in the console where a page can't be shown."""

from typing import Final
from urllib.parse import urlencode

from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.web.admin import cookies
from bot.web.admin.entrance import SIGN_IN
from bot.web.admin.refusals import NotSignedIn, Refused
from bot.web.pages import render
from bot.wording import say, speaking

#: The sentence for a status that no refusal of ours stands behind.
_KEYS: Final = {
    403: "console.sorry.foreign",
    404: "console.sorry.not_there",
    405: "console.sorry.not_there",
    413: "console.sorry.too_large",
    422: "console.sorry.bad",
    500: "console.sorry.broken",
    503: "console.sorry.away",
}


def is_of_console(request: Request) -> bool:
    return request.url.path == "/admin" or request.url.path.startswith("/admin/")


def answer_to(request: Request, error: Exception) -> Response:
    """One plain sentence and the way on; to the door where somebody only has to sign in."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    if isinstance(error, NotSignedIn) and request.method == "GET":
        query = f"?{request.url.query}" if request.url.query else ""
        way_back = urlencode({"next": f"{request.url.path}{query}"})
        return RedirectResponse(f"{SIGN_IN}?{way_back}", 303)
    key = error.key if isinstance(error, Refused) else _KEYS.get(status, "console.sorry.bad")
    if status == 413 and request.url.path.startswith("/admin/imports/"):
        key = "console.sorry.sheet_too_large"
    locale = cookies.language_of(request)
    with speaking(locale):
        html = render(
            "admin/sorry.html", locale=locale, path=request.url.path, says=say(key), status=status
        )
    return HTMLResponse(html, status)
