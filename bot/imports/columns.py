"""Columns: how a heading is recognised and how a row is read through its columns."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar

from bot.imports.faults import BadCell, Fault, fault, rejected_rows
from bot.imports.sheet import Cell, Sheet, as_text

T = TypeVar("T")
E = TypeVar("E")

#: A spreadsheet keeps fifteen digits of a number and invents the rest.
_SAFE_NUMBER: Final = 10**15
_LOST = "数字超过 15 位，尾数已经失真。请把这一列设为文本再填。"
#: Ways of making a spreadsheet keep text: '0012 and ="0012".
_KEPT_AS_TEXT: Final = re.compile(r"""^(?:'|="(?=.*"$))(.*?)"?$""")
#: What stands behind the name of a column: 电话(手机), 档位*.
_REMARK: Final = re.compile(r"[\s*:]|\(.*?\)")

MISSING_COLUMN: Final = "缺少这一列。请在表头补上。"
NEEDED: Final = "不能空着。"


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """A column: its name, how its text is read, what else it is called.

    `read` raises `BadCell`. A needed column must be in the heading and filled in every row.
    """

    name: str
    read: Callable[[str], T]
    synonyms: tuple[str, ...] = ()
    is_needed: bool = True


@dataclass
class Line:
    """One row while it is being read."""

    number: int
    cells: Mapping[str, Cell]
    faults: list[Fault] = field(default_factory=list)

    def read(self, column: Column[T], default: T) -> T:
        """The value of a column; where it is broken the fault is noted and `default` stands in."""
        cell = self.cells.get(column.name)
        try:
            text = plain(cell)
            if not text and column.is_needed:
                raise BadCell(NEEDED)
            return column.read(text) if text else default
        except BadCell as bad:
            self.note(column, bad.rule)
            return default

    def note(self, column: Column[Any], rule: str) -> None:
        value = as_text(self.cells.get(column.name))
        self.faults.append(fault(self.number, column.name, rule, value))


@dataclass(frozen=True, slots=True)
class Taken(Generic[E]):
    """What a file gave: entities by the number of their row, and every fault.

    `places` says where the columns of the heading stand.
    """

    rows: int
    good: Mapping[int, E]
    faults: tuple[Fault, ...]
    places: Mapping[str, int]

    def lacks(self, column: str) -> bool:
        """Whether the heading does not have the column."""
        return column not in self.places

    @property
    def rejected(self) -> int:
        return self.rows - len(self.good)


def take(
    sheet: Sheet, columns: Sequence[Column[Any]], read: Callable[[Line], E | None]
) -> Taken[E]:
    """Read every row; a row with a fault gives no entity."""
    places = _places(sheet.heading, columns)
    missing = [column.name for column in columns if column.is_needed and column.name not in places]
    if missing:
        faults = tuple(fault(sheet.heading_row, name, MISSING_COLUMN, "") for name in missing)
        return Taken(len(sheet.rows), {}, faults, places)
    lines = list(_lines(sheet, places))
    made = {line.number: read(line) for line in lines}
    faults = tuple(each for line in lines for each in line.faults)
    bad = rejected_rows(faults)
    good = {row: one for row, one in made.items() if one is not None and row not in bad}
    return Taken(len(lines), good, faults, places)


def _lines(sheet: Sheet, places: Mapping[str, int]) -> Iterator[Line]:
    for number, cells in sheet.rows:
        told = {name: cells[place] for name, place in places.items() if place < len(cells)}
        yield Line(number, told)


def _places(heading: Sequence[str], columns: Sequence[Column[Any]]) -> dict[str, int]:
    """Where each column stands, by its name or else by its first synonym that is there."""
    known = {name: place for place, name in reversed(list(enumerate(map(_bare, heading))))}
    found = {}
    for column in columns:
        names = (_bare(name) for name in (column.name, *column.synonyms))
        place = next((known[name] for name in names if name in known), None)
        if place is not None:
            found[column.name] = place
    return found


def _bare(name: str) -> str:
    return _REMARK.sub("", unicodedata.normalize("NFKC", name)).lower()


def plain(cell: Cell) -> str:
    """The text of a cell, freed of what spreadsheets do to ids. Raises `BadCell`."""
    if isinstance(cell, int | float) and abs(cell) >= _SAFE_NUMBER:
        raise BadCell(_LOST)
    text = as_text(cell)
    if found := _KEPT_AS_TEXT.match(text):
        return found[1].strip()
    return text
