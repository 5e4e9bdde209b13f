"""Backups: whole, taken while others write, and the same wherever they are restored."""

import contextlib
import os
import signal
import subprocess
import sys
import tarfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storage.backup.manifest import ABOUT
from storage.backup.reading import examine
from storage.backup.restoring import MARK, is_cut_off, restore
from storage.backup.taking import Installation, take
from storage.engine import Store, open_store
from storage.errors import NotEmpty, StoreInUse
from tests.storage.homes import NOW, PHOTO, Home, a_home, backup, filled
from tests.storage.rows import a_case

__all__ = ["a_home", "backup", "filled"]


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


def test_a_server_that_others_are_connected_to_is_left_alone(
    backup: Path, a_home: Callable[[str, str], Home]
) -> None:
    home = a_home("other", "postgresql")
    store = open_store(home.url)
    with pytest.raises(StoreInUse, match="先停掉"):
        restore(backup, home.installation, home.folder, NOW)
    store.close()
    restore(backup, home.installation, home.folder, NOW)


RESTORE = """
import contextlib
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from storage.backup.restoring import restore
from storage.backup.taking import Installation
file, url, home, portion = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), int(sys.argv[4])
told = 0
def tell(*_):
    global told
    told += 1
    if told == portion:
        os.kill(os.getpid(), 9)
folders = {name: home / name for name in ("media", "classifiers")}
restore(file, Installation(url, folders), home, datetime.now(UTC), replace=True, tell=tell)
"""


def _once_the_killed_are_gone(restored: Callable[[], object]) -> None:
    """A server takes a moment to notice that somebody is no more."""
    for _ in range(100):
        with contextlib.suppress(StoreInUse):
            restored()
            return
        time.sleep(0.1)
    restored()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_restore_that_is_killed_leaves_what_was_there(
    kind: str, backup: Path, filled: Home, a_home: Callable[[str, str], Home]
) -> None:
    """Killed while it looks the backup through, and while it lays it ready."""
    home = a_home("other", kind)
    store = open_store(home.url)
    store.prepare()
    store.run_now(lambda work: work.counters.set("mine", 7))
    store.close()
    before = home.holds()
    portions: list[object] = []
    examine(backup, tell=lambda *told: portions.append(told))
    for portion in (len(portions) // 2, 2 * len(portions)):
        words = [str(backup), home.url, str(home.folder), str(portion)]
        killed = subprocess.run([sys.executable, "-c", RESTORE, *words], check=False)
        assert killed.returncode == -signal.SIGKILL
        assert home.holds() == before
        assert not is_cut_off(home.folder)
    _once_the_killed_are_gone(
        lambda: restore(backup, home.installation, home.folder, NOW, replace=True)
    )
    assert home.holds() == filled.holds()
