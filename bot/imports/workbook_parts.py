"""What the parts of an XLSX workbook say, element by element (ECMA-376, part 1, 18)."""

import re
from datetime import date, datetime, time, timedelta
from typing import Final

Value = str | int | float | bool | date | datetime | time | None

#: Excel's own limits; what says that it lies beyond them was not made by a spreadsheet.
_MOST_ROWS, _MOST_COLUMNS, _LONGEST_TEXT = 1_048_576, 16_384, 1 << 20
#: Number formats of dates and times that need no definition (18.8.30).
_DATE_FORMATS: Final = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
#: What stands in a format without being part of a date: texts, colours, escaped letters.
_NO_FORMAT: Final = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_PARTS_OF_A_DATE: Final = re.compile(r"[ymdhs]", re.IGNORECASE)
_REFERENCE: Final = re.compile(r"([A-Z]{1,3})\d+")


class Reading:
    """What is made of the elements of a part; names come with their namespace before a blank."""

    def __init__(self) -> None:
        self._said: list[str] = []
        self._length = 0
        self._listens = False

    def begin(self, name: str, told: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def say(self, text: str) -> None:
        if not self._listens:
            return
        self._length += len(text)
        if self._length > _LONGEST_TEXT:
            raise ValueError("a text without an end")
        self._said.append(text)

    def _listen(self) -> None:
        self._said.clear()
        self._length, self._listens = 0, True

    def _heard(self) -> str:
        self._listens = False
        return "".join(self._said)


class Book(Reading):
    """The sheets of a workbook by their relations, in order, and from when it counts its days."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[str] = []
        self.is_of_1904 = False

    def begin(self, name: str, told: dict[str, str]) -> None:
        if name.endswith(" sheet"):
            self.sheets.append(next(told[key] for key in told if key.endswith("relationships id")))
        elif name.endswith(" workbookPr"):
            self.is_of_1904 = told.get("date1904") in ("1", "true")


class Relations(Reading):
    """Where the parts lie that a workbook speaks of."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: dict[str, str] = {}

    def begin(self, name: str, told: dict[str, str]) -> None:
        if name.endswith(" Relationship"):
            self.targets[told["Id"]] = told["Target"]


class Styles(Reading):
    """Which styles show a number as a date."""

    def __init__(self) -> None:
        super().__init__()
        self._formats: set[int] = set(_DATE_FORMATS)
        self._styles: list[int] = []
        self._is_in_cells = False

    def begin(self, name: str, told: dict[str, str]) -> None:
        if name.endswith(" numFmt"):
            bare = _NO_FORMAT.sub("", told["formatCode"])
            if _PARTS_OF_A_DATE.search(bare):
                self._formats.add(int(told["numFmtId"]))
        elif name.endswith(" cellXfs"):
            self._is_in_cells = True
        elif self._is_in_cells and name.endswith(" xf"):
            self._styles.append(int(told.get("numFmtId", "0")))

    def end(self, name: str) -> None:
        if name.endswith(" cellXfs"):
            self._is_in_cells = False

    def dates(self) -> frozenset[str]:
        """The numbers of the styles, as cells name them."""
        numbered = enumerate(self._styles)
        return frozenset(str(number) for number, of in numbered if of in self._formats)


class Texts(Reading):
    """The texts that cells share, without the readings that Japanese workbooks add to them."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._parts: list[str] = []
        self._is_spoken = False

    def begin(self, name: str, told: dict[str, str]) -> None:
        if name.endswith(" rPh"):
            self._is_spoken = True
        elif name.endswith(" t") and not self._is_spoken:
            self._listen()

    def end(self, name: str) -> None:
        if name.endswith(" rPh"):
            self._is_spoken = False
        elif name.endswith(" t") and self._listens:
            self._parts.append(self._heard())
        elif name.endswith(" si"):
            self.texts.append("".join(self._parts))
            self._parts.clear()


class Rows(Reading):
    """The rows of a sheet, put into `done` as they end."""

    def __init__(self, texts: list[str], dates: frozenset[str], counts_from: date) -> None:
        super().__init__()
        self.done: list[tuple[Value, ...]] = []
        self._texts, self._dates, self._counts_from = texts, dates, counts_from
        self._number = 0
        self._cells: list[Value] = []
        self._kind, self._style, self._column = "n", "0", 0
        self._parts: list[str] = []

    def begin(self, name: str, told: dict[str, str]) -> None:
        if name.endswith((" v", " t")):
            self._listen()
        elif name.endswith(" c"):
            self._kind, self._style = told.get("t", "n"), told.get("s", "0")
            self._column = _column(told["r"]) if "r" in told else len(self._cells)
            self._parts.clear()
        elif name.endswith(" row"):
            self._begin_row(int(told.get("r", self._number + 1)))

    def end(self, name: str) -> None:
        if name.endswith((" v", " t")):
            self._parts.append(self._heard())
        elif name.endswith(" c"):
            if self._parts:
                self._put("".join(self._parts))
        elif name.endswith(" row"):
            self.done.append(tuple(self._cells))

    def _begin_row(self, number: int) -> None:
        if not self._number < number <= _MOST_ROWS:
            raise ValueError("a row where there is none")
        self.done.extend(() for _ in range(number - self._number - 1))
        self._number = number
        self._cells = []

    def _put(self, said: str) -> None:
        if self._column < len(self._cells) or self._column >= _MOST_COLUMNS:
            raise ValueError("a cell where there is none")
        self._cells.extend(None for _ in range(self._column - len(self._cells)))
        self._cells.append(self._value(said))

    def _value(self, said: str) -> Value:
        match self._kind:
            case "s":
                return self._texts[int(said)]
            case "n":
                return self._moment(said) if self._style in self._dates else _number(said)
            case "b":
                return said == "1"
            case "e":
                return None  # a formula that came to nothing
            case _:
                return said

    def _moment(self, said: str) -> Value:
        """A date, or with hours a moment; what counts less than a day is a time of day.

        Excel takes 1900 for a leap year, so days before March 1900 count from one day later.
        """
        days = float(said)
        began = self._counts_from
        if days < 60 and began.year == 1899:
            began += timedelta(days=1)
        seconds = timedelta(seconds=round(days * 86_400))
        moment = datetime.combine(began, time()) + seconds
        if 0 <= days < 1:
            return moment.time()
        return moment.date() if days.is_integer() else moment


def _number(said: str) -> int | float:
    try:
        return int(said)
    except ValueError:
        return float(said)


def _column(reference: str) -> int:
    """The place of a cell such as AB12 in its row, from 0."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        raise ValueError("no reference")
    place = 0
    for letter in found[1]:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1
