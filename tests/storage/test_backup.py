"""Backups: whole, taken while others write, the same wherever they are restored, or refused."""

import gzip
import io
import os
import tarfile
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from storage.backup.manifest import ABOUT
from storage.backup.reading import examine
from storage.backup.restoring import MARK, is_cut_off, restore
from storage.backup.taking import Installation, take
from storage.engine import Store, open_store
from storage.errors import (
    BackupDamaged,
    BackupFault,
    BackupTooNew,
    NotEmpty,
    PassphraseNeeded,
    PassphraseWrong,
    StoreFault,
)
from storage.snapshot import snapshot
from tests.databases import PostgresServer
from tests.storage.filling import contents, fill
from tests.storage.rows import a_case

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
PHOTO = bytes(range(256)) * 5000


class Home:
    """A home with a database of either kind, uploads and a classifier."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.url = url
        self.installation = Installation(
            url,
            {"media": folder / "media", "classifiers": folder / "classifiers"},
            {"config.toml": b"port = 8090\n"},
        )

    def fill(self) -> None:
        store = open_store(self.url)
        store.prepare()
        with store._keeping.altering() as connection:
            fill(connection)
        store.close()
        for name, content in {"media/a-_1.jpg": PHOTO, "classifiers/v1/words.txt": b"x"}.items():
            path = self.folder / name
            path.parent.mkdir(parents=True)
            path.write_bytes(content)

    def holds(self) -> tuple[object, dict[str, bytes]]:
        """All rows and all files."""
        with snapshot(self.url) as connection:
            rows = contents(connection)
        files = {
            str(path.relative_to(self.folder)): path.read_bytes()
            for name in ("media", "classifiers")
            for path in (self.folder / name).rglob("*")
            if path.is_file()
        }
        return rows, files


@pytest.fixture
def a_home(tmp_path: Path, request: pytest.FixtureRequest) -> Callable[[str, str], Home]:
    """Makes an empty home with a database of the kind."""

    def make(name: str, kind: str) -> Home:
        folder = tmp_path / name
        folder.mkdir()
        if kind == "sqlite":
            return Home(folder, f"sqlite:///{folder / 'shouwen.db'}")
        server: PostgresServer = request.getfixturevalue("postgres_server")
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")  # type: ignore[arg-type]
            connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
        return Home(folder, server.database(name))

    return make


@pytest.fixture
def filled(a_home: Callable[[str, str], Home]) -> Home:
    home = a_home("filled", "sqlite")
    home.fill()
    return home


@pytest.fixture
def backup(filled: Home, tmp_path: Path) -> Path:
    file = tmp_path / "desk.backup"
    take(filled.installation, file, NOW)
    return file


@pytest.mark.parametrize("old", ["sqlite", "postgresql"])
@pytest.mark.parametrize("new", ["sqlite", "postgresql"])
@pytest.mark.parametrize("passphrase", [b"", b"correct horse"])
def test_what_was_backed_up_is_the_same_wherever_it_is_restored(
    old: str, new: str, passphrase: bytes, a_home: Callable[[str, str], Home], tmp_path: Path
) -> None:
    home, elsewhere = a_home("old", old), a_home("new", new)
    home.fill()
    file = tmp_path / "desk.backup"
    taken = take(home.installation, file, NOW, passphrase=passphrase)
    restored = restore(file, elsewhere.installation, elsewhere.folder, NOW, passphrase=passphrase)
    assert restored.manifest == taken
    assert restored.aside is None
    assert restored.texts == {"config.toml": b"port = 8090\n"}
    assert elsewhere.holds() == home.holds()
    store = open_store(elsewhere.url)
    assert store.check() == []
    store.close()
    assert not is_cut_off(elsewhere.folder)
    assert [path.name for path in elsewhere.folder.glob(".restoring*")] == []


def test_only_the_owner_can_read_a_backup(backup: Path) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600


def test_an_open_backup_can_be_looked_into_with_tar(backup: Path) -> None:
    with tarfile.open(backup) as archive:
        names = archive.getnames()
        photo = archive.extractfile("files/media/a-_1.jpg")
        assert photo is not None
        assert photo.read() == PHOTO
    assert names[0] == ABOUT
    assert "tables/case/0000001.jsonl" in names


def test_a_backup_overwrites_nothing(backup: Path, filled: Home) -> None:
    before = backup.read_bytes()
    with pytest.raises(NotEmpty):
        take(filled.installation, backup, NOW)
    assert backup.read_bytes() == before


def test_a_backup_that_fails_leaves_no_file(filled: Home, tmp_path: Path) -> None:
    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take(filled.installation, tmp_path / "desk.backup", NOW, passphrase=b"x", tell=fail)
    assert [path.name for path in tmp_path.iterdir()] == ["filled"]


@pytest.fixture
def busy(store: Store) -> Iterator[Store]:
    """A store into which somebody goes on writing, a case and a setting in each transaction."""
    is_over = threading.Event()

    def write() -> None:
        while not is_over.is_set():

            def unit(work: object) -> None:
                work.cases.add(a_case())  # type: ignore[attr-defined]
                work.counters.next("written")  # type: ignore[attr-defined]

            store.run_now(unit)

    writers = [threading.Thread(target=write) for _ in range(3)]
    for writer in writers:
        writer.start()
    yield store
    is_over.set()
    for writer in writers:
        writer.join()


def test_a_backup_taken_during_writes_is_of_one_moment(
    busy: Store, store_url: str, tmp_path: Path
) -> None:
    for turn in range(5):
        file = tmp_path / f"{turn}.backup"
        take(Installation(store_url), file, NOW)
        elsewhere = tmp_path / f"elsewhere{turn}"
        url = f"sqlite:///{elsewhere / 'shouwen.db'}"
        restored = restore(file, Installation(url), elsewhere, NOW)
        copy = open_store(url)
        written = copy.read_now(lambda work: work.counters.get("written"))
        copy.close()
        assert restored.manifest.rows["case"] == written


def untouched(home: Home) -> bool:
    return sorted(path.name for path in home.folder.iterdir()) in ([], ["shouwen.db.lock"])


def refused(file: Path, home: Home, passphrase: bytes = b"") -> type[BaseException]:
    """How a restore into an empty home is refused; nothing is left there."""
    with pytest.raises(StoreFault) as refusal:
        restore(file, home.installation, home.folder, NOW, passphrase=passphrase)
    assert untouched(home)
    return refusal.type


def harms(whole: bytes) -> Iterator[bytes]:
    """One byte changed, wherever it is; an end cut off, wherever; something added."""
    for place in sorted({0, 5, 9, *range(30, len(whole), len(whole) // 25), len(whole) - 1}):
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
    for content in harms(file.read_bytes()):
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
    "content", [b"", b"x", b"PK\x03\x04", b"\x1f\x8b\x08", gzip.compress(b"x")]
)
def test_a_file_that_is_no_backup_is_refused(
    content: bytes, tmp_path: Path, a_home: Callable[[str, str], Home]
) -> None:
    file = tmp_path / "some.file"
    file.write_bytes(content)
    assert refused(file, a_home("new", "sqlite")) is BackupDamaged


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_what_is_there_is_left_alone_unless_it_is_to_be_replaced(
    kind: str, backup: Path, filled: Home, a_home: Callable[[str, str], Home]
) -> None:
    home = a_home("other", kind)
    store = open_store(home.url)
    store.prepare()
    store.run_now(lambda work: work.counters.set("mine", 7))
    store.close()
    (home.folder / "media").mkdir()
    (home.folder / "media" / "mine.jpg").write_bytes(b"mine")
    before = home.holds()
    with pytest.raises(NotEmpty, match="--replace"):
        restore(backup, home.installation, home.folder, NOW)
    assert home.holds() == before

    restored = restore(backup, home.installation, home.folder, NOW, replace=True)
    assert home.holds() == filled.holds()
    assert restored.aside == home.folder / "before-restore-20261122-040000"
    assert (restored.aside / "media" / "mine.jpg").read_bytes() == b"mine"
    if kind == "sqlite":
        former = open_store(f"sqlite:///{restored.aside / 'shouwen.db'}")
    else:
        url = f"sqlite:///{home.folder / 'former' / 'shouwen.db'}"
        restore(restored.aside / "database.backup", Installation(url), home.folder / "former", NOW)
        former = open_store(url)
    assert former.read_now(lambda work: work.counters.get("mine")) == 7
    former.close()


def test_a_restore_that_was_cut_off_while_places_changed_is_marked(
    backup: Path, a_home: Callable[[str, str], Home], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = a_home("new", "sqlite")

    def power_cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", power_cut)
        with pytest.raises(KeyboardInterrupt):
            restore(backup, home.installation, home.folder, NOW)
    assert is_cut_off(home.folder)
    restore(backup, home.installation, home.folder, NOW, replace=True)
    assert not (home.folder / MARK).exists()
