"""Pictures lose what they tell of place, time and device, and nothing of what is seen."""

import io
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.bare import Damaged, bare
from bot.files import NotTaken, keep

#: Marks of what must not stay: a device, a place, a comment, and a film behind the picture.
MAKER, PLACE, COMMENT, BEHIND = "SpyPhone 7", "31.2304N", "shot by Wang", b"a film of the shop"
ON_ITS_SIDE = 6
KINDS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}


def a_drawing() -> Image.Image:
    picture = Image.new("RGB", (40, 24))
    picture.putdata([(x * 6, y * 10, (x * y) % 256) for y in range(24) for x in range(40)])
    return picture


def some_exif(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F], exif[0x0112], exif[0x0132] = MAKER, orientation, "2026:11:22 10:00:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 13.0, 49.0), 29: PLACE})
    return exif


def a_picture(kind: str, orientation: int = ON_ITS_SIDE) -> bytes:
    into, told = io.BytesIO(), COMMENT.encode()
    more: dict[str, object] = {"exif": some_exif(orientation)}
    if kind == "JPEG":
        more |= {"comment": told, "progressive": True, "xmp": told}
    elif kind == "WEBP":
        more |= {"xmp": told, "lossless": True}
    a_drawing().save(into, kind, **more)
    content = into.getvalue()
    if kind == "PNG":
        content = content[:33] + chunk(b"tEXtComment\x00" + told) + content[33:]
    return content + (BEHIND if kind == "JPEG" else b"")


def chunk(told: bytes) -> bytes:
    return struct.pack(">I", len(told) - 4) + told + struct.pack(">I", zlib.crc32(told))


def what_is_seen(content: bytes) -> tuple[bytes, dict[int, object]]:
    """The picture itself, and what its Exif tells."""
    with Image.open(io.BytesIO(content)) as picture:
        return picture.tobytes(), dict(picture.getexif())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("orientation", [1, ON_ITS_SIDE])
def test_a_picture_keeps_what_is_seen_and_which_way_up_and_tells_nothing_else(
    kind: str, orientation: int
) -> None:
    before = a_picture(kind, orientation)
    told = [word.encode() for word in (MAKER, PLACE, COMMENT)]
    assert all(word in before for word in told)
    after = bare(before, KINDS[kind])
    assert not [word for word in (*told, BEHIND, b"2026:11") if word in after]
    left = {} if orientation == 1 else {0x0112: ON_ITS_SIDE}
    assert what_is_seen(after) == (what_is_seen(before)[0], left)
    assert bare(after, KINDS[kind]) == after


def box(kind: bytes, *inside: bytes) -> bytes:
    content = b"".join(inside)
    return (8 + len(content)).to_bytes(4) + kind + content


def a_film() -> bytes:
    place = box(b"udta", box(b"\xa9xyz", PLACE.encode()))
    track = box(b"trak", box(b"tkhd", bytes(84)), box(b"meta", MAKER.encode()))
    moov = box(b"moov", box(b"mvhd", bytes(100)), track, place)
    return box(b"ftyp", b"isom0000") + moov + box(b"mdat", b"the film itself")


def test_a_film_keeps_every_byte_in_its_place_but_those_that_tell() -> None:
    before = a_film()
    after = bare(before, "video/mp4")
    assert len(after) == len(before)
    assert PLACE.encode() not in after
    assert MAKER.encode() not in after
    assert after.endswith(box(b"mdat", b"the film itself"))
    assert after[:20] == before[:20]


def a_heic() -> bytes:
    """A picture as item 1, its Exif as item 2."""
    items = ((1, b"hvc1"), (2, b"Exif"))
    entries = [
        box(b"infe", b"\x02\x00\x00\x00", item.to_bytes(2), bytes(2), kind) for item, kind in items
    ]
    iinf = box(b"iinf", bytes(4), (2).to_bytes(2), *entries)
    head = box(b"ftyp", b"heic")
    begin = len(head) + 12 + len(iinf) + 44 + 8

    def place(item: int, at: int, length: int) -> bytes:
        return struct.pack(">HHHII", item, 0, 1, begin + at, length)

    told = PLACE.encode()
    places = place(1, 0, 4) + place(2, 4, len(told))
    iloc = box(b"iloc", bytes(4), b"\x44\x00", (2).to_bytes(2), places)
    assert len(iloc) == 44
    return head + box(b"meta", bytes(4), iinf, iloc) + box(b"mdat", b"SEEN", told)


def test_the_exif_of_a_heic_becomes_zeros_and_the_picture_stays() -> None:
    after = bare(a_heic(), "image/heic")
    assert after.endswith(b"SEEN" + bytes(len(PLACE)))
    assert len(after) == len(a_heic())


@pytest.mark.parametrize(
    ("widths", "items"),
    [
        (b"\x00\x00", struct.pack(">HHH", 1, 0, 0xFFFF) * 2),
        (b"\x04\x00", struct.pack(">HHHIIII", 1, 0, 4, 90, 90, 90, 90) + bytes(6)),
    ],
    ids=["pieces without number", "the same piece over and over"],
)
def test_a_heic_that_would_keep_us_busy_is_refused(widths: bytes, items: bytes) -> None:
    """Found by guided fuzzing: a few bytes told of pieces for minutes of work."""
    exif = box(b"infe", b"\x02\x00\x00\x00", (1).to_bytes(2), bytes(2), b"Exif")
    iinf = box(b"iinf", bytes(4), (1).to_bytes(2), exif)
    iloc = box(b"iloc", bytes(4), widths, (2).to_bytes(2), items)
    with pytest.raises(Damaged):
        bare(box(b"ftyp", b"heic") + box(b"meta", bytes(4), iinf, iloc), "image/heic")


SAMPLES = {mime: a_picture(kind).removesuffix(BEHIND) for kind, mime in KINDS.items()} | {
    "video/mp4": a_film(),
    "image/heic": a_heic(),
}


@pytest.mark.parametrize("mime", SAMPLES)
def test_a_file_that_ends_too_early_is_refused_or_tells_nothing_all_the_same(mime: str) -> None:
    whole = SAMPLES[mime]
    refused = 0
    for end in range(len(whole)):
        try:
            after = bare(whole[:end], mime)
        except Damaged:
            refused += 1
        else:
            assert mime == "video/mp4", end  # cut between two boxes it is a shorter film
            assert PLACE.encode() not in after
    assert refused > 0.9 * len(whole)


@settings(max_examples=150)
@given(st.sampled_from(sorted(SAMPLES)), st.data())
def test_whatever_is_changed_in_a_file_it_is_laid_bare_or_refused(
    mime: str, data: st.DataObject
) -> None:
    content = bytearray(SAMPLES[mime])
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(4, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        after = bare(bytes(content), mime)
    except Damaged:
        return
    assert len(after) <= len(content) + 64


def test_a_damaged_picture_is_not_taken_and_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(NotTaken):
        keep(a_picture("JPEG")[:400], "image/jpeg", 0, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_is_kept_of_a_picture_is_what_was_laid_bare(tmp_path: Path) -> None:
    media = keep(a_picture("JPEG"), "image/jpeg", 0, tmp_path)
    content = (tmp_path / media.ref).read_bytes()
    assert media.size == len(content)
    assert MAKER.encode() not in content
