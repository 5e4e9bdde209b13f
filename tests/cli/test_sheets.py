"""Files in every dress that spreadsheets give them, read into the same people."""

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from bot.imports.calendar import from_kept_form, kept_form, notice_from
from bot.imports.faults import SheetRefused
from bot.imports.labels import read_labels
from bot.imports.marked import write_marked
from bot.imports.sheet import Sheet, read_sheet
from bot.imports.shops import shops_from
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


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le-marked", "utf-16-be-marked"]
)
def test_a_file_in_any_usual_encoding_gives_the_same_shop(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "shops.csv"
    name = encoding.removesuffix("-marked")
    text = f"\ufeff{SHOPS}" if name != encoding else SHOPS
    path.write_bytes(text.encode(name))
    (shop,) = shops_from(read_sheet(path), {"1001"}).good.values()
    assert (shop.licence, shop.name, shop.area.value) == ("310101100001", "大姐烟店", "乡村")
    assert (shop.order_day, shop.delivery_day, shop.class_level) == (2, 4, 15)


def test_columns_may_stand_in_any_order_under_their_other_names(tmp_path: Path) -> None:
    path = tmp_path / "shops.csv"
    path.write_text(
        "档级\t客户经理\t区域类型\t手机号\t客户名称(全称)\t专卖证号*\t没用的\n"
        "15\t1001\t乡村\t13900000001\t大姐烟店\t310101100001\tx\n",
        "utf-8",
    )
    taken = shops_from(read_sheet(path), {"1001"})
    assert taken.faults == ()
    assert taken.good[2].name == "大姐烟店"
    assert taken.lacks("路线")


def test_a_workbook_with_ids_as_numbers_is_repaired(tmp_path: Path) -> None:
    path = a_workbook(tmp_path, HEADING.split(","), [*WANG.split(",")])
    (shop,) = shops_from(read_sheet(path), {"1001"}).good.values()
    assert (shop.licence, shop.phone, shop.manager_no) == ("310101100001", "13900000001", "1001")


def a_workbook(folder: Path, *rows: list[Any]) -> Path:
    """A workbook in which everything that looks like a number has become one."""
    path = folder / "sheet.xlsx"
    book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": True})
    page = book.add_worksheet()
    for number, row in enumerate(rows):
        page.write_row(number, 0, row)
    book.close()
    return path


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("许可证号", "12345"),
        ("电话", "12345"),
        ("区域", "城里"),
        ("档位", "31"),
        ("送货日", "周八"),
        ("客户经理工号", "4711"),
        ("店名", ""),
    ],
)
def test_each_fault_names_row_column_rule_and_value(column: str, value: str) -> None:
    cells = WANG.split(",")
    cells[HEADING.split(",").index(column)] = value
    taken = shops_from(a_sheet(HEADING, WANG, ",".join(cells).replace("C1", "C2")), {"1001"})
    named = [(each.row, each.column) for each in taken.faults]
    assert (3, column) in named
    assert all(each.rule for each in taken.faults)
    assert list(taken.good) == [2]


def test_a_licence_or_a_customer_code_may_stand_there_once() -> None:
    taken = shops_from(a_sheet(HEADING, WANG, WANG), {"1001"})
    assert [(each.row, each.column) for each in taken.faults] == [(3, "许可证号"), (3, "客户编码")]


def test_a_needed_column_that_is_missing_is_one_fault_of_the_heading() -> None:
    taken = shops_from(a_sheet("店名,电话", "甲,13900000001"), {"1001"})
    assert {each.row for each in taken.faults} == {1}
    assert "许可证号" in {each.column for each in taken.faults}
    assert taken.good == {}
    assert taken.rejected == 1


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


def test_the_sheet_comes_back_with_reasons_and_can_be_read_again(tmp_path: Path) -> None:
    sheet = a_sheet(HEADING, WANG, WANG.replace("乡村", "=1+1"))
    taken = shops_from(sheet, {"1001"})
    write_marked(sheet, taken.faults, taken.places, tmp_path / "back.xlsx")
    again = read_sheet(tmp_path / "back.xlsx")
    assert again.heading == (*sheet.heading, "原因")
    rows = dict(again.rows)
    assert rows[2][-1] == ""
    assert "区域" in str(rows[3][-1])
    assert rows[3][5] == "=1+1"
    assert rows[3][1] == "310101100001"
    assert shops_from(again, {"1001"}).faults == taken.faults


def test_labelled_messages_may_come_in_a_workbook(tmp_path: Path) -> None:
    path = a_workbook(tmp_path, ["类别", "内容"], ["supply", "订不到"], ["none", "你好"])
    assert [(one.text, one.label) for one in read_labels(path)] == [
        ("订不到", "supply"),
        ("你好", "none"),
    ]
    with pytest.raises(DataRejected, match="不在允许之列"):
        read_labels(path, {"none"})
