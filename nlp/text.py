"""Cleaning: one spelling for what people type in many, with the way back to the original.

Full-width forms, traditional characters, invisible characters, stretched letters and spoken
fillers all say nothing about the matter; they are levelled before words are cut. Every character
of the cleaned text remembers where it came from, so that reasons are shown as the retailer wrote
them.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import compress
from operator import eq
from typing import Final, Protocol

#: Longest text that is looked at, in characters: what a chat channel lets through in one message.
MAX_LENGTH: Final = 4096

#: Most characters whose plain form is remembered: all that are in use.
_MOST_LEARNED: Final = 1 << 16

_FULL_STOPS: Final = "。！？，、；：…~!?,;:.·-—_=*#"
#: Characters that the converter leaves alone although the trade writes them in two ways.
_OWN_VARIANTS: Final = {"菸": "烟", "佢": "他", "噶": "嘅"}
_FILLERS: Final = re.compile(r"(?:嗯|呃|那个啥|就是说|怎么说呢|这个那个|那个那个|然后呢|你知道吧)+")
_STRETCHED: Final = re.compile(r"([^\W\d_])\1{2,}")
_REPEATED_MARKS: Final = re.compile(rf"([{re.escape(_FULL_STOPS)}])\1+")
_SPACES: Final = re.compile(r" {2,}")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A cleaned text; `origin[i]` is the place of its i-th character in `original`."""

    text: str
    original: str
    origin: tuple[int, ...]

    def spelling(self, start: int, end: int) -> str:
        """The original spelling of `text[start:end]`."""
        if start >= end:
            return ""
        return self.original[self.origin[start] : self.origin[end - 1] + 1]


def clean(text: str) -> Cleaned:
    """The cleaned text with its map; never raises, and cleaning twice changes nothing more."""
    looked_at = text[:MAX_LENGTH]
    characters = looked_at.translate(_PLAIN)
    origin = _where_from(looked_at)
    while kept := _kept(characters):
        characters, origin = _shortened(characters, kept), list(compress(origin, kept))
    return Cleaned(characters, text, tuple(origin))


def normalise(text: str) -> str:
    """The cleaned text alone, for half the work."""
    characters = text[:MAX_LENGTH].translate(_PLAIN)
    while kept := _kept(characters):
        characters = _shortened(characters, kept)
    return characters


def _where_from(text: str) -> list[int]:
    """The place in the text that each character of its plain form came from."""
    return [place for place, one in enumerate(text) for _ in _PLAIN[ord(one)]]


def _shortened(text: str, kept: bytes) -> str:
    return "".join(compress(text, kept))


def _kept(text: str) -> bytes | None:
    """Which characters stay when fillers and repetitions go, or None if all stay.

    A message of nothing but fillers ("嗯") keeps them: it is an answer.
    """
    fillers = _FILLERS.search(text) is not None
    repeats = any(map(eq, text, text[1:]))
    if not (fillers or repeats or text.startswith(" ") or text.endswith(" ")):
        return None
    kept = bytearray(b"\x01") * len(text)
    if fillers:
        _strike_fillers(text, kept)
    if repeats:
        _strike_repeats(text, kept)
    _strike(kept, 0, len(text) - len(text.lstrip(" ")))
    _strike(kept, len(text.rstrip(" ")), len(text))
    return None if all(kept) else bytes(kept)


def _strike_fillers(text: str, kept: bytearray) -> None:
    fillers = list(_FILLERS.finditer(text))
    said = len(re.sub(r"[\W_]", "", text))
    if sum(match.end() - match.start() for match in fillers) >= said:
        return
    for match in fillers:
        _strike(kept, match.start(), match.end())


def _strike_repeats(text: str, kept: bytearray) -> None:
    """A letter stays twice, a mark or a space once."""
    for pattern, stay in ((_STRETCHED, 2), (_REPEATED_MARKS, 1), (_SPACES, 1)):
        for match in pattern.finditer(text):
            _strike(kept, match.start() + stay, match.end())


def _strike(kept: bytearray, start: int, end: int) -> None:
    kept[start:end] = bytes(max(end - start, 0))


class _PlainForms(dict[int, str]):
    """The plain form of each character code met, for `str.translate`; learned as they come."""

    def __missing__(self, code: int) -> str:
        plain = plain_form(chr(code))
        if len(self) < _MOST_LEARNED:
            self[code] = plain
        return plain


_PLAIN: Final = _PlainForms()


def plain_form(character: str) -> str:
    """NFKC, lower case, simplified, with blanks as one space and invisible characters gone.

    Applied until nothing changes, because one step may make work for another (ﷺ, 㑇, K).
    """
    plain = character
    for _ in range(4):
        following = "".join(_one_step(single) for single in plain)
        if following == plain:
            break
        plain = following
    return plain


def _one_step(character: str) -> str:
    if character.isspace():
        return " "
    if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Mn", "Me"):
        return ""
    folded = unicodedata.normalize("NFKC", character).lower()
    return "".join(_OWN_VARIANTS.get(one) or _converter().convert(one) for one in folded)


class _Converter(Protocol):
    def convert(self, string: str) -> str: ...


@cache
def _converter() -> _Converter:
    """OpenCC, traditional to simplified; asked one character at a time and remembered."""
    from opencc import OpenCC

    converter: _Converter = OpenCC("t2s")
    converter.convert("烟")  # reads the tables now, not at the first message
    return converter
