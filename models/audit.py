"""The record of the console (操作日志): who looked at or changed what, each line sealed with the
one before it of the same person. Like the ledger of a case it is only ever added to."""

import hashlib
import json
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlmodel import Field

from models.columns import BIG, Instant, document, to_micros
from models.entity import Entity

#: What stands before the first line of a person.
ORIGIN: Final = ""


class AuditDeed(StrEnum):
    """What somebody did in the console."""

    SIGN_IN = "sign_in"
    SIGN_OUT = "sign_out"
    END_SESSION = "end_session"
    SET_PASSWORD = "set_password"  # noqa: S105
    LOOK = "look"
    OPEN_FILE = "open_file"
    SEARCH = "search"
    EXPORT = "export"
    MOVE = "move"
    REFUSED = "refused"
    LOOK_AT_SHOP = "look_at_shop"
    INVITE = "invite"
    AWAY = "away"
    LEAVE = "leave"
    CUT_OFF = "cut_off"
    CHANGE_STAFF = "change_staff"
    ASK_ROLES = "ask_roles"
    AGREE_ROLES = "agree_roles"
    DECLINE_ROLES = "decline_roles"
    LABEL = "label"
    TAKE_BACK_LABEL = "take_back_label"
    TRAIN = "train"
    PROMOTE_CLASSIFIER = "promote_classifier"
    ROLL_BACK_CLASSIFIER = "roll_back_classifier"
    IMPORT = "import"
    TAKE_BACK_IMPORT = "take_back_import"
    SEE_TO = "see_to"


class AuditHead(Entity, table=True):
    """How far one person's record goes, and the seal of its last line."""

    company_id: int = Field(default=1, primary_key=True)
    actor_no: str = Field(primary_key=True, max_length=32)
    entries: int = 0
    seal: str = Field(default=ORIGIN, max_length=64)
    version: int = 0


class AuditEntry(Entity, table=True):
    """One thing that one person did, and what it was about: a case, or a `subject` such as
    "staff:1001" or "shop:310101100001"."""

    company_id: int = Field(default=1, primary_key=True)
    actor_no: str = Field(primary_key=True, max_length=32)
    seq: int = Field(primary_key=True)
    at: datetime = Field(sa_type=Instant)
    deed: str = Field(max_length=32)
    case_id: int | None = Field(default=None, sa_type=BIG)
    subject: str = Field(default="", max_length=64)
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=document())
    previous: str = Field(default=ORIGIN, max_length=64)
    seal: str = Field(default="", max_length=64)


def seal_of(entry: AuditEntry) -> str:
    """SHA-256 over the line and the seal before it, as 64 hexadecimal digits."""
    line = [
        entry.company_id,
        entry.actor_no,
        entry.seq,
        to_micros(entry.at),
        entry.deed,
        entry.case_id,
        entry.subject,
        entry.detail,
        entry.previous,
    ]
    packed = json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(packed.encode()).hexdigest()


def write(
    head: AuditHead,
    deed: AuditDeed,
    *,
    now: datetime,
    case_id: int | None = None,
    subject: str = "",
    **detail: Any,
) -> AuditEntry:
    """The next line of a person's record, sealed; the head remembers it."""
    head.entries += 1
    entry = AuditEntry(
        company_id=head.company_id,
        actor_no=head.actor_no,
        seq=head.entries,
        at=now,
        deed=deed.value,
        case_id=case_id,
        subject=subject,
        detail=detail,
        previous=head.seal,
    )
    head.seal = entry.seal = seal_of(entry)
    return entry


def first_break(head: AuditHead, entries: list[AuditEntry]) -> int | None:
    """The number of the first line that is missing, changed or too many; None if all is whole."""
    previous = ORIGIN
    for place, entry in enumerate(entries, start=1):
        if entry.seq != place or entry.previous != previous or entry.seal != seal_of(entry):
            return place
        previous = entry.seal
    return None if (len(entries), previous) == (head.entries, head.seal) else len(entries) + 1
