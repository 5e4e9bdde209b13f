"""Templates to fill in: the headings of a kind of sheet, with two rows that show how."""

import csv
import io
from collections.abc import Mapping
from typing import Final

from models.terms import SheetKind

#: Invented rows, so that nobody has to ask what belongs into a column.
EXAMPLES: Final[Mapping[SheetKind, tuple[tuple[str, ...], ...]]] = {
    SheetKind.SHOPS: (
        (
            *("客户编码", "许可证号", "店名", "经营者", "电话", "区域"),
            *("路线", "订货日", "送货日", "档位", "年购进额", "客户经理工号"),
        ),
        (
            *("C0001", "310101100001", "大姐烟店", "王大姐", "13900000001", "乡村"),
            *("三号线", "周二", "周四", "15", "286000", "1001"),
        ),
        (
            *("C0002", "310101100002", "老刘副食", "刘建国", "021-55550102", "县城"),
            *("一号线", "周一", "周三", "22", "64.2万", "1001"),
        ),
    ),
    SheetKind.STAFF: (
        ("工号", "姓名", "电话", "角色", "上级工号", "代班工号", "地区"),
        ("1001", "张明", "13800001001", "客户经理", "2001", "1002", "城东"),
        ("2001", "陈芳", "13800002001", "市场经理", "3001", "3001", "城东"),
    ),
    SheetKind.SUPPLY: (
        ("品规", "简称", "价位", "区域", "档位", "数量", "单位", "起", "止"),
        ("中华(硬)", "硬中华;硬中", "高端", "", "8-12", "1", "条", "2026-11-23", "2026-11-29"),
        ("玉溪(软)", "软玉溪", "中端", "乡村", "1-30", "3", "条", "2026-11-23", "2026-11-29"),
    ),
    SheetKind.CALENDAR: (
        ("日期", "类型", "名称"),
        ("2027-01-01", "休", "元旦"),
        ("2027-02-06", "班", "春节"),
    ),
    SheetKind.LABELS: (
        ("text", "label", "secondary"),
        ("送来的烟少了一条", "transport", ""),
        ("档位给我降了，说话还难听", "supply", "service"),
    ),
}


def as_csv(kind: SheetKind) -> bytes:
    """With the mark that a Chinese Excel needs to read it as UTF-8."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(EXAMPLES[kind])
    return f"\ufeff{out.getvalue()}".encode()


def as_workbook(kind: SheetKind) -> bytes:
    """Every cell as text, so that numbers keep their digits."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    as_text = book.add_format({"num_format": "@"})
    heading = book.add_format({"num_format": "@", "bold": True, "bg_color": "#E6F0EA"})
    page = book.add_worksheet()
    page.set_column(0, len(EXAMPLES[kind][0]) - 1, 16, as_text)
    page.freeze_panes(1, 0)
    for number, row in enumerate(EXAMPLES[kind]):
        for place, cell in enumerate(row):
            page.write_string(number, place, cell, as_text if number else heading)
    book.close()
    return out.getvalue()
