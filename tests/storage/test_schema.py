"""The schema's steps: the same as the entities say, up and down, whole or not at all."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    inspect,
    text,
)

from models.terms import Role
from storage import schema, seal
from storage.checks import faults_of_checks
from storage.engine import Store, open_store
from storage.errors import RowRefused, SchemaTooNew, SchemaTooOld, StoreFault, StoreUnreadable
from storage.tables import METADATA
from tests.databases import PostgresServer
from tests.storage.rows import a_shop, a_staff

PREPARE = """
import sys
from storage.engine import open_store
store = open_store(sys.argv[1])
store.prepare()
store.close()
"""
DRAFT = "run: python -m storage.migrations.draft 0001 'the first schema'"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store with nothing in it, not even tables."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'desk.db'}"
    else:
        server: PostgresServer = request.getfixturevalue("postgres_server")
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute("DROP DATABASE IF EXISTS schema WITH (FORCE)")
            connection.execute("CREATE DATABASE schema")
        url = server.database("schema")
    store = open_store(url)
    yield store
    store.close()


@contextmanager
def altering(store: Store) -> Iterator[Connection]:
    with store._keeping.altering() as connection:
        yield connection


def picture(connection: Connection) -> dict[str, Any]:
    """All that makes up a schema, in words that can be compared."""
    looked = inspect(connection)
    tables = sorted(set(looked.get_table_names()) - {"alembic_version"})
    found: dict[str, Any] = {"seals": seal.seals_of(connection)}
    for table in tables:
        columns = looked.get_columns(table)
        found[table] = (
            [(c["name"], str(c["type"]), c["nullable"], c["default"]) for c in columns],
            looked.get_pk_constraint(table)["constrained_columns"],
            sorted(map(repr, looked.get_foreign_keys(table))),
            sorted(map(index, looked.get_indexes(table))),
        )
    return found


def index(found: Any) -> str:
    options = {name: str(value) for name, value in found.get("dialect_options", {}).items()}
    return repr((found["name"], found["column_names"], bool(found["unique"]), options))


def test_an_empty_database_gets_at_once_what_all_steps_lead_to(empty: Store) -> None:
    empty.prepare()
    assert empty.check() == [], DRAFT
    with altering(empty) as connection:
        at_once, revision = picture(connection), schema.revision_of(connection)
        METADATA.drop_all(connection)
        connection.execute(text("DROP TABLE alembic_version"))
    with altering(empty) as connection:
        schema.upgrade(connection)
        assert picture(connection) == at_once, DRAFT
        assert schema.revision_of(connection) == revision
    assert empty.check() == [], DRAFT


def test_the_steps_lead_back_to_nothing_and_up_again(empty: Store) -> None:
    empty.prepare()
    empty.run_now(lambda work: work.people.put_staff([a_staff("7")]))
    with altering(empty) as connection:
        schema.downgrade(connection, "base")
        assert set(inspect(connection).get_table_names()) == {"alembic_version"}
        assert seal.seals_of(connection) == {}
    empty.prepare()
    assert empty.check() == []


def test_preparing_twice_keeps_what_is_there(empty: Store) -> None:
    empty.prepare()
    empty.run_now(lambda work: work.people.put_shops([a_shop(1)]))
    empty.prepare()
    assert empty.read_now(lambda work: work.people.count_shops()) == 1


def test_of_many_that_start_at_once_one_prepares(
    postgres_server: PostgresServer,
) -> None:
    with psycopg.connect(postgres_server.url, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS together WITH (FORCE)")
        connection.execute("CREATE DATABASE together")
    url = postgres_server.database("together")
    command = [sys.executable, "-c", PREPARE, url]
    together = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(3)]
    assert [process.communicate()[1] for process in together] == [b"", b"", b""]
    assert [process.returncode for process in together] == [0, 0, 0]
    with closing(open_store(url)) as store:
        assert store.check() == []


def set_revision(store: Store, revision: str) -> None:
    with altering(store) as connection:
        connection.execute(text(f"UPDATE alembic_version SET version_num = '{revision}'"))  # noqa: S608


def test_a_database_of_a_newer_version_is_left_alone(empty: Store) -> None:
    empty.prepare()
    set_revision(empty, "9999")
    with pytest.raises(SchemaTooNew, match="请升级首问"):
        empty.prepare()
    with pytest.raises(SchemaTooNew):
        empty.check()


def test_a_database_of_another_program_is_left_alone(empty: Store) -> None:
    with altering(empty) as connection:
        connection.execute(text("CREATE TABLE invoices (id INTEGER)"))
    with pytest.raises(StoreUnreadable, match="别的程序"):
        empty.prepare()
    with altering(empty) as connection:
        assert inspect(connection).get_table_names() == ["invoices"]


def test_a_database_that_was_not_prepared_says_so(empty: Store) -> None:
    with pytest.raises(SchemaTooOld, match="shouwen db upgrade"):
        empty.read_now(lambda work: work.people.count_shops())
    with pytest.raises(SchemaTooOld):
        empty.check()


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        ('ALTER TABLE "case" DROP COLUMN measure', "measure"),
        ("DROP INDEX ix_case_open", "ix_case_open"),
        ("CREATE TABLE stray (id INTEGER)", "stray"),
    ],
)
def test_the_check_names_what_differs(empty: Store, damage: str, says: str) -> None:
    empty.prepare()
    with altering(empty) as connection:
        connection.execute(text(damage))
    found = empty.check()
    assert len(found) == 1
    assert says in found[0]


def test_the_check_misses_a_seal_that_was_removed(empty: Store) -> None:
    empty.prepare()
    where = {"sqlite": "", "postgresql": " ON ledgerentry"}
    with altering(empty) as connection:
        on = where[connection.dialect.name]
        connection.execute(text(f"DROP TRIGGER ledgerentry_no_delete{on}"))
    assert empty.check() == ["台账保护“ledgerentry_no_delete”不见了。"]


LOOSENED = {
    "sqlite": (
        "DROP TRIGGER ledgerentry_no_update",
        "CREATE TRIGGER ledgerentry_no_update BEFORE UPDATE ON ledgerentry "
        "BEGIN SELECT 'never mind'; END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RETURN NEW; END $$",
    ),
}


def test_the_check_sees_through_a_seal_that_lets_everything_through(empty: Store) -> None:
    empty.prepare()
    with altering(empty) as connection:
        for statement in LOOSENED[connection.dialect.name]:
            connection.exec_driver_sql(statement)
    assert "台账保护“ledgerentry_no_update”被改动过。" in empty.check()


def test_the_check_sees_a_seal_that_was_switched_off(postgres_server: PostgresServer) -> None:
    with psycopg.connect(postgres_server.url, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS asleep WITH (FORCE)")
        connection.execute("CREATE DATABASE asleep")
    with closing(open_store(postgres_server.database("asleep"))) as store:
        store.prepare()
        with altering(store) as bound:
            bound.exec_driver_sql("ALTER TABLE auditentry DISABLE TRIGGER auditentry_no_delete")
        assert store.check() == ["台账保护“auditentry_no_delete”被改动过。"]


def test_a_condition_that_only_the_entities_know_is_a_fault(empty: Store) -> None:
    empty.prepare()
    entities = MetaData()
    counter = METADATA.tables["counter"].to_metadata(entities)
    counter.append_constraint(CheckConstraint("value >= 0", name="ck_counter_value"))
    with altering(empty) as connection:
        assert faults_of_checks(connection, METADATA) == []
        (fault,) = faults_of_checks(connection, entities)
    assert "ck_counter_value" in fault


@pytest.mark.parametrize(("kept", "faults"), [("value >= 0", 0), ("value >= 1", 1)])
def test_a_condition_is_compared_by_what_it_says(kept: str, faults: int, empty: Store) -> None:
    entities = MetaData()
    for condition, name in (("value >= 0", "expected"), (kept, "kept")):
        Table(
            "counter" if name == "expected" else "kept",
            entities,
            Column("value", Integer),
            CheckConstraint(condition, name="ck_value"),
        )
    with altering(empty) as connection:
        entities.tables["kept"].create(connection)
        connection.exec_driver_sql("ALTER TABLE kept RENAME TO counter")
        expected = MetaData()
        entities.tables["counter"].to_metadata(expected)
        assert len(faults_of_checks(connection, expected)) == faults


def test_a_condition_that_only_the_database_knows_is_a_fault(empty: Store) -> None:
    empty.prepare()
    with altering(empty) as connection:
        steps = Operations(MigrationContext.configure(connection))
        with steps.batch_alter_table("counter") as counter:
            counter.create_check_constraint("ck_counter_value", text("value >= 0"))
    (fault,) = empty.check()
    assert "ck_counter_value" in fault


def test_a_step_that_fails_halfway_leaves_the_schema_as_it_was(empty: Store) -> None:
    empty.prepare()

    def fail_halfway() -> None:
        with altering(empty) as connection:
            connection.execute(text("CREATE TABLE half_done (id INTEGER)"))
            connection.execute(text("ALTER TABLE nowhere ADD COLUMN x INTEGER"))

    with pytest.raises(StoreFault):
        fail_halfway()
    assert empty.check() == []


def test_rebuilding_a_table_keeps_what_hangs_on_its_rows(file_store: Store) -> None:
    file_store.run_now(lambda work: work.people.put_staff([a_staff("7", Role.DUTY)]))
    with altering(file_store) as connection:
        steps = Operations(MigrationContext.configure(connection))
        with steps.batch_alter_table("staff", recreate="always") as staff:
            staff.alter_column("region", existing_type=String(32), nullable=True)
    on_duty = file_store.read_now(lambda work: work.people.staff_with(Role.DUTY))
    assert [person.no for person in on_duty] == ["7"]


def test_a_step_that_leaves_rows_without_an_owner_is_taken_back(file_store: Store) -> None:
    file_store.run_now(lambda work: work.people.put_staff([a_staff("7", Role.DUTY)]))

    def forget_staff() -> None:
        with altering(file_store) as connection:
            connection.execute(text("DELETE FROM staff"))

    with pytest.raises(RowRefused, match="改动已取消"):
        forget_staff()
    assert len(file_store.read_now(lambda work: work.people.all_staff())) == 1


A_STEP = """
import sqlalchemy as sa
from alembic import op

