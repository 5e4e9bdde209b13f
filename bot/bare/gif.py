"""GIF: a screen, then pictures with extensions between them, of which few are needed to show it.

Kept are how long each picture stays and how often they are gone through. Gone are comments, texts,
and what programs put there for themselves, XMP among it.
Source: GIF89a specification (CompuServe, 1990), 17 to 27.
"""

from typing import Final

from bot.bare.faults import Damaged

_SIGNATURES: Final = (b"GIF87a", b"GIF89a")
_EXTENSION, _PICTURE, _END = 0x21, 0x2C, 0x3B
_TIMING, _COMMENT, _PROGRAM = 0xF9, 0xFE, 0xFF
#: How often to begin again, as the browsers of the first days said it; the count follows.
_LOOPS: Final = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
_LOOP: Final = b"\x21\xff\x0b%b\x03\x01%b\x00"


def bare_gif(content: bytes) -> bytes:
    """Raises `Damaged`; what stands behind the end of the file is gone."""
    if content[:6] not in _SIGNATURES or len(content) < 13:
        raise Damaged
    at = 13 + _colours(content[10])
    kept, timing, has_picture = [content[:at]], b"", False
    while (kind := _byte(content, at)) != _END:
        if kind == _PICTURE:
            end = _end_of_blocks(content, at + 11 + _colours(_byte(content, at + 9)))
            kept += [timing, content[at:end]]
            timing, has_picture = b"", True
        elif kind == _EXTENSION:
            end = _end_of_blocks(content, at + 2)
            timing, loop = _needed(content[at:end], timing)
            kept.append(loop)
        else:
            raise Damaged
        at = end
    if not has_picture:
        raise Damaged
    return b"".join([*kept, bytes([_END])])


def _needed(extension: bytes, timing: bytes) -> tuple[bytes, bytes]:
    """The timing of the picture to come, and the loop if the extension is one.

    A text is shown in place of a picture, so the timing before it goes with it.
    """
    label, size, inside = extension[1], extension[2], extension[3:]
    if label == _TIMING:
        if size != 4 or len(extension) != 8:
            raise Damaged
        return extension, b""
    if label != _PROGRAM:
        return (timing if label == _COMMENT else b""), b""
    program, first = inside[:11], inside[11:15]
    if size == 11 and program in _LOOPS and first[:2] == b"\x03\x01" and len(first) == 4:
        return timing, _LOOP % (program, first[2:])
    return timing, b""


def _colours(flags: int) -> int:
    """Bytes of the table of colours that the flags speak of."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _end_of_blocks(content: bytes, at: int) -> int:
    """Where the blocks end that begin here; an empty one is the last."""
    while size := _byte(content, at):
        at += 1 + size
    return at + 1


def _byte(content: bytes, at: int) -> int:
    if at >= len(content):
        raise Damaged
    return content[at]
