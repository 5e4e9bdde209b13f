"""Dialect: the words of the regions said over in plain speech.

"冇嚟" and "没来" share no character; said over, what was learned of one holds for the other. The
table `lexicon/dialect.txt` is for anyone to read and extend.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from nlp.lexicon import text_of


@dataclass(frozen=True, slots=True)
class Plain:
    """A text said over; its i-th character stands for `[starts[i], ends[i])` of the text before."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The part of the text before that `text[start:end]` stands for; empty parts are (0, 0)."""
        return (self.starts[start], self.ends[end - 1]) if start < end else (0, 0)


def said_over(text: str) -> str:
    """A cleaned text in plain speech; the same where it has no word of dialect."""
    return _words().sub(_plain_word, text)


def in_plain_speech(text: str) -> Plain | None:
    """A cleaned text said over, with its places, or None if it has no word of dialect."""
    plain = said_over(text)
    if plain == text:
        return None
    starts: list[int] = []
    ends: list[int] = []
    place = 0
    for match in _words().finditer(text):
        length = len(_plain_word(match))
        starts += [*range(place, match.start()), *[match.start()] * length]
        ends += [*range(place + 1, match.start() + 1), *[match.end()] * length]
        place = match.end()
    starts += range(place, len(text))
    ends += range(place + 1, len(text) + 1)
    return Plain(plain, tuple(starts), tuple(ends))


def _plain_word(found: re.Match[str]) -> str:
    return dialect()[found[0]]


@cache
def dialect() -> Mapping[str, str]:
    """The plain word for each word of the table."""
    lines = text_of("dialect.txt").splitlines()
    pairs = (pair for line in lines if not line.startswith("#") for pair in line.split())
    return dict(pair.split("=") for pair in pairs)


@cache
def _words() -> re.Pattern[str]:
    longest_first = sorted(dialect(), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)))
