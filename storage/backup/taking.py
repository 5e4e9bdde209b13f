"""Taking a backup: the database as it is at one moment, then files, while others go on working.

The files come after the database: whatever a row of it speaks of has been kept before the row was.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

from sqlalchemy import Connection

from storage.backup.manifest import ABOUT, MANIFEST, About, Inventory, Manifest
from storage.backup.parcel import ParcelWriter, is_fit
from storage.backup.rows import Form, forms_of, line_of
from storage.backup.tables import count_in, rows_in
from storage.disk import sync_folder
from storage.errors import NotEmpty, SchemaTooOld, StoreUnavailable
from storage.progress import Tell
from storage.schema import revision_of
from storage.snapshot import snapshot

#: Rows go in portions of about this size, so that memory does not grow with the table.
_PORTION: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Installation:
    """What a backup is taken of: a database, folders of files by name, and short texts by name."""

    database: str
    folders: Mapping[str, Path] = field(default_factory=dict)
    texts: Mapping[str, bytes] = field(default_factory=dict)


def take(
    installation: Installation,
    file: Path,
    now: datetime,
    *,
    passphrase: bytes = b"",
    tell: Tell = lambda *_: None,
) -> Manifest:
    """Write a backup, readable by its owner alone; there is a file only once it is whole.

    Raises NotEmpty where there is a file already, a StoreFault, or OSError.
    """
    if not file.parent.is_dir():
        raise StoreUnavailable(f"没有文件夹 {file.parent}。请先建好它，或换一个地方。")
    if file.exists():
        raise NotEmpty(f"已经有文件 {file}。请换一个文件名，或先把它移走。")
    with _whole_or_not_at_all(file) as out, ParcelWriter(out, passphrase) as parcel:
        return _pack(parcel, installation, now, tell)


@contextmanager
def _whole_or_not_at_all(file: Path) -> Iterator[BinaryIO]:
    """A file beside `file` that takes its name once everything is on the disk."""
    handle, draft = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)  # mode 0600
    try:
        with os.fdopen(handle, "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        os.replace(draft, file)
        sync_folder(file.parent)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(draft)
        raise


def _pack(parcel: ParcelWriter, installation: Installation, now: datetime, tell: Tell) -> Manifest:
    inventory = Inventory()
    with snapshot(installation.database) as connection:
        about = About(_revision(connection), now.isoformat(timespec="seconds"))
        parcel.put(ABOUT, about.to_bytes())
        for name, content in installation.texts.items():
            inventory.add_text(name, content)
            parcel.put(f"texts/{name}", content)
        for form in forms_of(connection):
            _pack_table(parcel, connection, form, inventory, tell)
    left_out = sum(
        _pack_folder(parcel, name, folder, inventory, tell)
        for name, folder in installation.folders.items()
    )
    manifest = Manifest(about, inventory.to_json(), left_out)
    parcel.put(MANIFEST, manifest.to_bytes())
    return manifest


def _revision(connection: Connection) -> str:
    revision = revision_of(connection)
    if revision is None:
        raise SchemaTooOld("这个数据库里还没有首问的数据，没有什么可备份的。")
    return revision


def _pack_table(
    parcel: ParcelWriter, connection: Connection, form: Form, inventory: Inventory, tell: Tell
) -> None:
    """A table in portions, each with the names of its columns first."""
    total, done = count_in(connection, form), 0
    inventory.tables[form.name]  # a table without rows is told of, too
    for place, portion in enumerate(_portions(connection, form), start=1):
        for line in portion:
            inventory.add_line(form.name, line)
        content = b"\n".join([line_of(form.columns), *portion])
        parcel.put(f"tables/{form.name}/{place:07d}.jsonl", content)
        done += len(portion)
        tell(form.name, done, total)


def _portions(connection: Connection, form: Form) -> Iterator[list[bytes]]:
    portion: list[bytes] = []
    size = 0
    for row in rows_in(connection, form):
        line = line_of(row)
        portion.append(line)
        size += len(line)
        if size >= _PORTION:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


def _pack_folder(
    parcel: ParcelWriter, name: str, folder: Path, inventory: Inventory, tell: Tell
) -> int:
    """Every file of the folder; how many were left out because of their names."""
    inventory.folders[name]  # an empty folder is told of, too
    left_out = 0
    for done, (inside, path) in enumerate(_files(folder), start=1):
        if not is_fit(f"files/{name}/{inside}"):
            left_out += 1
            continue
        with suppress(FileNotFoundError):  # removed in the meantime
            content = hashlib.sha256()
            size = parcel.put_file(f"files/{name}/{inside}", path, content.update)
            inventory.add_file(name, inside, size, content.hexdigest())
        tell(name, done, done)
    return left_out


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """The files of a folder and those below, without hidden ones, with their paths inside it."""
    for below, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(below) / name
            if not name.startswith(".") and path.is_file() and not path.is_symlink():
                yield path.relative_to(folder).as_posix(), path
