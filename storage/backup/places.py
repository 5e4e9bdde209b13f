"""Where a restored database goes: a file changes places with a new one; a server's tables are
filled anew in one transaction."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Protocol

from sqlalchemy import Connection, text

from storage.address import file_of
from storage.backup.loading import Loader, holds_anything
from storage.backup.taking import Installation, take
from storage.engine import open_keeping
from storage.errors import StoreInUse
from storage.lock import held
from storage.schema import downgrade, revision_of
from storage.snapshot import snapshot
from storage.sqlite import SqliteEngine

#: How the files of a SQLite database end, the database itself last.
_ENDS: Final = ("-wal", "-shm", "")

_OTHERS: Final = text(
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)

Fill = Callable[[Loader], None]


class Aside:
    """A folder for what was there before; there only once something is put into it."""

    def __init__(self, folder: Path) -> None:
        self.folder: Final = folder

    @property
    def is_used(self) -> bool:
        return self.folder.exists()

    def room_for(self, name: str) -> Path:
        self.folder.mkdir(mode=0o700, exist_ok=True)
        return self.folder / name

    def take(self, path: Path) -> None:
        """Put a file or folder aside, where there is one."""
        if path.exists():
            shutil.move(path, self.room_for(path.name))


class Place(Protocol):
    """A database that is to have another content."""

    def is_filled(self) -> bool:
        """Whether there is anything in it."""

    def change(self, fill: Fill, aside: Aside, change_places: Callable[[], None]) -> None:
        """Fill it anew and have the rest change places, too; where filling fails, nothing is
        touched."""


@contextmanager
def place_of(url: str) -> Iterator[Place]:
    """The place of a database, which nobody else may open meanwhile where it is a file.

    Raises a StoreFault.
    """
    path = file_of(url)
    if path is None:
        yield _Server(url)
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with held(path):
        yield _File(path)


class _File:
    """A SQLite file: a new one is made beside it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._new = path.with_name(f"{path.name}.restoring")

    def is_filled(self) -> bool:
        return self._path.exists() and self._path.stat().st_size > 0

    def change(self, fill: Fill, aside: Aside, change_places: Callable[[], None]) -> None:
        self._forget_new()
        try:
            self._fill(fill)
            change_places()
            for end in _ENDS:
                aside.take(self._path.with_name(self._path.name + end))
            os.replace(self._new, self._path)
        finally:
            self._forget_new()

    def _fill(self, fill: Fill) -> None:
        with closing(SqliteEngine(self._new)) as engine, engine.altering() as connection:
            fill(Loader(connection))

    def _forget_new(self) -> None:
        for end in (*_ENDS, ".lock"):
            self._new.with_name(self._new.name + end).unlink(missing_ok=True)


class _Server:
    """A PostgreSQL database: what is there is backed up, then everything is one transaction."""

    def __init__(self, url: str) -> None:
        self._url = url

    def is_filled(self) -> bool:
        with snapshot(self._url) as connection:
            return holds_anything(connection)

    def change(self, fill: Fill, aside: Aside, change_places: Callable[[], None]) -> None:
        with snapshot(self._url) as connection:
            _must_be_alone(connection)
        if self.is_filled():
            former = aside.room_for("database.backup")
            take(Installation(self._url), former, datetime.now(UTC))
        with closing(open_keeping(self._url)) as engine, engine.altering() as connection:
            _must_be_alone(connection)
            if revision_of(connection) is not None:
                downgrade(connection, "base")
            fill(Loader(connection))
            change_places()


def _must_be_alone(connection: Connection) -> None:
    """Raises StoreInUse while anybody else is connected: their work would go on the new content."""
    others = connection.execute(_OTHERS).scalar_one()
    if others:
        raise StoreInUse(f"还有 {others} 个连接正在使用这个数据库。请先停掉所有首问进程，再恢复。")
