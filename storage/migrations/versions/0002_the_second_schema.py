"""the second schema"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from storage import seal

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "archivedcase",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=24), nullable=False),
        sa.Column("filed_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=False),
        sa.Column("archived_at", sa.BigInteger(), nullable=False),
        sa.Column("erased_at", sa.BigInteger(), nullable=True),
        sa.Column(
            "document", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.PrimaryKeyConstraint("company_id", "id"),
    )
    with op.batch_alter_table("archivedcase", schema=None) as batch_op:
        batch_op.create_index(
            "ix_archivedcase_filed", ["company_id", "filed_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_archivedcase_unerased",
            ["company_id", "stage", "closed_at"],
            unique=False,
            sqlite_where=sa.text("erased_at IS NULL"),
            postgresql_where=sa.text("erased_at IS NULL"),
        )
        batch_op.create_index(
            "ux_archivedcase_number", ["company_id", "number", "year"], unique=True
        )

    op.create_table(
        "auditentry",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("actor_no", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("deed", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column(
            "detail", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "actor_no", "seq"),
    )
    with op.batch_alter_table("auditentry", schema=None) as batch_op:
        batch_op.create_index(
            "ix_auditentry_at", ["company_id", "at", "actor_no", "seq"], unique=False
        )
        batch_op.create_index("ix_auditentry_case", ["company_id", "case_id", "at"], unique=False)

    op.create_table(
        "audithead",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("actor_no", sa.String(length=32), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "actor_no"),
    )
    op.create_table(
        "claim",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("work", sa.String(length=96), nullable=False),
        sa.Column("held_by", sa.String(length=64), nullable=False),
        sa.Column("held_until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "work"),
    )
    op.create_table(
        "consolesession",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("staff_no", sa.String(length=32), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("way", sa.String(length=16), nullable=False),
        sa.Column("device", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "digest"),
    )
    with op.batch_alter_table("consolesession", schema=None) as batch_op:
        batch_op.create_index(
            "ix_consolesession_staff", ["company_id", "staff_no", "seen_at"], unique=False
        )

    op.create_table(
        "keptfile",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("origin", sa.String(length=160), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("mime", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("came_at", sa.BigInteger(), nullable=False),
        sa.Column(
            "wanted", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "digest"),
    )
    op.create_table(
        "keptreading",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column(
            "message_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("until_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("label", sa.String(length=24), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("band", sa.String(length=8), nullable=False),
        sa.Column("version", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "message_id"),
    )
    op.create_table(
        "knock",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("whose", sa.String(length=64), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "whose"),
    )
    op.create_table(
        "messagemark",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=160), nullable=False),
        sa.Column("message", sa.String(length=64), nullable=False),
        sa.Column(
            "utterance_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.PrimaryKeyConstraint("company_id", "address", "message"),
    )
    with op.batch_alter_table("messagemark", schema=None) as batch_op:
        batch_op.create_index(
            "ix_messagemark_utterance", ["company_id", "address", "utterance_id"], unique=False
        )

    op.create_table(
        "opinion",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column(
            "sample_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=24), nullable=False),
        sa.Column("secondary", sa.String(length=24), nullable=False),
        sa.Column("author_no", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "sample_id", "place"),
    )
    with op.batch_alter_table("opinion", schema=None) as batch_op:
        batch_op.create_index("ix_opinion_at", ["company_id", "at", "sample_id"], unique=False)
        batch_op.create_index(
            "ix_opinion_author", ["company_id", "author_no", "at", "sample_id"], unique=False
        )

    op.create_table(
        "readingtally",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("version", sa.String(length=16), nullable=False),
        sa.Column("label", sa.String(length=24), nullable=False),
        sa.Column("band", sa.String(length=8), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("unknown", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "day", "version", "label", "band"),
    )
    op.create_table(
        "rolerequest",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("staff_no", sa.String(length=32), nullable=False),
        sa.Column(
            "roles", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("asked_by", sa.String(length=32), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_by", sa.String(length=32), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "id"),
    )
    with op.batch_alter_table("rolerequest", schema=None) as batch_op:
        batch_op.create_index(
            "ix_rolerequest_waiting",
            ["company_id", "id"],
            unique=False,
            sqlite_where=sa.text("decided_at IS NULL"),
            postgresql_where=sa.text("decided_at IS NULL"),
        )

    op.create_table(
        "sample",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("source", sa.String(length=24), nullable=False),
        sa.Column("is_random", sa.Boolean(), nullable=False),
        sa.Column(
            "message_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("batch", sa.String(length=32), nullable=False),
        sa.Column("guess", sa.String(length=24), nullable=False),
        sa.Column("guess_by", sa.String(length=16), nullable=False),
        sa.Column("hint", sa.String(length=24), nullable=False),
        sa.Column("margin", sa.Float(), nullable=False),
        sa.Column("kin_a", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kin_b", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kin_c", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("frozen", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("label", sa.String(length=24), nullable=False),
        sa.Column("secondary", sa.String(length=24), nullable=False),
        sa.Column("put_at", sa.BigInteger(), nullable=False),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "id"),
    )
    with op.batch_alter_table("sample", schema=None) as batch_op:
        batch_op.create_index("ix_sample_batch", ["company_id", "batch"], unique=False)
        batch_op.create_index("ix_sample_case", ["company_id", "case_id", "id"], unique=False)
        batch_op.create_index(
            "ix_sample_count", ["company_id", "state", "source", "frozen"], unique=False
        )
        batch_op.create_index("ix_sample_kin_a", ["company_id", "kin_a"], unique=False)
        batch_op.create_index("ix_sample_kin_b", ["company_id", "kin_b"], unique=False)
        batch_op.create_index("ix_sample_kin_c", ["company_id", "kin_c"], unique=False)
        batch_op.create_index(
            "ix_sample_message",
            ["company_id", "message_id"],
            unique=False,
            sqlite_where=sa.text("case_id IS NULL"),
            postgresql_where=sa.text("case_id IS NULL"),
        )
        batch_op.create_index(
            "ix_sample_queue", ["company_id", "state", "is_random", "margin", "id"], unique=False
        )
        batch_op.create_index("ix_sample_state", ["company_id", "state", "id"], unique=False)

    op.create_table(
        "shadowtally",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("candidate", sa.String(length=16), nullable=False),
        sa.Column("champion", sa.String(length=16), nullable=False),
        sa.Column("said", sa.String(length=24), nullable=False),
        sa.Column("would_say", sa.String(length=24), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "candidate", "champion", "said", "would_say"),
    )
    op.create_table(
        "staffpassword",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("staff_no", sa.String(length=32), nullable=False),
        sa.Column("hashed", sa.String(length=160), nullable=False),
        sa.Column("set_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "staff_no"),
    )
    op.create_table(
        "training",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asked_by", sa.String(length=32), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column(
            "watchers", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("step", sa.String(length=24), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("classifier", sa.String(length=16), nullable=False),
        sa.Column(
            "report", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "id"),
    )
    with op.batch_alter_table("button", schema=None) as batch_op:
        batch_op.add_column(sa.Column("closed_at", sa.BigInteger(), nullable=True))
        batch_op.create_index(
            "ix_button_open",
            ["company_id", "case_id"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL AND case_id IS NOT NULL"),
            postgresql_where=sa.text("closed_at IS NULL AND case_id IS NOT NULL"),
        )

    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.add_column(sa.Column("read_as", sa.String(length=24), nullable=True))
        batch_op.add_column(sa.Column("read_by", sa.String(length=16), nullable=True))
        batch_op.create_index(
            "ix_case_final",
            ["company_id", "closed_at", "id"],
            unique=False,
            sqlite_where=sa.text("stage IN ('closed', 'withdrawn')"),
            postgresql_where=sa.text("stage IN ('closed', 'withdrawn')"),
        )
        batch_op.create_index(
            "ix_case_open_count",
            ["company_id", "stage", "category", "close_by"],
            unique=False,
            sqlite_where=sa.text("stage NOT IN ('closed', 'withdrawn')"),
            postgresql_where=sa.text("stage NOT IN ('closed', 'withdrawn')"),
        )

    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("chosen_at", sa.BigInteger(), nullable=True))

    with op.batch_alter_table("pageevent", schema=None) as batch_op:
        batch_op.create_index("ix_pageevent_at", ["company_id", "at"], unique=False)

    seal.change(op.get_bind(), "ledgerentry", 1, 2)
    seal.attach(op.get_bind(), "auditentry", 1)


def downgrade() -> None:
    with op.batch_alter_table("pageevent", schema=None) as batch_op:
        batch_op.drop_index("ix_pageevent_at")

    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.drop_column("chosen_at")

    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_case_open_count",
            sqlite_where=sa.text("stage NOT IN ('closed', 'withdrawn')"),
            postgresql_where=sa.text("stage NOT IN ('closed', 'withdrawn')"),
        )
        batch_op.drop_index(
            "ix_case_final",
            sqlite_where=sa.text("stage IN ('closed', 'withdrawn')"),
            postgresql_where=sa.text("stage IN ('closed', 'withdrawn')"),
        )
        batch_op.drop_column("read_by")
        batch_op.drop_column("read_as")

    with op.batch_alter_table("button", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_button_open",
            sqlite_where=sa.text("closed_at IS NULL AND case_id IS NOT NULL"),
            postgresql_where=sa.text("closed_at IS NULL AND case_id IS NOT NULL"),
        )
        batch_op.drop_column("closed_at")

    op.drop_table("training")
    op.drop_table("staffpassword")
    op.drop_table("shadowtally")
    with op.batch_alter_table("sample", schema=None) as batch_op:
        batch_op.drop_index("ix_sample_state")
        batch_op.drop_index("ix_sample_queue")
        batch_op.drop_index(
            "ix_sample_message",
            sqlite_where=sa.text("case_id IS NULL"),
            postgresql_where=sa.text("case_id IS NULL"),
        )
        batch_op.drop_index("ix_sample_kin_c")
        batch_op.drop_index("ix_sample_kin_b")
        batch_op.drop_index("ix_sample_kin_a")
        batch_op.drop_index("ix_sample_count")
        batch_op.drop_index("ix_sample_case")
        batch_op.drop_index("ix_sample_batch")

    op.drop_table("sample")
    with op.batch_alter_table("rolerequest", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_rolerequest_waiting",
            sqlite_where=sa.text("decided_at IS NULL"),
            postgresql_where=sa.text("decided_at IS NULL"),
        )

    op.drop_table("rolerequest")
    op.drop_table("readingtally")
    with op.batch_alter_table("opinion", schema=None) as batch_op:
        batch_op.drop_index("ix_opinion_author")
        batch_op.drop_index("ix_opinion_at")

    op.drop_table("opinion")
    with op.batch_alter_table("messagemark", schema=None) as batch_op:
        batch_op.drop_index("ix_messagemark_utterance")

    op.drop_table("messagemark")
    op.drop_table("knock")
    op.drop_table("keptreading")
    op.drop_table("keptfile")
    with op.batch_alter_table("consolesession", schema=None) as batch_op:
        batch_op.drop_index("ix_consolesession_staff")

    op.drop_table("consolesession")
    op.drop_table("claim")
    op.drop_table("audithead")
    with op.batch_alter_table("auditentry", schema=None) as batch_op:
        batch_op.drop_index("ix_auditentry_case")
        batch_op.drop_index("ix_auditentry_at")

    op.drop_table("auditentry")
    with op.batch_alter_table("archivedcase", schema=None) as batch_op:
        batch_op.drop_index("ux_archivedcase_number")
        batch_op.drop_index(
            "ix_archivedcase_unerased",
            sqlite_where=sa.text("erased_at IS NULL"),
            postgresql_where=sa.text("erased_at IS NULL"),
        )
        batch_op.drop_index("ix_archivedcase_filed")

    op.drop_table("archivedcase")
    seal.change(op.get_bind(), "ledgerentry", 2, 1)
    seal.forget(op.get_bind(), "auditentry", 1)
