"""The seals in the database itself: lines on record can be neither changed nor removed.

One change is let through: the detail of a ledger line may give way to its own hash when personal
data has to go (`models.erasure`), and only then, and only once. A seal that a step of the schema
has attached never changes; what has to change gets another form and another step.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Table, event, text

from storage.tables import METADATA

_FOR_EACH: Final = {"UPDATE": "ROW", "DELETE": "ROW", "TRUNCATE": "STATEMENT"}


@dataclass(frozen=True, slots=True)
class Seal:
    """What guards a table: the function that PostgreSQL calls, what is refused in whose words, and
    in the words of each database which changes are let through."""

    table: str
    function: str
    says: str
    lets_sqlite: str = ""
    lets_postgres: str = ""

    def statements(self, dialect: str) -> dict[str, str]:
        """What attaches it, by the names of what comes to be."""
        if dialect == "sqlite":
            return {self._name(deed): self._on_sqlite(deed) for deed in ("UPDATE", "DELETE")}
        triggers = {self._name(deed): self._on_postgres(deed) for deed in _FOR_EACH}
        return {self.function: self._function(), **triggers}

    def _name(self, deed: str) -> str:
        return f"{self.table}_no_{deed.lower()}"

    def _on_sqlite(self, deed: str) -> str:
        lets = f"WHEN NOT ({self.lets_sqlite}) " if self.lets_sqlite and deed == "UPDATE" else ""
        return (
            f"CREATE TRIGGER {self._name(deed)} BEFORE {deed} ON {self.table} "
            f"{lets}BEGIN SELECT RAISE(ABORT, '{self.says}'); END"
        )

    def _on_postgres(self, deed: str) -> str:
        return (
            f"CREATE TRIGGER {self._name(deed)} BEFORE {deed} ON {self.table} "
            f"FOR EACH {_FOR_EACH[deed]} EXECUTE FUNCTION {self.function}()"
        )

    def _function(self) -> str:
        return (
            f"CREATE FUNCTION {self.function}() RETURNS trigger LANGUAGE plpgsql AS $${self.body}$$"
        )

    @property
    def body(self) -> str:
        """What PostgreSQL does before a change."""
        lets = (
            f"IF TG_OP = 'UPDATE' THEN IF {self.lets_postgres} THEN RETURN NEW; END IF; END IF; "
            if self.lets_postgres
            else ""
        )
        return f" BEGIN {lets}RAISE EXCEPTION '{self.says}'; END "


#: All of a line but its detail.
_KEPT: Final = (
    *("company_id", "case_id", "seq", "at", "actor"),
    *("deed", "before", "after", "previous", "seal"),
)
#: The detail gives way to its hash, and only a detail that was still there.
_ERASING_ON_SQLITE: Final = (
    " AND ".join(f"NEW.{name} IS OLD.{name}" for name in _KEPT)  # noqa: S608 our own words
    + " AND json_type(OLD.detail, '$.erased') IS NULL"
    + " AND length(json_extract(NEW.detail, '$.erased')) IS 64"
    + " AND (SELECT count(*) FROM json_each(NEW.detail)) IS 1"
)
_ERASING_ON_POSTGRES: Final = (
    "to_jsonb(NEW) - 'detail' = to_jsonb(OLD) - 'detail'"
    " AND NOT jsonb_exists(OLD.detail, 'erased')"
    " AND length(NEW.detail ->> 'erased') = 64"
    " AND NEW.detail - 'erased' = '{}'::jsonb"
)

_LEDGER: Final = ("ledgerentry", "refuse_ledger_change", "the ledger is never changed")
_AUDIT: Final = (
    "auditentry",
    "refuse_auditentry_change",
    "the record of the console is never changed",
)

#: Every seal that a step has ever attached, by table and form.
FORMS: Final[Mapping[str, Mapping[int, Seal]]] = {
    "ledgerentry": {
        1: Seal(*_LEDGER),
        2: Seal(*_LEDGER, _ERASING_ON_SQLITE, _ERASING_ON_POSTGRES),
    },
    "auditentry": {1: Seal(*_AUDIT)},
}
#: The form that each sealed table must have now.
PRESENT: Final = {table: max(forms) for table, forms in FORMS.items()}


def attach(connection: Connection, table: str = "ledgerentry", form: int = 1) -> None:
    """Seal a table that has no seal yet."""
    for statement in FORMS[table][form].statements(connection.dialect.name).values():
        connection.exec_driver_sql(statement)


def change(connection: Connection, table: str, before: int, after: int) -> None:
    """Put another seal in the place of the one there is."""
    on = f" ON {table}" if connection.dialect.name == "postgresql" else ""
    for name in FORMS[table][before].statements(connection.dialect.name):
        if name != FORMS[table][before].function:
            connection.exec_driver_sql(f"DROP TRIGGER {name}{on}")
    forget(connection, table, before)
    attach(connection, table, after)


def forget(connection: Connection, table: str = "ledgerentry", form: int = 1) -> None:
    """Remove what is left of the seal once the table, or its triggers, are gone."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"DROP FUNCTION {FORMS[table][form].function}()")


_FOUND: Final = {
    "sqlite": "SELECT name, sql, '', 'O' FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": (
        "SELECT tgname, pg_get_triggerdef(t.oid, true), prosrc, tgenabled::text "
        "FROM pg_trigger t JOIN pg_proc p ON p.oid = tgfoid "
        "WHERE NOT tgisinternal AND pg_table_is_visible(tgrelid)"
    ),
}


def seals_of(connection: Connection) -> dict[str, tuple[str, str, str]]:
    """The triggers that are there by name: how they were made, what they call, if they are on."""
    found = connection.execute(text(_FOUND[connection.dialect.name]))
    return {name: (made, calls, is_on) for name, made, calls, is_on in found}


def _expected(seal: Seal, dialect: str) -> dict[str, tuple[str, str, str]]:
    calls = seal.body if dialect == "postgresql" else ""
    made = seal.statements(dialect)
    return {name: (how, calls, "O") for name, how in made.items() if name != seal.function}


def form_of(connection: Connection, table: str) -> int | None:
    """Which seal the table has; None where it has none of ours."""
    found = seals_of(connection)
    for form, seal in FORMS[table].items():
        expected = _expected(seal, connection.dialect.name)
        if all(found.get(name) == how for name, how in expected.items()):
            return form
    return None


def faults_of(connection: Connection) -> list[str]:
    """What is wrong with the seals, in Chinese; empty is good."""
    found = seals_of(connection)
    expected = {
        name: how
        for table, form in PRESENT.items()
        for name, how in _expected(FORMS[table][form], connection.dialect.name).items()
    }
    missing = sorted(set(expected) - set(found))
    stray = sorted(set(found) - set(expected))
    changed = sorted(name for name in set(expected) & set(found) if expected[name] != found[name])
    return [
        *(f"台账保护“{name}”不见了。" for name in missing),
        *(f"台账保护“{name}”被改动过。" for name in changed),
        *(f"多了一个触发器“{name}”，不是这个版本的。" for name in stray),
    ]


def _seal_as_created(table: Table, connection: Connection, **_told: Any) -> None:
    attach(connection, table.name, PRESENT[table.name])


def _forget_as_dropped(table: Table, connection: Connection, **_told: Any) -> None:
    forget(connection, table.name, PRESENT[table.name])


for _name in FORMS:
    event.listen(METADATA.tables[_name], "after_create", _seal_as_created)
    event.listen(METADATA.tables[_name], "after_drop", _forget_as_dropped)
