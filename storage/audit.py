"""The record of the console: lines are added and read, never changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import bindparam, select, tuple_

from models.audit import AuditDeed, AuditEntry, AuditHead, write
from storage.drawer import Drawer, Shelf

_ENTRIES: Final = Shelf(AuditEntry)
_HEADS: Final = Shelf(AuditHead)

_OF_ACTOR: Final = (
    select(_ENTRIES.table)
    .where(_ENTRIES.ours, _ENTRIES.actor_no == bindparam("no"))
    .order_by(_ENTRIES.seq)
)
_ALL_HEADS: Final = select(_HEADS.table).where(_HEADS.ours).order_by(_HEADS.actor_no)
_ORDER: Final = (_ENTRIES.at, _ENTRIES.actor_no, _ENTRIES.seq)


class AuditKey(NamedTuple):
    """Where a page of the record ended."""

    at: datetime
    actor_no: str
    seq: int

    @classmethod
    def of(cls, entry: AuditEntry) -> "AuditKey":
        return cls(entry.at, entry.actor_no, entry.seq)


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which lines are wanted; what is left out does not matter."""

    actor_no: str = ""
    case_id: int | None = None
    deed: str = ""


class Audit(Drawer):
    """Who looked at or changed what."""

    __slots__ = ()

    def note(
        self,
        actor_no: str,
        deed: AuditDeed,
        now: datetime,
        *,
        case_id: int | None = None,
        subject: str = "",
        **detail: Any,
    ) -> AuditEntry:
        """Add a line to a person's record; raises Conflict where they added another just now."""
        known = self._get(_HEADS, actor_no)
        head = known or AuditHead(company_id=self._company, actor_no=actor_no)
        entry = write(head, deed, now=now, case_id=case_id, subject=subject[:64], **detail)
        if known:
            self._keep(_HEADS, head)
        else:
            self._insert(_HEADS, head)
        self._insert(_ENTRIES, entry)
        return entry

    def lines(
        self, wanted: AuditFilter, *, after: AuditKey | None = None, limit: int = 50
    ) -> list[AuditEntry]:
        """The lines that fit, the latest first; `after` is the key of the last one seen."""
        statement = select(_ENTRIES.table).where(_ENTRIES.ours)
        binds: dict[str, Any] = {"limit": limit}
        for name in ("actor_no", "case_id", "deed"):
            if value := getattr(wanted, name):
                statement = statement.where(_ENTRIES.table.c[name] == bindparam(f"is_{name}"))
                binds[f"is_{name}"] = value
        if after:
            keys = zip(_ORDER, after._fields, strict=True)
            told = [bindparam(f"after_{name}", type_=column.type) for column, name in keys]
            statement = statement.where(tuple_(*_ORDER) < tuple_(*told))
            binds |= {f"after_{name}": value for name, value in after._asdict().items()}
        statement = statement.order_by(*(column.desc() for column in _ORDER))
        rows = self._scribe.rows_of_passing(statement.limit(bindparam("limit")), binds)
        return [_ENTRIES.read(row) for row in rows]

    def records(self) -> Iterator[tuple[AuditHead, list[AuditEntry]]]:
        """Every person's record from its first line on, with what its head remembers."""
        for head in self._all(_HEADS, _ALL_HEADS):
            yield head, self._all(_ENTRIES, _OF_ACTOR, no=head.actor_no)
