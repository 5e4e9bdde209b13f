"""What is said where a page can't be shown: one sentence, in the language of the browser.

A script gets it as JSON, a person as a page.
"""

from functools import cache
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from bot.web.languages import language_of
from bot.web.pages import render
from bot.wording import say, speaking

#: The sentence for a status of which nothing else is known.
_KEYS: Final = {
    401: "page.sorry.cookie",
    403: "page.sorry.foreign",
    404: "page.sorry.not_there",
    405: "page.sorry.not_there",
    410: "page.sorry.gone",
    413: "page.sorry.too_large",
    415: "page.sorry.no_such_kind",
    429: "page.sorry.too_much",
    500: "page.sorry.broken",
    503: "page.sorry.away",
}


def sorry(request: Request, status: int, key: str = "") -> Response:
    """The answer of this status; `key` names a sentence that says more than the status does."""
    locale, told = language_of(request), key or _KEYS.get(status, "page.sorry.bad")
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"says": say(told, locale)}, status)
    return HTMLResponse(_page(told, locale), status)


@cache
def _page(key: str, locale: str) -> str:
    """Made once: whoever is sent back may be very many."""
    with speaking(locale):
        return render("sorry.html", locale=locale, says=say(key))
