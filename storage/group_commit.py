"""One thread writes, in groups that share a commit.

A commit costs one wait for the disk, however many units it holds. So units that arrive while a
commit is under way are done together in the next one, each in a savepoint of its own, and nobody
is answered before the disk has it. One connection writes and checkpoints: two that write wait
unfairly for each other, and in older libraries can lose commits.
"""

from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from queue import SimpleQueue
from threading import Lock, Thread, current_thread
from typing import Any, Final, TypeVar

from sqlalchemy import Connection

from storage.errors import Conflict, StoreUnavailable
from storage.faults import translated

T = TypeVar("T")
Unit = Callable[[Connection], T]

#: A transaction that reads first and writes then can fail at once, whatever the time to wait.
BEGIN: Final = "BEGIN IMMEDIATE"
#: A unit that meets a Conflict is run this often before its caller hears of it.
_TRIES: Final = 8
#: More units do not share a commit, so that the first of them does not wait for long.
_IN_ONE_GROUP: Final = 64


class _Task:
    """A unit that waits for its turn, and its caller's answer."""

    __slots__ = ("answer", "fault", "result", "unit")

    def __init__(self, unit: Unit[Any]) -> None:
        self.unit: Final = unit
        self.answer: Final[Future[Any]] = Future()
        self.result: Any = None
        self.fault: BaseException | None = None

    def tell(self) -> None:
        if self.fault is not None:
            self.answer.set_exception(self.fault)
        else:
            self.answer.set_result(self.result)


class GroupWriter:
    """The thread and the connection by which all is written, until `close`."""

    def __init__(self, connection: Connection, where: str) -> None:
        """Take a connection on which nobody else begins or ends transactions."""
        self._connection: Final = connection
        self._driver: Final[Any] = connection.connection.driver_connection
        self._where: Final = where
        self._waiting: Final[SimpleQueue[_Task | None]] = SimpleQueue()
        self._door: Final = Lock()
        self._is_closed = False
        self._thread: Final = Thread(target=self._work, name="shouwen-write", daemon=True)
        self._thread.start()

    def write(self, unit: Unit[T]) -> Future[T]:
        """Run the unit in a transaction; answered once the disk has it."""
        if current_thread() is self._thread:
            raise RuntimeError("a unit can't wait for another unit")
        task = _Task(unit)
        with self._door:
            if self._is_closed:
                raise StoreUnavailable(f"数据库 {self._where} 已经关闭。请重新启动首问。")
            self._waiting.put(task)
        return task.answer

    def close(self) -> None:
        """Do what waits, then stop."""
        with self._door:
            self._is_closed = True
            self._waiting.put(None)
        self._thread.join()
        self._connection.close()

    def _work(self) -> None:
        while group := self._gather():
            self._do(group)
            for task in group:
                task.tell()

    def _gather(self) -> list[_Task]:
        """The units that wait, at least one; none at all once all is done for good."""
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
            self._roll_back()  # what could not be taken back the last time
            self._driver.execute(BEGIN)
            for task in group:
                self._attempt(task)
            self._driver.execute("COMMIT")
        except Exception as error:
            fault = translated(error, self._where)
            for task in group:
                task.fault = fault
            with suppress(Exception):  # the callers hear of the first fault; this thread lives on
                self._roll_back()

    def _roll_back(self) -> None:
        if self._driver.in_transaction:
            self._driver.execute("ROLLBACK")

    def _attempt(self, task: _Task) -> None:
        """Do one unit, again after a Conflict; what it raises takes back its own work only.

        Raises its fault where the database has given up the whole transaction over it.
        """
        for _ in range(_TRIES):
            self._driver.execute("SAVEPOINT unit")
            try:
                task.result, task.fault = task.unit(self._connection), None
            except BaseException as error:
                task.fault = translated(error, self._where)
                if not self._driver.in_transaction:
                    raise task.fault from None
                self._driver.execute("ROLLBACK TO unit")
            self._driver.execute("RELEASE unit")
            if not isinstance(task.fault, Conflict):
                return
