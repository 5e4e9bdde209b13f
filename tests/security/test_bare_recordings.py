"""Recordings lose what they tell of place, name and device, and nothing of what plays."""

import io
import wave

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageSequence

from bot.bare import Damaged, bare
from tests.security import recordings
from tests.security.recordings import CLUSTER, FRAMES, FRAMES_2, SOUND, TOLD

SAMPLES = {name: (mime, content) for name, mime, content in recordings.samples()}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_recording_tells_nothing_on_the_side_and_laid_bare_twice_is_the_same(name: str) -> None:
    mime, before = SAMPLES[name]
    after = bare(before, mime)
    assert not [word for word in TOLD if word in after]
    assert bare(after, mime) == after


def test_a_wav_is_heard_as_before() -> None:
    def heard(content: bytes) -> object:
        with wave.open(io.BytesIO(content)) as file:
            return file.getparams(), file.readframes(9999)

    before = recordings.a_wav()
    assert heard(bare(before, "audio/wav")) == heard(before)
    assert heard(before)[1] == SOUND  # type: ignore[index]


@pytest.mark.parametrize("frames", [FRAMES, FRAMES_2], ids=["MPEG 1", "MPEG 2"])
def test_of_an_mp3_the_frames_are_left_also_of_one_that_was_cut_off(frames: bytes) -> None:
    whole = recordings.an_mp3(frames)
    assert bare(whole, "audio/mpeg") == frames
    cut_off = whole[: whole.index(frames) + len(frames) - 9]
    assert bare(cut_off, "audio/mpeg") == frames[:-9]


@pytest.mark.parametrize("name", ["opus", "vorbis"])
def test_an_ogg_keeps_every_page_in_its_place_and_all_pages_but_those_of_comments(
    name: str,
) -> None:
    mime, before = SAMPLES[name]
    after, at = bare(before, mime), 0
    assert len(after) == len(before)
    changed = 0
    for size in map(len, before.split(b"OggS")[1:]):
        old, new = before[at : at + 4 + size], after[at : at + 4 + size]
        assert (new[:22], new[26:27]) == (old[:22], old[26:27])
        assert new[22:26] == recordings.checksum(new[:22] + bytes(4) + new[26:])
        changed += new != old
        at += 4 + size
    assert changed == 2
    if name == "vorbis":
        assert b"\x01\x05vorbis" + SOUND[:93] in after


@pytest.mark.parametrize("name", ["webm", "webm without sizes"])
def test_a_webm_keeps_its_clusters_and_all_in_its_place(name: str) -> None:
    mime, before = SAMPLES[name]
    after, played = bare(before, mime), b"".join(CLUSTER)
    assert len(after) == len(before)
    assert [after.find(played), after.rfind(played)] == [before.find(played), before.rfind(played)]
    assert after.index(b"A_OPUS") == before.index(b"A_OPUS")


def test_a_gif_moves_as_before() -> None:
    def seen(content: bytes) -> object:
        with Image.open(io.BytesIO(content)) as picture:
            frames = [
                (frame.convert("RGB").tobytes(), frame.info.get("duration"))
                for frame in ImageSequence.Iterator(picture)
            ]
            return picture.info.get("loop"), frames

    before = recordings.a_gif()
    assert seen(bare(before, "image/gif")) == seen(before)
    assert len(seen(before)[1]) == 2  # type: ignore[index]


@pytest.mark.parametrize("name", SAMPLES)
def test_a_recording_that_ends_too_early_is_refused_or_tells_nothing_all_the_same(
    name: str,
) -> None:
    mime, whole = SAMPLES[name]
    refused = 0
    for end in range(0, len(whole), 1 if len(whole) < 1200 else 3):
        try:
            after = bare(whole[:end], mime)
        except Damaged:
            refused += 1
        else:
            assert not [word for word in TOLD if word in after]
    assert refused > 50


@settings(max_examples=150)
@given(st.sampled_from(sorted(SAMPLES)), st.data())
def test_whatever_is_changed_in_a_recording_it_is_refused_or_laid_bare_for_good(
    name: str, data: st.DataObject
) -> None:
    mime, content = SAMPLES[name]
    changed = bytearray(content)
    for _ in range(data.draw(st.integers(1, 4))):
        changed[data.draw(st.integers(4, len(content) - 1))] = data.draw(st.integers(0, 255))
    if mime == "audio/ogg":  # else nothing behind the checksums is ever looked at
        pages = bytes(changed).split(b"OggS")[1:]
        changed = bytearray(b"".join(_checked(b"OggS" + page) for page in pages))
    try:
        after = bare(bytes(changed), mime)
    except Damaged:
        return
    assert len(after) <= len(changed)
    assert bare(after, mime) == after


def _checked(page: bytes) -> bytes:
    if len(page) < 27:
        return page
    return page[:22] + recordings.checksum(page[:22] + bytes(4) + page[26:]) + page[26:]
