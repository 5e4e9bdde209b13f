<% is_first = down_revision is None %>\
"""${message}"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
% if is_first:

from storage import seal
% endif

revision: str = ${repr(up_revision)}
down_revision: str | None = ${repr(down_revision)}
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}
% if is_first:
    seal.attach(op.get_bind())
% endif


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
% if is_first:
    seal.forget(op.get_bind())
% endif
