"""What all drawers share: an entity's table and its statements, and rows turned into entities."""

from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any, Final, Generic, TypeVar, cast

from sqlalchemy import (
    Column,
    ColumnElement,
    Executable,
    Integer,
    Table,
    and_,
    bindparam,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm.instrumentation import manager_of_class
from sqlmodel import SQLModel

from storage.errors import Conflict, RowRefused
from storage.scribe import Binds, Either, Row, Scribe, Statement
from storage.tables import table_of

E = TypeVar("E", bound=SQLModel)

#: Told by the scribe for every statement.
COMPANY: Final = bindparam("company", type_=Integer)


def in_either(build: Callable[[ModuleType], Executable]) -> Either:
    """A statement that needs the dialect's own `insert`."""
    return {"sqlite": build(sqlite), "postgresql": build(postgresql)}


def upsert(
    table: Table, keys: Sequence[str], *change: str, returning: Sequence[str] = ()
) -> Either:
    """Insert; where a row with the same `keys` is there, take over the columns of `change`."""

    def build(dialect: ModuleType) -> Executable:
        new = dialect.insert(table)
        if change:
            new = new.on_conflict_do_update(
                index_elements=keys, set_={name: new.excluded[name] for name in change}
            )
        else:
            new = new.on_conflict_do_nothing(index_elements=keys)
        return cast(Executable, new.returning(*map(table.c.get, returning)) if returning else new)

    return in_either(build)


class Shelf(Generic[E]):
    """The table of one kind of entity, with the statements every drawer needs."""

    def __init__(self, entity: type[E]) -> None:
        self.table: Final[Table] = table_of(entity)
        self.columns: Final = tuple(self.table.c.keys())
        self.key: Final = tuple(
            column.key for column in self.table.primary_key if column.key != "company_id"
        )
        self.has_version: Final = "version" in self.columns
        self._new = manager_of_class(entity).new_instance
        self.insert: Final = insert(self.table)
        self.by_key: Final = select(self.table).where(self._is_key())
        self.by_keys: Final = select(self.table).where(
            self.ours, self.table.c[self.key[0]].in_(bindparam("keys", expanding=True))
        )
        self.change: Final = self._change()

    def __getattr__(self, name: str) -> Column[Any]:
        """A column of the table."""
        return self.table.c[name]

    @property
    def ours(self) -> ColumnElement[bool]:
        """The rows of the drawer's company."""
        return self.table.c.company_id == COMPANY

    def _is_key(self) -> ColumnElement[bool]:
        return and_(self.ours, *(self.table.c[key] == bindparam(f"key_{key}") for key in self.key))

    def _change(self) -> Executable:
        """Update by key; where there is a version, only the one that was read."""
        told = [name for name in self.columns if name not in (*self.key, "company_id")]
        statement = update(self.table).where(self._is_key())
        if self.has_version:
            statement = statement.where(self.table.c.version == bindparam("key_version"))
        return statement.values({name: bindparam(name) for name in told})

    def read(self, row: Row) -> E:
        """The entity of a row that has every column in the order of the table."""
        entity: E = self._new()
        entity.__dict__.update(zip(self.columns, row, strict=True))
        return entity

    def values(self, entity: E) -> Binds:
        told = entity.__dict__
        return {name: told[name] for name in self.columns}

    def changes(self, entity: E) -> Binds:
        """The values for `change`, whose condition calls the key by other names."""
        values = self.values(entity)
        return values | {f"key_{name}": values[name] for name in self.key}


class Drawer:
    """One kind of thing that is kept, seen through one transaction of one company."""

    __slots__ = ("_scribe",)

    def __init__(self, scribe: Scribe) -> None:
        self._scribe = scribe

    @property
    def _company(self) -> int:
        return self._scribe.company_id

    def _rows(self, statement: Statement, **binds: Any) -> list[Row]:
        return self._scribe.rows(statement, binds)

    def _write(self, statement: Statement, **binds: Any) -> int:
        """How many rows it touched."""
        return self._scribe.write(statement, binds)

    def _value(self, statement: Statement, **binds: Any) -> Any:
        """The first column of the first row, or None."""
        rows = self._scribe.rows(statement, binds)
        return rows[0][0] if rows else None

    def _all(self, shelf: Shelf[E], statement: Statement, **binds: Any) -> list[E]:
        return [shelf.read(row) for row in self._scribe.rows(statement, binds)]

    def _first(self, shelf: Shelf[E], statement: Statement, **binds: Any) -> E | None:
        rows = self._scribe.rows(statement, binds)
        return shelf.read(rows[0]) if rows else None

    def _get(self, shelf: Shelf[E], *key: Any) -> E | None:
        binds = {f"key_{name}": value for name, value in zip(shelf.key, key, strict=True)}
        return self._first(shelf, shelf.by_key, **binds)

    def _insert(self, shelf: Shelf[E], entity: E) -> None:
        self._scribe.write(shelf.insert, shelf.values(self._ours(shelf, entity)))

    def _insert_all(self, shelf: Shelf[E], entities: Sequence[E]) -> None:
        rows = [shelf.values(self._ours(shelf, entity)) for entity in entities]
        if rows:
            self._scribe.write_all(shelf.insert, rows)

    def _change(self, shelf: Shelf[E], entity: E) -> None:
        """Write over the row with the entity's key, in a table without versions."""
        self._scribe.write(shelf.change, shelf.changes(self._ours(shelf, entity)))

    def _change_all(self, shelf: Shelf[E], entities: Sequence[E]) -> None:
        rows = [shelf.changes(self._ours(shelf, entity)) for entity in entities]
        if rows:
            self._scribe.write_all(shelf.change, rows)

    def _keep(self, shelf: Shelf[E], entity: E) -> None:
        """Write over the row that was read; raises Conflict when its version is no longer it."""
        values = shelf.changes(self._ours(shelf, entity))
        version = values["version"]
        values |= {"key_version": version, "version": version + 1}
        if not self._scribe.write(shelf.change, values):
            raise Conflict(f"“{shelf.table.name}”里的这一条已经被别人改过。请重新读取后再改。")
        entity.__dict__["version"] = version + 1

    def _ours(self, shelf: Shelf[E], entity: E) -> E:
        """The entity, if it belongs to the company that keeps it; raises RowRefused."""
        if entity.__dict__["company_id"] != self._company:
            raise RowRefused(
                f"“{shelf.table.name}”里的这一条属于另一家公司，没有写入。请检查公司编号。"
            )
        return entity
