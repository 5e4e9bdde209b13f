"""The lexicon: lists of words that people edit or `lexicon_build` makes, each read once."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent
#: What a word of the trade counts: it is cut as one before two ordinary words in its place.
TRADE_COUNT: Final = 20_000


@cache
def words() -> dict[str, int]:
    """How often each word is said; 0 for what only begins a longer one."""
    fields = text_of("words.txt").split()
    return dict(zip(fields[::2], map(int, fields[1::2]), strict=True))


@cache
def ordinary_words() -> frozenset[str]:
    """The words of up to four characters that anybody uses, without the trade's own."""
    return frozenset(word for word, count in words().items() if count not in (0, TRADE_COUNT))


@cache
def syllables() -> Mapping[str, str]:
    """The toneless syllable of each common character, its commonest reading."""
    pairs = (line.split(" ") for line in text_of("syllables.txt").splitlines())
    return {character: sound for sound, characters in pairs for character in characters}


def text_of(name: str) -> str:
    """A list as it is written."""
    return (FOLDER / name).read_text(encoding="utf-8")
