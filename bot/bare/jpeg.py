"""JPEG: segments until the picture itself begins, and whatever follows its end.

Kept are the segments that the picture is made of, the colour profile, and the orientation. Gone are
Exif, XMP, IPTC, makers' notes, comments, the previews, and what some telephones put behind the
picture: a second picture, or a little film with a place of its own.
Source: ITU-T T.81, annex B.
"""

from typing import Final

from bot.bare.faults import Damaged
from bot.bare.orientation import only_orientation

_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
#: Markers that stand alone: restarts, and one that is only for arithmetic coding.
_ALONE: Final = {*range(0xD0, 0xD8), 0x01}
_APP1: Final = 0xE1
_EXIF: Final = b"Exif\x00\x00"
#: By marker, how a segment begins that is kept: JFIF, colour profiles, Adobe's colour transform.
_KEPT_APPS: Final = {0xE0: b"JFIF\x00", 0xE2: b"ICC_PROFILE\x00", 0xEE: b"Adobe"}
_APPS: Final = range(0xE0, 0xF0)
_COMMENT: Final = 0xFE


def bare_jpeg(content: bytes) -> bytes:
    """Raises `Damaged`."""
    if content[:2] != b"\xff\xd8":
        raise Damaged
    kept, exif = [content[:2]], b""
    at, has_scan = 2, False
    while True:
        at, marker = _marker(content, at)
        if marker == _END:
            break
        if marker in _ALONE:
            kept.append(bytes([0xFF, marker]))
            continue
        length = int.from_bytes(content[at : at + 2])
        segment = content[at + 2 : at + length]
        if marker == _START or length < 2 or len(segment) != length - 2:
            raise Damaged
        if marker == _APP1 and segment.startswith(_EXIF):
            exif = exif or only_orientation(segment[len(_EXIF) :])
        elif _is_kept(marker, segment):
            kept.append(content[at - 2 : at + length])
        at += length
        if marker == _SCAN:
            end = _end_of_scan(content, at)
            kept.append(content[at:end])
            at, has_scan = end, True
    if not has_scan:
        raise Damaged
    return b"".join([kept[0], _segment(exif), *kept[1:], b"\xff\xd9"])


def _marker(content: bytes, at: int) -> tuple[int, int]:
    """Where the marker ends, and which it is; any number of fill bytes may stand before it."""
    if content[at : at + 1] != b"\xff":
        raise Damaged
    while content[at : at + 1] == b"\xff":
        at += 1
    if at >= len(content) or content[at] == 0:
        raise Damaged
    return at + 1, content[at]


def _is_kept(marker: int, segment: bytes) -> bool:
    if marker in _APPS:
        begin = _KEPT_APPS.get(marker)
        return begin is not None and segment.startswith(begin)
    return marker != _COMMENT


def _end_of_scan(content: bytes, at: int) -> int:
    """Where the next marker stands that is not part of the picture's own bytes."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            raise Damaged
        if content[at + 1] not in (0x00, 0xFF) and content[at + 1] not in _ALONE:
            return at
        at += 1 if content[at + 1] == 0xFF else 2


def _segment(exif: bytes) -> bytes:
    if not exif:
        return b""
    told = _EXIF + exif
    return bytes([0xFF, _APP1]) + (len(told) + 2).to_bytes(2) + told
