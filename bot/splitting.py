"""Long texts in pieces that a channel takes, cut where a reader would pause."""

from collections.abc import Iterator
from typing import Final

# Where to cut, the best kind of place first: ends of paragraphs and sentences, then of clauses.
_PAUSES: Final = ("\n", "。！？!?…", "；;", "，、,：: ")


def units(text: str) -> int:
    """How long `text` is in UTF-16 units, as Telegram counts: most emoji are two."""
    return len(text) + sum(char > "\uffff" for char in text)


def split(text: str, limit: int) -> Iterator[str]:
    """Pieces of `text` of at most `limit` UTF-16 units (two or more); none is blank.

    Nothing but white space at the cuts gets lost.
    """
    rest = text.strip()
    while units(rest) > limit:
        head = _head(rest, limit)
        cut = _cut(head)
        yield head[:cut].rstrip()
        rest = rest[cut:].lstrip()
    if rest:
        yield rest


def _head(text: str, limit: int) -> str:
    """The longest beginning of `text` that `limit` allows."""
    room = limit
    for place, char in enumerate(text):
        room -= 2 if char > "\uffff" else 1
        if room < 0:
            return text[:place]
    return text


def _cut(head: str) -> int:
    """How much of `head` makes a piece: up to its last pause of the best kind in its second half.

    An earlier pause would make short pieces of a text that has few; then a worse kind is better.
    """
    for pauses in _PAUSES:
        last = max(head.rfind(pause) for pause in pauses) + 1
        if last > len(head) // 2:
            return last
    return len(head)
