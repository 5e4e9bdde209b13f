"""Dialect: the words of the regions said over in plain speech.

"冇嚟" and "没来" share no character; said over, what was learned of one holds for the other. The
table `lexicon/dialect.txt` is for anyone to read and extend.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

_TABLE: Final = files("nlp") / "lexicon" / "dialect.txt"


@dataclass(frozen=True, slots=True)
class Plain:
    """A text said over; its i-th character stands for `[starts[i], ends[i])` of the text before."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The part of the text before that `text[start:end]` stands for; empty parts are (0, 0)."""
        return (self.starts[start], self.ends[end - 1]) if start < end else (0, 0)


def in_plain_speech(text: str) -> Plain | None:
    """A cleaned text said over, or None if it has no word of dialect."""
    pieces, starts, ends = [], [], []
    place = 0
    for match in _words().finditer(text):
        pieces += [text[place : match.start()], said := dialect()[match[0]]]
        starts += [*range(place, match.start()), *[match.start()] * len(said)]
        ends += [*range(place + 1, match.start() + 1), *[match.end()] * len(said)]
        place = match.end()
    plain = "".join(pieces) + text[place:]
    if plain == text:
        return None
    starts += range(place, len(text))
    ends += range(place + 1, len(text) + 1)
    return Plain(plain, tuple(starts), tuple(ends))


@cache
def dialect() -> Mapping[str, str]:
    """The plain word for each word of the table."""
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    pairs = (pair for line in lines if not line.startswith("#") for pair in line.split())
    return dict(pair.split("=") for pair in pairs)


@cache
def _words() -> re.Pattern[str]:
    longest_first = sorted(dialect(), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)))
