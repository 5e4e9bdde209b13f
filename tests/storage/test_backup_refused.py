"""What is refused as a backup, whole and before anything is touched."""

import gzip
import io
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storage.backup.manifest import ABOUT
from storage.backup.reading import examine
from storage.backup.restoring import restore
from storage.backup.taking import take
from storage.errors import (
    BackupDamaged,
    BackupFault,
    BackupTooNew,
    PassphraseNeeded,
    PassphraseWrong,
    StoreFault,
)
from tests.storage.homes import NOW, Home, a_home, backup, filled

__all__ = ["a_home", "backup", "filled"]


def untouched(home: Home) -> bool:
    return sorted(path.name for path in home.folder.iterdir()) in ([], ["shouwen.db.lock"])


def refused(file: Path, home: Home, passphrase: bytes = b"") -> type[BaseException]:
    """How a restore into an empty home is refused; nothing is left there."""
    with pytest.raises(StoreFault) as refusal:
        restore(file, home.installation, home.folder, NOW, passphrase=passphrase)
    assert untouched(home)
    return refusal.type


def harms(whole: bytes, places: int = 25) -> Iterator[bytes]:
    """One byte changed, wherever it is; an end cut off, wherever; something added."""
    for place in sorted({0, 5, 9, *range(30, len(whole), len(whole) // places), len(whole) - 1}):
        yield whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :]
        yield whole[:place]
    yield whole + b"more"


def test_every_damage_is_refused_whole(
    backup: Path, a_home: Callable[[str, str], Home], tmp_path: Path
) -> None:
    whole, harmed, taken = backup.read_bytes(), tmp_path / "harmed.backup", examine(backup)
    refusals = 0
    for content in harms(whole):
        harmed.write_bytes(content)
        try:
            # A few changes of zipped bytes mean the same: a run of zeros told in other words.
            assert examine(harmed) == taken
            assert len(content) == len(whole)
        except BackupFault:
            refusals += 1
    assert refusals > 45
    assert issubclass(refused(harmed, a_home("new", "sqlite")), BackupFault)


def test_not_a_byte_of_an_enciphered_backup_can_be_changed(filled: Home, tmp_path: Path) -> None:
    file, harmed = tmp_path / "desk.backup", tmp_path / "harmed.backup"
    take(filled.installation, file, NOW, passphrase=b"correct horse")
    for content in harms(file.read_bytes(), places=8):  # a key from a passphrase takes its time
        harmed.write_bytes(content)
        with pytest.raises(BackupFault):
            examine(harmed, b"correct horse")


def test_a_passphrase_is_needed_and_has_to_be_the_right_one(
    filled: Home, a_home: Callable[[str, str], Home], tmp_path: Path
) -> None:
    file, home = tmp_path / "desk.backup", a_home("new", "sqlite")
    take(filled.installation, file, NOW, passphrase=b"correct horse")
    assert refused(file, home) is PassphraseNeeded
    assert refused(file, home, b"battery staple") is PassphraseWrong
    assert "送货".encode() not in gzip.compress(file.read_bytes())


def rewritten(backup: Path, change: Callable[[str, bytes], list[tuple[str, bytes]]]) -> Path:
    """The backup with its members changed and all outer checksums right again."""
    members = []
    with tarfile.open(backup) as archive:
        for member in archive:
            content = archive.extractfile(member)
            assert content is not None
            members += change(member.name, content.read())
    file = backup.with_name("rewritten.backup")
    with gzip.open(file, "wb") as packed, tarfile.open(fileobj=packed, mode="w|") as archive:
        for name, content in members:
            told = tarfile.TarInfo(name)
            told.size = len(content)
            archive.addfile(told, io.BytesIO(content))
    return file


@pytest.mark.parametrize(
    ("table", "before", "after"),
    [
        ("tables/case", "送货".encode(), "没事".encode()),
        ("tables/case", b"\n[", b"\n[0,"),
        ("tables/counter", b'"value"', b'"other"'),
        ("files/media", b"\x01", b"\x02"),
        ("manifest.json", b'"rows": 5', b'"rows": 4'),
        ("manifest.json", b"{", b"["),
        ("manifest.json", b'"tables": {', b'"tables": [], "more": {'),
        ("manifest.json", b"{", b"[" * 100_000),
        ("manifest.json", b'"left_out": 0', b'"left_out": "none"'),
        ("about.json", b"{", b"[" * 100_000),
        ("texts/config.toml", b"8090", b"8091"),
    ],
)
def test_a_tampered_backup_is_refused_whole(
    table: str,
    before: bytes,
    after: bytes,
    backup: Path,
    a_home: Callable[[str, str], Home],
) -> None:
    def tamper(name: str, content: bytes) -> list[tuple[str, bytes]]:
        return [(name, content.replace(before, after, 1) if name.startswith(table) else content)]

    assert refused(rewritten(backup, tamper), a_home("new", "sqlite")) is BackupDamaged


def test_a_backup_that_lacks_a_part_or_has_one_twice_is_refused(
    backup: Path, a_home: Callable[[str, str], Home]
) -> None:
    home = a_home("new", "sqlite")
    for times in (0, 2):

        def change(name: str, content: bytes, times: int = times) -> list[tuple[str, bytes]]:
            return [(name, content)] * (times if name.startswith("tables/shop/") else 1)

        assert refused(rewritten(backup, change), home) is BackupDamaged


@pytest.mark.parametrize(
    "name",
    ["../escaped", "/absolute", "files/media/../../escaped", "files/media/.hidden", "C:\\x", "new"],
)
def test_a_member_that_leads_elsewhere_is_refused(
    name: str, backup: Path, a_home: Callable[[str, str], Home]
) -> None:
    def add(member: str, content: bytes) -> list[tuple[str, bytes]]:
        return [(member, content), (name, b"x")] if member == ABOUT else [(member, content)]

    home = a_home("new", "sqlite")
    assert refused(rewritten(backup, add), home) is BackupDamaged
    assert not (home.folder.parent / "escaped").exists()


def test_links_and_devices_are_refused(tmp_path: Path, a_home: Callable[[str, str], Home]) -> None:
    home = a_home("new", "sqlite")
    for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE):
        file = tmp_path / "links.backup"
        with tarfile.open(file, "w:gz") as archive:
            link = tarfile.TarInfo(ABOUT)
            link.type, link.linkname = kind, "elsewhere"
            archive.addfile(link)
        assert refused(file, home) is BackupDamaged


def test_what_blows_up_when_it_is_unpacked_is_refused_before_it_is_large(
    backup: Path, tmp_path: Path
) -> None:
    file = tmp_path / "bomb.backup"
    told = tarfile.TarInfo("files/media/zeros.jpg")
    told.size = 7 << 30
    with tarfile.open(backup) as archive:
        about = archive.extractfile(ABOUT)
        assert about is not None
        first = about.read()
    with gzip.open(file, "wb") as packed:
        begin = tarfile.TarInfo(ABOUT)
        begin.size = len(first)
        packed.write(begin.tobuf() + first + bytes(-len(first) % 512) + told.tobuf())
        for _ in range(400):
            packed.write(bytes(1 << 20))
    with pytest.raises(BackupDamaged, match="大得不正常"):
        examine(file)


@pytest.mark.parametrize(("before", "after"), [('"format": 1', '"format": 2'), ("000", "999")])
def test_a_backup_of_a_newer_version_is_refused(
    before: str, after: str, backup: Path, a_home: Callable[[str, str], Home]
) -> None:
    def renew(name: str, content: bytes) -> list[tuple[str, bytes]]:
        is_about = name == ABOUT
        return [(name, content.replace(before.encode(), after.encode()) if is_about else content)]

    assert refused(rewritten(backup, renew), a_home("new", "sqlite")) is BackupTooNew


@pytest.mark.parametrize(
    "content", [b"", b"x", b"PK\x03\x04", b"\x1f\x8b\x08", gzip.compress(b"x", mtime=0)]
)
def test_a_file_that_is_no_backup_is_refused(
    content: bytes, tmp_path: Path, a_home: Callable[[str, str], Home]
) -> None:
    file = tmp_path / "some.file"
    file.write_bytes(content)
    assert refused(file, a_home("new", "sqlite")) is BackupDamaged
