"""Restoring: everything is laid ready beside what is there, and takes its place at the very end.

Until then nothing is touched. What was there before is put aside, never removed. While places are
being changed a mark lies in the home; whoever finds it knows that this was cut off.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from storage.backup.loading import Loader
from storage.backup.manifest import About, Manifest
from storage.backup.places import Aside, place_of
from storage.backup.reading import examine, read_through
from storage.backup.taking import Installation
from storage.errors import NotEmpty, StoreUnavailable
from storage.progress import Tell

#: Lies in the home while a restore changes places.
MARK: Final = "restore-under-way"
_READY: Final = ".restoring-"
#: What is laid ready needs room, and so does the log that a database keeps while it is filled.
_ROOM: Final = 2


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back, and where that lies which was there before."""

    manifest: Manifest
    aside: Path | None
    texts: dict[str, bytes]


def restore(
    file: Path,
    installation: Installation,
    home: Path,
    now: datetime,
    *,
    replace: bool = False,
    passphrase: bytes = b"",
    tell: Tell = lambda *_: None,
) -> Restored:
    """Put a backup into an empty installation, or with `replace` into the place of another.

    Raises a BackupFault or NotEmpty before anything is touched; a StoreFault; OSError.
    """
    manifest = examine(file, passphrase, tell)
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    _must_have_room(home, manifest)
    aside = Aside(home / f"before-restore-{now:%Y%m%d-%H%M%S}")
    with place_of(installation.database) as place, _laid_ready(home) as ready:
        there = place.is_filled() or any(map(_is_filled, installation.folders.values()))
        if there and not replace:
            raise NotEmpty(
                f"{home} 里已经有数据，没有动它。要换成备份的内容，请加 --replace："
                "原来的会留在旁边的文件夹里。"
            )
        unpacker = _Unpacker(ready)

        def fill(loader: Loader) -> None:
            unpacker.loader = loader
            loader.finish(read_through(file, unpacker, passphrase, tell))

        def change_places() -> None:
            _wait_for_the_disk(ready)
            (home / MARK).touch(mode=0o600)
            for name, folder in installation.folders.items():
                aside.take(folder)
                if (ready / name).exists():
                    os.replace(ready / name, folder)

        place.change(fill, aside, change_places)
        (home / MARK).unlink()
    return Restored(manifest, aside.folder if aside.is_used else None, unpacker.texts)


class _Unpacker:
    """Rows go into a database, files into a folder."""

    def __init__(self, ready: Path) -> None:
        self.loader: Loader
        self.texts: dict[str, bytes] = {}
        self._ready = ready

    def begin(self, about: About) -> None:
        self.loader.begin(about)

    def text(self, name: str, content: bytes) -> None:
        self.texts[name] = content

    def rows(self, table: str, columns: bytes, lines: list[bytes]) -> None:
        self.loader.rows(table, columns, lines)

    def file(self, folder: str, name: str, pieces: Iterator[bytes]) -> None:
        """Names were looked at when they were read: none leads out of the folder."""
        path = self._ready / folder / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with path.open("xb") as file:
            for piece in pieces:
                file.write(piece)


def is_cut_off(home: Path) -> bool:
    """Whether a restore into this home was cut off while it changed places."""
    return (home / MARK).exists()


def _wait_for_the_disk(ready: Path) -> None:
    """What was laid ready must be there after a power cut, too, before anything gives way to it."""
    for path in ready.rglob("*"):
        if path.is_file():
            with path.open("rb+") as file:
                os.fsync(file.fileno())


@contextmanager
def _laid_ready(home: Path) -> Iterator[Path]:
    """A folder in the home for what is not in its place yet; gone afterwards."""
    for left in home.glob(f"{_READY}*"):
        shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=_READY, dir=home))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _is_filled(folder: Path) -> bool:
    return folder.is_dir() and any(folder.iterdir())


def _must_have_room(home: Path, manifest: Manifest) -> None:
    free = shutil.disk_usage(home).free
    if free < _ROOM * manifest.bytes:
        needed = _ROOM * manifest.bytes // 2**20
        raise StoreUnavailable(
            f"{home} 所在的磁盘放不下这份备份，要 {needed} MB，只剩 {free // 2**20} MB。"
            "请清出空间再试。"
        )
