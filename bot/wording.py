"""The one catalogue of sentences: every text that people read, by key and language."""

from functools import cache
from pathlib import Path
from typing import Final

from babel.messages.pofile import read_po

LOCALES: Final = ("zh_CN", "en")
HOME: Final = Path(__file__).parent / "locale"


@cache
def catalogue(locale: str) -> dict[str, str]:
    """All sentences of a language by key. An unknown language reads as Chinese."""
    chosen = locale if locale in LOCALES else LOCALES[0]
    with (HOME / f"{chosen}.po").open("rb") as file:
        entries = read_po(file)
    return {str(entry.id): str(entry.string) for entry in entries if entry.id and entry.string}


def say(key: str, locale: str = LOCALES[0], /, **words: object) -> str:
    """The sentence `key` with its words filled in; a missing key is a fault of the program."""
    return catalogue(locale)[key].format(**words)
