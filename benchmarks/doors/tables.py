"""Doors of sheets: read, checked, and tried against a small town's database as an upload would be.

The first byte says what kind of sheet it is meant to be. A workbook comes as its parts and is
zipped anew; as one part, the archive itself is what is changed.
"""

import io
import zipfile
from contextlib import ExitStack, suppress
from datetime import UTC, date, datetime
from functools import cache
from typing import Final

import xlsxwriter

from benchmarks.doors.door import PLACE, Door, laid
from benchmarks.doors.pieces import Piece, joined, pieces_of
from bot.imports.faults import SheetRefused
from bot.imports.labels import read_labels
from bot.sheets.registering import look
from models.errors import Refusal
from models.importing import SheetImport
from models.terms import SheetKind
from nlp.errors import DataRejected
from tests.town import Town, a_town

_NOW: Final = datetime(2026, 11, 22, 3, tzinfo=UTC)
_KINDS: Final = tuple(SheetKind)
_LABELLED: Final = len(_KINDS)
_ARCHIVE: Final = "archive.xlsx"
_OPEN: Final = ExitStack()
#: One good sheet of each kind, and one of labelled messages.
_SHEETS: Final[dict[int, list[str]]] = {
    _KINDS.index(SheetKind.SHOPS): [
        "许可证号,店名,经营者,电话,区域,路线,订货日,送货日,档位,年购进额,客户经理工号,客户编码",
        "310101100001,大姐烟店,王大姐,13900000001,乡村,三号线,周二,4,15,80000,1001,C1",
        "310101100002,=1+1,刘叔,0312-5551234,城镇,,,,22档,1.2万,1002,",
    ],
    _KINDS.index(SheetKind.STAFF): [
        "工号,姓名,电话,角色,上级,代班人,片区",
        "1001,张明,13900000011,客户经理,2001,1002,三号线、四号线",
        "9001,孙敏,13900000012,管理员,,,",
    ],
    _KINDS.index(SheetKind.SUPPLY): [
        "品规,简称,价位,区域,档位,数量,单位,起,止",
        "中华(软),软中华,一类,城镇,1-30,2,条,2026-11-16,2026-11-22",
        "玉溪(软),,,,15档,0,条,11月16日,2026/11/22",
    ],
    _KINDS.index(SheetKind.CALENDAR): [
        "日期,类型,名称",
        *(f"2027-01-0{day},休,元旦" for day in range(1, 4)),
        "2027-01-09,班,元旦",
    ],
    _KINDS.index(SheetKind.LABELS): ["内容,类别,次类别", "订不到中华,supply,", "你好,none,"],
    _LABELLED: ["text,label,secondary", "订不到中华,supply,", '"多\n行",none,transport'],
}


def sheet(content: bytes) -> None:
    """A sheet as text, in whatever encoding."""
    _upload(content[:1], content[1:], "sheet.csv")


def workbook(content: bytes) -> None:
    """A workbook."""
    pieces = pieces_of(content[1:])
    if [one.name for one in pieces] == [_ARCHIVE]:
        whole = pieces[0].content
    else:
        into = io.BytesIO()
        with zipfile.ZipFile(into, "w") as archive:
            for name, part in {one.name.replace("\0", ""): one.content for one in pieces}.items():
                archive.writestr(zipfile.ZipInfo(name), part)
        whole = into.getvalue()
    _upload(content[:1], whole, "sheet.xlsx")


def _upload(kind: bytes, content: bytes, name: str) -> None:
    path, which = laid(name, content), (kind or b"\0")[0] % (_LABELLED + 1)
    with suppress(SheetRefused, DataRejected, Refusal):
        if which == _LABELLED:
            read_labels(path)
            return
        job = SheetImport(id=1, kind=_KINDS[which], by_no="9001", name=name, arrived_at=_NOW)
        look(_town().app.store, _town().app.house, job, path, lambda *_: None)


@cache
def _town() -> Town:
    return _OPEN.enter_context(a_town(PLACE / "town"))


def _sheets() -> list[bytes]:
    encodings = ("utf-8", "utf-8-sig", "gb18030", "utf-16")
    return [
        bytes([which]) + "\n".join(lines).encode(encoding)
        for which, lines in _SHEETS.items()
        for encoding in encodings[: 4 if which == 0 else 1]
    ] + [bytes([0]) + "\n".join(_SHEETS[0]).replace(",", "\t").encode()]


def _workbooks() -> list[bytes]:
    found = []
    for which, lines in _SHEETS.items():
        whole = _a_workbook([line.split(",") for line in lines if '"' not in line])
        with zipfile.ZipFile(io.BytesIO(whole)) as archive:
            parts = [Piece(name, archive.read(name)) for name in archive.namelist()]
        found.append(bytes([which]) + joined(parts))
    return [*found, bytes([0]) + joined([Piece(_ARCHIVE, whole)])]


def _a_workbook(rows: list[list[str]]) -> bytes:
    into = io.BytesIO()
    with xlsxwriter.Workbook(into, {"in_memory": True}) as book:
        page, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        for place, row in enumerate(rows):
            page.write_row(place, 0, row)
        page.write_datetime(len(rows), 0, date(2027, 1, 10), day)
        page.write_number(len(rows), 1, 1e15)
        page.write_boolean(len(rows), 2, boolean=True)
        page.write_formula(len(rows), 3, "=1+1", None, "#N/A")
    return into.getvalue()


_READING: Final = (
    *("bot.imports.sheet", "bot.imports.encoding", "bot.imports.columns", "bot.imports.cells"),
    *("bot.imports.shops", "bot.imports.staff", "bot.imports.supply", "bot.imports.calendar"),
    *("bot.imports.confirmed", "bot.imports.labels", "bot.imports.marked"),
)
_WORDS: Final = (
    "周二",
    "档",
    "1-30",
    "2026-11-22",
    "是",
    '="001"',
    "'001",
    "１２",
    "1e400",
    "99999",
)
SHEET: Final = Door(sheet, _sheets, _READING, _WORDS, 8_000)
WORKBOOK: Final = Door(
    workbook,
    _workbooks,
    ("bot.imports.archives", "bot.imports.workbook", "bot.imports.workbook_parts"),
    (
        *(
            't="s"',
            't="b"',
            't="d"',
            't="e"',
            't="inlineStr"',
            's="1"',
            'r="XFD1048576"',
            "<is><t>",
        ),
        *('date1904="1"', "<v>1</v>", "<!DOCTYPE a>", "xl/sharedStrings.xml", "numFmtId="),
    ),
    40_000,
)
