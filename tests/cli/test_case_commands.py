"""`case` and `ledger`: what is on record, for people, scripts and spreadsheets."""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.imports.sheet import read_sheet
from models.case import Case, Offer
from models.ledger import write
from models.terms import Category, Stage
from storage.engine import open_store
from storage.unit_of_work import Work
from tests.cli.conftest import Shouwen

FILED = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
FIELDS = {
    "number",
    "kind",
    "state",
    "category",
    "subcategory",
    "grade",
    "shop",
    "first_receiver",
    "owner",
    "filed_at",
    "respond_by",
    "close_by",
    "assists",
    "offers",
    "history",
}


def a_case(number: int, **fields: object) -> Case:
    told: dict[str, object] = {
        "id": number,
        "number": f"1120-{number:02d}",
        "year": 2026,
        "category": Category.TRANSPORT,
        "subcategory": "少送错送",
        "shop": "310101100001",
        "complainant": "web:desk:demo-shop-310101100001",
        "said": '=HYPERLINK("x") 少了一条',
        "route": "三号线",
        "first_receiver_no": "1001",
        "owner_no": "1001",
        "first_message_at": FILED,
        "filed_at": FILED + timedelta(minutes=number),
        "respond_by": FILED + timedelta(days=1),
        "close_by": FILED + timedelta(days=14),
    }
    return Case(**(told | fields))


@pytest.fixture
def docket(town: Path) -> Path:
    """Three cases: an old one of this month, a closed one, and one of another owner and month."""

    def file(work: Work) -> None:
        far = datetime(2099, 1, 1, tzinfo=UTC)
        for case in (
            a_case(1),
            a_case(2, stage=Stage.CLOSED, anonymous=True, satisfaction=87),
            a_case(3, owner_no="1002", filed_at=far, respond_by=far, close_by=far, route=""),
        ):
            entry = write(case, "filed", by="retailer", now=FILED)
            work.cases.add(case)
            work.cases.record(entry)
        work.cases.add_offer(
            Offer(id=9, case_id=1, text="周三补送 1 条", made_by="1001", made_at=FILED)
        )

    store = open_store(f"sqlite:///{town / 'shouwen.db'}")
    store.run_now(file)
    store.close()
    return town


def numbers(shouwen: Shouwen, *words: str) -> list[str]:
    answer = shouwen("case", "list", *words, "--json")
    assert answer.code == 0
    return [case["number"] for case in answer.document]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ((), ["1120-03", "1120-02", "1120-01"]),
        (("--state", "closed"), ["1120-02"]),
        (("--state", "已登记"), ["1120-03", "1120-01"]),
        (("--owner", "1002"), ["1120-03"]),
        (("--owner", "4711"), []),
    ],
)
def test_a_list_holds_the_cases_that_were_asked_for(
    words: tuple[str, ...], found: list[str], shouwen: Shouwen, docket: Path
) -> None:
    assert numbers(shouwen, *words) == found


def test_overdue_cases_are_open_ones_whose_clock_ran_out(shouwen: Shouwen, docket: Path) -> None:
    overdue = numbers(shouwen, "--overdue")
    assert "1120-02" not in overdue
    assert "1120-03" not in overdue


def test_a_case_is_shown_with_all_that_was_done(shouwen: Shouwen, docket: Path) -> None:
    for number in ("1120-01", "2026-1120-01"):
        case = shouwen("case", "show", number, "--json").document
        assert set(case) >= FIELDS
        assert (case["number"], case["full_number"]) == ("1120-01", "2026-1120-01")
        assert case["respond_by"] == "2026-11-21T16:00:00+08:00"
        assert [offer["text"] for offer in case["offers"]] == ["周三补送 1 条"]
        assert [(line["by"], line["deed"]) for line in case["history"]] == [("retailer", "filed")]
    assert "少送错送" in shouwen("case", "show", "1120-01").out


def test_an_unknown_case_or_state_is_wrong_usage(shouwen: Shouwen, docket: Path) -> None:
    assert shouwen("case", "show", "0101-01", "--json").code == 2
    assert shouwen("case", "list", "--state", "lost", "--json").code == 2
    assert shouwen("ledger", "export", "ledger.pdf").code == 2
    for month in ("Nov", "9999-12"):
        assert shouwen("ledger", "export", "ledger.csv", "--month", month).code == 2


def test_the_ledger_opens_in_a_spreadsheet_without_working_anything_out(
    shouwen: Shouwen, docket: Path
) -> None:
    answer = shouwen("ledger", "export", "ledger.csv", "--json")
    assert answer.document == {"rows": 3, "file": "ledger.csv"}
    content = Path("ledger.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(content.decode("utf-8-sig").splitlines()))
    by_number = {row["编号"]: row for row in rows}
    assert by_number["2026-1120-01"]["原话"].startswith("'=HYPERLINK")
    assert by_number["2026-1120-01"]["店名"] == "大姐烟店"
    assert by_number["2026-1120-01"]["责任人"] == "张明"
    assert by_number["2026-1120-02"]["店名"] == by_number["2026-1120-02"]["许可证号"] == ""
    assert by_number["2026-1120-02"]["满意度"] == "87"


def test_a_workbook_keeps_ids_as_text(shouwen: Shouwen, docket: Path) -> None:
    assert shouwen("ledger", "export", "ledger.xlsx", "--route", "三号线", "--json").code == 0
    sheet = read_sheet(Path("ledger.xlsx"))
    place = sheet.heading.index("许可证号")
    assert [cells[place] for _, cells in sheet.rows] == ["", "310101100001"]
    assert sheet.rows[1][1][sheet.heading.index("原话")] == '=HYPERLINK("x") 少了一条'


@pytest.mark.parametrize(
    ("words", "rows"), [(("--month", "2026-11"), 2), (("--month", "2025-01"), 0), ((), 3)]
)
def test_the_ledger_of_a_month_holds_what_was_filed_in_it(
    words: tuple[str, ...], rows: int, shouwen: Shouwen, docket: Path
) -> None:
    answer = shouwen("ledger", "export", "ledger.csv", *words, "--json")
    assert answer.document["rows"] == rows


def test_a_ledger_that_can_not_be_written_is_said_so(shouwen: Shouwen, docket: Path) -> None:
    for name in ("nowhere/ledger.csv", "nowhere/ledger.xlsx"):
        answer = shouwen("ledger", "export", name)
        assert answer.code == 3
        assert "nowhere" in answer.err
        assert "unforeseen" not in answer.err
