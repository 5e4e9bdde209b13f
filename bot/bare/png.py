"""PNG: chunks, of which those stay that the picture is made of, and those that say how it is shown.

Source: W3C Portable Network Graphics, third edition, 5 and 11.
"""

import zlib
from collections.abc import Iterator
from typing import Final

from bot.bare.faults import Damaged
from bot.bare.orientation import only_orientation

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_EXIF: Final = b"eXIf"
_END: Final = b"IEND"
_KEPT: Final = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD pHYs hIST "
    b"acTL fcTL fdAT".split()
)


def bare_png(content: bytes) -> bytes:
    """Raises `Damaged`; what stands behind the end of the picture is gone."""
    kept = [_SIGNATURE]
    for kind, data in _chunks(content):
        if kind in _KEPT:
            kept.append(_chunk(kind, data))
        elif kind == _EXIF and (exif := only_orientation(data)):
            kept.append(_chunk(_EXIF, exif))
    return b"".join(kept)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    if not content.startswith(_SIGNATURE):
        raise Damaged
    at, kind = len(_SIGNATURE), b""
    while kind != _END:
        size = int.from_bytes(content[at : at + 4])
        kind, data = content[at + 4 : at + 8], content[at + 8 : at + 8 + size]
        check = content[at + 8 + size : at + 12 + size]
        if len(check) != 4 or int.from_bytes(check) != zlib.crc32(kind + data):
            raise Damaged
        if at == len(_SIGNATURE) and kind != b"IHDR":
            raise Damaged
        yield kind, data
        at += 12 + size


def _chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)
