"""Numbers that only grow: case numbers of a day, a channel's offset."""

from types import ModuleType
from typing import Final, cast

from sqlalchemy import Executable

from models.mail import Counter
from storage.drawer import Drawer, Shelf, in_either, upsert

_COUNTERS: Final = Shelf(Counter)
_SET: Final = upsert(_COUNTERS.table, ["company_id", "name"], "value")


def _next(dialect: ModuleType) -> Executable:
    new = dialect.insert(_COUNTERS.table).on_conflict_do_update(
        index_elements=["company_id", "name"], set_={"value": _COUNTERS.value + 1}
    )
    return cast(Executable, new.returning(_COUNTERS.value))


_NEXT: Final = in_either(_next)


class Counters(Drawer):
    """Counters by name."""

    __slots__ = ()

    def next(self, name: str) -> int:
        """The next number, from 1. Others who count by this name wait for the transaction."""
        return int(self._value(_NEXT, company_id=self._company, name=name, value=1))

    def get(self, name: str) -> int:
        """The last number given or set; 0 where there was none."""
        counter = self._get(_COUNTERS, name)
        return counter.value if counter else 0

    def set(self, name: str, value: int) -> None:
        self._write(_SET, company_id=self._company, name=name, value=value)
