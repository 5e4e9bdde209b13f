"""Reading whole tables from a database and writing them into one, without holding them in memory.

Both go straight to the driver: a million rows through the layers above would take minutes.
"""

import base64
import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, Final

from sqlalchemy import Connection

from storage.backup.rows import Form, Kind, Tally, line_of, neutral_rows

#: Rows that are on their way at once.
_AT_ONCE: Final = 1000


def rows_in(connection: Connection, form: Form) -> Iterator[list[Any]]:
    """All rows of a table in neutral values, in no particular order."""
    read = _FROM[connection.dialect.name]
    return neutral_rows(read(connection.connection.driver_connection, form), form)


def count_in(connection: Connection, form: Form) -> int:
    """How many rows a table has."""
    counted = connection.exec_driver_sql(f"SELECT count(*) FROM {_quoted(form.name)}")  # noqa: S608
    return int(counted.scalar_one())


def write_rows(connection: Connection, form: Form, rows: Iterable[list[Any]]) -> None:
    """Add rows in neutral values to a table."""
    write = _INTO[connection.dialect.name]
    write(connection.connection.driver_connection, form, _native(rows, form))


def tally_of(connection: Connection, form: Form) -> Tally:
    """What a table holds."""
    tally = Tally()
    for row in rows_in(connection, form):
        tally.add(line_of(row))
    return tally


def _native(rows: Iterable[list[Any]], form: Form) -> Iterator[list[Any]]:
    """Rows as both drivers take them: documents as text, bytes as they are."""
    turns = [(place, _NATIVE[kind]) for place, kind in enumerate(form.kinds) if kind in _NATIVE]
    for row in rows:
        for place, turn in turns:
            if row[place] is not None:
                row[place] = turn(row[place])
        yield row


_NATIVE: Final[dict[Kind, Callable[[Any], Any]]] = {
    Kind.DOCUMENT: lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":")),
    Kind.BYTES: base64.b64decode,
}


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _from_sqlite(driver: Any, form: Form) -> Iterator[Any]:
    columns = ", ".join(map(_quoted, form.columns))
    yield from driver.execute(f"SELECT {columns} FROM {_quoted(form.name)}")  # noqa: S608


def _into_sqlite(driver: Any, form: Form, rows: Iterator[list[Any]]) -> None:
    columns, marks = ", ".join(map(_quoted, form.columns)), ", ".join("?" for _ in form.columns)
    insert = f"INSERT INTO {_quoted(form.name)} ({columns}) VALUES ({marks})"  # noqa: S608
    while batch := list(islice(rows, _AT_ONCE)):
        driver.executemany(insert, batch)


def _from_postgres(driver: Any, form: Form) -> Iterator[Any]:
    """By a cursor of the server, which hands over a batch at a time."""
    wanted = ", ".join(map(_told_by_postgres, form.columns, form.kinds))
    with driver.cursor(name="shouwen_rows") as cursor:
        cursor.itersize = _AT_ONCE
        cursor.execute(f"SELECT {wanted} FROM {_quoted(form.name)}")  # noqa: S608
        yield from cursor


def _told_by_postgres(name: str, kind: Kind) -> str:
    return _quoted(name) + ("::text" if kind is Kind.DOCUMENT else "")


def _into_postgres(driver: Any, form: Form, rows: Iterator[list[Any]]) -> None:
    columns = ", ".join(map(_quoted, form.columns))
    into = f"COPY {_quoted(form.name)} ({columns}) FROM STDIN"
    with driver.cursor() as cursor, cursor.copy(into) as copy:
        for row in rows:
            copy.write_row(row)


_FROM: Final = {"sqlite": _from_sqlite, "postgresql": _from_postgres}
_INTO: Final = {"sqlite": _into_sqlite, "postgresql": _into_postgres}
