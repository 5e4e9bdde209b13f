"""Matters: where one message may be cut into the several things it tells."""

import re
from typing import Final

#: Shorter pieces say too little to stand for a matter of their own.
_SHORTEST: Final = 4

_HARD_STOP: Final = re.compile(
    r"[。;!?！？；\n]+|[①-⑩]|(?<!\d)[1-9][.、)）](?!\d)|[一二三四五]是(?=[^,，。])|第[一二三四五](?:[,，、:：]|件事|个事|点)"
)
_SOFT_STOP: Final = re.compile(
    r"[,，…~～]+|\s+(?=\S{4})|(?=(?:还有就是|还有一件|还有一个|还有个事|还有(?!吗|没|多少|几)|另外|再就是|再一个|再有|再说|而且|顺便|同时|此外|外加))"
)


def split(text: str) -> tuple[str, ...]:
    """The parts of a message in order, each a run of its own words; at least one if any are.

    They are candidates: neighbours that turn out to be about the same thing are joined again.
    """
    parts: list[str] = []
    for sentence in _HARD_STOP.split(text):
        pieces = [piece.strip() for piece in _SOFT_STOP.split(sentence)]
        parts.extend(_grown([piece for piece in pieces if piece]))
    return tuple(parts)


def _grown(pieces: list[str]) -> list[str]:
    """Pieces too short to stand alone go with the one before, or with the one behind."""
    grown: list[str] = []
    for piece in pieces:
        if grown and (len(piece) < _SHORTEST or len(grown[-1]) < _SHORTEST):
            grown[-1] = f"{grown[-1]} {piece}"
        else:
            grown.append(piece)
    return grown
