"""PostgreSQL: four threads with a connection each; what fails for the moment is tried again.

Neither advisory locks nor notifications are used, so databases that speak PostgreSQL without
being it have less to get wrong.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from random import uniform
from threading import current_thread
from typing import Any, Final, TypeVar, cast

import psycopg
from sqlalchemy import Connection, Engine, create_engine, make_url
from sqlalchemy.exc import DBAPIError

from storage.documents import as_json
from storage.errors import Conflict, StoreUnavailable
from storage.faults import in_our_words, translated
from storage.personal import NO_KEYS, Ring

T = TypeVar("T")
Unit = Callable[[Connection], T]

_THREADS: Final = 4
_NAME: Final = "shouwen-postgres"
#: A unit is run this often before its caller hears of a fault that might pass.
_TRIES: Final = 8
#: Seconds of waiting before the second try; doubled for each one after it, up to the longest.
_FIRST_WAIT, _LONGEST_WAIT = 0.05, 1.0
#: Serialization failure, deadlock, lock not to be had in time: nothing was kept, try again.
_PASSING: Final = {"40001", "40P01", "55P03"}
#: Milliseconds after which the server gives up a lock, and a transaction whose client sleeps.
_LIMITS: Final = "-c lock_timeout=3000 -c idle_in_transaction_session_timeout=60000"


class _Passing(Exception):
    """Nothing was kept, and it may go better the next time."""

    def __init__(self, fault: BaseException) -> None:
        super().__init__()
        self.fault = fault


class PostgresEngine:
    """One database of a PostgreSQL server, shared with other processes."""

    dialect: Final = "postgresql"

    def __init__(self, url: str, ring: Ring = NO_KEYS) -> None:
        """Raises StoreUnavailable when the server can't be reached or refuses us."""
        self.engine: Final = _open(url, ring)
        self.where: Final = f"{self.engine.url.host or '本机'}/{self.engine.url.database or ''}"
        self._viewing = self.engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        self._threads = ThreadPoolExecutor(_THREADS, _NAME)
        with in_our_words(self.where):
            self.engine.connect().close()

    def write(self, unit: Unit[T]) -> Future[T]:
        """Run the unit in a transaction; answered once the server has it."""
        return self._submit(self.engine, unit)

    def read(self, unit: Unit[T]) -> Future[T]:
        """Run the unit on one unchanging view of the database, which it can't write to."""
        return self._submit(self._viewing, unit)

    @contextmanager
    def altering(self) -> Iterator[Connection]:
        """A transaction in which the schema may change, and which may think for as long as the
        files of a backup take."""
        with in_our_words(self.where), self.engine.begin() as connection:
            _take_time(connection)
            yield connection

    def faults(self) -> list[str]:
        """A server checks its own pages."""
        return []

    def wipe_what_was(self) -> None:
        """The server keeps what was written over until it needs the room; only its own `VACUUM
        FULL` wipes it at once, which shuts everybody out meanwhile and is left to people."""

    def close(self) -> None:
        """Finish what waits, then hang up."""
        self._threads.shutdown()
        self.engine.dispose()

    def _submit(self, engine: Engine, unit: Unit[T]) -> Future[T]:
        if current_thread().name.startswith(_NAME):
            raise RuntimeError("a unit can't wait for another unit")
        try:
            return self._threads.submit(self._run, engine, unit)
        except RuntimeError:
            raise StoreUnavailable(f"数据库 {self.where} 已经关闭。请重新启动首问。") from None

    def _run(self, engine: Engine, unit: Unit[T]) -> T:
        """Run the unit until it is kept, or fails for good, or has been tried often enough."""
        fault: BaseException = AssertionError("never tried")
        for tried in range(_TRIES):
            try:
                return self._once(engine, unit)
            except Conflict as conflict:
                fault = conflict
                time.sleep(uniform(0, _FIRST_WAIT))  # noqa: S311 no secret
            except _Passing as passing:
                fault = passing.fault
                time.sleep(uniform(0.5, 1) * min(_FIRST_WAIT * 2**tried, _LONGEST_WAIT))  # noqa: S311
        raise fault from None

    def _once(self, engine: Engine, unit: Unit[T]) -> T:
        try:
            connection = engine.connect()
        except DBAPIError as error:
            raise _Passing(translated(error, self.where)) from None
        with connection:
            connection.begin()
            try:
                result = unit(connection)
            except Exception as error:
                raise self._undone(connection, error) from None
            self._commit(connection)
            return result

    def _undone(self, connection: Connection, error: Exception) -> BaseException:
        """Roll back, or hang up where that is too late; what to raise for the error."""
        fault = translated(error, self.where)
        if _is_broken(connection):
            # Its neighbours in the pool have broken with it, as a rule; each is thrown away when
            # its turn comes, since others may hold them now. There are fewer of them than tries.
            connection.invalidate()
            return _Passing(fault)
        connection.rollback()
        return _Passing(fault) if _state(error) in _PASSING else fault

    def _commit(self, connection: Connection) -> None:
        try:
            connection.commit()
        except DBAPIError as error:
            if _state(error) in _PASSING:
                raise _Passing(translated(error, self.where)) from None
            # Only the caller's own keys can tell whether it was kept, so it isn't tried again here.
            raise StoreUnavailable(
                f"保存到数据库 {self.where} 时断线，不知道最后一步存没存上。"
                "请先查看，再决定是否重做。"
            ) from None


@contextmanager
def visiting(url: str) -> Iterator[Connection]:
    """One unchanging view of a database that others are writing to, for however long one looks;
    raises StoreUnavailable."""
    engine = _open(url)
    viewing = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    try:
        with in_our_words(engine.url.database or ""), viewing.connect() as connection:
            _take_time(connection)
            yield connection
    finally:
        engine.dispose()


def _take_time(connection: Connection) -> None:
    """Lift the limit on thinking between two statements, to the end of the transaction."""
    connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")


def _state(error: BaseException) -> str:
    """What the server calls an error, also where SQLAlchemy has wrapped the driver's own; empty
    for one that did not come from there."""
    told = error.orig if isinstance(error, DBAPIError) else error
    return getattr(told, "sqlstate", None) or ""


def _is_broken(connection: Connection) -> bool:
    driver = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
    return driver.closed or driver.broken


def _open(url: str, ring: Ring = NO_KEYS) -> Engine:
    engine = create_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        pool_size=_THREADS,
        max_overflow=0,
        connect_args={"options": _LIMITS, "connect_timeout": 5},
        hide_parameters=True,
        json_serializer=as_json,
    )
    engine.dialect.personal = ring  # type: ignore[attr-defined]
    return engine
