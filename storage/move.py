"""Moving to another database: all is copied in one transaction and compared before it counts.

The old database is read only and stays as it is, so that nobody depends on the move going well.
"""

from collections.abc import Iterator
from contextlib import closing, nullcontext
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, text

from storage import schema
from storage.address import file_of
from storage.backup.loading import holds_anything, not_taken
from storage.backup.rows import Form, Tally, forms_of, line_of
from storage.backup.tables import count_in, rows_in, tally_of, write_rows
from storage.engine import open_keeping
from storage.errors import NotEmpty, RowRefused, SchemaTooOld
from storage.lock import held
from storage.progress import Tell
from storage.snapshot import snapshot

#: Counters that PostgreSQL keeps of its own; after rows came with their numbers they must go on
#: from the largest. Our own tables have none, and a table with one is not forgotten by this.
_COUNTERS: Final = text(
    "SELECT table_name, column_name FROM information_schema.columns "
    "WHERE table_schema = current_schema() "
    "AND pg_get_serial_sequence(quote_ident(table_name), column_name) IS NOT NULL"
)


@dataclass(frozen=True, slots=True)
class Moved:
    """A table that was moved: how many rows, and the digest of them on both sides."""

    table: str
    rows: int
    digest: str


def move(source: str, target: str, tell: Tell = lambda *_: None) -> list[Moved]:
    """Copy everything to an empty database. Nobody may write to the old one meanwhile: a file is
    kept from others here, a server has to be quiet.

    Raises StoreInUse, NotEmpty, SchemaTooOld, RowRefused where both sides are not alike, or another
    StoreFault; then the target is as it was.
    """
    path = file_of(source)
    with (
        closing(open_keeping(target)) as keeping,
        held(path) if path and path.exists() else nullcontext(),
        snapshot(source) as old,
        keeping.altering() as new,
    ):
        if schema.revision_of(old) != schema.known_revisions()[-1]:
            raise SchemaTooOld("原来的数据库还没有升级。请先运行 shouwen db upgrade。")
        if holds_anything(new):
            raise NotEmpty(f"数据库 {keeping.where} 里已经有数据，没有动它。请换一个空的数据库。")
        schema.upgrade(new)
        moved = [_move_table(old, new, form, tell) for form in forms_of(old)]
        go_on_counting(new)
    return moved


def _move_table(old: Connection, new: Connection, form: Form, tell: Tell) -> Moved:
    total, tally = count_in(old, form), Tally()

    def rows() -> Iterator[list[Any]]:
        for row in rows_in(old, form):
            tally.add(line_of(row))
            if tally.rows % 1000 == 0:
                tell(form.name, tally.rows, total)
            yield row

    try:
        write_rows(new, form, rows())
    except Exception as error:
        raise not_taken(form.name, error) from None
    tell(form.name, tally.rows, total)
    arrived = tally_of(new, form)
    if arrived.to_json() != tally.to_json():
        raise RowRefused(
            f"表“{form.name}”搬过去以后和原来的不一样，已经取消，两边都没有改动。请报告这个问题。"
        )
    return Moved(form.name, tally.rows, tally.digest)


def go_on_counting(connection: Connection) -> None:
    """Let every counter of the server go on after the largest number that is in use."""
    if connection.dialect.name != "postgresql":
        return
    quote = connection.dialect.identifier_preparer.quote_identifier
    for table, column in connection.execute(_COUNTERS).all():
        largest = f"SELECT max({quote(column)}) FROM {quote(table)}"  # noqa: S608 its own names
        connection.execute(
            text(
                "SELECT setval(pg_get_serial_sequence(quote_ident(:of_table), :of_column), "
                f"coalesce(({largest}), 1), ({largest}) IS NOT NULL)"
            ),
            {"of_table": table, "of_column": column},
        )
