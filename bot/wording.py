"""The one catalogue of sentences: every text that people read, by key and language."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Final

from babel.messages.pofile import read_po

LOCALES: Final = ("zh_CN", "en")
HOME: Final = Path(__file__).parent / "locale"

_spoken: ContextVar[str] = ContextVar("spoken", default=LOCALES[0])


@cache
def catalogue(locale: str) -> dict[str, str]:
    """All sentences of a language by key. An unknown language reads as Chinese."""
    chosen = locale if locale in LOCALES else LOCALES[0]
    with (HOME / f"{chosen}.po").open("rb") as file:
        entries = read_po(file)
    own = {str(entry.id): str(entry.string) for entry in entries if entry.id and entry.string}
    # What another language lacks is better said in Chinese than not at all.
    return own if chosen == LOCALES[0] else {**catalogue(LOCALES[0]), **own}


def say(key: str, locale: str = "", /, **words: object) -> str:
    """The sentence `key` with its words filled in, in `locale` or the language that is spoken just
    now; a missing key is a fault of the program."""
    return catalogue(locale or _spoken.get())[key].format(**words)


def house_say(key: str, /, **words: object) -> str:
    """The same as staff read it and the record keeps it, whatever is spoken just now."""
    return say(key, LOCALES[0], **words)


def spoken_locale() -> str:
    """The language that is spoken just now."""
    return _spoken.get()


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """Speak this language until the block ends."""
    token = _spoken.set(locale if locale in LOCALES else LOCALES[0])
    try:
        yield
    finally:
        _spoken.reset(token)