revision = "{number}"
down_revision = "{last}"


def upgrade() -> None:
    op.create_table("remark", sa.Column("id", sa.Integer(), primary_key=True))
    {more}
"""


def steps_with(tmp_path: Path, more: str) -> Path:
    """Our steps and one more."""
    steps = Path(shutil.copytree(schema.STEPS.parent, tmp_path / "steps")) / "versions"
    last = schema.known_revisions()[-1]
    number = f"{int(last) + 1:04d}"
    step = A_STEP.format(last=last, number=number, more=more)
    (steps / f"{number}_remarks.py").write_text(step, "utf-8")
    return steps


def tables(store: Store) -> set[str]:
    with altering(store) as connection:
        return set(inspect(connection).get_table_names())


def test_an_upgrade_keeps_the_data_and_a_copy_of_how_it_was(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'desk.db'}")
    store.prepare()
    store.run_now(lambda work: work.people.put_shops([a_shop(1)]))
    schema.prepare(
        store._keeping,
        steps_with(tmp_path, "pass"),
        keep_copy=store._keeping_copies_in(tmp_path),
    )
    assert "remark" in tables(store)
    assert store.read_now(lambda work: work.people.count_shops()) == 1
    with pytest.raises(SchemaTooNew):
        store.prepare()
    store.close()
    (copy,) = tmp_path.glob("desk.db.before-*")
    before = open_store(f"sqlite:///{copy}")
    assert before.read_now(lambda work: work.people.count_shops()) == 1
    assert before.check() == []
    before.close()


def test_an_upgrade_that_fails_changes_nothing(empty: Store, tmp_path: Path) -> None:
    empty.prepare()
    steps = steps_with(tmp_path, "raise ValueError('half way')")
    with pytest.raises(ValueError, match="half way"):
        schema.prepare(empty._keeping, steps, keep_copy=lambda _: None)
    assert "remark" not in tables(empty)
    assert empty.check() == []
