"""Matters: where one message may be cut into the several things it tells."""

import re
from typing import Final

from nlp.patterns import any_of

#: Shorter pieces say too little to stand for a matter of their own.
_SHORTEST: Final = 3

#: A sentence's end, or the number of an item in a list: ①, 2., 一是, 第二件事.
_HARD_STOP: Final = re.compile(
    r"[。;!?！？；\n]+|[①-⑩]|(?<!\d)[1-9][.、)）](?!\d)|[一二三四五]是(?=[^,，。])"
    r"|第[一二三四五](?:[,，、:：]|件事|个事|点)"
)
#: A comma, a gap before four characters or more, and words that add something.
_ADDING: Final = any_of(
    """
    还有就是 还有一[件个] 还有个事 还有(?!吗|没|多少|几) 另外 再就是 再一个 再有 再说 而且 顺便 同时
    此外 外加
    """
)
_SOFT_STOP: Final = re.compile(rf"[,，…~～]+|\s+(?=\S{{4}})|(?={_ADDING})")


def split(text: str) -> tuple[str, ...]:
    """The parts of a message in order, each a run of its own words; at least one if any are.

    They are candidates: neighbours that turn out to be about the same thing are joined again.
    """
    parts: list[str] = []
    for start, end in _between(_HARD_STOP, text, 0, len(text)):
        pieces = [span for span in _between(_SOFT_STOP, text, start, end) if _length(text, span)]
        parts += [text[first:last].strip() for first, last in _grown(text, pieces)]
    return tuple(parts)


def _between(stop: re.Pattern[str], text: str, start: int, end: int) -> list[tuple[int, int]]:
    edges = [(match.start(), match.end()) for match in stop.finditer(text, start, end)]
    starts = [start, *(after for _, after in edges)]
    return list(zip(starts, [*(before for before, _ in edges), end], strict=True))


def _length(text: str, span: tuple[int, int]) -> int:
    return len(text[span[0] : span[1]].strip())


def _grown(text: str, pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Pieces too short to stand alone go with the one before, or with the one behind."""
    grown: list[tuple[int, int]] = []
    for piece in pieces:
        if grown and min(_length(text, piece), _length(text, grown[-1])) < _SHORTEST:
            grown[-1] = (grown[-1][0], piece[1])
        else:
            grown.append(piece)
    return grown
