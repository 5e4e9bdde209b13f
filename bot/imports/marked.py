"""The sheet given back with what is wrong: a column of reasons, the faulty cells marked.

Rows stay where they were, so that the sheet can be mended and read in again. It is gone through
once, beside its faults, which come in the order of their rows: there may be any number of either.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Final

from bot.imports.faults import Fault, SheetRefused
from bot.imports.sheet import Cells, Sheet, as_text

REASON: Final = "原因"
#: Of one sheet of an XLSX file.
MOST_ROWS: Final = 1_048_576
_RED: Final = "#FFC7CE"
#: What makes a spreadsheet take the text of a CSV file for a formula; an apostrophe before it is
#: left out again when the file is read in.
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t")

_Row = tuple[int, Cells, list[Fault]]


def write_marked(
    sheet: Sheet, faults: Iterable[Fault], places: Mapping[str, int], path: Path
) -> None:
    """Write the whole sheet to an XLSX file.

    Every cell is written as text: a licence keeps its digits, and nothing is a formula. `places`
    says where each column stands. Raises `SheetRefused` where the file can't be written or the
    sheet has more rows than an XLSX file can hold.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
    width, last = _size(sheet)
    if last > MOST_ROWS:
        raise SheetRefused(f"表有 {last} 行，XLSX 最多 {MOST_ROWS} 行，放不下。请改要 CSV。")
    book = xlsxwriter.Workbook(str(path), options)
    mark = book.add_format({"bg_color": _RED})
    try:
        page = book.add_worksheet()
        page.set_column(0, width, 16)
        for number, cells, wrong in _rows(sheet, faults):
            marked = {places.get(each.column) for each in wrong}
            for column, cell in enumerate(cells):
                how = mark if column in marked else None
                page.write_string(number - 1, column, as_text(cell), how)
            is_heading = number == sheet.heading_row
            if is_heading:
                page.write_string(number - 1, width, REASON)
            if wrong:
                page.write_string(number - 1, width + is_heading, _reason(wrong), mark)
        book.close()
    except (FileCreateError, OSError) as error:
        raise _unwritable(path) from error


def write_marked_csv(sheet: Sheet, faults: Iterable[Fault], path: Path) -> None:
    """The same as CSV, with the mark that a Chinese Excel needs to read it as UTF-8; what is
    marked there is said in words."""
    width, _ = _size(sheet)
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            last = 0
            for number, cells, wrong in _rows(sheet, faults):
                writer.writerows([] for _ in range(number - last - 1))
                texts = [_harmless(as_text(cell)) for cell in cells]
                texts += [""] * (width - len(texts))
                heading = [REASON] if number == sheet.heading_row else []
                writer.writerow([*texts, *heading, *([_reason(wrong)] if wrong else [])])
                last = number
    except OSError as error:
        raise _unwritable(path) from error


def _rows(sheet: Sheet, faults: Iterable[Fault]) -> Iterator[_Row]:
    """Every row from the heading on, each with its faults."""
    rest = iter(faults)
    fault = next(rest, None)
    for number, cells in chain([(sheet.heading_row, sheet.heading)], sheet.rows):
        wrong = []
        while fault is not None and fault.row <= number:
            wrong.append(fault)
            fault = next(rest, None)
        yield number, cells, wrong


def _size(sheet: Sheet) -> tuple[int, int]:
    """How many columns there are, and the number of the last row."""
    width, last = len(sheet.heading), sheet.heading_row
    for number, cells in sheet.rows:
        width, last = max(width, len(cells)), number
    return width, last


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _reason(wrong: Iterable[Fault]) -> str:
    return "".join(f"{each.column}：{each.rule}" for each in wrong)


def _unwritable(path: Path) -> SheetRefused:
    return SheetRefused(f"写不了 {path}。请检查路径，或先关掉打开它的程序。")
