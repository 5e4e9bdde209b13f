"""The tables: those of the entities with the indexes our queries need, and two of our own."""

from typing import Any, Final

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    TextClause,
    text,
)
from sqlalchemy.orm import configure_mappers
from sqlmodel import SQLModel

from models import audit, case, conversation, entrance, event_record, importing, mail, people
from models.archive import ArchivedCase
from models.claim import Claim  # noqa: F401 its table is one of ours
from models.columns import document
from models.kept_file import KeptFile  # noqa: F401 its table is one of ours
from models.labels import Opinion, Sample
from models.learning import KeptReading, ReadingTally, ShadowTally, Training  # noqa: F401 as above
from models.ledger import LedgerEntry  # noqa: F401 its table is one of ours
from models.privacy import PrivacyNotice  # noqa: F401 its table is one of ours
from models.terms import Stage
from storage.personal import Personal

METADATA: Final[MetaData] = SQLModel.metadata

# Entities are made from rows here without a session, which would have done this on its first use.
configure_mappers()

#: Which roles each member of staff holds: a list inside a row can't be indexed on both databases.
STAFF_ROLE: Final = Table(
    "staff_role",
    METADATA,
    Column("company_id", Integer, primary_key=True),
    Column("role", String(24), primary_key=True),
    Column("no", String(32), primary_key=True),
    ForeignKeyConstraint(
        ["company_id", "no"],
        ["staff.company_id", "staff.no"],
        name="fk_staff_role_staff",
        ondelete="CASCADE",
    ),
)

#: Small facts about the installation: policy lists, imported calendar years.
SETTING: Final = Table(
    "setting",
    METADATA,
    Column("company_id", Integer, primary_key=True),
    Column("key", String(64), primary_key=True),
    Column("value", document(), nullable=False),
)

#: Columns that hold somebody's name or telephone number, by table: kept as the ring of keys says.
PERSONAL: Final = {
    "shop": ("name", "owner_name", "phone"),
    "staff": ("name", "phone"),
    "conversation": ("name",),
    "importtrace": ("rows",),
}
for _table, _columns in PERSONAL.items():
    for _column in _columns:
        METADATA.tables[_table].c[_column].type = Personal(f"{_table}.{_column}")

# Conditions of partial indexes. A database uses such an index only for a query that says the same
# in so many words, so both say it with these.
_FINAL_STAGES: Final = ", ".join(f"'{stage.value}'" for stage in Stage if stage.is_final)
OPEN: Final = text(f"stage NOT IN ({_FINAL_STAGES})")
FINAL: Final = text(f"stage IN ({_FINAL_STAGES})")
SETTLED: Final = text("stage = 'closed'")
PROVISIONAL: Final = text(f"provisional AND stage NOT IN ({_FINAL_STAGES})")
TO_DECIDE: Final = text(f"decider_no <> '' AND stage NOT IN ({_FINAL_STAGES})")
TO_ACCEPT: Final = text(f"expected_no <> '' AND stage NOT IN ({_FINAL_STAGES})")
IN_EVENT: Final = text("event_id IS NOT NULL")
#: Parts in a case that are not its owner's.
RECEIVED_ELSEWHERE: Final = text("first_receiver_no <> owner_no")
DECIDED_ABOVE: Final = text("decider_no <> ''")
EXPECTED: Final = text("expected_no <> ''")
UNANSWERED: Final = text("state <> 'answered'")
WAITING: Final = text("state = 'waiting'")
DEAD: Final = text("state = 'dead'")
STILL_OPEN: Final = text("closed_at IS NULL AND case_id IS NOT NULL")
DONE: Final = text("state = 'done'")
UNERASED: Final = text("erased_at IS NULL")
UNDECIDED: Final = text("decided_at IS NULL")
IN_NO_CASE: Final = text("case_id IS NULL")


def table_of(entity: type[SQLModel]) -> Table:
    return METADATA.tables[str(entity.__tablename__)]


def _index(
    entity: type[SQLModel], name: str, *columns: str, where: TextClause | None = None
) -> Index:
    """An index of one company's rows."""
    table = table_of(entity)
    partial: dict[str, Any] = {} if where is None else _only(where)
    return Index(f"ix_{table.name}_{name}", *_ours(table, columns), **partial)


def _unique(entity: type[SQLModel], name: str, *columns: str) -> Index:
    table = table_of(entity)
    return Index(f"ux_{table.name}_{name}", *_ours(table, columns), unique=True)


def _ours(table: Table, columns: tuple[str, ...]) -> list[Column[Any]]:
    return [table.c[name] for name in ("company_id", *columns)]


def _only(where: TextClause) -> dict[str, TextClause]:
    return {"sqlite_where": where, "postgresql_where": where}


