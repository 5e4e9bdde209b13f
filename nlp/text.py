"""Cleaning: one spelling for what people type in many, with the way back to the original.

Full-width forms, traditional characters, invisible characters, stretched letters and spoken
fillers all say nothing about the matter; they are levelled before words are cut. Every character
of the cleaned text remembers where it came from, so that reasons are shown as the retailer wrote
them.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, Protocol

#: Longest text that is looked at, in characters: what a chat channel lets through in one message.
MAX_LENGTH: Final = 4096

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
    characters, origin = _level(text[:MAX_LENGTH])
    while True:
        cleaned, kept = _shorten(characters)
        if cleaned == characters:
            return Cleaned(cleaned, text, tuple(origin))
        characters, origin = cleaned, [origin[place] for place in kept]


def normalise(text: str) -> str:
    """The cleaned text alone."""
    return clean(text).text


def _level(text: str) -> tuple[str, list[int]]:
    """Each character in its plain form, and where each came from."""
    pieces = [plain_form(character) for character in text]
    plain = "".join(pieces)
    if len(plain) == len(text) and all(pieces):
        return plain, list(range(len(text)))
    return plain, [place for place, piece in enumerate(pieces) for _ in piece]


def _shorten(text: str) -> tuple[str, range | list[int]]:
    """Fillers and repetitions taken out, and the places of the characters that stay.

    A message of nothing but fillers ("嗯") keeps them: it is an answer.
    """
    kept = bytearray(b"\x01") * len(text)
    _strike_fillers(text, kept)
    for match in _STRETCHED.finditer(text):
        _strike(kept, match.start() + 2, match.end())
    for pattern in (_REPEATED_MARKS, _SPACES):
        for match in pattern.finditer(text):
            _strike(kept, match.start() + 1, match.end())
    _strike(kept, 0, len(text) - len(text.lstrip(" ")))
    _strike(kept, len(text.rstrip(" ")), len(text))
    if all(kept):
        return text, range(len(text))
    places = [place for place, keep in enumerate(kept) if keep]
    return "".join(text[place] for place in places), places


def _strike_fillers(text: str, kept: bytearray) -> None:
    fillers = list(_FILLERS.finditer(text))
    if not fillers:
        return
    said = len(re.sub(r"[\W_]", "", text))
    if sum(match.end() - match.start() for match in fillers) >= said:
        return
    for match in fillers:
        _strike(kept, match.start(), match.end())


def _strike(kept: bytearray, start: int, end: int) -> None:
    kept[start:end] = bytes(max(end - start, 0))


@lru_cache(maxsize=1 << 16)
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
