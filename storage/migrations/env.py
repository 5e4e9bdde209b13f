"""Alembic's way in: runs the steps on the connection that it is handed, inside its transaction."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy.types import JSON, TypeDecorator

from storage import seal
from storage.migrations.seal_steps import AttachSeal, ChangeSeal, ForgetSeal
from storage.tables import METADATA


def plain_type(kind: str, found: Any, _: AutogenContext) -> str | Literal[False]:
    """A step names plain types, so that it means the same when our own ones have changed."""
    if kind != "type":
        return False
    plain = found.impl_instance if isinstance(found, TypeDecorator) else found
    if isinstance(plain, JSON):
        return "sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')"
    return f"sa.{plain!r}" if plain is not found else False


def with_seals(_: Any, __: Any, directives: list[Any]) -> None:
    """Autogeneration knows nothing of triggers: a drafted step renews what seals have changed."""
    connection = context.config.attributes["connection"]
    step = directives[0]
    for table, form in seal.PRESENT.items():
        before = seal.form_of(connection, table)
        if before is None:
            step.upgrade_ops.ops.append(AttachSeal(table, form))
            step.downgrade_ops.ops.append(ForgetSeal(table, form))
        elif before != form:
            step.upgrade_ops.ops.append(ChangeSeal(table, before, form))
            step.downgrade_ops.ops.append(ChangeSeal(table, form, before))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    render_item=plain_type,
    compare_type=True,
    compare_server_default=True,
    process_revision_directives=with_seals,
)
with context.begin_transaction():
    context.run_migrations()
