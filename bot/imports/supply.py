"""The allotment table (货源投放): rows in, what each class may order and faults out."""

from datetime import date
from typing import Any, Final

from bot.imports import cells
from bot.imports.columns import Column, Line, Taken, take
from bot.imports.sheet import Sheet
from bot.imports.unique import Seen
from models.people import Allotment
from models.terms import AreaKind

BRAND: Final = Column("品规", cells.words, ("品牌规格", "卷烟品规", "品牌", "规格", "brand"))
SHORT: Final = Column("简称", cells.split, ("俗称", "别名", "short"), is_needed=False)
BAND: Final = Column("价位", cells.words, ("价位段", "价区", "band"), is_needed=False)
AREA: Final[Column[AreaKind | None]] = Column(
    "区域", cells.area, ("区域类型", "市场类型", "area"), is_needed=False
)
CLASS: Final = Column("档位", cells.class_levels, ("客户档位", "档级", "class"))
QUANTITY: Final = Column("数量", cells.amount, ("投放量", "限量", "上限", "quantity"))
UNIT: Final = Column("单位", cells.words, ("计量单位", "unit"), is_needed=False)
FIRST: Final = Column("起", cells.day, ("开始", "开始日期", "起始日", "自", "from"))
LAST: Final = Column("止", cells.day, ("结束", "结束日期", "截止日", "至", "until"))

COLUMNS: Final[tuple[Column[Any], ...]] = (
    BRAND,
    SHORT,
    BAND,
    AREA,
    CLASS,
    QUANTITY,
    UNIT,
    FIRST,
    LAST,
)
BACKWARDS: Final = "止不能早于起。"
_UNREAD: Final = date.min


def allotments_from(sheet: Sheet) -> Taken[tuple[Allotment, ...]]:
    """The rows of the table, each for one class or more; ids are given when they are kept."""
    seen = Seen()

    def read(line: Line) -> tuple[Allotment, ...]:
        found = _row(line)
        for each in found:
            key = (each.brand, each.area, each.class_level, each.first_day, each.last_day)
            seen.once(line, CLASS, key)
        return found

    return take(sheet, COLUMNS, read)


def _row(line: Line) -> tuple[Allotment, ...]:
    first, last = line.read(FIRST, _UNREAD), line.read(LAST, _UNREAD)
    if _UNREAD not in (first, last) and last < first:
        line.note(LAST, BACKWARDS)
    told: dict[str, Any] = {
        "brand": line.read(BRAND, ""),
        "short_names": line.read(SHORT, ()),
        "price_band": line.read(BAND, ""),
        "area": line.read(AREA, None),
        "quantity": line.read(QUANTITY, 0.0),
        "unit": line.read(UNIT, "条"),
        "first_day": first,
        "last_day": last,
    }
    return tuple(Allotment(id=0, class_level=level, **told) for level in line.read(CLASS, ()))
