"""The ledger's seal in the database itself: its lines can be neither changed nor removed.

Step 0001 of the schema attaches it; another seal needs another step.
"""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, Table, event, text

from storage.tables import LEDGER

_SAYS: Final = "the ledger is never changed"
_FUNCTION: Final = (
    "CREATE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{_SAYS}'; END $$"
)
_FOR_EACH: Final = {"UPDATE": "ROW", "DELETE": "ROW", "TRUNCATE": "STATEMENT"}

#: The triggers that both databases must have.
SEALS: Final = frozenset({"ledgerentry_no_update", "ledgerentry_no_delete"})


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
