"""The schema: changed by numbered steps, brought up to date with a copy of the file kept first.

An empty database gets today's schema at once, which is the same as taking every step (tested) and
ten times as quick.
Three traps are avoided here. SQLite rebuilds a table to change it, and with foreign keys on would
delete what hangs on its rows: they are off meanwhile and checked afterwards. SQLite's driver would
commit half a step: all steps share one transaction that we begin. And autogeneration overlooks
triggers and checks: they are written by hand and tested by violation.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from sqlalchemy import Column, Connection, MetaData, String, Table, inspect, text

from storage.checks import faults_of_checks
from storage.errors import (
    NotFound,
    SchemaTooNew,
    SchemaTooOld,
    StoreFault,
    StoreUnreadable,
    WouldLose,
)
from storage.seal import faults_of as faults_of_seals
from storage.tables import METADATA

if TYPE_CHECKING:
    from alembic.config import Config


#: Where the steps lie, one file each, called by their number.
STEPS: Final = Path(__file__).parent / "migrations" / "versions"
#: What Alembic calls a database without any step.
NOTHING: Final = "base"
#: Where Alembic looks up the last step taken.
_TAKEN: Final = Table(
    "alembic_version", MetaData(), Column("version_num", String(32), primary_key=True)
)


#: Keeps a copy of everything as it is, under the name of the revision.
KeepCopy = Callable[[str], None]


class Migrating(Protocol):
    """What a database must do to have its schema changed."""

    @property
    def where(self) -> str:
        """Which database, as people call it."""

    def altering(self) -> AbstractContextManager[Connection]:
        """A transaction in which the schema may change; kept whole or not at all."""

    def faults(self) -> list[str]:
        """What is wrong with the stored data itself."""


def known_revisions(steps: Path = STEPS) -> list[str]:
    """The numbers of the steps in order, read from their file names."""
    return sorted(path.name.partition("_")[0] for path in steps.glob("[0-9]*.py"))


def revision_of(connection: Connection) -> str | None:
    """The last step taken; None in an empty database. Raises StoreUnreadable for a stranger's."""
    tables = set(inspect(connection).get_table_names())
    if "alembic_version" in tables:
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return None if found is None else str(found)
    if tables:
        raise StoreUnreadable("这个数据库里有别的程序的表，不是首问的。请换一个空的数据库。")
    return None


def prepare(database: Migrating, steps: Path = STEPS, *, keep_copy: KeepCopy) -> None:
    """Create the schema or bring it up to date, with a copy kept first; raises SchemaTooNew.

    Of several processes that start at once one does it; the others meet what it made and find
    everything in order when they look again.
    """
    try:
        _bring_up_to_date(database, steps, keep_copy)
    except StoreFault:
        with database.altering() as connection:
            revision = revision_of(connection)
        if _is_behind(revision, known_revisions(steps), database.where):
            raise


def _bring_up_to_date(database: Migrating, steps: Path, keep_copy: KeepCopy) -> None:
    known = known_revisions(steps)
    with database.altering() as connection:
        revision = revision_of(connection)
        if not _is_behind(revision, known, database.where):
            return
        if revision is None:
            create(connection, known[-1])
            return
    keep_copy(revision)
    with database.altering() as connection:
        if _is_behind(revision_of(connection), known, database.where):
            upgrade(connection, steps=steps)


def bring_to(database: Migrating, to: str, *, keep_copy: KeepCopy, lose: bool = False) -> None:
    """Take steps up or down to a revision, "base" being nothing at all, with a copy kept first.

    Raises NotFound, SchemaTooNew, or WouldLose where rows would go whose tables have no place
    below; `lose` lets them go.
    """
    known = known_revisions()
    if to not in (*known, NOTHING):
        raise NotFound(f"没有数据库版本 {to[:20]}。可写：{'、'.join([NOTHING, *known])}。")
    with database.altering() as connection:
        revision = revision_of(connection)
        _is_behind(revision, known, database.where)
    if revision == to:
        return
    if revision is not None:
        keep_copy(revision)
    with database.altering() as connection:
        if (revision_of(connection) or "") < to != NOTHING:
            upgrade(connection, to)
        else:
            _step_down(connection, to, lose=lose)


def _step_down(connection: Connection, to: str, *, lose: bool) -> None:
    before = _filled(connection)
    downgrade(connection, to)
    lost = sorted(before - set(inspect(connection).get_table_names()))
    if lost and not lose:
        raise WouldLose(
            f"退回 {to} 会丢掉这些表里的记录：{'、'.join(lost)}。没有改动。"
            "确实要丢，请加 --lose；退回前会先留一份备份。"
        )


def _filled(connection: Connection) -> set[str]:
    """The tables that have rows."""
    quote = connection.dialect.identifier_preparer.quote_identifier
    names = set(inspect(connection).get_table_names()) - {"alembic_version"}
    return {
        name
        for name in names
        if connection.exec_driver_sql(f"SELECT 1 FROM {quote(name)} LIMIT 1").first()  # noqa: S608
    }


def _is_behind(revision: str | None, known: list[str], where: str) -> bool:
    if revision is not None and revision not in known:
        raise SchemaTooNew(
            f"数据库 {where} 是更新版本的首问建的（{revision}），这个版本不认识。请升级首问。"
        )
    return revision != known[-1]


def create(connection: Connection, revision: str) -> None:
    """Make today's whole schema in an empty database, as if every step to `revision` was taken."""
    METADATA.create_all(connection)
    _TAKEN.create(connection, checkfirst=True)
    connection.execute(_TAKEN.insert().values(version_num=revision))


def upgrade(connection: Connection, to: str = "head", steps: Path = STEPS) -> None:
    """Take the steps up to a revision, inside the connection's transaction."""
    from alembic import command  # a third of a second that a database in order does not need

    command.upgrade(config(connection, steps), to)


def downgrade(connection: Connection, to: str) -> None:
    """Take steps back, inside the connection's transaction; "base" is nothing at all."""
    from alembic import command

    command.downgrade(config(connection), to)


def differences(connection: Connection) -> list[str]:
    """In what the database differs from what this version expects, in Chinese; empty is good."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    settings = {"compare_type": True, "compare_server_default": True}
    context = MigrationContext.configure(connection, opts=settings)
    changes = [
        f"和程序要求的表结构不一致：{change}" for change in compare_metadata(context, METADATA)
    ]
    return changes + faults_of_checks(connection, METADATA) + faults_of_seals(connection)


def check(database: Migrating) -> list[str]:
    """What is wrong with the schema or the data, in Chinese; empty is good.

    Raises SchemaTooOld or SchemaTooNew where the schema is of another version.
    """
    with database.altering() as connection:
        check_revision(connection, database.where)
        found = differences(connection)
    return found + database.faults()


def check_revision(connection: Connection, where: str) -> None:
    """Raises SchemaTooOld or SchemaTooNew where the schema is of another version."""
    if _is_behind(revision_of(connection), known_revisions(), where):
        raise SchemaTooOld(f"数据库 {where} 还没有升级。请运行 shouwen db upgrade。")


def config(connection: Connection, steps: Path = STEPS) -> "Config":
    """How Alembic finds our steps and the connection to take them on."""
    from alembic.config import Config

    told = Config()
    told.set_main_option("script_location", str(steps.parent).replace("%", "%%"))
    told.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    told.attributes["connection"] = connection
    return told
