"""the fourth schema"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

#: Who told an archived case stood in its document alone; erased ones name nobody.
_TOLD_BY: dict[str, str] = {
    "sqlite": "json_extract(document, '$.case.complainant')",
    "postgresql": "document -> 'case' ->> 'complainant'",
}


def upgrade() -> None:
    with op.batch_alter_table("archivedcase", schema=None) as batch_op:
        batch_op.add_column(sa.Column("complainant", sa.String(length=160), nullable=True))
        batch_op.create_index(
            "ix_archivedcase_complainant", ["company_id", "complainant", "id"], unique=False
        )

    told_by: sa.ColumnClause[str] = sa.literal_column(_TOLD_BY[op.get_bind().dialect.name])
    archived = sa.table("archivedcase", sa.column("complainant"))
    op.execute(archived.update().values(complainant=sa.func.nullif(told_by, "")))


def downgrade() -> None:
    with op.batch_alter_table("archivedcase", schema=None) as batch_op:
        batch_op.drop_index("ix_archivedcase_complainant")
        batch_op.drop_column("complainant")
