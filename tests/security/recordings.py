"""Small recordings that tell what they should not: sound, films and moving pictures."""

import io
import wave
from collections.abc import Iterator

from PIL import Image

#: What must not stay: a place, a name, a device.
PLACE, AUTHOR, DEVICE = b"+31.2304+121.4737/", "王建国".encode(), b"SpyPhone 7"
TOLD = (PLACE, AUTHOR, DEVICE)
SOUND = bytes(range(1, 251)) * 4


def a_wav() -> bytes:
    into = io.BytesIO()
    with wave.open(into, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(SOUND)
    content = into.getvalue()
    telling = _chunk(b"bext", DEVICE) + _chunk(b"LIST", b"INFOIART" + AUTHOR)
    body = content[8:36] + telling + content[36:] + _chunk(b"id3 ", PLACE)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def _chunk(kind: bytes, data: bytes) -> bytes:
    return kind + len(data).to_bytes(4, "little") + data + bytes(len(data) % 2)


#: 128 kbit/s at 44,100 samples is 417 bytes, and one more where it is padded.
FRAMES = b"\xff\xfb\x90\x00" + SOUND[:413] + b"\xff\xfb\x92\x00" + SOUND[:414]
#: Of MPEG 2, 32 kbit/s at 22,050 samples: 104 bytes.
FRAMES_2 = (b"\xff\xf3\x40\xc4" + SOUND[:100]) * 2


def an_mp3(frames: bytes = FRAMES) -> bytes:
    tag = b"TIT2" + AUTHOR + b"TSSE" + DEVICE + bytes(200)
    before = b"ID3\x04\x00\x00" + bytes([0, 0, len(tag) >> 7, len(tag) & 127]) + tag
    ape = b"APETAGEX" + bytes(24) + b"Place\x00" + PLACE + b"APETAGEX" + bytes(24)
    return before + bytes(7) + frames + ape + b"TAG" + AUTHOR.ljust(125, b"\0")


def page(content: bytes, laces: list[int], number: int, flags: int = 0, stream: int = 7) -> bytes:
    """A page of an Ogg file with its checksum, reckoned a bit at a time."""
    head = b"OggS\x00" + bytes([flags]) + bytes(8) + stream.to_bytes(4, "little")
    head += number.to_bytes(4, "little")
    rest = bytes([len(laces), *laces]) + content
    return head + checksum(head + bytes(4) + rest) + rest


def laces(size: int) -> list[int]:
    """How a page tells of a packet of this size that ends on it."""
    return [255] * (size // 255) + [size % 255]


def checksum(content: bytes) -> bytes:
    found = 0
    for byte in content:
        found ^= byte << 24
        for _ in range(8):
            found = (found << 1 ^ (0x04C11DB7 if found >> 31 else 0)) & 0xFFFFFFFF
    return found.to_bytes(4, "little")


def comments(begins: bytes, ends: bytes = b"") -> bytes:
    told = b"".join(_with_length(one) for one in (b"LOCATION=" + PLACE, b"ARTIST=" + AUTHOR))
    picture = _with_length(b"METADATA_BLOCK_PICTURE=" + b"A" * 400)
    return begins + _with_length(DEVICE) + (3).to_bytes(4, "little") + told + picture + ends


def _with_length(words: bytes) -> bytes:
    return len(words).to_bytes(4, "little") + words


def an_opus() -> bytes:
    """Its comments go over two pages."""
    told = comments(b"OpusTags")
    return (
        page(b"OpusHead" + bytes(11), [19], 0, 2)
        + page(told[:255], [255], 1)
        + page(told[255:], laces(len(told) - 255), 2, 1)
        + page(SOUND[:300], [255, 45], 3, 4)
    )


def a_vorbis() -> bytes:
    """Its comments share their page with the tables of the codec; a second stream lies between."""
    told, tables = comments(b"\x03vorbis", b"\x01"), b"\x05vorbis" + SOUND[:93]
    other = comments(b"OpusTags")
    return (
        page(b"\x01vorbis" + bytes(23), [30], 0, 2)
        + page(b"OpusHead" + bytes(11), [19], 0, 2, 8)
        + page(told + tables, [*laces(len(told)), 100], 1)
        + page(other, laces(len(other)), 1, 0, 8)
        + page(SOUND[:200], [200], 2, 4)
        + page(SOUND[:100], [100], 2, 4, 8)
    )


def element(kind: int, *inside: bytes, is_endless: bool = False) -> bytes:
    """An element of a WebM file; an endless one does not say its size."""
    content = b"".join(inside)
    size = b"\x01" + b"\xff" * 7 if is_endless else (1 << 28 | len(content)).to_bytes(4)
    return kind.to_bytes((kind.bit_length() + 7) // 8) + size + content


CLUSTER = (b"\xe7\x81\x00", element(0xA3, b"\x81\x00\x00\x80" + SOUND[:300]))


def a_webm(*, is_endless: bool) -> bytes:
    """With all sizes told, or as browsers record."""
    info = element(
        0x1549A966,
        element(0x2AD7B1, b"\x0f\x42\x40"),
        element(0x4461, b"12345678"),
        element(0x7BA9, AUTHOR),
        element(0x4D80, DEVICE),
        element(0x5741, DEVICE),
    )
    track = element(0xAE, b"\xd7\x81\x01", element(0x536E, DEVICE), element(0x86, b"A_OPUS"))
    tags = element(0x1254C367, element(0x7373, PLACE))
    clusters = [element(0x1F43B675, *CLUSTER, is_endless=is_endless) for _ in range(2)]
    inside = (info, element(0x1654AE6B, track), clusters[0], tags, clusters[1], b"\xec\x82" + b"ab")
    return element(0x1A45DFA3, element(0x4282, b"webm")) + element(
        0x18538067, *inside, is_endless=is_endless
    )


def a_gif() -> bytes:
    """Two pictures that follow each other without end, with a comment and a program's own words."""
    first, second = (Image.new("RGB", (8, 6), colour) for colour in ("red", "blue"))
    into = io.BytesIO()
    first.save(into, "GIF", save_all=True, append_images=[second], duration=[70, 120], loop=3)
    content = into.getvalue()
    at = content.index(b"\x21\xff\x0bNETSCAPE")
    told = b"\x21\xfe" + _blocks(AUTHOR, DEVICE) + b"\x21\xff" + _blocks(b"XMP DataXMP", PLACE)
    text = b"\x21\xf9" + _blocks(bytes(4)) + b"\x21\x01" + _blocks(bytes(12), AUTHOR)
    return content[:at] + told + text + content[at:] + PLACE


def _blocks(*contents: bytes) -> bytes:
    return b"".join(bytes([len(one)]) + one for one in contents) + b"\0"


def samples() -> Iterator[tuple[str, str, bytes]]:
    """Each with a name and what kind it is."""
    yield "wav", "audio/wav", a_wav()
    yield "mp3", "audio/mpeg", an_mp3()
    yield "mp3 of MPEG 2", "audio/mpeg", an_mp3(FRAMES_2)
    yield "opus", "audio/ogg", an_opus()
    yield "vorbis", "audio/ogg", a_vorbis()
    yield "webm", "audio/webm", a_webm(is_endless=False)
    yield "webm without sizes", "video/webm", a_webm(is_endless=True)
    yield "gif", "image/gif", a_gif()
