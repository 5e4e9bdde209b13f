"""the first schema"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from storage import seal

revision: str = "0001"
down_revision: str | None = None
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "absence",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("staff_no", sa.String(length=32), nullable=False),
        sa.Column("first_day", sa.String(length=10), nullable=False),
        sa.Column("last_day", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "staff_no", "first_day"),
    )
    op.create_table(
        "allotment",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("brand", sa.String(length=64), nullable=False),
        sa.Column(
            "short_names", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("price_band", sa.String(length=32), nullable=False),
        sa.Column("area", sa.String(length=24), nullable=True),
        sa.Column("class_level", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Float(), nullable=False),
        sa.Column("unit", sa.String(length=8), nullable=False),
        sa.Column("first_day", sa.String(length=10), nullable=False),
        sa.Column("last_day", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "id"),
    )
    with op.batch_alter_table("allotment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_allotment_band", ["company_id", "price_band", "last_day"], unique=False
        )
        batch_op.create_index(
            "ix_allotment_brand", ["company_id", "brand", "last_day"], unique=False
        )
        batch_op.create_index("ix_allotment_days", ["company_id", "last_day"], unique=False)

    op.create_table(
        "assist",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("desk", sa.String(length=24), nullable=False),
        sa.Column("helper_no", sa.String(length=32), nullable=False),
        sa.Column("asked_by", sa.String(length=32), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("escalated", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "id"),
    )
    with op.batch_alter_table("assist", schema=None) as batch_op:
        batch_op.create_index("ix_assist_case", ["company_id", "case_id", "id"], unique=False)
        batch_op.create_index(
            "ix_assist_desk",
            ["company_id", "desk", "helper_no"],
            unique=False,
            sqlite_where=sa.text("state <> 'answered'"),
            postgresql_where=sa.text("state <> 'answered'"),
        )
        batch_op.create_index(
            "ix_assist_helper",
            ["company_id", "helper_no", "due_at"],
            unique=False,
            sqlite_where=sa.text("state <> 'answered'"),
            postgresql_where=sa.text("state <> 'answered'"),
        )

    op.create_table(
        "binding",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("conversation", sa.String(length=64), nullable=False),
        sa.Column("ref", sa.String(length=48), nullable=False),
        sa.Column("bound_at", sa.BigInteger(), nullable=False),
        sa.Column("reachable", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "channel", "account", "conversation", "ref"),
    )
    with op.batch_alter_table("binding", schema=None) as batch_op:
        batch_op.create_index("ix_binding_ref", ["company_id", "ref", "bound_at"], unique=False)

    op.create_table(
        "button",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=24), nullable=False),
        sa.Column("address", sa.String(length=160), nullable=False),
        sa.Column(
            "letter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=48), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("offered_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "token"),
    )
    with op.batch_alter_table("button", schema=None) as batch_op:
        batch_op.create_index(
            "ix_button_address", ["company_id", "address", "letter_id"], unique=False
        )

    op.create_table(
        "case",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("stage", sa.String(length=24), nullable=False),
        sa.Column("category", sa.String(length=24), nullable=True),
        sa.Column("subcategory", sa.String(length=24), nullable=False),
        sa.Column("grade", sa.String(length=24), nullable=False),
        sa.Column(
            "grade_words", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("shop", sa.String(length=12), nullable=False),
        sa.Column("complainant", sa.String(length=160), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column(
            "facts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("brand", sa.String(length=64), nullable=False),
        sa.Column("happened_on", sa.String(length=10), nullable=True),
        sa.Column("route", sa.String(length=32), nullable=False),
        sa.Column("area", sa.String(length=24), nullable=False),
        sa.Column("tier", sa.String(length=1), nullable=False),
        sa.Column("first_receiver_no", sa.String(length=32), nullable=False),
        sa.Column("owner_no", sa.String(length=32), nullable=False),
        sa.Column("expected_no", sa.String(length=32), nullable=False),
        sa.Column("decider_no", sa.String(length=32), nullable=False),
        sa.Column(
            "accused", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column(
            "withheld", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("about", sa.String(length=48), nullable=False),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("first_message_at", sa.BigInteger(), nullable=False),
        sa.Column("filed_at", sa.BigInteger(), nullable=False),
        sa.Column("respond_by", sa.BigInteger(), nullable=False),
        sa.Column("close_by", sa.BigInteger(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("contacted_at", sa.BigInteger(), nullable=True),
        sa.Column("major_at", sa.BigInteger(), nullable=True),
        sa.Column("reported_at", sa.BigInteger(), nullable=True),
        sa.Column(
            "nudged", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("verdict", sa.String(length=24), nullable=True),
        sa.Column("verdict_reason", sa.String(), nullable=False),
        sa.Column("judged_at", sa.BigInteger(), nullable=True),
        sa.Column("unit", sa.String(length=32), nullable=False),
        sa.Column("cause", sa.String(length=64), nullable=False),
        sa.Column("severity", sa.String(length=24), nullable=False),
        sa.Column("offer", sa.String(), nullable=False),
        sa.Column("promised_on", sa.String(length=10), nullable=True),
        sa.Column("agreed_at", sa.BigInteger(), nullable=True),
        sa.Column("carried_out_at", sa.BigInteger(), nullable=True),
        sa.Column("received_at", sa.BigInteger(), nullable=True),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("reopened_at", sa.BigInteger(), nullable=True),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("satisfaction", sa.Integer(), nullable=True),
        sa.Column("follow_up", sa.String(length=16), nullable=False),
        sa.Column("follow_up_at", sa.BigInteger(), nullable=True),
        sa.Column("refusals", sa.Integer(), nullable=False),
        sa.Column("urges", sa.Integer(), nullable=False),
        sa.Column("hand_overs", sa.Integer(), nullable=False),
        sa.Column("reopened", sa.Integer(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "id"),
    )
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.create_index(
            "ix_case_alike", ["company_id", "category", "subcategory", "filed_at"], unique=False
        )
        batch_op.create_index(
            "ix_case_complainant", ["company_id", "complainant", "id"], unique=False
        )
        batch_op.create_index(
            "ix_case_event",
            ["company_id", "event_id", "id"],
            unique=False,
            sqlite_where=sa.text("event_id IS NOT NULL"),
            postgresql_where=sa.text("event_id IS NOT NULL"),
        )
        batch_op.create_index("ix_case_filed", ["company_id", "filed_at", "id"], unique=False)
        batch_op.create_index(
            "ix_case_open",
            ["company_id", "filed_at", "id"],
            unique=False,
            sqlite_where=sa.text("stage NOT IN ('closed', 'withdrawn')"),
            postgresql_where=sa.text("stage NOT IN ('closed', 'withdrawn')"),
        )
        batch_op.create_index(
            "ix_case_open_owner",
            ["company_id", "owner_no"],
            unique=False,
            sqlite_where=sa.text("stage NOT IN ('closed', 'withdrawn')"),
            postgresql_where=sa.text("stage NOT IN ('closed', 'withdrawn')"),
        )
        batch_op.create_index(
            "ix_case_open_shop",
            ["company_id", "shop", "id"],
            unique=False,
            sqlite_where=sa.text("stage NOT IN ('closed', 'withdrawn')"),
            postgresql_where=sa.text("stage NOT IN ('closed', 'withdrawn')"),
        )
        batch_op.create_index(
            "ix_case_owner", ["company_id", "owner_no", "filed_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_case_provisional",
            ["company_id", "id"],
            unique=False,
            sqlite_where=sa.text("provisional AND stage NOT IN ('closed', 'withdrawn')"),
            postgresql_where=sa.text("provisional AND stage NOT IN ('closed', 'withdrawn')"),
        )
        batch_op.create_index(
            "ix_case_route", ["company_id", "route", "filed_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_case_settled",
            ["company_id", "subcategory", "closed_at"],
            unique=False,
            sqlite_where=sa.text("stage = 'closed'"),
            postgresql_where=sa.text("stage = 'closed'"),
        )
        batch_op.create_index("ix_case_shop", ["company_id", "shop", "id"], unique=False)
        batch_op.create_index(
            "ix_case_to_accept",
            ["company_id", "expected_no", "id"],
            unique=False,
            sqlite_where=sa.text("expected_no <> '' AND stage NOT IN ('closed', 'withdrawn')"),
            postgresql_where=sa.text("expected_no <> '' AND stage NOT IN ('closed', 'withdrawn')"),
        )
        batch_op.create_index(
            "ix_case_to_decide",
            ["company_id", "decider_no", "id"],
            unique=False,
            sqlite_where=sa.text("decider_no <> '' AND stage NOT IN ('closed', 'withdrawn')"),
            postgresql_where=sa.text("decider_no <> '' AND stage NOT IN ('closed', 'withdrawn')"),
        )
        batch_op.create_index("ux_case_number", ["company_id", "number", "year"], unique=True)

    op.create_table(
        "code",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("ref", sa.String(length=48), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("company_id", "digest"),
    )
    op.create_table(
        "conversation",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("conversation", sa.String(length=64), nullable=False),
        sa.Column("step", sa.String(length=32), nullable=False),
        sa.Column(
            "slots", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=True),
        sa.Column("touched_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "channel", "account", "conversation"),
    )
    op.create_table(
        "counter",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "name"),
    )
    op.create_table(
        "eventrecord",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("category", sa.String(length=24), nullable=False),
        sa.Column("subcategory", sa.String(length=24), nullable=False),
        sa.Column("shared", sa.String(), nullable=False),
        sa.Column("found_at", sa.BigInteger(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("reply", sa.String(), nullable=False),
        sa.Column("replied_by", sa.String(length=32), nullable=False),
        sa.Column("replied_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("company_id", "id"),
    )
    with op.batch_alter_table("eventrecord", schema=None) as batch_op:
        batch_op.create_index("ix_eventrecord_found", ["company_id", "found_at"], unique=False)

    op.create_table(
        "handover",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("giver_no", sa.String(length=32), nullable=False),
        sa.Column("receiver_no", sa.String(length=32), nullable=False),
        sa.Column("approver_no", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("accepted_at", sa.BigInteger(), nullable=True),
        sa.Column("approved_at", sa.BigInteger(), nullable=True),
        sa.Column("refused_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("company_id", "id"),
    )
    with op.batch_alter_table("handover", schema=None) as batch_op:
        batch_op.create_index("ix_handover_case", ["company_id", "case_id", "id"], unique=False)

    op.create_table(
        "job",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("queue", sa.String(length=24), nullable=False),
        sa.Column("lane", sa.String(length=160), nullable=False),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("dedupe", sa.String(length=200), nullable=False),
        sa.Column(
            "payload", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("put_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "queue", "lane", "seq"),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index(
            "ix_job_dead",
            ["company_id", "queue", "lane", "seq"],
            unique=False,
            sqlite_where=sa.text("state = 'dead'"),
            postgresql_where=sa.text("state = 'dead'"),
        )
        batch_op.create_index(
            "ix_job_done",
            ["company_id", "done_at"],
            unique=False,
            sqlite_where=sa.text("state = 'done'"),
            postgresql_where=sa.text("state = 'done'"),
        )
        batch_op.create_index(
            "ix_job_waiting",
            ["company_id", "queue", "lane", "seq"],
            unique=False,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )
        batch_op.create_index("ux_job_dedupe", ["company_id", "queue", "dedupe"], unique=True)

    op.create_table(
        "lane",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("queue", sa.String(length=24), nullable=False),
        sa.Column("lane", sa.String(length=160), nullable=False),
        sa.Column("last_seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("leased_until", sa.BigInteger(), nullable=True),
        sa.Column("leased_by", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "queue", "lane"),
    )
    with op.batch_alter_table("lane", schema=None) as batch_op:
        batch_op.create_index("ix_lane_due", ["company_id", "queue", "due_at"], unique=False)
        batch_op.create_index("ix_lane_leased", ["company_id", "leased_by"], unique=False)

    op.create_table(
        "ledgerentry",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(length=48), nullable=False),
        sa.Column("deed", sa.String(length=32), nullable=False),
        sa.Column("before", sa.String(length=24), nullable=False),
        sa.Column("after", sa.String(length=24), nullable=False),
        sa.Column(
            "detail", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "case_id", "seq"),
    )
    op.create_table(
        "offer",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("promised_on", sa.String(length=10), nullable=True),
        sa.Column("made_by", sa.String(length=32), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("company_id", "id"),
    )
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.create_index("ix_offer_case", ["company_id", "case_id", "id"], unique=False)

    op.create_table(
        "pageevent",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("conversation", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column(
            "content", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.PrimaryKeyConstraint("company_id", "conversation", "seq"),
    )
    with op.batch_alter_table("pageevent", schema=None) as batch_op:
        batch_op.create_index(
            "ux_pageevent_key", ["company_id", "conversation", "key"], unique=True
        )

    op.create_table(
        "setting",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column(
            "value", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.PrimaryKeyConstraint("company_id", "key"),
    )
    op.create_table(
        "shop",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("licence", sa.String(length=12), nullable=False),
        sa.Column("customer_code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("owner_name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("area", sa.String(length=24), nullable=False),
        sa.Column("route", sa.String(length=32), nullable=False),
        sa.Column("order_day", sa.Integer(), nullable=True),
        sa.Column("delivery_day", sa.Integer(), nullable=True),
        sa.Column("class_level", sa.Integer(), nullable=False),
        sa.Column("yearly_purchases", sa.Float(), nullable=False),
        sa.Column("manager_no", sa.String(length=32), nullable=False),
        sa.Column("tier", sa.String(length=1), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "licence"),
    )
    with op.batch_alter_table("shop", schema=None) as batch_op:
        batch_op.create_index("ix_shop_code", ["company_id", "customer_code"], unique=False)
        batch_op.create_index(
            "ix_shop_manager", ["company_id", "manager_no", "licence"], unique=False
        )
        batch_op.create_index("ix_shop_phone", ["company_id", "phone"], unique=False)

    op.create_table(
        "staff",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("no", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column(
            "roles", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("superior_no", sa.String(length=32), nullable=False),
        sa.Column("substitute_no", sa.String(length=32), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "no"),
    )
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.create_index("ix_staff_region", ["company_id", "region"], unique=False)

    op.create_table(
        "utterance",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("address", sa.String(length=160), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(length=48), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("media", sa.String(), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.PrimaryKeyConstraint("company_id", "id"),
    )
    with op.batch_alter_table("utterance", schema=None) as batch_op:
        batch_op.create_index("ix_utterance_address", ["company_id", "address", "id"], unique=False)
        batch_op.create_index("ix_utterance_case", ["company_id", "case_id", "id"], unique=False)

    op.create_table(
        "staff_role",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("no", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id", "no"],
            ["staff.company_id", "staff.no"],
            name="fk_staff_role_staff",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("company_id", "role", "no"),
    )
    with op.batch_alter_table("staff_role", schema=None) as batch_op:
        batch_op.create_index("ix_staff_role_no", ["company_id", "no"], unique=False)

    seal.attach(op.get_bind())


def downgrade() -> None:
    with op.batch_alter_table("staff_role", schema=None) as batch_op:
        batch_op.drop_index("ix_staff_role_no")

    op.drop_table("staff_role")
    with op.batch_alter_table("utterance", schema=None) as batch_op:
        batch_op.drop_index("ix_utterance_case")
        batch_op.drop_index("ix_utterance_address")

    op.drop_table("utterance")
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.drop_index("ix_staff_region")

    op.drop_table("staff")
    with op.batch_alter_table("shop", schema=None) as batch_op:
        batch_op.drop_index("ix_shop_phone")
        batch_op.drop_index("ix_shop_manager")
        batch_op.drop_index("ix_shop_code")

    op.drop_table("shop")
    op.drop_table("setting")
    with op.batch_alter_table("pageevent", schema=None) as batch_op:
        batch_op.drop_index("ux_pageevent_key")

    op.drop_table("pageevent")
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.drop_index("ix_offer_case")

    op.drop_table("offer")
    op.drop_table("ledgerentry")
    with op.batch_alter_table("lane", schema=None) as batch_op:
        batch_op.drop_index("ix_lane_leased")
        batch_op.drop_index("ix_lane_due")

    op.drop_table("lane")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index("ux_job_dedupe")
        batch_op.drop_index(
            "ix_job_waiting",
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )
        batch_op.drop_index(
            "ix_job_done",
            sqlite_where=sa.text("state = 'done'"),
            postgresql_where=sa.text("state = 'done'"),
        )
        batch_op.drop_index(
            "ix_job_dead",
            sqlite_where=sa.text("state = 'dead'"),
            postgresql_where=sa.text("state = 'dead'"),
        )

    op.drop_table("job")
    with op.batch_alter_table("handover", schema=None) as batch_op:
        batch_op.drop_index("ix_handover_case")

    op.drop_table("handover")
    with op.batch_alter_table("eventrecord", schema=None) as batch_op:
        batch_op.drop_index("ix_eventrecord_found")

    op.drop_table("eventrecord")
    op.drop_table("counter")
    op.drop_table("conversation")
    op.drop_table("code")
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.drop_index("ux_case_number")
        batch_op.drop_index(
            "ix_case_to_decide",
            sqlite_where=sa.text("decider_no <> '' AND stage NOT IN ('closed', 'withdrawn')"),
            postgresql_where=sa.text("decider_no <> '' AND stage NOT IN ('closed', 'withdrawn')"),
        )
        batch_op.drop_index(
            "ix_case_to_accept",
            sqlite_where=sa.text("expected_no <> '' AND stage NOT IN ('closed', 'withdrawn')"),
            postgresql_where=sa.text("expected_no <> '' AND stage NOT IN ('closed', 'withdrawn')"),
        )
        batch_op.drop_index("ix_case_shop")
        batch_op.drop_index(
            "ix_case_settled",
            sqlite_where=sa.text("stage = 'closed'"),
            postgresql_where=sa.text("stage = 'closed'"),
        )
        batch_op.drop_index("ix_case_route")
        batch_op.drop_index(
            "ix_case_provisional",
            sqlite_where=sa.text("provisional AND stage NOT IN ('closed', 'withdrawn')"),
            postgresql_where=sa.text("provisional AND stage NOT IN ('closed', 'withdrawn')"),
        )
        batch_op.drop_index("ix_case_owner")
        batch_op.drop_index(
            "ix_case_open_shop",
            sqlite_where=sa.text("stage NOT IN ('closed', 'withdrawn')"),
            postgresql_where=sa.text("stage NOT IN ('closed', 'withdrawn')"),
        )
        batch_op.drop_index(
            "ix_case_open_owner",
            sqlite_where=sa.text("stage NOT IN ('closed', 'withdrawn')"),
            postgresql_where=sa.text("stage NOT IN ('closed', 'withdrawn')"),
        )
        batch_op.drop_index(
            "ix_case_open",
            sqlite_where=sa.text("stage NOT IN ('closed', 'withdrawn')"),
            postgresql_where=sa.text("stage NOT IN ('closed', 'withdrawn')"),
        )
        batch_op.drop_index("ix_case_filed")
        batch_op.drop_index(
            "ix_case_event",
            sqlite_where=sa.text("event_id IS NOT NULL"),
            postgresql_where=sa.text("event_id IS NOT NULL"),
        )
        batch_op.drop_index("ix_case_complainant")
        batch_op.drop_index("ix_case_alike")

    op.drop_table("case")
    with op.batch_alter_table("button", schema=None) as batch_op:
        batch_op.drop_index("ix_button_address")

    op.drop_table("button")
    with op.batch_alter_table("binding", schema=None) as batch_op:
        batch_op.drop_index("ix_binding_ref")

    op.drop_table("binding")
    with op.batch_alter_table("assist", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_assist_helper",
            sqlite_where=sa.text("state <> 'answered'"),
            postgresql_where=sa.text("state <> 'answered'"),
        )
        batch_op.drop_index(
            "ix_assist_desk",
            sqlite_where=sa.text("state <> 'answered'"),
            postgresql_where=sa.text("state <> 'answered'"),
        )
        batch_op.drop_index("ix_assist_case")

    op.drop_table("assist")
    with op.batch_alter_table("allotment", schema=None) as batch_op:
        batch_op.drop_index("ix_allotment_days")
        batch_op.drop_index("ix_allotment_brand")
        batch_op.drop_index("ix_allotment_band")

    op.drop_table("allotment")
    op.drop_table("absence")
    seal.forget(op.get_bind())
