"""A year's notice as rows of a table (日期, 类型, 名称), checked before it may move a deadline."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from re import fullmatch
from typing import Final

from models.calendar import Notice
from models.errors import BadNotice
from models.statute import IN_FORCE_SINCE, statutory_days

OFF: Final = "休"
WORK: Final = "班"
_DATE: Final = r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d{2})(\d{2})"


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    day: date
    kind: str
    name: str


def notice_from_rows(rows: Iterable[Mapping[str, object]], source: str) -> Notice:
    """The notice of the year that most rows speak of; `source` says where they come from.

    Rows count from 2, as the heading is the first. Raises BadNotice with every fault at once.
    """
    faults: list[str] = []
    read = list(_read(rows, faults))
    if not read:
        raise BadNotice(faults or ["表里没有一行日期。请填好 日期、类型、名称 再导入。"])
    year = Counter(row.day.year for row in read).most_common(1)[0][0]
    faults += _faults_among(read, year)
    if faults:
        raise BadNotice(faults)
    off = {row.day: row.name for row in read if row.kind == OFF}
    work = {row.day: row.name for row in read if row.kind == WORK}
    return Notice(year, source, off, work)


def _read(rows: Iterable[Mapping[str, object]], faults: list[str]) -> Iterator[_Row]:
    for number, row in enumerate(rows, start=2):
        texts = {column: _text(row.get(column)) for column in ("日期", "类型", "名称")}
        if not any(texts.values()):
            continue
        day, kind, name = _day(row.get("日期")), texts["类型"], texts["名称"]
        if day is None:
            faults.append(f"第 {number} 行：日期“{texts['日期']}”看不懂。请写成 2027-01-01 这样。")
        elif kind not in (OFF, WORK):
            faults.append(f"第 {number} 行：类型“{kind}”不对。请写“休”或“班”。")
        elif kind == OFF and not name:
            faults.append(f"第 {number} 行：没有名称。请写是哪个节日。")
        else:
            yield _Row(number, day, kind, name)


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    found = fullmatch(_DATE, _text(value))
    if found is None:
        return None
    year, month, day = (int(part) for part in found.groups() if part)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _faults_among(rows: list[_Row], year: int) -> Iterator[str]:
    seen: dict[date, int] = {}
    for row in rows:
        if row.day in seen:
            yield f"第 {row.number} 行：{row.day} 在第 {seen[row.day]} 行已经有了。请只留一行。"
        seen.setdefault(row.day, row.number)
        if not _belongs_to(row.day, year):
            yield f"第 {row.number} 行：{row.day} 不在 {year} 年。一次只导入一年，请分开。"
        elif row.kind == WORK and row.day.weekday() < 5:
            yield f"第 {row.number} 行：{row.day} 不是周末，本来就上班。请查对日期。"
    yield from _missing(rows, year)


def _belongs_to(day: date, year: int) -> bool:
    """A New Year block may begin in the December before."""
    return day.year == year or (day.year, day.month) == (year - 1, 12)


def _missing(rows: list[_Row], year: int) -> Iterator[str]:
    """A file cut short would turn holidays into working days; the statute's days must be in it."""
    if year < IN_FORCE_SINCE:
        return
    off = {row.day for row in rows if row.kind == OFF}
    for day, name in sorted(statutory_days(year).items()):
        if day not in off:
            yield f"缺少{name} {day}，这一天法定放假。请补上一行“休”。"
