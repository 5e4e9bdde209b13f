"""What is known about the installation itself: policy lists, imported calendar years."""

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import bindparam, delete, select

from models.ids import new_token
from storage.drawer import COMPANY, Drawer, upsert
from storage.tables import SETTING

_YEAR: Final = "calendar:"
#: Where the state of the imported years is noted.
_CALENDARS: Final = "calendars"

_OURS: Final = SETTING.c.company_id == COMPANY
_IS_KEY: Final = SETTING.c.key == bindparam("name")
_GET: Final = select(SETTING.c.value).where(_OURS, _IS_KEY)
_SET: Final = upsert(SETTING, ["company_id", "key"], "value")
_BEGIN: Final = upsert(SETTING, ["company_id", "key"])
_HOLD: Final = _GET.with_for_update()
_FORGET: Final = delete(SETTING).where(_OURS, _IS_KEY)
_BETWEEN: Final = (
    select(SETTING.c.key, SETTING.c.value)
    .where(_OURS, SETTING.c.key >= bindparam("first"), SETTING.c.key < bindparam("past"))
    .order_by(SETTING.c.key)
)


class Meta(Drawer):
    """Documents by name."""

    __slots__ = ()

    def get(self, key: str, default: Any = None) -> Any:
        rows = self._rows(_GET, name=key)
        return rows[0][0] if rows else default

    def set(self, key: str, value: Any) -> None:
        """Keep a JSON document in place of the one there was."""
        self._write(_SET, company_id=self._company, key=key, value=value)

    def change(self, key: str, default: Any, change: Callable[[Any], Any]) -> None:
        """Keep what `change` makes of the document there is, or of `default` where there is none.
        Who else would change it waits to the end of the transaction, so nothing is lost."""
        self._write(_BEGIN, company_id=self._company, key=key, value=default)
        self.set(key, change(self._value(_HOLD, name=key)))

    def forget(self, key: str) -> None:
        self._write(_FORGET, name=key)

    def keep_calendar_year(self, year: int, notice: dict[str, Any]) -> None:
        """Keep an imported year, in the form of the shipped holiday file, in place of the last."""
        self.set(f"{_YEAR}{year:04d}", notice)
        self.set(_CALENDARS, new_token())

    def forget_calendar_year(self, year: int) -> None:
        """Go by the shipped calendar in that year again."""
        self.forget(f"{_YEAR}{year:04d}")
        self.set(_CALENDARS, new_token())

    def calendar_state(self) -> str:
        """A word that changes whenever a year is imported."""
        return str(self.get(_CALENDARS, ""))

    def calendar_years(self) -> dict[int, dict[str, Any]]:
        """The imported years of the working calendar, in order."""
        rows = self._rows(_BETWEEN, first=_YEAR, past=f"{_YEAR}:")
        return {int(key.removeprefix(_YEAR)): notice for key, notice in rows}
