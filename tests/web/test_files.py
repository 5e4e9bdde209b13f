"""Files that people send: known by their first bytes, kept under names of chance."""

import errno
import os
from pathlib import Path

import pytest

from bot.files import NotTaken, keep, kept, sniff
from bot.own_data import keep_workbook
from models.messages import InboundKind
from tests.stand_ins import A_PICTURE as JPEG

MP4 = b"\x00\x00\x00\x18ftypisom"
WEBM = b"\x1a\x45\xdf\xa3"


@pytest.mark.parametrize(
    ("content", "claimed", "mime"),
    [
        (JPEG, "text/html", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "", "image/png"),
        (b"GIF89a", "", "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "", "image/webp"),
        (b"\x00\x00\x00\x18ftypheic", "", "image/heic"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "", "audio/wav"),
        (b"OggS", "", "audio/ogg"),
        (b"#!AMR\n", "", "audio/amr"),
        (b"ID3\x04", "", "audio/mpeg"),
        (b"\x00\x00\x00\x18ftypM4A ", "", "audio/mp4"),
        (MP4, "video/mp4", "video/mp4"),
        (MP4, "audio/mp4", "audio/mp4"),
        (WEBM, "audio/webm;codecs=opus", "audio/webm"),
        (WEBM, "video/webm", "video/webm"),
        (b"%PDF-1.7", "", "application/pdf"),
    ],
)
def test_a_file_is_known_by_its_first_bytes(content: bytes, claimed: str, mime: str) -> None:
    assert sniff(content, claimed)[0] == mime


@pytest.mark.parametrize(
    "content",
    [b"", b"<html>", b"<svg xmlns=''>", b"MZ\x90\x00", b"#!/bin/sh", b"PK\x03\x04", b"hello"],
)
def test_what_a_browser_or_a_machine_would_run_is_not_taken(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(NotTaken):
        keep(content, "image/jpeg", 0, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_same_photo_twice_is_two_files_with_names_that_nobody_can_guess(tmp_path: Path) -> None:
    first, second = (keep(JPEG, "", 0, tmp_path / "media") for _ in range(2))
    assert first.ref != second.ref
    assert len(first.ref) == len("0123456789012345678901.jpg")
    assert (first.kind, first.size) == (InboundKind.PHOTO, len(JPEG))


def test_a_kept_file_is_on_the_disk_before_its_name_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[tuple[int, int]] = []  #: what waited for the disk, with its size then

    def note(handle: int) -> None:
        told = os.fstat(handle)
        synced.append((told.st_ino, told.st_size))

    monkeypatch.setattr(os, "fsync", note)
    media = keep(JPEG, "", 0, tmp_path)
    sheet = keep_workbook(b"PK of a sheet", tmp_path)
    for one in (media, sheet):
        file = (tmp_path / one.ref).stat()
        assert (file.st_ino, one.size) in synced
    assert [inode for inode, _ in synced].count(tmp_path.stat().st_ino) == 2


def test_a_full_disk_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "disk full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="disk full"):
        keep(JPEG, "", 0, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_only_the_owner_may_look_into_the_folder(tmp_path: Path) -> None:
    keep(JPEG, "", 0, tmp_path / "media")
    assert (tmp_path / "media").stat().st_mode & 0o777 == 0o700


def test_a_kept_file_is_found_again_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "media"
    media = keep(JPEG, "", 0, folder)
    (tmp_path / "secret").write_text("s")
    found = kept(media.ref, folder)
    assert found is not None
    assert found.read_bytes() == JPEG
    assert [kept(ref, folder) for ref in ("", "..", "../secret", "a/b", "gone.jpg")] == [None] * 5
