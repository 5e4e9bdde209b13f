"""HEIC: a picture in boxes, whose Exif and XMP are items beside it. Their bytes become zeros in
their place. Which way up it is held is a property of the picture and stays.

Source: ISO/IEC 14496-12, 8.11.3 (where items lie) and 8.11.6 (what they are).
"""

from collections.abc import Iterator
from typing import Final

from bot.bare.boxes import Box, boxes_in
from bot.bare.faults import Damaged

_TELLING: Final = (b"Exif", b"mime", b"uri ")
#: A picture has some dozens of items, most in one piece. More is somebody's game: pieces whose
#: numbers are no bytes wide cost nothing to tell of, and 65,535 of them for each item.
_MOST: Final = 4096


def bare_heic(content: bytes) -> bytes:
    """Raises `Damaged`."""
    top = {box.kind: box for box in boxes_in(content, 0, len(content))}
    if b"ftyp" not in top or b"meta" not in top:
        raise Damaged
    meta = top[b"meta"]
    inner = {box.kind: box for box in boxes_in(content, meta.content + 4, meta.end)}
    if not {b"iinf", b"iloc"} <= inner.keys():
        raise Damaged
    telling = set(_telling_items(content, inner[b"iinf"]))
    bare, left = bytearray(content), len(content)
    data = inner.get(b"idat")
    for item, begin, size in _places(_Bytes(content, inner[b"iloc"]), data):
        if item in telling:
            left -= size
            if begin + size > len(bare) or left < 0:  # or the same over and over
                raise Damaged
            bare[begin : begin + size] = bytes(size)
    return bytes(bare)


class _Bytes:
    """Numbers of any width, read one after the other from the inside of a box."""

    def __init__(self, content: bytes, box: Box) -> None:
        self._content = content[box.content : box.end]
        self._at = 0

    def number(self, width: int) -> int:
        told = self._content[self._at : self._at + width]
        if len(told) != width:
            raise Damaged
        self._at += width
        return int.from_bytes(told)


def _telling_items(content: bytes, box: Box) -> Iterator[int]:
    """The numbers of the items that tell of the picture."""
    version = content[box.content]
    begin = box.content + (6 if version == 0 else 8)
    for entry in boxes_in(content, begin, box.end):
        head = _Bytes(content, entry)
        wide = 4 if head.number(4) >> 24 == 3 else 2
        item, _ = head.number(wide), head.number(2)
        if head.number(4).to_bytes(4) in _TELLING:
            yield item


def _places(table: _Bytes, data: Box | None) -> Iterator[tuple[int, int, int]]:
    """Item, first byte and size of every extent in the file."""
    version = table.number(4) >> 24
    widths = table.number(2)
    offset, length, base, index = (widths >> shift & 15 for shift in (12, 8, 4, 0))
    index = index if version in (1, 2) else 0
    count = table.number(2 if version < 2 else 4)
    if count > _MOST or version > 2:
        raise Damaged
    left = _MOST
    for _ in range(count):
        item = table.number(2 if version < 2 else 4)
        way = table.number(2) & 15 if version else 0
        table.number(2)  # in another file: none of ours
        origin = table.number(base)
        pieces = table.number(2)
        left -= pieces
        if left < 0:
            raise Damaged
        for _ in range(pieces):
            table.number(index)
            begin, size = origin + table.number(offset), table.number(length)
            yield item, begin + (data.content if way == 1 and data else 0), size
