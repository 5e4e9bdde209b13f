"""SQLite: one thread writes, others only read, and one process at a time has the file."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from storage.documents import as_json
from storage.errors import RowRefused, StoreFault, StoreUnavailable, UnsafeLibrary
from storage.faults import in_our_words
from storage.group_commit import BEGIN, GroupWriter, Unit
from storage.lock import FileLock
from storage.personal import NO_KEYS, Ring

T = TypeVar("T")
_READERS: Final = 4
#: Seconds to wait for somebody else's lock, such as a backup's.
_BUSY: Final = 5


#: The WAL-reset bug is mended from the first version up to below the second.
_SAFE: Final = (((3, 44, 6), (3, 45)), ((3, 50, 7), (3, 51)), ((3, 51, 3), (4,)))


def safe_driver() -> ModuleType:
    """The driver whose library keeps what it is given; raises UnsafeLibrary."""
    try:
        driver = import_module("pysqlite3.dbapi2")
    except ImportError:
        driver = import_module("sqlite3")
    require_safe(driver.sqlite_version)
    return driver


def require_safe(version: str) -> None:
    """Raise UnsafeLibrary for a version of SQLite that can lose commits in WAL mode.

    Source: https://sqlite.org/wal.html#the_wal_reset_bug; in all versions from 3.7.0 on.
    """
    numbers = tuple(map(int, version.split(".")))
    if not any(mended <= numbers < past for mended, past in _SAFE):
        raise UnsafeLibrary(
            f"这台机器的 SQLite {version} 有丢数据的缺陷，不能使用。"
            "请安装 pysqlite3，或换用 SQLite 3.51.3 以上的 Python。"
        )


class SqliteEngine:
    """One database file of this process."""

    dialect: Final = "sqlite"

    def __init__(self, path: Path, ring: Ring = NO_KEYS) -> None:
        """Raises StoreInUse, StoreUnavailable, StoreUnreadable or UnsafeLibrary."""
        self._driver: Final = safe_driver()
        if not path.parent.is_dir():
            raise StoreUnavailable(f"没有文件夹 {path.parent}。请先建好它，或检查数据库的路径。")
        self.path: Final = path
        self.where: Final = str(path)
        self._lock: Final = FileLock(path)
        path.touch(mode=0o600)  # a new file is for its owner alone, and so are its logs
        self._writing: Final = _open(path, self._driver, _for_writing, ring)
        try:
            with in_our_words(self.where):
                connection = self._writing.connect()
        except StoreFault:
            self._lock.release()
            raise
        self._writer: Final = GroupWriter(connection, self.where)
        self._readers: Final = _open(path, self._driver, _for_reading, ring)
        self._reading: Final = ThreadPoolExecutor(_READERS, "shouwen-read")
        self._is_closed = False

    def write(self, unit: Unit[T]) -> Future[T]:
        """Run the unit in a transaction; answered once the disk has it."""
        return self._writer.write(unit)

    def read(self, unit: Unit[T]) -> Future[T]:
        """Run the unit on one unchanging view of the database, which it can't write to."""
        if self._is_closed:
            raise StoreUnavailable(f"数据库 {self.where} 已经关闭。请重新启动首问。")
        return self._reading.submit(self._view, unit)

    @contextmanager
    def altering(self) -> Iterator[Connection]:
        """A transaction in which the schema may change, foreign keys unwatched until its end."""
        engine = create_engine(f"sqlite:///{self.path}", module=self._driver, hide_parameters=True)
        event.listen(engine, "connect", lambda driver, _: _leave_transactions_to_us(driver))
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(BEGIN))
        try:
            with in_our_words(self.where), engine.begin() as connection:
                yield connection
                if connection.exec_driver_sql("PRAGMA foreign_key_check").all():
                    raise RowRefused(
                        f"数据库 {self.where} 改动后有记录失去所属，改动已取消。请报告。"
                    )
        finally:
            engine.dispose()

    def save_copy(self, label: str) -> None:
        """Keep a copy of the file beside it, as it was before the next step."""
        copy = self.path.with_name(f"{self.path.name}.before-{label}")
        copy.unlink(missing_ok=True)
        self._look("VACUUM INTO ?", str(copy))
        copy.chmod(0o600)

    def faults(self) -> list[str]:
        """What SQLite itself finds wrong with the file."""
        damage = [str(row[0]) for row in self._look("PRAGMA integrity_check") if row[0] != "ok"]
        orphans = [f"{row[0]} 里有一行没有主人" for row in self._look("PRAGMA foreign_key_check")]
        return [f"数据库文件有问题：{found}" for found in damage + orphans]

    def wipe_what_was(self) -> None:
        """Leave nothing in the file, or beside it, of what was written over."""
        self._look("VACUUM")
        self._look("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Finish what waits, then give the file back."""
        if self._is_closed:
            return
        self._is_closed = True
        self._writer.close()
        self._reading.shutdown()
        self._readers.dispose()
        self._writing.dispose()
        self._lock.release()

    def _look(self, question: str, *parameters: str) -> list[Any]:
        """The answer to a question that needs a connection of its own."""
        with (
            in_our_words(self.where),
            closing(self._driver.connect(self.where, timeout=_BUSY)) as connection,
        ):
            return list(connection.execute(question, parameters).fetchall())

    def _view(self, unit: Unit[T]) -> T:
        with in_our_words(self.where), self._readers.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            try:
                return unit(connection)
            finally:
                connection.exec_driver_sql("ROLLBACK")


@contextmanager
def visiting(path: Path) -> Iterator[Connection]:
    """One unchanging view of a file that another process may be writing to.

    Raises StoreUnavailable where there is no file, StoreUnreadable or UnsafeLibrary.
    """
    if not path.is_file():
        raise StoreUnavailable(f"没有数据库文件 {path}。请检查路径。")
    engine = _open(path, safe_driver(), _for_reading)
    try:
        with in_our_words(str(path)), engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            try:
                yield connection
            finally:
                connection.exec_driver_sql("ROLLBACK")
    finally:
        engine.dispose()


def _open(
    path: Path, driver: ModuleType, prepare: Callable[[Any], None], ring: Ring = NO_KEYS
) -> Engine:
    """An engine whose transactions are ours to begin and end."""
    engine = create_engine(
        f"sqlite:///{path}",
        module=driver,
        isolation_level="AUTOCOMMIT",
        connect_args={"check_same_thread": False, "timeout": _BUSY},
        hide_parameters=True,
        json_serializer=as_json,
        poolclass=QueuePool,
        pool_size=_READERS,
    )
    event.listen(engine, "connect", lambda connection, _: prepare(connection))
    engine.dialect.personal = ring  # type: ignore[attr-defined]
    return engine


def _leave_transactions_to_us(connection: Any) -> None:
    """Else the driver would commit what was done before a change of the schema."""
    connection.isolation_level = None


def _for_writing(connection: Any) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}").fetchall()


def _for_reading(connection: Any) -> None:
    for pragma in ("query_only=ON", "wal_autocheckpoint=0"):
        connection.execute(f"PRAGMA {pragma}").fetchall()
