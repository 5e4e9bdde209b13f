"""The seals in the database itself: lines of the ledger, and of the console's record, can be
neither changed nor removed.

Step 0001 of the schema attaches the ledger's by hand; every later sealed table gets its own as it
is created, by whichever step or test creates it.
"""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, Table, event, text

from storage.tables import AUDIT, LEDGER

_SAYS: Final = "the ledger is never changed"
_FUNCTION: Final = (
    "CREATE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{_SAYS}'; END $$"
)
_FOR_EACH: Final = {"UPDATE": "ROW", "DELETE": "ROW", "TRUNCATE": "STATEMENT"}

#: The triggers that both databases must have.
SEALS: Final = frozenset(
    f"{table.name}_no_{deed}" for table in (LEDGER, AUDIT) for deed in ("update", "delete")
)


def _on_sqlite(deed: str) -> str:
    return (
        f"CREATE TRIGGER ledgerentry_no_{deed.lower()} BEFORE {deed} ON ledgerentry "
        f"BEGIN SELECT RAISE(ABORT, '{_SAYS}'); END"
    )


def _on_postgres(deed: str) -> str:
    return (
        f"CREATE TRIGGER ledgerentry_no_{deed.lower()} BEFORE {deed} ON ledgerentry "
        f"FOR EACH {_FOR_EACH[deed]} EXECUTE FUNCTION refuse_ledger_change()"
    )


_ATTACH: Final[dict[str, Sequence[str]]] = {
    "sqlite": (_on_sqlite("UPDATE"), _on_sqlite("DELETE")),
    "postgresql": (_FUNCTION, *map(_on_postgres, _FOR_EACH)),
}
_PRESENT: Final = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}


def attach(connection: Connection) -> None:
    """Seal the ledger's table, which has just been created."""
    for statement in _ATTACH[connection.dialect.name]:
        connection.exec_driver_sql(statement)


def forget(connection: Connection) -> None:
    """Remove what is left of the seal once the table is gone."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("DROP FUNCTION refuse_ledger_change()")


def seals_of(connection: Connection) -> set[str]:
    """The names of the triggers that are there."""
    return set(connection.execute(text(_PRESENT[connection.dialect.name])).scalars())


@event.listens_for(LEDGER, "after_create")
def _seal_as_created(_: Table, connection: Connection, **_told: Any) -> None:
    attach(connection)


_AUDIT_SAYS: Final = "the record of the console is never changed"


def _audit_statements(dialect: str) -> Sequence[str]:
    name = AUDIT.name
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {name}_no_{deed.lower()} BEFORE {deed} ON {name} "
            f"BEGIN SELECT RAISE(ABORT, '{_AUDIT_SAYS}'); END"
            for deed in ("UPDATE", "DELETE")
        ]
    function = (
        f"CREATE OR REPLACE FUNCTION refuse_{name}_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_AUDIT_SAYS}'; END $$"
    )
    return [
        function,
        *(
            f"CREATE TRIGGER {name}_no_{deed.lower()} BEFORE {deed} ON {name} "
            f"FOR EACH {each} EXECUTE FUNCTION refuse_{name}_change()"
            for deed, each in _FOR_EACH.items()
        ),
    ]


# A step of the schema makes its tables anew, so these listen to all tables and look at the name.
@event.listens_for(Table, "after_create")
def _seal_audit(table: Table, connection: Connection, **_told: Any) -> None:
    if table.name == AUDIT.name:
        for statement in _audit_statements(connection.dialect.name):
            connection.exec_driver_sql(statement)


@event.listens_for(Table, "after_drop")
def _forget_audit(table: Table, connection: Connection, **_told: Any) -> None:
    if table.name == AUDIT.name and connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"DROP FUNCTION refuse_{table.name}_change()")
