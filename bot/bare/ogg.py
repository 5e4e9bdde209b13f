"""Ogg: pages of packets, the second packet of each stream holding what is told of the recording.

That packet is written anew, of the same size: without comments, and with blanks for the name of the
program that made it. So no page is longer or shorter, and pages of sound stay to the bit.
Source: RFC 3533, 6; RFC 7845, 5.2 (Opus); Vorbis I, 5; Theora, 6.3; the Speex manual, 8.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from bot.bare.faults import Damaged

_HEAD: Final = 27
_BEGINS: Final = 0x02
#: By how a stream begins: how its comments begin, and how they end.
_CODECS: Final = {
    b"OpusHead": (b"OpusTags", b""),
    b"\x01vorbis": (b"\x03vorbis", b"\x01"),
    b"Speex   ": (b"", b""),
    b"\x80theora": (b"\x81theora", b""),
}
#: An hour of sound on a page for each fiftieth of a second; more is somebody's game.
_MOST: Final = 200_000
#: A byte with its bits the other way round; the checksum runs the other way than zlib's.
_MIRRORED: Final = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


class _Page(NamedTuple):
    begin: int
    end: int
    stream: bytes
    is_first: bool  #: of its stream
    laces: bytes  #: the sizes of its packets, each up to the first that is not 255

    @property
    def content(self) -> int:
        return self.begin + _HEAD + len(self.laces)


class _Part(NamedTuple):
    """A stretch of bytes of a page that belongs to the comments."""

    page: _Page
    begin: int
    end: int


@dataclass(slots=True)
class _Stream:
    """How far the headers of a stream were seen."""

    codec: tuple[bytes, bytes]
    comments: list[_Part] = field(default_factory=list)
    packets: int = 0  #: of its headers, comments being the second


def bare_ogg(content: bytes) -> bytes:
    """Raises `Damaged`."""
    bare, at_work, streams = bytearray(content), dict[bytes, _Stream](), list[_Stream]()
    for page in _pages(content):
        if page.is_first:
            at_work[page.stream] = _Stream(_codec_of(content, page))
            streams.append(at_work[page.stream])
        if page.stream not in at_work:
            raise Damaged
        _look(at_work[page.stream], page)
    if not streams or any(stream.packets < 2 for stream in streams):
        raise Damaged
    for stream in streams:
        _empty(bare, stream)
    return bytes(bare)


def _pages(content: bytes) -> Iterator[_Page]:
    """Raises `Damaged`, also for a page whose checksum is wrong."""
    at = seen = 0
    while at < len(content):
        head, seen = content[at : at + _HEAD], seen + 1
        if len(head) < _HEAD or seen > _MOST or not head.startswith(b"OggS\x00"):
            raise Damaged
        laces = content[at + _HEAD : at + _HEAD + head[26]]
        end = at + _HEAD + head[26] + sum(laces)
        if end > len(content) or _checksum(content[at:end]) != head[22:26]:
            raise Damaged
        yield _Page(at, end, head[14:18], bool(head[5] & _BEGINS), laces)
        at = end


def _codec_of(content: bytes, page: _Page) -> tuple[bytes, bytes]:
    for known, codec in _CODECS.items():
        if content.startswith(known, page.content):
            return codec
    raise Damaged


def _look(stream: _Stream, page: _Page) -> None:
    """Note what of the page belongs to the comments. A packet ends with a lace that isn't full."""
    begin = end = page.content
    for lace in page.laces:
        if stream.packets == 2:
            break
        end += lace
        if lace < 255:
            stream.packets += 1
            begin = end if stream.packets == 1 else begin
    if begin < end and stream.packets:
        stream.comments.append(_Part(page, begin, end))


def _empty(bare: bytearray, stream: _Stream) -> None:
    """Write the comments anew: none, by a program whose name is blanks."""
    begins, ends = stream.codec
    told = b"".join(bare[part.begin : part.end] for part in stream.comments)
    room = len(told) - len(begins) - 4 - 4 - len(ends)
    if room < 0 or not told.startswith(begins):
        raise Damaged
    anew = begins + room.to_bytes(4, "little") + b" " * room + bytes(4) + ends
    at = 0
    for page, begin, end in stream.comments:
        bare[begin:end] = anew[at : at + end - begin]
        at += end - begin
        bare[page.begin + 22 : page.begin + 26] = _checksum(bare[page.begin : page.end])


def _checksum(page: bytes | bytearray) -> bytes:
    """Of a page, its own four bytes counted as zeros (RFC 3533, 6: a CRC of 0x04c11db7 that begins
    with 0 and runs from the highest bit down)."""
    mirrored = (bytes(page[:22]) + bytes(4) + bytes(page[26:])).translate(_MIRRORED)
    backwards = zlib.crc32(mirrored, 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{backwards:032b}"[::-1], 2).to_bytes(4, "little")
