"""How pages are made: one set of templates, and the addresses of the files they name."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from bot.web.admin import words

HERE: Final = Path(__file__).parent
STATIC: Final = HERE / "static"


@cache
def static(name: str) -> str:
    """The address of a static file, changed whenever its content does."""
    digest = sha256((STATIC / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={digest}"


_TEMPLATES: Final = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.globals |= {"static": static, **words.GLOBALS}
_TEMPLATES.filters |= words.FILTERS


def render(template: str, /, **words: object) -> str:
    """The template filled in, everything escaped."""
    return _TEMPLATES.get_template(template).render(words)


def page(template: str, /, status: int = 200, **words: object) -> HTMLResponse:
    """A whole page."""
    return HTMLResponse(render(template, **words), status)
