"""Files in every dress that spreadsheets give them, read into the same people."""

from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import xlsxwriter

from bot.imports.calendar import from_kept_form, kept_form, notice_from
from bot.imports.faults import SheetRefused
from bot.imports.labels import read_labels
from bot.imports.sheet import Sheet, read_sheet
from bot.imports.staff import staff_from
from bot.imports.supply import allotments_from
from models.calendar import Calendar
from models.errors import BadNotice
from models.people import Staff
from nlp.errors import DataRejected

HEADING = "客户编码,许可证号,店名,经营者,电话,区域,路线,订货日,送货日,档位,年购进额,客户经理工号"
WANG = "C1,310101100001,大姐烟店,王大姐,13900000001,乡村,三号线,周二,周四,15,80000,1001"
SHOPS = f"{HEADING}\n{WANG}\n"


def a_sheet(*lines: str) -> Sheet:
    rows = tuple((number, tuple(line.split(","))) for number, line in enumerate(lines[1:], 2))
    return Sheet(tuple(lines[0].split(",")), rows)


def a_workbook(folder: Path, *rows: list[Any]) -> Path:
    """A workbook in which everything that looks like a number has become one."""
    path = folder / "sheet.xlsx"
    book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": True})
    page = book.add_worksheet()
    for number, row in enumerate(rows):
        page.write_row(number, 0, row)
    book.close()
    return path


STAFF = "工号,姓名,电话,角色,上级工号,代班工号,地区"


def test_staff_may_name_each_other_in_any_order() -> None:
    taken = staff_from(
        a_sheet(STAFF, "1,甲,,客户经理,2,3,", "2,乙,,市场经理,,,", "3,丙,,值班,9,,"),
        [Staff(no="9", name="丁")],
    )
    assert taken.faults == ()
    assert taken.good[2].roles == ("customer_manager",)


def test_who_names_a_person_of_a_refused_row_is_refused_too() -> None:
    taken = staff_from(a_sheet(STAFF, "1,甲,,客户经理,2,,", "2,乙,,店长,,,", "3,丙,,值班,,,"), [])
    assert [(each.row, each.column) for each in taken.faults] == [(3, "角色"), (2, "上级工号")]
    assert list(taken.good) == [4]


def test_superiors_in_a_circle_are_refused_and_so_is_being_ones_own() -> None:
    taken = staff_from(
        a_sheet(STAFF, "1,甲,,值班,2,,", "2,乙,,值班,1,,", "3,丙,,值班,,3,", "4,丁,,值班,,,"), []
    )
    assert sorted((each.row, each.column) for each in taken.faults) == [
        (2, "上级工号"),
        (3, "上级工号"),
        (4, "代班工号"),
    ]
    assert list(taken.good) == [5]


def test_a_row_of_the_allotment_table_may_speak_for_several_classes() -> None:
    taken = allotments_from(
        a_sheet(
            "品规,简称,区域,档位,数量,起,止", "中华(硬),硬中;硬中华,,10-12,2,2026-11-23,2026-11-29"
        )
    )
    rows = taken.good[2]
    assert [row.class_level for row in rows] == [10, 11, 12]
    assert {(row.short_names, row.unit, row.area) for row in rows} == {
        (("硬中", "硬中华"), "条", None)
    }


def test_an_allotment_that_ends_before_it_begins_or_stands_twice_is_refused() -> None:
    heading = "品规,档位,数量,起,止"
    row = "中华(硬),10,2,2026-11-23,2026-11-29"
    taken = allotments_from(a_sheet(heading, row, row, "玉溪(软),1,2,2026-11-29,2026-11-23"))
    assert [(each.row, each.column) for each in taken.faults] == [(3, "档位"), (4, "止")]


def test_a_year_is_kept_and_read_back_as_it_was() -> None:
    for year, notice in Calendar.shipped().notices.items():
        assert from_kept_form(year, kept_form(notice)) == notice


def test_a_calendar_file_without_its_columns_is_refused() -> None:
    with pytest.raises(BadNotice, match="类型"):
        notice_from(a_sheet("日期,名称", "2027-01-01,元旦"), "here")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n \n",
        b"a\0b,c\n",
        "许可证号,店名\n1,".encode() + "好店很好的店名".encode()[:-1] + b"\n",
        b"\x81\xff\xff,\xfe\xff",
        b"PK\x03\x04 not a workbook",
        b'"a,b\nc' + b"x" * 200_000,
        b"\xd0\xcf\x11\xe0 old",
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_bytes(content)
    with pytest.raises(SheetRefused) as refused:
        read_sheet(path)
    assert refused.value.says.endswith("。")


def test_a_workbook_that_promises_more_than_it_holds_is_refused(tmp_path: Path) -> None:
    """Found by guided fuzzing: the archive's end came as an error of a family of its own."""
    whole, path = a_workbook(tmp_path, ["许可证号", "店名"]), tmp_path / "promises.xlsx"
    with ZipFile(whole) as parts, ZipFile(path, "w") as unpacked:
        for name in parts.namelist():
            unpacked.writestr(name, parts.read(name))
    content = bytearray(path.read_bytes())
    at = content.find(b"PK\x01\x02")
    while at >= 0:  # each entry of the directory says that its part goes on behind the file's end
        content[at + 20 : at + 28] = len(content).to_bytes(4, "little") * 2
        at = content.find(b"PK\x01\x02", at + 1)
    path.write_bytes(content)
    with pytest.raises(SheetRefused):
        read_sheet(path)


def test_labelled_messages_may_come_in_a_workbook(tmp_path: Path) -> None:
    path = a_workbook(tmp_path, ["类别", "内容"], ["supply", "订不到"], ["none", "你好"])
    assert [(one.text, one.label) for one in read_labels(path)] == [
        ("订不到", "supply"),
        ("你好", "none"),
    ]
    with pytest.raises(DataRejected, match="不在允许之列"):
        read_labels(path, {"none"})
