"""A year of the working calendar from a file: the notice, and the form in which it is kept."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from bot.imports.columns import Column, Line, take
from bot.imports.sheet import Sheet, as_text
from models.calendar import Calendar, Notice
from models.errors import BadNotice
from models.holiday_notices import notice_from_rows

DATE: Final = Column("日期", str, ("date", "天"), is_needed=False)
KIND: Final = Column("类型", str, ("休班", "type"), is_needed=False)
NAME: Final = Column("名称", str, ("节日", "节假日", "name"), is_needed=False)

_A_DAY: Final = timedelta(days=1)


def notice_from(sheet: Sheet, source: str) -> Notice:
    """The notice of the sheet's year. Raises `BadNotice` with every fault."""
    read = take(sheet, (DATE, KIND, NAME), _row)
    lacking = [column.name for column in (DATE, KIND, NAME) if read.lacks(column.name)]
    if lacking:
        raise BadNotice([f"表头缺少{'、'.join(lacking)}。请写 日期、类型、名称 三列。"])
    last = max(read.good, default=1)
    # Rows are told by their place, so a blank line of the file keeps its own.
    return notice_from_rows((read.good.get(number, {}) for number in range(2, last + 1)), source)


def _row(line: Line) -> dict[str, object]:
    return {name: _cell(cell) for name, cell in line.cells.items()}


def _cell(cell: Any) -> object:
    return cell if isinstance(cell, date) else as_text(cell)


def kept_form(notice: Notice) -> dict[str, Any]:
    """The notice as the shipped holiday file writes it: blocks of days off, worked weekend days."""
    return {
        "source": notice.source,
        "off": _blocks(notice),
        "work": [[day.isoformat(), name] for day, name in sorted(notice.work.items())],
    }


def _blocks(notice: Notice) -> list[list[str]]:
    blocks: list[tuple[date, date, str]] = []
    for day, name in sorted(notice.off.items()):
        if blocks and blocks[-1][1] + _A_DAY == day and blocks[-1][2] == name:
            blocks[-1] = (blocks[-1][0], day, name)
        else:
            blocks.append((day, day, name))
    return [[first.isoformat(), last.isoformat(), name] for first, last, name in blocks]


def from_kept_form(year: int, kept: dict[str, Any]) -> Notice:
    """The notice of a year as it was kept."""
    off = {}
    for first, last, name in kept["off"]:
        day = date.fromisoformat(first)
        while day <= date.fromisoformat(last):
            off[day] = name
            day += _A_DAY
    work = {date.fromisoformat(day): name for day, name in kept["work"]}
    return Notice(year, kept["source"], off, work)


def calendar_with(kept: Mapping[int, dict[str, Any]]) -> Calendar:
    """The shipped calendar with the imported years in place of its own."""
    calendar = Calendar.shipped()
    for year, document in sorted(kept.items()):
        calendar = calendar.with_year(from_kept_form(year, document))
    return calendar


def source_of(path: Path) -> str:
    """What is kept as the source of a year that was read from a file."""
    return f"导入文件 {path.name}"
