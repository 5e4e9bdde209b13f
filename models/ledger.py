"""The ledger (台账): every deed in order, unchanged, each line sealed with the one before."""

import hashlib
import json
from datetime import datetime
from typing import Any, Final

from sqlmodel import Field, SQLModel

from models.case import Case
from models.columns import BIG, Instant, document, to_micros

#: What stands before the first line of a case.
ORIGIN: Final = ""


class LedgerEntry(SQLModel, table=True):
    """Who did what to a case, when, from which stage to which, and why."""

    company_id: int = Field(default=1, primary_key=True)
    case_id: int = Field(primary_key=True, sa_type=BIG)
    seq: int = Field(primary_key=True)
    at: datetime = Field(sa_type=Instant)
    actor: str = Field(max_length=48)  #: "staff:NO", "retailer", "desk" for the clock
    deed: str = Field(max_length=32)
    before: str = Field(default="", max_length=24)
    after: str = Field(default="", max_length=24)
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=document())
    previous: str = Field(default=ORIGIN, max_length=64)
    seal: str = Field(default="", max_length=64)


def seal_of(entry: LedgerEntry) -> str:
    """SHA-256 over the line and the seal before it, as 64 hexadecimal digits."""
    line = [
        entry.company_id,
        entry.case_id,
        entry.seq,
        to_micros(entry.at),
        entry.actor,
        entry.deed,
        entry.before,
        entry.after,
        entry.detail,
        entry.previous,
    ]
    packed = json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(packed.encode()).hexdigest()


def write(
    case: Case, deed: str, *, by: str, now: datetime, before: str = "", **detail: Any
) -> LedgerEntry:
    """The next line of the case's ledger, sealed; the case remembers it as its head."""
    case.entries += 1
    entry = LedgerEntry(
        company_id=case.company_id,
        case_id=case.id,
        seq=case.entries,
        at=now,
        actor=by,
        deed=deed,
        before=before or case.stage.value,
        after=case.stage.value,
        detail=detail,
        previous=case.head,
    )
    entry.seal = seal_of(entry)
    case.head = entry.seal
    return entry


def first_break(entries: list[LedgerEntry]) -> int | None:
    """The number of the first line that doesn't follow from the one before; None if all do."""
    previous = ORIGIN
    for place, entry in enumerate(entries, start=1):
        if entry.seq != place or entry.previous != previous or entry.seal != seal_of(entry):
            return place
        previous = entry.seal
    return None
