"""The allotment table: what may be ordered, by brand, place and day."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import bindparam, delete, or_, select

from models.people import Allotment
from models.terms import AreaKind
from storage.drawer import Drawer, Shelf

_ROWS: Final = Shelf(Allotment)
_ON_DAY: Final = (
    _ROWS.ours,
    _ROWS.first_day <= bindparam("day"),
    _ROWS.last_day >= bindparam("day"),
)
_IN_AREA: Final = or_(_ROWS.area.is_(None), _ROWS.area == bindparam("area", type_=_ROWS.area.type))
_IS_BRAND: Final = _ROWS.brand == bindparam("brand")

_FOR_BRAND: Final = (
    select(_ROWS.table).where(*_ON_DAY, _IN_AREA, _IS_BRAND).order_by(_ROWS.class_level, _ROWS.id)
)
_BRANDS: Final = select(_ROWS.brand).where(*_ON_DAY).distinct().order_by(_ROWS.brand)
_BAND: Final = (
    select(_ROWS.price_band).where(*_ON_DAY, _IN_AREA, _IS_BRAND).order_by(_ROWS.id).limit(1)
)
_SUBSTITUTES: Final = (
    select(_ROWS.table)
    .where(
        *_ON_DAY,
        _IN_AREA,
        _ROWS.price_band == bindparam("band"),
        _ROWS.brand != bindparam("brand"),
        _ROWS.class_level == bindparam("class_level"),
        _ROWS.quantity > 0,
    )
    .order_by(_ROWS.quantity.desc(), _ROWS.brand)
    .limit(bindparam("limit"))
)
_ANY: Final = select(_ROWS.id).where(*_ON_DAY).limit(1)
_FORGET: Final = delete(_ROWS.table).where(
    _ROWS.ours, _ROWS.first_day == bindparam("first"), _ROWS.last_day == bindparam("last")
)


class Supply(Drawer):
    """Rows of the allotment table."""

    __slots__ = ()

    def put(self, rows: Sequence[Allotment]) -> int:
        """Keep the table of each period that is named in `rows`, in place of what was known of
        that period; how many rows."""
        for first, last in sorted({(row.first_day, row.last_day) for row in rows}):
            self._write(_FORGET, first=first, last=last)
        self._insert_all(_ROWS, rows)
        return len(rows)

    def for_brand(self, brand: str, area: AreaKind, day: date) -> list[Allotment]:
        """What each class may order of a brand in such a place that day, by class."""
        return self._all(_ROWS, _FOR_BRAND, brand=brand, area=area, day=day)

    def brands_on(self, day: date) -> list[str]:
        """The brands that the table names for the day."""
        return [row[0] for row in self._rows(_BRANDS, day=day)]

    def substitutes(
        self, brand: str, area: AreaKind, class_level: int, day: date, limit: int = 3
    ) -> list[Allotment]:
        """Other brands of the same price band that the class may order, the most of it first."""
        band = self._value(_BAND, brand=brand, area=area, day=day)
        if not band:
            return []
        return self._all(
            _ROWS,
            _SUBSTITUTES,
            brand=brand,
            area=area,
            band=band,
            class_level=class_level,
            day=day,
            limit=limit,
        )

    def has_rows(self, day: date) -> bool:
        """Whether the table says anything about the day."""
        return self._value(_ANY, day=day) is not None