INDEXES: Final = (
    _unique(case.Case, "number", "number", "year"),
    _index(case.Case, "filed", "filed_at", "id"),
    _index(case.Case, "route", "route", "filed_at", "id"),
    _index(case.Case, "complainant", "complainant", "id"),
    _index(case.Case, "owner", "owner_no", "filed_at", "id"),
    _index(case.Case, "open", "filed_at", "id", where=OPEN),
    _index(case.Case, "open_count", "stage", "category", "close_by", where=OPEN),
    _index(case.Case, "open_shop", "shop", "id", where=OPEN),
    _index(case.Case, "open_owner", "owner_no", where=OPEN),
    _index(case.Case, "to_decide", "decider_no", "id", where=TO_DECIDE),
    _index(case.Case, "to_accept", "expected_no", "id", where=TO_ACCEPT),
    _index(case.Case, "received", "first_receiver_no", "filed_at", "id", where=RECEIVED_ELSEWHERE),
    _index(case.Case, "decided", "decider_no", "filed_at", "id", where=DECIDED_ABOVE),
    _index(case.Case, "expected", "expected_no", "filed_at", "id", where=EXPECTED),
    _index(case.Case, "shop", "shop", "id"),
    _index(case.Case, "event", "event_id", "id", where=IN_EVENT),
    _index(case.Case, "alike", "category", "subcategory", "filed_at"),
    _index(case.Case, "settled", "subcategory", "closed_at", where=SETTLED),
    _index(case.Case, "provisional", "id", where=PROVISIONAL),
    _index(case.Case, "final", "closed_at", "id", where=FINAL),
    _unique(ArchivedCase, "number", "number", "year"),
    _index(ArchivedCase, "filed", "filed_at", "id"),
    _index(ArchivedCase, "complainant", "complainant", "id"),
    _index(ArchivedCase, "unerased", "stage", "closed_at", where=UNERASED),
    _index(event_record.EventRecord, "found", "found_at"),
    _index(case.Assist, "case", "case_id", "id"),
    _index(case.Assist, "helper", "helper_no", "due_at", where=UNANSWERED),
    _index(case.Assist, "desk", "desk", "helper_no", where=UNANSWERED),
    _index(case.Offer, "case", "case_id", "id"),
    _index(case.HandOver, "case", "case_id", "id"),
    _index(case.HandOver, "receiver", "receiver_no", "case_id"),
    _index(case.HandOver, "approver", "approver_no", "case_id"),
    _index(case.Assist, "helped", "helper_no", "case_id"),
    _index(people.Shop, "phone", "phone"),
    _index(people.Shop, "code", "customer_code"),
    _index(people.Shop, "manager", "manager_no", "licence"),
    _index(people.Staff, "region", "region"),
    Index("ix_staff_role_no", STAFF_ROLE.c.company_id, STAFF_ROLE.c.no),
    _index(people.Binding, "ref", "ref", "bound_at"),
    _index(people.Allotment, "brand", "brand", "last_day"),
    _index(people.Allotment, "band", "price_band", "last_day"),
    _index(people.Allotment, "days", "last_day"),
    _index(conversation.Utterance, "address", "address", "id"),
    _index(conversation.Utterance, "case", "case_id", "id"),
    _unique(mail.Job, "dedupe", "queue", "dedupe"),
    _index(mail.Job, "waiting", "queue", "lane", "seq", where=WAITING),
    _index(mail.Job, "dead", "queue", "lane", "seq", where=DEAD),
    _index(mail.Job, "done", "done_at", where=DONE),
    _index(mail.Lane, "due", "queue", "due_at"),
    _index(mail.Lane, "leased", "leased_by"),
    _index(mail.Button, "address", "address", "letter_id"),
    _index(mail.Button, "open", "case_id", where=STILL_OPEN),
    _index(conversation.MessageMark, "utterance", "address", "utterance_id"),
    _unique(mail.PageEvent, "key", "conversation", "key"),
    _index(mail.PageEvent, "at", "at"),
    _index(entrance.ConsoleSession, "staff", "staff_no", "seen_at"),
    _index(entrance.RoleRequest, "waiting", "id", where=UNDECIDED),
    _index(audit.AuditEntry, "at", "at", "actor_no", "seq"),
    _index(audit.AuditEntry, "case", "case_id", "at"),
    _index(importing.SheetImport, "kind", "kind", "id"),
    _index(importing.SheetImport, "state", "state", "kind", "ended_at"),
    _index(Sample, "queue", "state", "is_random", "margin", "id"),
    _index(Sample, "count", "state", "source", "frozen"),
    _index(Sample, "state", "state", "id"),
    _index(Sample, "kin_a", "kin_a"),
    _index(Sample, "kin_b", "kin_b"),
    _index(Sample, "kin_c", "kin_c"),
    _index(Sample, "message", "message_id", where=IN_NO_CASE),
    _index(Sample, "case", "case_id", "id"),
    _index(Sample, "batch", "batch"),
    _index(Opinion, "author", "author_no", "at", "sample_id"),
    _index(Opinion, "at", "at", "sample_id"),
)
