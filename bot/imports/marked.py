"""The sheet given back with what is wrong: a column of reasons, the faulty cells marked."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from bot.imports.faults import Fault, SheetRefused
from bot.imports.sheet import Sheet, as_text

REASON: Final = "原因"
_RED: Final = "#FFC7CE"


def write_marked(
    sheet: Sheet, faults: Iterable[Fault], places: Mapping[str, int], path: Path
) -> None:
    """Write the whole sheet to an XLSX file, so that it can be mended and read in again.

    Rows stay where they were. Every cell is written as text: a licence keeps its digits, and
    nothing is a formula. `places` says where each column stands. Raises `SheetRefused` where the
    file can't be written.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    by_row: defaultdict[int, list[Fault]] = defaultdict(list)
    for each in faults:
        by_row[each.row].append(each)
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    mark = book.add_format({"bg_color": _RED})
    try:
        _fill(book.add_worksheet(), sheet, by_row, places, mark)
        book.close()
    except (FileCreateError, OSError) as error:
        raise SheetRefused(f"写不了 {path}。请检查路径，或先关掉打开它的程序。") from error


def _fill(
    page: Any,
    sheet: Sheet,
    by_row: Mapping[int, list[Fault]],
    places: Mapping[str, int],
    mark: Any,
) -> None:
    width = max(len(cells) for _, cells in ((0, sheet.heading), *sheet.rows))
    page.set_column(0, width, 16)
    page.write_string(sheet.heading_row - 1, width, REASON)
    for number, cells in ((sheet.heading_row, sheet.heading), *sheet.rows):
        wrong = by_row.get(number, [])
        marked = {places.get(each.column) for each in wrong}
        for column, cell in enumerate(cells):
            page.write_string(number - 1, column, as_text(cell), mark if column in marked else None)
        if wrong:
            beside = width + (number == sheet.heading_row)
            page.write_string(number - 1, beside, _reason(wrong), mark)


def _reason(wrong: Iterable[Fault]) -> str:
    return "".join(f"{each.column}：{each.rule}" for each in wrong)
