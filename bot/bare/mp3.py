"""MP3: frames of sound, with tags before and behind that tell whatever somebody wrote there.

Kept are the frames, one after the other, to the byte; gone are ID3 in both its versions, APE, and
Lyrics3. Sound that ends within its last frame was cut off by the recorder and plays all the same.
Source: ISO/IEC 11172-3, 2.4.1.3 and 2.4.2.3; ISO/IEC 13818-3, 2.4.2.3; id3.org for the first tag.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from bot.bare.faults import Damaged

#: Kilobits a second of layer III by the index in a frame, of MPEG 1 and of MPEG 2 and 2.5.
_RATES: Final = {
    True: (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
#: Samples a second by the version's bits: 2.5, none, 2, 1.
_SAMPLES: Final = (
    (11_025, 12_000, 8_000),
    (),
    (22_050, 24_000, 16_000),
    (44_100, 48_000, 32_000),
)
_FIRST_VERSION, _THIRD_LAYER = 3, 1
#: How that begins which may follow the sound, all of it tags; recorders also leave zeros.
_BEHIND: Final = (b"TAG", b"APETAGEX", b"LYRICSBEGIN", b"ID3", b"\x00")
_TAG_HEAD: Final = 10
_FRAME_HEAD: Final = 4
_HAS_FOOT: Final = 0x10


class _Frame(NamedTuple):
    begin: int
    end: int


def bare_mp3(content: bytes) -> bytes:
    """Raises `Damaged`."""
    begin = _behind_tags(content)
    frames = list(_frames(content, begin))
    if not frames or frames[0].end > len(content):
        raise Damaged
    end = min(frames[-1].end, len(content))
    if len(content) - end >= _FRAME_HEAD and not content.startswith(_BEHIND, end):
        raise Damaged
    return content[begin:end]


def _behind_tags(content: bytes) -> int:
    """Where the tags before the sound end, and the zeros behind them."""
    at = 0
    while content.startswith(b"ID3", at):
        head = content[at : at + _TAG_HEAD]
        if len(head) < _TAG_HEAD or any(byte > 0x7F for byte in head[6:]):
            raise Damaged
        size = sum(byte << shift for byte, shift in zip(head[6:], (21, 14, 7, 0), strict=True))
        at += _TAG_HEAD + size + (_TAG_HEAD if head[5] & _HAS_FOOT else 0)
    while content[at : at + 1] == b"\x00":
        at += 1
    return at


def _frames(content: bytes, at: int) -> Iterator[_Frame]:
    """The frames from here on for as long as one follows the other."""
    while size := _size_of_frame(content[at : at + _FRAME_HEAD]):
        yield _Frame(at, at + size)
        at += size


def _size_of_frame(head: bytes) -> int:
    """Bytes of a frame of layer III that begins so; 0 where none does."""
    if len(head) < _FRAME_HEAD or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return 0
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    rate, samples = head[2] >> 4, head[2] >> 2 & 3
    is_first = version == _FIRST_VERSION
    if layer != _THIRD_LAYER or not 0 < rate < 15 or samples >= len(_SAMPLES[version]):
        return 0
    times = 144_000 if is_first else 72_000
    padding = head[2] >> 1 & 1
    return times * _RATES[is_first][rate - 1] // _SAMPLES[version][samples] + padding
