"""What the database says, in the words of the family of faults, without the data it says it of."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import DBAPIError

from storage.errors import (
    Conflict,
    RowRefused,
    SchemaTooOld,
    StoreFault,
    StoreUnavailable,
    StoreUnreadable,
)

_DRIVERS: Final = {"pysqlite3", "sqlite3", "psycopg"}


@contextmanager
def in_our_words(where: str) -> Iterator[None]:
    """Let errors of the database leave this block as faults, and all others as they are."""
    try:
        yield
    except Exception as error:
        fault = translated(error, where)
        if fault is error:
            raise
        raise fault from None


def translated(error: BaseException, where: str) -> BaseException:
    """The fault that a database error stands for; any other error as it is.

    The text of a database error may quote a row, so none of it goes on but its kind.
    """
    cause = error.orig if isinstance(error, DBAPIError) else error
    if cause is None or not _is_of_database(cause):
        return error
    return _fault(cause, where)


def _is_of_database(error: BaseException) -> bool:
    """Whether a driver raised it: all call the top of their family `Error`, by PEP 249."""
    return "Error" in _family(error)


def _family(error: BaseException) -> set[str]:
    """The names of the driver's classes that the error belongs to."""
    return {
        kind.__name__
        for kind in type(error).__mro__
        if kind.__module__.partition(".")[0] in _DRIVERS
    }


def _fault(cause: BaseException, where: str) -> StoreFault:
    said = str(cause)
    state = getattr(cause, "sqlstate", None) or ""
    kind = type(cause).__name__
    if state == "23505" or said.startswith("UNIQUE constraint failed"):
        return Conflict("这一条已经有了。请重新读取后再改。")
    if state in ("42P01", "42703"):
        return SchemaTooOld(f"数据库 {where} {_NOT_PREPARED}")
    if state == "P0001" or not _OUR_MISTAKES.isdisjoint(_family(cause)):
        return RowRefused(
            f"数据库 {where} 拒绝了一条不合规定的记录（{kind} {state}）。请报告这个问题。"
        )
    for words, fault, advice in _SAID_BY_SQLITE:
        if words in said:
            return fault(f"数据库 {where} {advice}")
    return StoreUnavailable(
        f"数据库 {where} 现在用不了（{kind} {state}）。请稍后再试，或检查数据库服务。"
    )


#: Errors that trying again can't mend, in the words of PEP 249.
_OUR_MISTAKES: Final = {"IntegrityError", "DataError", "ProgrammingError", "NotSupportedError"}

_NOT_PREPARED: Final = "还没有建好或没有升级。请运行 shouwen db upgrade。"

#: What SQLite says stands in no code, only in its words.
_SAID_BY_SQLITE: Final = (
    ("no such table", SchemaTooOld, _NOT_PREPARED),
    ("no such column", SchemaTooOld, _NOT_PREPARED),
    ("has no column", SchemaTooOld, _NOT_PREPARED),
    ("not a database", StoreUnreadable, "不是首问的数据库文件。请检查路径，或从备份恢复。"),
    ("malformed", StoreUnreadable, "已经损坏。请从备份恢复。"),
    ("readonly", StoreUnavailable, "只能读、不能写。请检查文件和文件夹的写入权限。"),
    ("unable to open", StoreUnavailable, "打不开。请检查路径和权限。"),
    ("is full", StoreUnavailable, "所在的磁盘满了。请清出空间再试。"),
    ("disk I/O", StoreUnavailable, "所在的磁盘读写出错。请检查磁盘和权限。"),
    ("locked", StoreUnavailable, "被别的程序占用。请关掉正在打开它的程序再试。"),
)
