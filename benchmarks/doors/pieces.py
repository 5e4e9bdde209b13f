"""Pieces: a file with checksums as the fuzzer sees it, so that what it changes stays inside.

A byte that is changed in an archive or a sealed file is caught by a checksum, and nothing behind
that is ever reached. So such files are handed to the fuzzer as their named parts; once they are
changed they are put together again with every checksum right.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Final

_BETWEEN: Final = b"\x1e\x1e"
_AFTER_NAME: Final = b"\x1f"
#: A piece of this name changes the one before it, which is JSON: where, and what is put there.
ODDITY: Final = "~"
#: What a program that reads JSON may not expect.
ODD: Final[tuple[Any, ...]] = (
    *(None, True, [], {}, "x", "", -1, 0, 1, 2**64, 1.5, 1e999, [[]], {"a": 1}, "\x00", "\ud800"),
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a file: what it is called there, and what it holds."""

    name: str
    content: bytes


def joined(pieces: Iterable[Piece]) -> bytes:
    """What the fuzzer changes."""
    told = [piece.name.encode() + _AFTER_NAME + piece.content for piece in pieces]
    assert not any(_BETWEEN in one for one in told), "these pieces would come back as others"
    return _BETWEEN.join(told)


def pieces_of(content: bytes) -> list[Piece]:
    """What became of them."""
    found: list[Piece] = []
    for one in content.split(_BETWEEN):
        name, _, inside = one.partition(_AFTER_NAME)
        if name == ODDITY.encode() and found:
            found[-1] = _made_odd(found[-1], Choices(inside))
        else:
            found.append(Piece(name.decode("utf-8", "replace"), inside))
    return found


def _made_odd(piece: Piece, choices: "Choices") -> Piece:
    """The piece, or one of its lines, with another value at some place of its document."""
    lines = piece.content.split(b"\n") if piece.name.endswith(".jsonl") else [piece.content]
    place = choices.number(len(lines))
    try:
        lines[place] = json.dumps(_with_odd_value(json.loads(lines[place]), choices)).encode()
    except (ValueError, RecursionError):
        return piece
    return replace(piece, content=b"\n".join(lines))


def _with_odd_value(document: Any, choices: "Choices") -> Any:
    if not document or not isinstance(document, dict | list) or choices.number(4) == 3:
        return ODD[choices.number(len(ODD))]
    if isinstance(document, list):
        at = choices.number(len(document))
        changed = _with_odd_value(document[at], choices)
        return [*document[:at], changed, *document[at + 1 :]]
    key = sorted(document)[choices.number(len(document))]
    if choices.number(6) == 5:
        return {name: value for name, value in document.items() if name != key}
    return {**document, key: _with_odd_value(document[key], choices)}


class Choices:
    """Decisions read from bytes; when they are used up, the first of everything."""

    def __init__(self, content: bytes) -> None:
        self._content = iter(content)

    def number(self, below: int) -> int:
        return next(self._content, 0) % below

    def bytes(self, most: int) -> bytes:
        return bytes(islice(self._content, self.number(most + 1)))
