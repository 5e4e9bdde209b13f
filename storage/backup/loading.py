"""Loading a database from a backup: at the schema it was taken with, then brought up to date."""

from collections.abc import Iterator

from sqlalchemy import Connection

from storage import schema
from storage.backup.manifest import About, Manifest
from storage.backup.parcel import damaged
from storage.backup.rows import Form, UnfitValue, forms_of, line_of, values_of
from storage.backup.tables import count_in, write_rows
from storage.errors import RowRefused, StoreFault


class Loader:
    """Puts rows into an empty database, inside the connection's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._forms: dict[str, Form] = {}

    def begin(self, about: About) -> None:
        schema.upgrade(self._connection, about.revision)
        self._forms = {form.name: form for form in forms_of(self._connection)}

    def rows(self, table: str, columns: bytes, lines: list[bytes]) -> None:
        """Raises BackupDamaged or RowRefused."""
        form = self._forms.get(table)
        if form is None or columns != line_of(form.columns):
            raise damaged()
        try:
            write_rows(self._connection, form, _values(lines, form))
        except UnfitValue as error:
            raise damaged() from error
        except Exception as error:
            raise not_taken(table, error) from None

    def finish(self, manifest: Manifest) -> None:
        """Count what is there now and bring the schema up to date. Raises BackupDamaged."""
        there = {name: count_in(self._connection, form) for name, form in self._forms.items()}
        told = manifest.rows
        if any(told.get(name, 0) != count for name, count in there.items()):
            raise damaged()
        schema.upgrade(self._connection)
        if schema.differences(self._connection):
            raise damaged()


def _values(lines: list[bytes], form: Form) -> Iterator[list[object]]:
    for line in lines:
        yield values_of(line, form)


def not_taken(table: str, error: Exception) -> Exception:
    """What to raise where a database would not take rows; it tells the table and no row."""
    if isinstance(error, StoreFault):
        return error
    kind = type(error).__name__
    return RowRefused(f"数据库不接受表“{table}”里的一行（{kind}），没有写入任何内容。请报告。")


def holds_anything(connection: Connection) -> bool:
    """Whether any table has a row. Raises StoreUnreadable for another program's tables."""
    if schema.revision_of(connection) is None:
        return False
    return any(count_in(connection, form) for form in forms_of(connection))
