"""Rows as neither database writes them: one JSON array a row, the same from SQLite and PostgreSQL.

Which columns there are is asked of the database itself, so a schema of any version can be read and
written. Documents have their keys sorted and their numbers written one way, so that equal rows are
equal lines; what a table holds is then told by one number that does not depend on the order.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, inspect
from sqlalchemy import types as sql
from sqlalchemy.types import TypeEngine

#: Alembic's own note of the schema; whoever writes rows has made the schema already.
_NOT_OURS: Final = "alembic_version"
#: From here on the two databases write whole numbers in documents differently.
_LARGE: Final = 1e16


class Kind(StrEnum):
    """How a column's values are written."""

    TEXT = "text"
    WHOLE = "whole"
    REAL = "real"
    FLAG = "flag"
    DOCUMENT = "document"
    BYTES = "bytes"


_KINDS: Final[tuple[tuple[type[TypeEngine[Any]], Kind], ...]] = (
    (sql.JSON, Kind.DOCUMENT),
    (sql.Boolean, Kind.FLAG),
    (sql.Integer, Kind.WHOLE),
    (sql.Float, Kind.REAL),
    (sql.Numeric, Kind.REAL),
    (sql.LargeBinary, Kind.BYTES),
    (sql.String, Kind.TEXT),
)


@dataclass(frozen=True, slots=True)
class Form:
    """A table with its columns, by name, as the database tells them."""

    name: str
    columns: tuple[str, ...]
    kinds: tuple[Kind, ...]


class UnfitValue(ValueError):
    """A value is not of the kind that its column holds."""


def forms_of(connection: Connection) -> list[Form]:
    """All tables, those that others point to first."""
    looked = inspect(connection)
    names = [name for name, _ in looked.get_sorted_table_and_fkc_names() if name]
    return [_form(name, looked.get_columns(name)) for name in names if name != _NOT_OURS]


def _form(name: str, columns: Iterable[Any]) -> Form:
    told = sorted((column["name"], _kind(column["type"])) for column in columns)
    return Form(name, tuple(name for name, _ in told), tuple(kind for _, kind in told))


def _kind(found: TypeEngine[Any]) -> Kind:
    for family, kind in _KINDS:
        if isinstance(found, family):
            return kind
    raise NotImplementedError(f"no neutral form for {found!r}")


def line_of(values: Iterable[Any]) -> bytes:
    """A row as a line, without its end."""
    return json.dumps(
        list(values), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()


def values_of(line: bytes, form: Form) -> list[Any]:
    """The row of a line, in neutral values. Raises UnfitValue."""
    try:
        values = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UnfitValue("no row") from error
    if not isinstance(values, list) or len(values) != len(form.columns):
        raise UnfitValue("no row of this table")
    for value, kind in zip(values, form.kinds, strict=True):
        if value is not None and not _FITS[kind](value):
            raise UnfitValue(f"no {kind}")
    return values


_FITS: Final[dict[Kind, Callable[[Any], bool]]] = {
    Kind.TEXT: lambda value: isinstance(value, str),
    Kind.WHOLE: lambda value: type(value) is int and -(2**63) <= value < 2**63,
    Kind.REAL: lambda value: type(value) in (int, float),
    Kind.FLAG: lambda value: isinstance(value, bool),
    Kind.DOCUMENT: lambda value: True,
    Kind.BYTES: lambda value: isinstance(value, str),
}


def document_of(kept: str | float) -> Any:
    """A JSON document, its numbers as both databases have them.

    SQLite keeps a document that is nothing but a number as a number.
    """
    return json.loads(kept if isinstance(kept, str) else repr(kept), parse_float=_number)


def _number(text: str) -> float | int:
    value = float(text) + 0.0  # no negative zero
    return int(value) if abs(value) >= _LARGE and value.is_integer() else value


def neutral_from(kind: Kind) -> Callable[[Any], Any] | None:
    """What turns a driver's value into a neutral one; None where it is one already."""
    return _NEUTRAL.get(kind)


_NEUTRAL: Final[dict[Kind, Callable[[Any], Any]]] = {
    Kind.FLAG: bool,
    Kind.REAL: lambda value: float(value) + 0.0,
    Kind.DOCUMENT: document_of,
    Kind.BYTES: lambda value: base64.b64encode(value).decode(),
}


class Tally:
    """How many lines there were and what they held, in whatever order they came.

    The digests of the lines are added up modulo 2^256: a changed, lost or doubled line changes the
    sum. Who can write anything at all could make sums agree; against them a passphrase helps.
    """

    def __init__(self) -> None:
        self.rows = 0
        self._sum = 0

    def add(self, line: bytes) -> None:
        self.rows += 1
        self._sum += int.from_bytes(hashlib.sha256(line).digest())

    @property
    def digest(self) -> str:
        """64 hexadecimal digits."""
        return f"{self._sum % 2**256:064x}"

    def to_json(self) -> dict[str, Any]:
        return {"rows": self.rows, "digest": self.digest}


def neutral_rows(raw: Iterable[Any], form: Form) -> Iterator[list[Any]]:
    """Rows in neutral values, from rows of the driver in the order of the form's columns."""
    turns = [(place, turn) for place, kind in enumerate(form.kinds) if (turn := neutral_from(kind))]
    for found in raw:
        row = list(found)
        for place, turn in turns:
            if row[place] is not None:
                row[place] = turn(row[place])
        yield row
