"""Workbooks read row by row: the same cells as the usual reader finds, and nothing too large."""

import datetime as dates
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from python_calamine import load_workbook

from bot.imports.faults import SheetRefused
from bot.imports.sheet import as_text, open_sheet, read_sheet
from bot.imports.workbook import is_xlsx, rows_of


def a_workbook(path: Path, fill: Callable[[Any, Any], object], **options: Any) -> Path:
    book = xlsxwriter.Workbook(str(path), options)
    fill(book, book.add_worksheet())
    book.close()
    return path


def all_kinds(book: Any, page: Any) -> None:
    day, clock, chinese, colour = (
        book.add_format({"num_format": form})
        for form in ("yyyy-mm-dd", "hh:mm", 'yyyy"年"m"月"d"日" hh:mm', '[Red]0.00"d"')
    )
    page.write_row(1, 2, ["字", 1, 2.5, True, False, "<&>", ""])
    page.write_datetime(3, 0, dates.date(2026, 11, 23), day)
    page.write_number(3, 1, 46349.604166666664, chinese)
    page.write_datetime(3, 2, dates.time(9, 15), clock)
    page.write(3, 3, 20, day)
    page.write(4, 1, "=1+1", None, 2)
    page.write(4, 2, '=A1&"x"', None, "x")
    page.write(4, 3, "=NA()", None, "#N/A")
    page.write_rich_string(5, 0, "ab", book.add_format({"bold": 1}), "cd", "ef")
    page.write_number(5, 1, 12.5, colour)
    page.write(6, 0, 310101100001)
    page.write(6, 30, "远处")


@pytest.mark.parametrize("options", [{}, {"constant_memory": True}, {"date_1904": True}])
def test_every_kind_of_cell_reads_as_the_usual_reader_reads_it(
    options: dict[str, bool], tmp_path: Path
) -> None:
    path = a_workbook(tmp_path / "all.xlsx", all_kinds, **options)
    with path.open("rb") as file:
        usual = load_workbook(file).get_sheet_by_index(0).to_python(skip_empty_area=False)
    wide = [[as_text(cell) for cell in row] for row in usual]
    ours = [[as_text(cell) for cell in row] for row in rows_of(path)]
    assert [row + [""] * (len(wide[0]) - len(row)) for row in ours] == wide
    assert len(ours) == 7


def changed(path: Path, part: str, old: str, new: str) -> Path:
    """The workbook with one part that says something else."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    text = parts[part].decode()
    assert old in text
    parts[part] = text.replace(old, new, 1).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        (SHEET, 'r="A1"', 'r="XFE1"'),
        (SHEET, '<row r="1"', '<row r="1048577"'),
        (SHEET, '<row r="1"', '<row r="-1"'),
        (SHEET, "<v>0</v>", "<v>99</v>"),
        (SHEET, "</worksheet>", ""),
        (SHEET, "<worksheet", '<!DOCTYPE a [<!ENTITY b "c">]><worksheet'),
        ("xl/sharedStrings.xml", "<t>许可证号</t>", f"<t>{'长' * (1 << 20)}字</t>"),
        ("xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", "../../elsewhere.xml"),
        ("xl/workbook.xml", "<sheet ", "<sheat "),
    ],
)
def test_a_workbook_that_no_spreadsheet_made_is_refused(
    part: str, old: str, new: str, tmp_path: Path
) -> None:
    path = a_workbook(
        tmp_path / "bad.xlsx", lambda _, page: page.write_row(0, 0, ["许可证号", "店名"])
    )
    with pytest.raises(SheetRefused, match="不是能读的表格文件"):
        read_sheet(changed(path, part, old, new))


def test_a_cell_far_out_costs_no_page_in_between(tmp_path: Path) -> None:
    path = a_workbook(tmp_path / "far.xlsx", lambda _, page: page.write(1_048_575, 16_383, "x"))
    assert is_xlsx(path)
    sheet = open_sheet(path)
    assert (sheet.heading_row, len(sheet.heading), list(sheet.rows)) == (1_048_576, 16_384, [])
