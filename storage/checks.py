"""CHECK constraints, which comparing schemas overlooks: those there are, and should be.

A database keeps a condition in its own words, so the expected one is said to the same database:
on a table that nobody else sees and that is gone at once.
"""

from typing import Any, Final

from sqlalchemy import CheckConstraint, Connection, MetaData, Table, create_engine, inspect, text

_ON_POSTGRES: Final = text(
    "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE contype = 'c' AND conrelid = to_regclass(:of_table)"
)

#: By table and name of the constraint: its condition.
Checks = dict[tuple[str, str], str]


def faults_of_checks(connection: Connection, metadata: MetaData) -> list[str]:
    """What is wrong with the checks, in Chinese; empty is good."""
    tables = list(metadata.tables.values())
    there = {
        (table.name, name): condition
        for table in tables
        for name, condition in _found(connection, table.name)
    }
    expected = _expected(connection, [table for table in tables if _has_checks(table)])
    wrong = sorted(key for key in there.keys() | expected if there.get(key) != expected.get(key))
    return [f"表“{table}”的检查“{name}”和程序要求的不一致。" for table, name in wrong]


def _has_checks(table: Table) -> bool:
    return any(isinstance(each, CheckConstraint) for each in table.constraints)


def _found(connection: Connection, table: str) -> list[tuple[str, str]]:
    if connection.dialect.name == "postgresql":
        quoted = connection.dialect.identifier_preparer.quote(table)
        rows = connection.execute(_ON_POSTGRES, {"of_table": quoted})
        return [(str(name), str(condition)) for name, condition in rows]
    return _of_file(connection, table)


def _of_file(connection: Connection, table: str) -> list[tuple[str, str]]:
    found: Any = inspect(connection).get_check_constraints(table)
    return [(str(each["name"]), str(each["sqltext"])) for each in found]


def _expected(connection: Connection, tables: list[Table]) -> Checks:
    if not tables:
        return {}
    if connection.dialect.name == "postgresql":
        return _expected_on_postgres(connection, tables)
    beside = create_engine("sqlite://")
    try:
        with beside.connect() as scratch:
            for table in tables:
                _bare(table).create(scratch)
            return {
                (table.name, name): condition
                for table in tables
                for name, condition in _of_file(scratch, table.name)
            }
    finally:
        beside.dispose()


def _expected_on_postgres(connection: Connection, tables: list[Table]) -> Checks:
    """On temporary tables, in a savepoint that is taken back."""
    expected: Checks = {}
    with connection.begin_nested() as scratch:
        for table in tables:
            name = f"expected_{table.name}"
            _bare(table, name, prefixes=["TEMPORARY"]).create(connection)
            rows = connection.execute(_ON_POSTGRES, {"of_table": f"pg_temp.{name}"})
            expected |= {(table.name, str(check)): str(says) for check, says in rows}
        scratch.rollback()
    return expected


def _bare(table: Table, name: str = "", **options: Any) -> Table:
    """The table with its columns and checks, without what hangs on it."""
    columns = [column._copy() for column in table.columns]
    checks = [
        CheckConstraint(_words_of(each), name=each.name)
        for each in table.constraints
        if isinstance(each, CheckConstraint)
    ]
    return Table(name or table.name, MetaData(), *columns, *checks, **options)


def _words_of(check: CheckConstraint) -> str:
    return str(check.sqltext.compile(compile_kwargs={"literal_binds": True}))
