"""the third schema"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.alter_column(
            "name", existing_type=sa.VARCHAR(), type_=sa.Text(), existing_nullable=False
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

    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.alter_column(
            "name", existing_type=sa.Text(), type_=sa.VARCHAR(), existing_nullable=False
        )
