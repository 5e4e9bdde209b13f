"""MP4 and its kin: boxes in boxes. Those that tell of the film become empty room of the same size,
so that everything else stays where other boxes say that it is.

Source: ISO/IEC 14496-12, 4.2, 8.10 and 8.11.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from bot.bare.faults import Damaged

#: What tells of a film: telephones write the place into user data or metadata. In room that is free
#: lies what was there before.
_TELLING: Final = frozenset({b"udta", b"meta", b"uuid", b"free", b"skip"})
#: Boxes that hold boxes which may do so.
_HOLDING: Final = frozenset({b"moov", b"trak", b"mdia", b"moof", b"traf"})
#: All that stands side by side in a film that plays; makers add boxes of their own.
_PLAYED: Final = frozenset(b"ftyp styp pdin moov moof mdat imda sidx ssix mfra wide free".split())
#: Heads that say when the film was begun and last changed.
_DATED: Final = frozenset({b"mvhd", b"tkhd", b"mdhd"})
_FREE: Final = b"free"
#: A file has some dozens of them; more is somebody's game.
_MOST: Final = 100_000
_DEEPEST: Final = 8


class Box(NamedTuple):
    """Where a box begins, where its content does, and where it ends."""

    kind: bytes
    begin: int
    content: int
    end: int


def bare_boxes(content: bytes) -> bytes:
    """Raises `Damaged`."""
    boxes = list(boxes_in(content, 0, len(content)))
    if not boxes or boxes[0].kind != b"ftyp":
        raise Damaged
    bare = bytearray(content)
    left = _MOST
    for box in boxes:
        if box.kind in _PLAYED:
            left = _empty(bare, box, left, _DEEPEST)
        else:
            _free(bare, box)
    return bytes(bare)


def _empty(bare: bytearray, box: Box, left: int, depth: int) -> int:
    """Empty the box if it tells, else look into it; how many more may be looked at."""
    if left <= 0 or depth <= 0:
        raise Damaged
    if box.kind in _TELLING:
        _free(bare, box)
    elif box.kind in _DATED:
        _undate(bare, box)
    elif box.kind in _HOLDING:
        for inner in boxes_in(bare, box.content, box.end):
            left = _empty(bare, inner, left - 1, depth - 1)
    return left - 1


def _free(bare: bytearray, box: Box) -> None:
    bare[box.begin + 4 : box.begin + 8] = _FREE
    bare[box.content : box.end] = bytes(box.end - box.content)


def _undate(bare: bytearray, box: Box) -> None:
    """Both moments are 0, which nobody takes for one; the first byte says how wide they are."""
    begin = box.content + 4
    end = begin + (16 if bare[box.content : box.content + 1] == b"\x01" else 8)
    if end > box.end:
        raise Damaged
    bare[begin:end] = bytes(end - begin)


def boxes_in(content: bytes | bytearray, begin: int, end: int) -> Iterator[Box]:
    """The boxes side by side between two places. Raises `Damaged`."""
    while begin < end:
        size, kind = int.from_bytes(content[begin : begin + 4]), content[begin + 4 : begin + 8]
        head = 8
        if size == 1:
            size, head = int.from_bytes(content[begin + 8 : begin + 16]), 16
        elif size == 0:
            size = end - begin
        if size < head or begin + size > end:
            raise Damaged
        yield Box(bytes(kind), begin, begin + head, begin + size)
        begin += size
