"""Sheets: what a file holds, whichever program wrote it, as a heading and numbered rows."""

import csv
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Final, TextIO

from bot.imports import workbook
from bot.imports.archives import must_be_decent
from bot.imports.encoding import encoding_of
from bot.imports.faults import SheetRefused

Cell = str | int | float | bool | date | datetime | time | timedelta | None
Cells = tuple[Cell, ...]

#: The first bytes of a workbook: a ZIP archive, or the older binary form.
_WORKBOOK: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_WORKBOOK_NAMES: Final = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"})
#: Excel's "Unicode text" is separated by tabs; a few programs write semicolons.
_SEPARATORS: Final = ",\t;"
#: Letters in one line of a file; a row of a roster has about a hundred.
_LONGEST_LINE: Final = 1 << 20
#: Bytes looked at to tell an empty file.
_BEGINNING: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: `heading` as written, and the rows below with their numbers as people count them.

    Rows without any content are kept out, without changing the numbers of the others. `rows` may
    be gone through more than once; those of an opened file are read anew each time, and reading
    may raise `SheetRefused`.
    """

    heading: tuple[str, ...]
    rows: Iterable[tuple[int, Cells]]
    heading_row: int = 1


@dataclass(frozen=True, slots=True)
class _RowsOfFile:
    """The rows below the heading; `about` tells how many, roughly."""

    read: Callable[[], Iterator[Cells]]
    about: int

    def __iter__(self) -> Iterator[tuple[int, Cells]]:
        return islice(_filled(self.read()), 1, None)

    def __length_hint__(self) -> int:
        return self.about


def read_sheet(path: Path) -> Sheet:
    """The table of a CSV file or of the first sheet of a workbook, in memory.

    Raises `SheetRefused`.
    """
    sheet = open_sheet(path)
    return Sheet(sheet.heading, tuple(sheet.rows), sheet.heading_row)


def open_sheet(path: Path) -> Sheet:
    """The same table, its rows still in the file, however many there are. Raises `SheetRefused`."""
    try:
        with path.open("rb") as file:
            beginning = file.read(_BEGINNING)
    except FileNotFoundError as error:
        raise SheetRefused(f"没有文件 {path}。请检查路径。") from error
    except OSError as error:
        raise SheetRefused(f"打不开 {path}。请检查它是不是文件、有没有读取权限。") from error
    if not beginning.strip() and len(beginning) < _BEGINNING:
        raise SheetRefused(f"{path.name} 是空的。第一行应是表头，以下每行一条。")
    if is_workbook(path):
        must_be_decent(path)
        return _sheet(lambda: _of_workbook(path), 0)
    encoding, lines = encoding_of(path), _lines_in(path)
    return _sheet(lambda: _of_text(path, encoding), lines)


def is_workbook(path: Path) -> bool:
    """Whether the file is one by its first bytes, or at least by its name."""
    with path.open("rb") as file:
        begins = file.read(len(max(_WORKBOOK, key=len)))
    return begins.startswith(_WORKBOOK) or path.suffix.lower() in _WORKBOOK_NAMES


def _sheet(read: Callable[[], Iterator[Cells]], about: int) -> Sheet:
    first = next(_filled(read()), None)
    if first is None:
        raise SheetRefused("表里没有内容。第一行应是表头，以下每行一条。")
    number, heading = first
    return Sheet(tuple(map(as_text, heading)), _RowsOfFile(read, about), number)


def _filled(rows: Iterable[Cells]) -> Iterator[tuple[int, Cells]]:
    """The rows that have any content, with their numbers."""
    return ((number, row) for number, row in enumerate(rows, 1) if any(map(as_text, row)))


def _of_workbook(path: Path) -> Iterator[Cells]:
    return workbook.rows_of(path) if workbook.is_xlsx(path) else _of_older_workbook(path)


def _of_older_workbook(path: Path) -> Iterator[Cells]:
    from python_calamine import CalamineError, load_workbook

    try:
        with path.open("rb") as file:
            book = load_workbook(file)
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    # The reader of broken archives also answers with errors of other families.
    except (CalamineError, OSError, ValueError, IndexError) as error:
        raise SheetRefused(
            f"{path.name} 不是能读的表格文件。请用表格软件另存为 XLSX 或 CSV。"
        ) from error
    return (tuple(row) for row in rows)


def _lines_in(path: Path) -> int:
    with path.open("rb") as file:
        return sum(piece.count(b"\n") for piece in iter(lambda: file.read(_LONGEST_LINE), b""))


def _of_text(path: Path, encoding: str) -> Iterator[Cells]:
    try:
        with path.open(encoding=encoding, newline="") as file:
            heading = next((line for line in _lines(file) if line.strip()), "")
            separator = max(_SEPARATORS, key=heading.count)
            file.seek(0)
            yield from map(tuple, csv.reader(_lines(file), delimiter=separator))
    except csv.Error as error:
        raise SheetRefused(
            f"{path.name} 不是合格的 CSV：引号没有配对或有一格太长。请另存再试。"
        ) from error


def _lines(file: TextIO) -> Iterator[str]:
    """The lines with their ends; raises `csv.Error` for one that has none."""
    while line := file.readline(_LONGEST_LINE):
        if len(line) == _LONGEST_LINE:
            raise csv.Error("a line without an end")
        yield line


def as_text(cell: Cell) -> str:
    """The cell as people see it: full-width forms made plain, whole floats without their ".0"."""
    if isinstance(cell, str):
        return cell.strip() if cell.isascii() else unicodedata.normalize("NFKC", cell).strip()
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return unicodedata.normalize("NFKC", str(cell)).strip()
