"""A year's notice as an admin imports it, and what is said when the file errs."""

from datetime import date, datetime, timedelta

import pytest

from models.calendar import Calendar
from models.errors import BadNotice
from models.holiday_notices import notice_from_rows
from models.statute import statutory_days

Rows = list[dict[str, object]]


def a_full_year(year: int = 2027) -> Rows:
    """The statute's days as rows: the least that a notice may hold."""
    return [
        {"日期": day.isoformat(), "类型": "休", "名称": name}
        for day, name in sorted(statutory_days(year).items())
    ]


def a_row(day: object, kind: str, name: str = "元旦") -> dict[str, object]:
    return {"日期": day, "类型": kind, "名称": name}


def faults_of(rows: Rows) -> str:
    with pytest.raises(BadNotice) as refusal:
        notice_from_rows(rows, "test")
    return refusal.value.says


def test_an_imported_year_is_no_longer_provisional() -> None:
    rows = [*a_full_year(), a_row("2027-01-02", "休"), a_row("2027-02-13", "班", "春节")]
    calendar = Calendar.shipped().with_year(notice_from_rows(rows, "a notice"))
    assert not calendar.is_provisional(2027)
    assert calendar.is_statutory_holiday(date(2027, 1, 2))
    assert calendar.is_working_day(date(2027, 2, 13))


def test_an_imported_year_overrides_the_shipped_one() -> None:
    calendar = Calendar.shipped().with_year(notice_from_rows(a_full_year(2026), "a correction"))
    assert calendar.is_working_day(date(2026, 10, 7))
    assert not Calendar.shipped().is_working_day(date(2026, 10, 7))


@pytest.mark.parametrize("year", range(2004, 2027))
def test_every_shipped_year_passes_the_checks_of_an_import(year: int) -> None:
    shipped = Calendar.shipped().notices[year]
    rows = [a_row(day, "休", name) for day, name in shipped.off.items()]
    rows += [a_row(day, "班", name) for day, name in shipped.work.items()]
    assert notice_from_rows(rows, shipped.source) == shipped


@pytest.mark.parametrize(
    "written",
    [
        "2027-01-02",
        "2027/1/2",
        "2027.1.2",
        "2027年1月2日",
        "20270102",
        " 2027-01-02 ",
        date(2027, 1, 2),
        datetime(2027, 1, 2),  # noqa: DTZ001 - as a spreadsheet gives it
    ],
)
def test_a_date_is_understood_as_people_and_spreadsheets_write_it(written: object) -> None:
    notice = notice_from_rows([*a_full_year(), a_row(written, "休")], "test")
    assert notice.off[date(2027, 1, 2)] == "元旦"


def test_a_new_year_block_may_begin_in_the_december_before() -> None:
    notice = notice_from_rows([*a_full_year(), a_row("2026-12-31", "休")], "test")
    assert notice.year == 2027
    assert date(2026, 12, 31) in notice.off


def test_empty_rows_are_passed_over() -> None:
    blank: dict[str, object] = {"日期": "", "类型": None, "名称": " "}
    assert notice_from_rows([blank, *a_full_year()], "test").year == 2027


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (a_row("明年元旦", "休"), "第 15 行：日期“明年元旦”看不懂"),
        (a_row("2027-02-30", "休"), "日期“2027-02-30”看不懂"),
        (a_row(46023.0, "休"), "日期“46023.0”看不懂"),
        (a_row("2027-01-02", "放假"), "类型“放假”不对。请写“休”或“班”"),
        (a_row("2027-01-02", "休", ""), "没有名称"),
        (a_row("2027-01-01", "休"), "在第 2 行已经有了"),
        (a_row("2028-01-03", "休"), "不在 2027 年"),
        (a_row("2026-11-30", "休"), "不在 2027 年"),
        (a_row("2027-03-03", "班"), "不是周末，本来就上班"),
    ],
)
def test_a_faulty_row_is_named_with_what_to_do(row: dict[str, object], said: str) -> None:
    assert said in faults_of([*a_full_year(), row])


def test_a_file_cut_short_is_refused() -> None:
    answer = faults_of(a_full_year()[:-3])
    assert answer.splitlines() == [
        f"缺少国庆节 {date(2027, 10, 1) + timedelta(days=n)}，这一天法定放假。请补上一行“休”。"
        for n in range(3)
    ]


@pytest.mark.parametrize("rows", [[], [{"date": "2027-01-01"}]])
def test_a_table_without_dates_is_refused(rows: Rows) -> None:
    assert "表里没有一行日期" in faults_of(rows)


def test_every_fault_is_told_at_once() -> None:
    rows = [*a_full_year(), a_row("?", "休"), a_row("2027-01-02", "?")]
    assert len(faults_of(rows).splitlines()) == 2
