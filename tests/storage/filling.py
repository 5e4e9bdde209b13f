"""Rows for every table of a schema of any version, made from what the database says of itself."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import BigInteger, Connection, inspect
from sqlalchemy import types as sql

from storage.backup.rows import Form, forms_of
from storage.backup.tables import rows_in, write_rows

#: What people type, and what trips those who don't expect it.
WORDS = ("送货又晚了两天", 'a "quoted", \\ line\nand another\t', "🚬 苏–烟％", "=1+1", "\\N", "")
DOCUMENTS: tuple[Any, ...] = (
    {"words": "好\n的", "b": [1, 2.5, None, True], "a": {"z": 1e17, "y": -0.0, "x": 10}},
    ["中华", "芙蓉王"],
    7,
    2.5,
    "words",
    {},
)
ROWS = 6
#: What the first versions have room for; later ones keep numbers enciphered, which takes more.
_LONGEST_PHONE = 20


def fill(connection: Connection) -> None:
    """A few rows in every table; those that point to others find them."""
    for form in forms_of(connection):
        write_rows(connection, form, list(_rows(connection, form)))


def _rows(connection: Connection, form: Form) -> Iterator[list[Any]]:
    columns = {column["name"]: column for column in inspect(connection).get_columns(form.name)}
    key = inspect(connection).get_pk_constraint(form.name)["constrained_columns"]
    for row in range(ROWS):
        yield [_value(columns[name], row, is_key=name in key) for name in form.columns]


def _value(column: Any, row: int, *, is_key: bool) -> Any:
    kind = column["type"]
    if column["name"] == "company_id":
        return 1
    if column["nullable"] and row == 0:
        return None
    if isinstance(kind, sql.JSON):
        return DOCUMENTS[row % len(DOCUMENTS)]
    if isinstance(kind, sql.Boolean):
        return row % 2 == 0
    if isinstance(kind, BigInteger):
        return 2**62 + row
    if isinstance(kind, sql.Integer):
        return row
    if isinstance(kind, sql.Float):
        return row + 0.1
    words = f"{column['name'][:4]}{row}" if is_key else f"{row}{WORDS[row % len(WORDS)]}"
    if column["name"] == "phone":
        return words[:_LONGEST_PHONE]
    return words[: getattr(kind, "length", None) or 100]


def contents(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables, by the names of their columns, in an order of their own."""
    return {
        form.name: sorted(
            (dict(zip(form.columns, row, strict=True)) for row in rows_in(connection, form)),
            key=repr,
        )
        for form in forms_of(connection)
    }
