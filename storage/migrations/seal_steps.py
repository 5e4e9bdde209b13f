"""How a drafted step of the schema is told to renew the seals: one line of its own for each."""

from dataclasses import astuple, dataclass
from typing import Any, Final

from alembic.autogenerate import renderers
from alembic.autogenerate.api import AutogenContext
from alembic.operations import MigrateOperation


@dataclass
class AttachSeal(MigrateOperation):
    """A table gets its first seal."""

    table: str
    form: int


@dataclass
class ChangeSeal(MigrateOperation):
    """A table gets another seal in the place of the one it has."""

    table: str
    before: int
    after: int


@dataclass
class ForgetSeal(MigrateOperation):
    """A sealed table is gone."""

    table: str
    form: int


_DEEDS: Final = {AttachSeal: "attach", ChangeSeal: "change", ForgetSeal: "forget"}


def _line(told: AutogenContext, step: Any) -> str:
    told.imports.add("from storage import seal")
    words = ", ".join(map(repr, astuple(step)))
    return f"seal.{_DEEDS[type(step)]}(op.get_bind(), {words})"


for _kind in _DEEDS:
    renderers.dispatch_for(_kind)(_line)
