"""Which way up a picture is held: the one thing of its Exif that people need.

Exif is a small TIFF file: a byte order, then directories of entries of twelve bytes each. Ours has
one directory with one entry. Source: Exif 2.32 (CIPA DC-008), 4.5.2 to 4.6.5.
"""

import struct
from typing import Final

_TAG: Final = 0x0112
_SHORT: Final = 3
_UPRIGHT: Final = 1
_KNOWN: Final = range(1, 9)
_ORDERS: Final = {b"II*\x00": "<", b"MM\x00*": ">"}


def orientation_in(tiff: bytes) -> int:
    """1 to 8; 1, which is upright, where it is not told or can't be read."""
    order = _ORDERS.get(tiff[:4])
    if order is None:
        return _UPRIGHT
    try:
        (begin,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, begin)
        for place in range(begin + 2, begin + 2 + 12 * count, 12):
            tag, kind, _, value = struct.unpack_from(f"{order}HHIH", tiff, place)
            if tag == _TAG and kind == _SHORT and value in _KNOWN:
                return int(value)
    except struct.error:
        pass
    return _UPRIGHT


def only_orientation(tiff: bytes) -> bytes:
    """An Exif that says this and nothing else; empty for a picture that is upright."""
    value = orientation_in(tiff)
    if value == _UPRIGHT:
        return b""
    entry = struct.pack(">HHIHH", _TAG, _SHORT, 1, value, 0)
    return b"MM\x00*" + struct.pack(">IH", 8, 1) + entry + bytes(4)
