"""Sheets that somebody had taken in: how far each has come, and what it changed."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Field

from models.columns import BIG, Instant, Word, document
from models.entity import Entity
from models.terms import SheetKind


class ImportState(StrEnum):
    """How far a sheet has come."""

    ARRIVED = "arrived"  #: waits to be checked
    CHECKED = "checked"  #: waits for somebody's word
    WANTED = "wanted"  #: waits to be written
    WRITTEN = "written"
    TURNED_AWAY = "turned away"  #: it can't be read, or by now it does not fit
    GIVEN_UP = "given up"  #: somebody put it away
    TAKEN_BACK = "taken back"

    @property
    def is_at_work(self) -> bool:
        """Whether something is about to happen to it without anybody's doing."""
        return self in (ImportState.ARRIVED, ImportState.WANTED)


class SheetImport(Entity, table=True):
    """One sheet from its arrival to its end.

    `file` is the name under which it lies in the house until then. `report` holds counts, and the
    places and rules of faults; never what stood in a cell.
    """

    company_id: int = Field(default=1, primary_key=True)
    id: int = Field(primary_key=True, sa_type=BIG)
    kind: SheetKind = Field(sa_type=Word(SheetKind))
    state: ImportState = Field(default=ImportState.ARRIVED, sa_type=Word(ImportState))
    by_no: str = Field(max_length=32)
    name: str = Field(default="", max_length=80)  #: what whoever sent it calls it
    file: str = Field(default="", max_length=64)
    size: int = Field(default=0, sa_type=BIG)  #: bytes
    arrived_at: datetime = Field(sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    is_partial: bool = False  #: rows with faults are left out, the others taken in
    done: int = 0  #: rows gone through in the step that is under way
    total: int = 0  #: about how many there are
    report: dict[str, Any] = Field(default_factory=dict, sa_type=document())
    says: str = Field(default="", max_length=400)  #: why it was turned away
    version: int = 0


class ImportTrace(Entity, table=True):
    """Some of the rows that an import changed, each as it was before and as the import left it, so
    that it can be taken back. JSON: a list of [key, before or null, after or null]."""

    company_id: int = Field(default=1, primary_key=True)
    of_import: str = Field(primary_key=True, max_length=20)  #: its number in words
    place: str = Field(primary_key=True, max_length=8)  #: 000000, 000001, …
    rows: str
