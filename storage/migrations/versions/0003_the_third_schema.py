"""the third schema"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "importtrace",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("of_import", sa.String(length=20), nullable=False),
        sa.Column("place", sa.String(length=8), nullable=False),
        sa.Column("rows", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "of_import", "place"),
    )
    op.create_table(
        "privacynotice",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=160), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "address", "edition"),
    )
    op.create_table(
        "sheetimport",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("by_no", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("file", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("arrived_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("is_partial", sa.Boolean(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column(
            "report", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("says", sa.String(length=400), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "id"),
    )
    with op.batch_alter_table("sheetimport", schema=None) as batch_op:
        batch_op.create_index("ix_sheetimport_kind", ["company_id", "kind", "id"], unique=False)
        batch_op.create_index(
            "ix_sheetimport_state", ["company_id", "state", "kind", "ended_at"], unique=False
        )

    with op.batch_alter_table("assist", schema=None) as batch_op:
        batch_op.create_index(
            "ix_assist_helped", ["company_id", "helper_no", "case_id"], unique=False
        )

    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.create_index(
            "ix_case_decided",
            ["company_id", "decider_no", "filed_at", "id"],
            unique=False,
            sqlite_where=sa.text("decider_no <> ''"),
            postgresql_where=sa.text("decider_no <> ''"),
        )
        batch_op.create_index(
            "ix_case_expected",
            ["company_id", "expected_no", "filed_at", "id"],
            unique=False,
            sqlite_where=sa.text("expected_no <> ''"),
            postgresql_where=sa.text("expected_no <> ''"),
        )
        batch_op.create_index(
            "ix_case_received",
            ["company_id", "first_receiver_no", "filed_at", "id"],
            unique=False,
            sqlite_where=sa.text("first_receiver_no <> owner_no"),
            postgresql_where=sa.text("first_receiver_no <> owner_no"),
        )

    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.alter_column(
            "name", existing_type=sa.VARCHAR(), type_=sa.Text(), existing_nullable=False
        )

    with op.batch_alter_table("handover", schema=None) as batch_op:
        batch_op.create_index(
            "ix_handover_approver", ["company_id", "approver_no", "case_id"], unique=False
        )
        batch_op.create_index(
            "ix_handover_receiver", ["company_id", "receiver_no", "case_id"], unique=False
        )

    with op.batch_alter_table("shop", schema=None) as batch_op:
        batch_op.alter_column(
            "name", existing_type=sa.VARCHAR(), type_=sa.Text(), existing_nullable=False
        )
        batch_op.alter_column(
            "owner_name", existing_type=sa.VARCHAR(), type_=sa.Text(), existing_nullable=False
        )
        batch_op.alter_column(
            "phone", existing_type=sa.VARCHAR(length=20), type_=sa.Text(), existing_nullable=False
        )

    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.alter_column(
            "name", existing_type=sa.VARCHAR(), type_=sa.Text(), existing_nullable=False
        )
        batch_op.alter_column(
            "phone", existing_type=sa.VARCHAR(length=20), type_=sa.Text(), existing_nullable=False
        )


def downgrade() -> None:
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.alter_column(
            "phone", existing_type=sa.Text(), type_=sa.VARCHAR(length=20), existing_nullable=False
        )
        batch_op.alter_column(
            "name", existing_type=sa.Text(), type_=sa.VARCHAR(), existing_nullable=False
        )

    with op.batch_alter_table("shop", schema=None) as batch_op:
        batch_op.alter_column(
            "phone", existing_type=sa.Text(), type_=sa.VARCHAR(length=20), existing_nullable=False
        )
        batch_op.alter_column(
            "owner_name", existing_type=sa.Text(), type_=sa.VARCHAR(), existing_nullable=False
        )
        batch_op.alter_column(
            "name", existing_type=sa.Text(), type_=sa.VARCHAR(), existing_nullable=False
        )

    with op.batch_alter_table("handover", schema=None) as batch_op:
        batch_op.drop_index("ix_handover_receiver")
        batch_op.drop_index("ix_handover_approver")

    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.alter_column(
            "name", existing_type=sa.Text(), type_=sa.VARCHAR(), existing_nullable=False
        )

    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_case_received",
            sqlite_where=sa.text("first_receiver_no <> owner_no"),
            postgresql_where=sa.text("first_receiver_no <> owner_no"),
        )
        batch_op.drop_index(
            "ix_case_expected",
            sqlite_where=sa.text("expected_no <> ''"),
            postgresql_where=sa.text("expected_no <> ''"),
        )
        batch_op.drop_index(
            "ix_case_decided",
            sqlite_where=sa.text("decider_no <> ''"),
            postgresql_where=sa.text("decider_no <> ''"),
        )

    with op.batch_alter_table("assist", schema=None) as batch_op:
        batch_op.drop_index("ix_assist_helped")

    with op.batch_alter_table("sheetimport", schema=None) as batch_op:
        batch_op.drop_index("ix_sheetimport_state")
        batch_op.drop_index("ix_sheetimport_kind")

    op.drop_table("sheetimport")
    op.drop_table("privacynotice")
    op.drop_table("importtrace")
