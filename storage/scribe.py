"""The scribe: says statements to the driver that were put into words once.

SQLAlchemy takes several times what the driver takes on every execution, to find the statement in
its cache and to wrap what comes back. Our statements are few and never change, so each is compiled
once for each database; what remains is turning values into what the driver takes, and back.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, cast

from sqlalchemy import (
    Connection,
    Delete,
    Dialect,
    Executable,
    Float,
    Insert,
    Select,
    Table,
    Update,
)
from sqlalchemy.schema import DDLElement
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from storage.personal import Ring, ring_at

#: The same statement in the words of each database, by the name of its dialect.
Either = Mapping[str, Executable]
Statement = Executable | Either
Binds = dict[str, Any]
Row = Sequence[Any]

#: Turns one value on its way; None where it goes as it is.
_Turn = Callable[[Any], Any] | None


class _Spoken:
    """A statement as one database takes it."""

    __slots__ = ("_back", "_constants", "_is_positional", "_there", "sql", "statement")

    def __init__(self, statement: Executable, dialect: Dialect) -> None:
        told = cast("Select[Any] | Insert | Update | Delete", statement)
        compiled: SQLCompiler = told.compile(dialect=dialect)
        binds = {name: bind for bind, name in compiled.bind_names.items()}
        self.statement: Final = statement  # while it lives nothing else gets its identity
        self.sql: Final = compiled.string
        self._is_positional: Final = compiled.positional
        self._constants: Final = {
            name: bind.value for name, bind in binds.items() if not bind.required
        }
        self._there: Final = [
            (name, _there(binds[name].type, dialect)) for name in compiled.positiontup or binds
        ]
        self._back: Final = [_back(column.type, dialect) for column in told.exported_columns]

    def parameters(self, told: Binds) -> Any:
        """What the driver takes for the values told by name."""
        if self._constants:
            told = self._constants | told
        if self._is_positional:
            return [turn(told[name]) if turn else told[name] for name, turn in self._there]
        return {name: turn(told[name]) if turn else told[name] for name, turn in self._there}

    def row(self, raw: Row) -> Row:
        """A row as it came from the driver, in Python's own values."""
        pairs = zip(self._back, raw, strict=True)
        return [turn(value) if turn else value for turn, value in pairs]


def _there(kind: TypeEngine[Any], dialect: Dialect) -> _Turn:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _back(kind: TypeEngine[Any], dialect: Dialect) -> _Turn:
    if isinstance(kind, Float):
        return None  # both drivers give floats; SQLAlchemy would first see what the server sent
    return kind.dialect_impl(dialect).result_processor(dialect, None)


#: By dialect, ring of keys and identity of the statement; there are as many as there are statements
#: in the code, and one ring in an installation.
_KNOWN: Final[dict[tuple[str, Ring, int], _Spoken]] = {}


#: Kilobytes of pages that SQLite holds in memory: by itself, and while millions of rows go in, each
#: of which belongs into another place of every index.
_USUAL, _MUCH = 2_000, 98_304


class Scribe:
    """Writes and reads for the drawers of one unit of work, in one company's name."""

    __slots__ = ("_connection", "_dialect", "_driver", "company_id", "is_postgres", "ring")

    def __init__(self, connection: Connection, company_id: int) -> None:
        self.company_id: Final = company_id
        self._connection: Final = connection
        self._dialect: Final = connection.dialect
        self.ring: Final = ring_at(self._dialect)
        self._driver: Final[Any] = connection.connection.driver_connection
        self.is_postgres: Final = connection.dialect.name == "postgresql"

    def rows(self, statement: Statement, binds: Binds) -> list[Row]:
        """All rows of a lasting statement; `company` is told for it."""
        spoken = self._spoken(statement)
        binds["company"] = self.company_id
        cursor = self._driver.execute(spoken.sql, spoken.parameters(binds))
        return [spoken.row(raw) for raw in cursor.fetchall()]

    def write(self, statement: Statement, binds: Binds) -> int:
        """How many rows a lasting statement touched."""
        spoken = self._spoken(statement)
        binds["company"] = self.company_id
        return int(self._driver.execute(spoken.sql, spoken.parameters(binds)).rowcount)

    def write_all(self, statement: Statement, rows: Iterable[Binds]) -> None:
        """Do a lasting statement once for each of many rows."""
        spoken = self._spoken(statement)
        company = {"company": self.company_id}
        cursor = self._driver.cursor()
        cursor.executemany(spoken.sql, [spoken.parameters(row | company) for row in rows])
        cursor.close()

    def write_stream(self, statement: Statement, rows: Iterable[Row]) -> int:
        """Do a lasting statement of SQLite for each of any number of rows, which hold what the
        driver takes in the statement's own order; how many rows of the table it touched."""
        cursor = self._driver.cursor()
        cursor.execute(f"PRAGMA cache_size = -{_MUCH}")
        try:
            cursor.executemany(self._spoken(statement).sql, rows)
            return int(cursor.rowcount)
        finally:
            cursor.execute(f"PRAGMA cache_size = -{_USUAL}")
            cursor.close()

    def copy_in(self, table: Table, rows: Iterable[Row]) -> None:
        """Fill a table of PostgreSQL with any number of rows, which hold what the driver takes."""
        columns = ", ".join(table.c.keys())
        with (
            self._driver.cursor() as cursor,
            cursor.copy(f"COPY {table.name} ({columns}) FROM STDIN") as copy,
        ):
            for row in rows:
                copy.write_row(row)

    def take_time(self) -> None:
        """Let this transaction think for longer between its statements than a server allows."""
        if self.is_postgres:
            self._driver.execute("SET LOCAL idle_in_transaction_session_timeout = 0")

    def alter(self, change: DDLElement) -> None:
        """Make or drop a table that lasts no longer than the transaction."""
        self._driver.execute(str(change.compile(dialect=self._dialect)))

    def rows_of_passing(self, statement: Executable, binds: Binds) -> Sequence[Row]:
        """All rows of a statement that was put together for this once."""
        return self._connection.execute(statement, {"company": self.company_id, **binds}).all()

    def begin_attempt(self) -> None:
        self._driver.execute("SAVEPOINT attempt")

    def end_attempt(self) -> None:
        self._driver.execute("RELEASE SAVEPOINT attempt")

    def give_up_attempt(self) -> None:
        """Take back what was written since the attempt began."""
        self._driver.execute("ROLLBACK TO SAVEPOINT attempt")
        self._driver.execute("RELEASE SAVEPOINT attempt")

    def _spoken(self, statement: Statement) -> _Spoken:
        if isinstance(statement, Mapping):
            statement = statement[self._dialect.name]
        key = (self._dialect.name, self.ring, id(statement))
        if (known := _KNOWN.get(key)) is None:
            known = _KNOWN[key] = _Spoken(statement, self._dialect)
        return known
