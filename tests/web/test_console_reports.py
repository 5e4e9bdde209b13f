"""报表 in the console: each their own figures, pictures with a title, the month's ledger."""

import io
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from bot.app import App
from storage.audit import AuditFilter
from tests.monthly import MARCH, SUPPLY, a_complaint, a_month, put_on_record
from tests.web.browsing import a_site
from tests.web.console import signed_in

FINDING = "投诉比上月少 3 件，货源占一半"
#: About the supervisor: it is the director's, and she never hears of it.
ABOUT_2001 = a_complaint(30, MARCH, **SUPPLY, owner_no="3001", accused=("2001",))


@pytest.fixture
def march(app: App) -> App:
    app.store.run_now(lambda work: put_on_record(work, [*a_month(), ABOUT_2001]))
    return app


async def test_a_supervisor_reads_the_figures_of_what_she_may_see(march: App) -> None:
    async with signed_in(march, "2001") as desk:
        page = await desk.reads("/admin/reports", month="2026-03")
    assert FINDING in page
    assert "装车双人核对" in page


async def test_a_director_reads_what_is_withheld_from_the_supervisor(march: App) -> None:
    async with signed_in(march, "3001") as desk:
        page = await desk.reads("/admin/reports", month="2026-03")
    assert "投诉比上月少 2 件，货源占 60%" in page


async def test_a_manager_has_no_reports(march: App) -> None:
    async with signed_in(march, "1001") as desk:
        for path in ("", "/2026-03/categories.svg", "/2026-03/ledger.xlsx"):
            assert (await desk.get(f"/admin/reports{path}")).status_code == 403


@pytest.mark.parametrize("month", ["", "2026-13", "<b>", "0000-01", "2026-03-01", "20２６-03"])
async def test_what_is_no_month_shows_this_one(month: str, march: App) -> None:
    async with signed_in(march, "3001") as desk:
        answer = await desk.get("/admin/reports", month=month)
    assert answer.status_code == 200
    assert 'value="2026-03"' in answer.text


async def test_a_picture_says_its_finding_and_brings_only_its_colours(march: App) -> None:
    async with signed_in(march, "2001") as desk:
        answer = await desk.get("/admin/reports/2026-03/categories.svg")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert f"<title>{FINDING}</title>" in answer.text
    policy = answer.headers["content-security-policy"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"


@pytest.mark.parametrize("path", ["2026-13/categories.svg", "2026-03/else.svg", "x/ledger.xlsx"])
async def test_what_is_not_there_answers_so(path: str, march: App) -> None:
    async with signed_in(march, "3001") as desk:
        assert (await desk.get(f"/admin/reports/{path}")).status_code == 404


async def test_where_a_font_was_set_that_is_none_the_page_says_so_and_has_its_tables(
    march: App, tmp_path: Path
) -> None:
    site = a_site(march, font=tmp_path / "none.ttf")
    async with signed_in(march, "3001", site) as desk:
        page = await desk.reads("/admin/reports", month="2026-03")
        picture = await desk.get("/admin/reports/2026-03/categories.svg")
    assert "SHOUWEN_FONT" in page
    assert "紧俏烟分配" in page
    assert picture.status_code == 404


@pytest.mark.parametrize(
    ("no", "numbers"), [("2001", {1, 2, 3, 4, 5}), ("3001", {1, 2, 3, 4, 5, 30})]
)
async def test_the_ledger_holds_the_month_as_far_as_one_may_see_it(
    no: str, numbers: set[int], march: App
) -> None:
    async with signed_in(march, no) as desk:
        answer = await desk.get("/admin/reports/2026-03/ledger.xlsx")
    assert 'filename="ledger-2026-03.xlsx"' in answer.headers["content-disposition"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    heading, *rows = book.get_sheet_by_index(0).to_python()
    assert heading[0] == "编号"
    assert {row[0] for row in rows} == {f"2026-0302-{place:02d}" for place in numbers}
    assert noted(march, no) == "export"


def noted(app: App, no: str) -> str:
    """The last thing on record of somebody."""
    lines = app.store.read_now(lambda work: work.audit.lines(AuditFilter(actor_no=no)))
    return str(lines[0].deed)


async def test_the_page_in_english_says_its_finding(march: App) -> None:
    async with signed_in(march, "3001") as desk:
        await desk.client.post("/admin/language", data={"locale": "en", "next": "/admin/today"})
        page = await desk.reads("/admin/reports", month="2026-03")
        picture = await desk.get("/admin/reports/2026-03/categories.svg")
    assert "2 fewer complaints than last month" in page
    assert "<title>2 fewer complaints than last month; 60% of them supply</title>" in picture.text
