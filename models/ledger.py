"""The ledger (台账): every deed in order, unchanged, each line sealed with the one before."""

import hashlib
import json
from datetime import datetime
from typing import Any, Final

from sqlmodel import Field

from models.case import Case
from models.columns import BIG, Instant, document, to_micros
from models.entity import Entity

#: What stands before the first line of a case.
ORIGIN: Final = ""


class LedgerEntry(Entity, table=True):
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
    packed = json.dumps(_line_of(entry), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(packed.encode()).hexdigest()


def _line_of(entry: LedgerEntry) -> list[Any]:
    """All of a line but its seal."""
    return [
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


#: What the detail of a line has become whose personal data had to go: its own hash.
_ERASED: Final = "erased"
#: The deed whose line vouches for what was left of the erased ones before it.
ERASE: Final = "erase"


def is_erased(entry: LedgerEntry) -> bool:
    return set(entry.detail) == {_ERASED}


def without_detail(entry: LedgerEntry) -> dict[str, str]:
    """What takes the place of a line's detail: SHA-256 over it, as 64 hexadecimal digits."""
    packed = json.dumps(entry.detail, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return {_ERASED: hashlib.sha256(packed.encode()).hexdigest()}


def left_of(entries: list[LedgerEntry]) -> str:
    """SHA-256 over the erased lines as they stand now, seals and all."""
    lines = [[*_line_of(entry), entry.seal] for entry in entries if is_erased(entry)]
    return hashlib.sha256(json.dumps(lines, sort_keys=True).encode()).hexdigest()


def first_break(entries: list[LedgerEntry]) -> int | None:
    """The number of the first line that doesn't follow from the one before; None if all do.

    An erased line can't be held against its seal. The line of its erasure, which stands behind it
    in the chain, vouches for what was left of it.
    """
    previous = ORIGIN
    for place, entry in enumerate(entries, start=1):
        follows = entry.seq == place and entry.previous == previous
        if not follows or not (is_erased(entry) or entry.seal == seal_of(entry)):
            return place
        previous = entry.seal
    return _first_unvouched(entries)


def _first_unvouched(entries: list[LedgerEntry]) -> int | None:
    """The number of the first erased line if no erasure vouches for all of them as they stand."""
    erased = [entry.seq for entry in entries if is_erased(entry)]
    if not erased:
        return None
    vouching = [entry for entry in entries if entry.deed == ERASE and not is_erased(entry)]
    if vouching and vouching[-1].seq > erased[-1]:
        return None if vouching[-1].detail.get("left") == left_of(entries) else erased[0]
    return erased[0]
