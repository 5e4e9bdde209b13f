"""WebP: a RIFF file whose chunks are the picture, its frames, its colours, and what is told of it.

Source: RFC 9649, 2.3 to 2.7.
"""

from typing import Final

from bot.bare.faults import Damaged
from bot.bare.orientation import only_orientation
from bot.bare.riff import as_riff, chunks_in

_FORM: Final = b"WEBP"
_KEPT: Final = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
_EXTENDED: Final = b"VP8X"
_EXIF: Final = b"EXIF"
#: Flags of an extended file that say which of these chunks there are.
_HAS_EXIF, _HAS_XMP = 0x08, 0x04


def bare_webp(content: bytes) -> bytes:
    """Raises `Damaged`; what stands behind the end of the file is gone."""
    exif, kept = b"", []
    for kind, data in chunks_in(content, _FORM):
        if kind in _KEPT:
            kept.append((kind, data))
        elif kind == _EXIF:
            exif = only_orientation(data.removeprefix(b"Exif\x00\x00"))
    if not kept:
        raise Damaged
    if kept[0][0] == _EXTENDED:
        kept[0] = (_EXTENDED, _with_flags(kept[0][1], has_exif=bool(exif)))
        kept += [(_EXIF, exif)] if exif else []
    return as_riff(_FORM, kept)


def _with_flags(data: bytes, *, has_exif: bool) -> bytes:
    if not data:
        raise Damaged
    flags = data[0] & ~(_HAS_EXIF | _HAS_XMP)
    return bytes([flags | (_HAS_EXIF if has_exif else 0)]) + data[1:]
