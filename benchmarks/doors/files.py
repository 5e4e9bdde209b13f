"""The door of files that people send.

The first byte says whether checksums within the file are mended: 0 no, 1 those of PNG and Ogg, so
that a change reaches what lies behind them.
"""

import io
import re
import zlib
from contextlib import suppress
from typing import Final

from PIL import Image

from benchmarks.doors.door import Door
from bot.bare import Damaged, bare, ogg
from bot.files import NotTaken, sniff
from tests.security import recordings
from tests.security.test_bare_pictures import SAMPLES

_MENDED: Final = b"\x01"
_PAGE: Final = re.compile(rb"OggS(?:(?!OggS).)*", re.DOTALL)


def file(content: bytes) -> None:
    """A file; laid bare a second time it has to be the same, and it never grows by more than an
    orientation written anew."""
    how, content = content[:1], content[1:]
    if how == _MENDED:
        content = _mended(content)
    for claimed in ("", "audio/x"):
        with suppress(NotTaken, Damaged):
            mime, _ = sniff(content, claimed)
            after = bare(content, mime)
            if bare(after, mime) != after:
                raise AssertionError("laid bare twice, it is not the same")
            if len(after) > len(content) + 64:
                raise AssertionError("it has grown")


def _mended(content: bytes) -> bytes:
    if content.startswith(b"OggS"):
        return _PAGE.sub(lambda found: _page(found[0]), content)
    if content.startswith(b"\x89PNG"):
        return _chunks(content)
    return content


def _page(page: bytes) -> bytes:
    if len(page) < 27:
        return page
    return page[:22] + ogg._checksum(page) + page[26:]


def _chunks(content: bytes) -> bytes:
    found, at = content[:8], 8
    while len(head := content[at : at + 8]) == 8:
        size = int.from_bytes(head[:4])
        told = content[at + 4 : at + 8 + size]
        found += head[:4] + told + zlib.crc32(told).to_bytes(4)
        at += 12 + size
    return found


def _files() -> list[bytes]:
    found = [*SAMPLES.values(), *(content for _, _, content in recordings.samples())]
    small = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(small, "JPEG")
    found += [small.getvalue(), b"#!AMR\n" + bytes(9), b"%PDF-1.7"]
    return [mended + one for one in found for mended in (b"\0", _MENDED)]


FILE: Final = Door(
    file,
    _files,
    ("bot.bare", "bot.files"),
    (
        *("OpusTags", "\x03vorbis", "Speex   ", "OggS", "APETAGEX", "ID3", "TAG", "bext", "LIST"),
        *("moov", "trak", "mdia", "mvhd", "udta", "meta", "free", "iloc", "iinf", "idat", "Exif"),
        *("eXIf", "IEND", "VP8X", "EXIF", "NETSCAPE2.0", "ICC_PROFILE", "uuid", "fmt ", "data"),
    ),
    6_000,
)
