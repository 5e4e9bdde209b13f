"""SQLite: one thread writes, in groups that share a commit; others only read.

A commit costs one wait for the disk, however many units it holds. So units that arrive while a
commit is under way are done together in the next one, each in a savepoint of its own, and nobody
is answered before the disk has it. One connection writes and checkpoints, since two at the same
instant can lose commits in libraries before 3.51.3 and wait unfairly for each other in all.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from queue import SimpleQueue
from threading import Thread, current_thread
from types import ModuleType
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from storage.documents import as_json
from storage.errors import Conflict, RowRefused, StoreFault, StoreUnavailable, UnsafeLibrary
from storage.faults import in_our_words, translated
from storage.lock import FileLock

T = TypeVar("T")
Unit = Callable[[Connection], T]

#: A unit that meets a Conflict is run this often before its caller hears of it.
_TRIES: Final = 8
#: More units do not share a commit, so that the first of them does not wait for long.
_IN_ONE_GROUP: Final = 64
_READERS: Final = 4
#: A transaction that reads first and writes then can fail at once, whatever the time to wait.
_BEGIN: Final = "BEGIN IMMEDIATE"
#: Seconds to wait for somebody else's lock, such as a backup's.
_BUSY: Final = 5


#: The WAL-reset bug is mended from the first version up to below the second.
_SAFE: Final = (((3, 44, 6), (3, 45)), ((3, 50, 7), (3, 51)), ((3, 51, 3), (4,)))


def safe_driver() -> ModuleType:
    """The driver whose library keeps what it is given; raises UnsafeLibrary.

    Libraries from 3.7.0 on can lose commits in WAL mode (https://sqlite.org/wal.html#the_wal_reset_bug).
    """
    import sqlite3

    try:
        import pysqlite3.dbapi2 as driver
    except ImportError:
        driver = sqlite3
    version = tuple(map(int, driver.sqlite_version.split(".")))
    if not any(mended <= version < past for mended, past in _SAFE):
        raise UnsafeLibrary(
            f"这台机器的 SQLite {driver.sqlite_version} 有丢数据的缺陷，不能使用。"
            "请安装 pysqlite3，或换用 SQLite 3.51.3 以上的 Python。"
        )
    module: ModuleType = driver
    return module


class _Task:
    """A unit that waits for its turn, and its caller's answer."""

    __slots__ = ("answer", "fault", "result", "unit")

    def __init__(self, unit: Unit[Any]) -> None:
        self.unit = unit
        self.answer: Future[Any] = Future()
        self.result: Any = None
        self.fault: BaseException | None = None

    def tell(self) -> None:
        if self.fault is not None:
            self.answer.set_exception(self.fault)
        else:
            self.answer.set_result(self.result)


class SqliteEngine:
    """One database file of this process."""

    dialect: Final = "sqlite"

    def __init__(self, path: Path) -> None:
        """Raises StoreInUse, StoreUnavailable, StoreUnreadable or UnsafeLibrary."""
        self._driver: Final = safe_driver()
        if not path.parent.is_dir():
            raise StoreUnavailable(f"没有文件夹 {path.parent}。请先建好它，或检查数据库的路径。")
        self.path: Final = path
        self.where: Final = str(path)
        self._lock = FileLock(path)
        try:
            self.writer: Final = _open(path, self._driver, _for_writing)
            self._connection = self._connect()
        except StoreFault:
            self._lock.release()
            raise
        self._raw: Any = self._connection.connection.dbapi_connection
        self._readers = _open(path, self._driver, _for_reading)
        self._reading = ThreadPoolExecutor(_READERS, "shouwen-read")
        self._waiting: SimpleQueue[_Task | None] = SimpleQueue()
        self._is_closed = False
        self._thread = Thread(target=self._work, name="shouwen-write", daemon=True)
        self._thread.start()

    def write(self, unit: Unit[T]) -> Future[T]:
        """Run the unit in a transaction; answered once the disk has it."""
        if current_thread() is self._thread:
            raise RuntimeError("a unit can't wait for another unit")
        if self._is_closed:
            raise StoreUnavailable(f"数据库 {self.path} 已经关闭。请重新启动首问。")
        task = _Task(unit)
        self._waiting.put(task)
        return task.answer

    def read(self, unit: Unit[T]) -> Future[T]:
        """Run the unit on one unchanging view of the database, which it can't write to."""
        return self._reading.submit(self._view, unit)

    @contextmanager
    def altering(self) -> Iterator[Connection]:
        """A transaction in which the schema may change, foreign keys unwatched until its end."""
        engine = create_engine(f"sqlite:///{self.path}", module=self._driver, hide_parameters=True)
        event.listen(engine, "connect", lambda driver, _: _leave_transactions_to_us(driver))
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(_BEGIN))
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

    def faults(self) -> list[str]:
        """What SQLite itself finds wrong with the file."""
        damage = [str(row[0]) for row in self._look("PRAGMA integrity_check") if row[0] != "ok"]
        orphans = [f"{row[0]} 里有一行没有主人" for row in self._look("PRAGMA foreign_key_check")]
        return [f"数据库文件有问题：{found}" for found in damage + orphans]

    def close(self) -> None:
        """Finish what waits, then give the file back."""
        if self._is_closed:
            return
        self._is_closed = True
        self._waiting.put(None)
        self._thread.join()
        self._reading.shutdown()
        self._readers.dispose()
        self._connection.close()
        self.writer.dispose()
        self._lock.release()

    def _look(self, question: str, *parameters: str) -> list[Any]:
        """The answer to a question that needs a connection of its own."""
        with (
            in_our_words(self.where),
            closing(self._driver.connect(self.where, timeout=_BUSY)) as connection,
        ):
            return list(connection.execute(question, parameters).fetchall())

    def _connect(self) -> Connection:
        with in_our_words(self.where):
            return self.writer.connect()

    def _view(self, unit: Unit[T]) -> T:
        with in_our_words(self.where), self._readers.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            try:
                return unit(connection)
            finally:
                connection.exec_driver_sql("ROLLBACK")

    def _work(self) -> None:
        while group := self._gather():
            self._do(group)
            for task in group:
                task.tell()

    def _gather(self) -> list[_Task]:
        """The units that wait, at least one; none at all once the store is closed."""
        group: list[_Task] = []
        task = self._waiting.get()
        while task is not None:
            if task.answer.set_running_or_notify_cancel():
                group.append(task)
            if len(group) == _IN_ONE_GROUP or (group and self._waiting.empty()):
                return group
            task = self._waiting.get()
        self._waiting.put(None)
        return group

    def _do(self, group: list[_Task]) -> None:
        """Do the units in one transaction; if that can't be kept, none of them has happened."""
        try:
            self._say(_BEGIN)
            for task in group:
                self._attempt(task)
            self._say("COMMIT")
        except Exception as error:
            self._roll_back()
            fault = translated(error, self.where)
            for task in group:
                task.fault = fault

    def _attempt(self, task: _Task) -> None:
        """Do one unit; if it raises, the savepoint takes back what it did and nothing else."""
        for _ in range(_TRIES):
            self._say("SAVEPOINT unit")
            try:
                task.result, task.fault = task.unit(self._connection), None
            except Conflict as conflict:
                task.fault = conflict
            except BaseException as error:
                task.fault = translated(error, self.where)
            if task.fault is not None:
                # Fails where the database has already given up the whole transaction.
                self._say("ROLLBACK TO unit")
            self._say("RELEASE unit")
            if not isinstance(task.fault, Conflict):
                return

    def _say(self, command: str) -> None:
        self._raw.execute(command)

    def _roll_back(self) -> None:
        if self._raw.in_transaction:
            self._say("ROLLBACK")


def _open(path: Path, driver: ModuleType, prepare: Callable[[Any], None]) -> Engine:
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
