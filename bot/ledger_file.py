"""The ledger (台账) as a file for a spreadsheet: one row a case, nothing in it a formula."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final

from models.calendar import CST
from models.case import Case
from models.people import Shop, Staff
from storage.unit_of_work import Work

#: Of so many cases the shops are looked up together.
_AT_ONCE: Final = 500

#: What makes a spreadsheet take text for a formula (OWASP, "CSV Injection").
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class Names:
    """Who the numbers in a case stand for."""

    shops: Mapping[str, Shop]
    staff: Mapping[str, Staff]

    def shop(self, licence: str) -> str:
        found = self.shops.get(licence)
        return found.name if found else ""

    def person(self, no: str) -> str:
        found = self.staff.get(no)
        return found.name if found else no


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(CST):%Y-%m-%d %H:%M}" if at else ""


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


Cell = Callable[[Case, Names], str]

#: The columns in order: heading, and what stands in it.
COLUMNS: Final[tuple[tuple[str, Cell], ...]] = (
    ("编号", lambda case, _: case.full_number),
    ("类型", lambda case, _: case.kind.chinese),
    ("状态", lambda case, _: case.stage.chinese),
    ("类别", lambda case, _: case.category.chinese if case.category else ""),
    ("子类", lambda case, _: case.subcategory),
    ("紧急程度", lambda case, _: case.grade.chinese),
    ("许可证号", lambda case, _: "" if case.anonymous else case.shop),
    ("店名", lambda case, names: "" if case.anonymous else names.shop(case.shop)),
    ("客户等级", lambda case, _: case.tier),
    ("路线", lambda case, _: case.route),
    ("品规", lambda case, _: case.brand),
    ("发生日期", lambda case, _: _day(case.happened_on)),
    ("诉求", lambda case, _: case.summary or case.said),
    ("原话", lambda case, _: case.said),
    ("首问人", lambda case, names: names.person(case.first_receiver_no)),
    ("责任人", lambda case, names: names.person(case.owner_no)),
    ("首次来信", lambda case, _: _moment(case.first_message_at)),
    ("登记时间", lambda case, _: _moment(case.filed_at)),
    ("回话时限", lambda case, _: _moment(case.respond_by)),
    ("首次联系", lambda case, _: _moment(case.contacted_at)),
    ("办结时限", lambda case, _: _moment(case.close_by)),
    ("判定", lambda case, _: case.verdict.chinese if case.verdict else ""),
    ("判定理由", lambda case, _: case.verdict_reason),
    ("责任部门", lambda case, _: case.unit),
    ("原因", lambda case, _: case.cause),
    ("轻重", lambda case, _: case.severity or ""),
    ("处理方案", lambda case, _: case.offer),
    ("落实时间", lambda case, _: _moment(case.carried_out_at)),
    ("预防措施", lambda case, _: case.measure),
    ("办结时间", lambda case, _: _moment(case.closed_at)),
    ("满意度", lambda case, _: "" if case.satisfaction is None else str(case.satisfaction)),
)
HEADING: Final = tuple(heading for heading, _ in COLUMNS)


def ledger_rows(
    cases: Iterable[Case], work: Work, staff: Mapping[str, Staff]
) -> Iterator[tuple[str, ...]]:
    """The cells of each case, as text; a name that the retailer wants withheld is left out. Of a
    country's shops only those of some cases at a time are held."""
    rest = iter(cases)
    while some := list(islice(rest, _AT_ONCE)):
        licences = {case.shop for case in some if case.shop}
        shops = {one: shop for one in licences if (shop := work.people.shop(one))}
        names = Names(shops, staff)
        for case in some:
            yield tuple(cell(case, names) for _, cell in COLUMNS)


def write_csv(rows: Sequence[Sequence[str]], path: Path) -> None:
    """As UTF-8 with the mark that a Chinese Excel needs to read it so."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADING)
        writer.writerows([harmless(cell) for cell in row] for row in rows)


def harmless(cell: str) -> str:
    """A cell that a spreadsheet shows instead of working it out."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell


def write_workbook(rows: Sequence[Sequence[str]], path: Path) -> None:
    """As XLSX, every cell text."""
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    page: Any = book.add_worksheet("台账")
    bold = book.add_format({"bold": True})
    page.freeze_panes(1, 1)
    page.set_column(0, len(HEADING) - 1, 14)
    for column, heading in enumerate(HEADING):
        page.write_string(0, column, heading, bold)
    for place, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            page.write_string(place, column, cell)
    page.autofilter(0, 0, len(rows), len(HEADING) - 1)
    try:
        book.close()
    except FileCreateError as error:
        raise OSError(None, "not written", str(path)) from error
