"""What there is before and after an import, and the way back where nothing depends on it yet."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import BindParameter, ColumnElement, bindparam, delete, exists, or_, select

from models.case import Case
from models.entrance import ConsoleSession, StaffPassword
from models.labels import Opinion, Sample
from models.people import Allotment, Binding, Shop, Staff
from storage.drawer import COMPANY, Drawer, Shelf
from storage.tables import STAFF_ROLE

_SHOPS: Final = Shelf(Shop)
_STAFF: Final = Shelf(Staff)
_ALLOTMENTS: Final = Shelf(Allotment)
_CASES: Final = Shelf(Case)
_BINDINGS: Final = Shelf(Binding)
_SESSIONS: Final = Shelf(ConsoleSession)
_PASSWORDS: Final = Shelf(StaffPassword)
_SAMPLES: Final = Shelf(Sample)
_OPINIONS: Final = Shelf(Opinion)

#: A row as JSON keeps it.
Row = dict[str, Any]

_KEYS: Final[BindParameter[Any]] = bindparam("keys", expanding=True)
_REFS: Final[BindParameter[Any]] = bindparam("refs", expanding=True)
_FORGET_SHOPS: Final = (
    delete(_SHOPS.table).where(_SHOPS.ours, _SHOPS.licence.in_(_KEYS)).returning(_SHOPS.licence)
)
_FORGET_STAFF: Final = (
    delete(_STAFF.table).where(_STAFF.ours, _STAFF.no.in_(_KEYS)).returning(_STAFF.no)
)
_FORGET_ROLES: Final = (
    delete(STAFF_ROLE)
    .where(STAFF_ROLE.c.company_id == COMPANY, STAFF_ROLE.c.no.in_(_KEYS))
    .returning(STAFF_ROLE.c.no)
)
_OF_PERIOD: Final = (
    _ALLOTMENTS.ours,
    _ALLOTMENTS.first_day == bindparam("first"),
    _ALLOTMENTS.last_day == bindparam("last"),
)
_ALLOTTED: Final = select(_ALLOTMENTS.table).where(*_OF_PERIOD).order_by(_ALLOTMENTS.id)
_FORGET_ALLOTTED: Final = delete(_ALLOTMENTS.table).where(*_OF_PERIOD)
_BOUND: Final = exists().where(_BINDINGS.ours, _BINDINGS.ref.in_(_REFS))


def _is_one(column: ColumnElement[Any]) -> ColumnElement[bool]:
    return column.in_(_KEYS)


_SHOPS_IN_USE: Final = select(or_(exists().where(_CASES.ours, _is_one(_CASES.shop)), _BOUND))
_STAFF_IN_USE: Final = select(
    or_(
        exists().where(_CASES.ours, _is_one(_CASES.owner_no)),
        exists().where(_CASES.ours, or_(_is_one(_CASES.decider_no), _is_one(_CASES.expected_no))),
        _BOUND,
        exists().where(_SHOPS.ours, _is_one(_SHOPS.manager_no)),
        exists().where(_SESSIONS.ours, _is_one(_SESSIONS.staff_no)),
        exists().where(_PASSWORDS.ours, _is_one(_PASSWORDS.staff_no)),
    )
)
_LABELS_IN_USE: Final = select(
    exists().where(
        _SAMPLES.ours,
        _OPINIONS.ours,
        _SAMPLES.batch == bindparam("of_batch"),
        _OPINIONS.sample_id == _SAMPLES.id,
        _OPINIONS.place > 1,
    )
)


class Undoing(Drawer):
    """Rows of shops, staff and allotments as JSON keeps them, and whether anything needs them."""

    __slots__ = ()

    def shops(self, licences: Sequence[str]) -> dict[str, Row]:
        """The shops there are of these, without their tiers, which follow from all shops."""
        found = self._packed(_SHOPS, licences)
        return {key: {**row, "tier": ""} for key, row in found.items()}

    def staff(self, numbers: Sequence[str]) -> dict[str, Row]:
        return self._packed(_STAFF, numbers)

    def allotments(self, first: date, last: date) -> list[Row]:
        """The table of one period; its rows get new numbers when it is put back."""
        rows = self._all(_ALLOTMENTS, _ALLOTTED, first=first, last=last)
        return [{**_plain(_ALLOTMENTS.values(row)), "id": 0} for row in rows]

    def _packed(self, shelf: Shelf[Any], keys: Sequence[str]) -> dict[str, Row]:
        rows = self._scribe.rows_of_passing(shelf.by_keys, {"keys": list(keys)})
        found = (dict(zip(shelf.columns, row, strict=True)) for row in rows)
        return {str(values[shelf.key[0]]): _plain(values) for values in found}

    def forget_shops(self, licences: Sequence[str]) -> None:
        self._forget(_FORGET_SHOPS, licences)

    def forget_staff(self, numbers: Sequence[str]) -> None:
        self._forget(_FORGET_ROLES, numbers)
        self._forget(_FORGET_STAFF, numbers)

    def forget_allotments(self, first: date, last: date) -> None:
        self._write(_FORGET_ALLOTTED, first=first, last=last)

    def needs_shops(self, licences: Sequence[str]) -> bool:
        """Whether a case or a chat belongs to one of these shops."""
        told = {"keys": list(licences), "refs": [f"shop:{licence}" for licence in licences]}
        return self._is(_SHOPS_IN_USE, told)

    def needs_staff(self, numbers: Sequence[str]) -> bool:
        """Whether anything but a colleague rests on one of these: cases, chats, shops, sessions."""
        told = {"keys": list(numbers), "refs": [f"staff:{no}" for no in numbers]}
        return self._is(_STAFF_IN_USE, told)

    def needs_labels(self, batch: str) -> bool:
        """Whether somebody else has had a say about one of these samples since."""
        return self._is(_LABELS_IN_USE, {"of_batch": batch})

    def _is(self, question: Any, told: Mapping[str, Any]) -> bool:
        ((answer,),) = self._scribe.rows_of_passing(question, dict(told))
        return bool(answer)

    def _forget(self, statement: Any, keys: Sequence[str]) -> None:
        self._scribe.rows_of_passing(statement, {"keys": list(keys)})


def _plain(values: Mapping[str, Any]) -> Row:
    """Values as JSON gives them back, so that two rows can be compared."""
    row: Row = json.loads(json.dumps(dict(values), ensure_ascii=False, default=_told))
    return row


def _told(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def shops_of(rows: Iterable[Row]) -> list[Shop]:
    return [Shop.model_validate(row) for row in rows]


def staff_of(rows: Iterable[Row]) -> list[Staff]:
    return [Staff.model_validate(row) for row in rows]


def allotments_of(rows: Iterable[Row]) -> list[Allotment]:
    return [Allotment.model_validate(row) for row in rows]
