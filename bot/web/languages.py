"""Languages: which of ours a browser asks for."""

from starlette.requests import Request

from bot.wording import LOCALES


def language_of(request: Request) -> str:
    """The first of ours that the browser asks for, else Chinese."""
    for part in request.headers.get("accept-language", "").split(","):
        tag = part.partition(";")[0].strip().lower()
        if tag.startswith(("zh", "en")):
            return LOCALES[0] if tag.startswith("zh") else LOCALES[1]
    return LOCALES[0]
