"""Sheets that were sent to be taken in, and traces of what they changed."""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import bindparam, delete, func, select

from models.importing import ImportState, ImportTrace, SheetImport
from models.terms import SheetKind
from storage.drawer import Drawer, Shelf, upsert

_IMPORTS: Final = Shelf(SheetImport)
_TRACES: Final = Shelf(ImportTrace)

_LATEST: Final = (
    select(_IMPORTS.table)
    .where(_IMPORTS.ours, _IMPORTS.kind == bindparam("of_kind", type_=_IMPORTS.kind.type))
    .order_by(_IMPORTS.id.desc())
    .limit(bindparam("limit"))
)
_IN_STATE: Final = (
    select(_IMPORTS.table)
    .where(_IMPORTS.ours, _IMPORTS.state == bindparam("in_state", type_=_IMPORTS.state.type))
    .order_by(_IMPORTS.id)
)
_LAST_WRITTEN: Final = (
    select(_IMPORTS.table)
    .where(
        _IMPORTS.ours,
        _IMPORTS.kind == bindparam("of_kind", type_=_IMPORTS.kind.type),
        _IMPORTS.state == bindparam("in_state", type_=_IMPORTS.state.type),
    )
    .order_by(_IMPORTS.ended_at.desc(), _IMPORTS.id.desc())
    .limit(1)
)
_OF_IMPORT: Final = (_TRACES.ours, _TRACES.of_import == bindparam("number"))
_PLACES: Final = select(func.count()).select_from(_TRACES.table).where(*_OF_IMPORT)
_FORGET: Final = delete(_TRACES.table).where(*_OF_IMPORT)


_KEEP: Final = upsert(_TRACES.table, ["company_id", "of_import", "place"], "rows")


class Imports(Drawer):
    """Imports by number, the latest by kind, and their traces."""

    __slots__ = ()

    def add(self, one: SheetImport) -> None:
        self._insert(_IMPORTS, one)

    def get(self, import_id: int) -> SheetImport | None:
        return self._get(_IMPORTS, import_id)

    def keep(self, one: SheetImport) -> None:
        """Raises Conflict where somebody else changed it in the meantime."""
        self._keep(_IMPORTS, one)

    def latest(self, kind: SheetKind, limit: int = 10) -> list[SheetImport]:
        """The latest of a kind first."""
        return self._all(_IMPORTS, _LATEST, of_kind=kind, limit=limit)

    def in_state(self, state: ImportState) -> list[SheetImport]:
        """All that have come so far and no further, in the order in which they came."""
        return self._all(_IMPORTS, _IN_STATE, in_state=state)

    def last_written(self, kind: SheetKind) -> SheetImport | None:
        """The one that was written last and not taken back."""
        told = {"of_kind": kind, "in_state": ImportState.WRITTEN}
        return self._first(_IMPORTS, _LAST_WRITTEN, **told)

    def keep_trace(self, import_id: int, place: int, rows: str) -> None:
        """Note what an import changed, in place of what was noted there."""
        key = {"of_import": str(import_id), "place": _placed(place)}
        trace = ImportTrace(company_id=self._company, rows=rows, **key)
        self._write(_KEEP, **_TRACES.values(trace))

    def traces(self, import_id: int) -> Iterator[str]:
        """What an import changed, in the order in which it was noted."""
        for place in range(self.trace_count(import_id)):
            trace = self._get(_TRACES, str(import_id), _placed(place))
            if trace is not None:
                yield trace.rows

    def trace_count(self, import_id: int) -> int:
        return int(self._value(_PLACES, number=str(import_id)))

    def forget_traces(self, import_id: int) -> None:
        self._write(_FORGET, number=str(import_id))


def _placed(place: int) -> str:
    return f"{place:06d}"
