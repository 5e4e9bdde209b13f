"""What all drawers share: statements built once, rows turned into entities without a session."""

from collections.abc import Callable, Mapping, Sequence
from types import ModuleType
from typing import Any, Final, Generic, TypeVar, cast

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
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
from storage.tables import table_of

E = TypeVar("E", bound=SQLModel)

#: The same statement in the words of each database, by the name of its dialect.
Either = Mapping[str, Executable]

#: Filled in by the drawer for every statement.
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
        self._new = manager_of_class(entity).new_instance
        self.insert: Final = insert(self.table)
        self.by_key: Final = select(self.table).where(self._is_key())
        self.by_keys: Final = select(self.table).where(
            self.ours, self.table.c[self.key[0]].in_(bindparam("keys", expanding=True))
        )
        self.change: Final = self._change()

    def __getattr__(self, name: str) -> Column[Any]:
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
        if "version" in self.columns:
            statement = statement.where(self.table.c.version == bindparam("key_version"))
        return statement.values({name: bindparam(name) for name in told})

    def read(self, row: Sequence[Any]) -> E:
        """The entity of a row that has every column in the order of the table."""
        entity: E = self._new()
        entity.__dict__.update(zip(self.columns, row, strict=True))
        return entity

    def values(self, entity: E) -> dict[str, Any]:
        told = entity.__dict__
        return {name: told[name] for name in self.columns}

    def key_of(self, entity: E) -> dict[str, Any]:
        told = entity.__dict__
        return {f"key_{name}": told[name] for name in self.key}


class Drawer:
    """One kind of thing that is kept, seen through one transaction of one company."""

    __slots__ = ("_company", "_connection", "_dialect")

    def __init__(self, connection: Connection, company_id: int) -> None:
        self._connection = connection
        self._company = company_id
        self._dialect = connection.dialect.name

    def _rows(self, statement: Executable | Either, **binds: Any) -> Sequence[Sequence[Any]]:
        told = self._said(statement)
        return self._connection.execute(told, {"company": self._company, **binds}).all()

    def _write(self, statement: Executable | Either, **binds: Any) -> int:
        """How many rows it touched."""
        told = self._said(statement)
        return self._connection.execute(told, {"company": self._company, **binds}).rowcount

    def _said(self, statement: Executable | Either) -> Executable:
        return statement[self._dialect] if isinstance(statement, Mapping) else statement

    def _value(self, statement: Executable | Either, **binds: Any) -> Any:
        """The first column of the first row, or None."""
        rows = self._rows(statement, **binds)
        return rows[0][0] if rows else None

    def _all(self, shelf: Shelf[E], statement: Executable | Either, **binds: Any) -> list[E]:
        return [shelf.read(row) for row in self._rows(statement, **binds)]

    def _first(self, shelf: Shelf[E], statement: Executable | Either, **binds: Any) -> E | None:
        rows = self._rows(statement, **binds)
        return shelf.read(rows[0]) if rows else None

    def _get(self, shelf: Shelf[E], *key: Any) -> E | None:
        binds = {f"key_{name}": value for name, value in zip(shelf.key, key, strict=True)}
        return self._first(shelf, shelf.by_key, **binds)

    def _insert(self, shelf: Shelf[E], *entities: E) -> None:
        if entities:
            rows = [self._ours(shelf, entity) for entity in entities]
            self._connection.execute(shelf.insert, rows)

    def _keep(self, shelf: Shelf[E], entity: E) -> None:
        """Update the entity's row; raises Conflict when its version is no longer the kept one."""
        values = self._ours(shelf, entity) | shelf.key_of(entity)
        if "version" in values:
            values |= {"key_version": values["version"], "version": values["version"] + 1}
        if not self._write(shelf.change, **values):
            raise Conflict(f"“{shelf.table.name}”里的这一条已经被别人改过。请重新读取后再改。")
        if "version" in values:
            entity.__dict__["version"] = values["version"]

    def _change(self, shelf: Shelf[E], *entities: E) -> None:
        """Write entities of a table without versions over the rows with their keys."""
        if entities:
            rows = [
                {"company": self._company, **self._ours(shelf, entity), **shelf.key_of(entity)}
                for entity in entities
            ]
            self._connection.execute(shelf.change, rows)

    def _ours(self, shelf: Shelf[E], entity: E) -> dict[str, Any]:
        values = shelf.values(entity)
        if values["company_id"] != self._company:
            raise RowRefused(
                f"“{shelf.table.name}”里的这一条属于另一家公司，没有写入。请检查公司编号。"
            )
        return values
