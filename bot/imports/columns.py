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
_SIGNS_OF_TEXT: Final = ("'", '="')
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


#: What was read from the cells of each column. Most columns say the same few things over and over;
#: of one that doesn't, no more than this is remembered.
_Known = Mapping[str, dict[str, Any]]
_MOST_REMEMBERED: Final = 4096


@dataclass(slots=True)
class Line:
    """One row while it is being read; `known` is what all rows of the file share."""

    number: int
    cells: Mapping[str, Cell]
    known: _Known
    faults: list[Fault] = field(default_factory=list)

    def read(self, column: Column[T], default: T) -> T:
        """The value of a column; where it is broken the fault is noted and `default` stands in."""
        cell, known = self.cells.get(column.name), self.known[column.name]
        if isinstance(cell, str) and cell in known:
            value: T = known[cell]
            return value
        try:
            text = plain(cell)
            if not text and column.is_needed:
                raise BadCell(NEEDED)
            value = column.read(text) if text else default
        except BadCell as bad:
            self.note(column, bad.rule)
            return default
        if isinstance(cell, str) and len(known) < _MOST_REMEMBERED:
            known[cell] = value
        return value

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
    places = places_of(sheet, columns)
    if faults := missing_columns(sheet, columns):
        return Taken(sum(1 for _ in sheet.rows), {}, faults, places)
    lines = list(lines_of(sheet, columns))
    made = {line.number: read(line) for line in lines}
    faults = tuple(each for line in lines for each in line.faults)
    bad = rejected_rows(faults)
    good = {row: one for row, one in made.items() if one is not None and row not in bad}
    return Taken(len(lines), good, faults, places)


def lines_of(sheet: Sheet, columns: Sequence[Column[Any]]) -> Iterator[Line]:
    """Each row, ready to be read through the columns; one at a time, so there may be any number."""
    places = list(places_of(sheet, columns).items())
    known: _Known = {column.name: {} for column in columns}
    for number, cells in sheet.rows:
        width = len(cells)
        told = {name: cells[place] for name, place in places if place < width}
        yield Line(number, told, known)


def missing_columns(sheet: Sheet, columns: Sequence[Column[Any]]) -> tuple[Fault, ...]:
    """A fault of the heading for each needed column that it does not have."""
    places = places_of(sheet, columns)
    return tuple(
        fault(sheet.heading_row, column.name, MISSING_COLUMN, "")
        for column in columns
        if column.is_needed and column.name not in places
    )


def places_of(sheet: Sheet, columns: Sequence[Column[Any]]) -> dict[str, int]:
    """Where each column stands, by its name or else by its first synonym that is there."""
    heading = map(_bare, sheet.heading)
    known = {name: place for place, name in reversed(list(enumerate(heading)))}
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
    if text.startswith(_SIGNS_OF_TEXT) and (found := _KEPT_AS_TEXT.match(text)):
        return found[1].strip()
    return text
