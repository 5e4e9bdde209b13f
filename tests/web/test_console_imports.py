"""导入 in the console: a sheet is looked at, written, given back with its faults, taken back."""

import csv
import io
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from bot.app import App
from bot.registrar import KEPT
from models.terms import Role, SheetKind
from storage.unit_of_work import Work
from tests.web.console import file_case, signed_in, the_clock, words_of
from tests.web.sheets import SHOPS, a_sheet, a_shop_row, counts, decide, licences, send

WANG = "310101100001"


async def test_nothing_is_written_before_somebody_says_so(app: App) -> None:
    before = licences(app)
    async with signed_in(app, "9001") as desk:
        page = await send(desk, "shops", a_sheet(SHOPS, a_shop_row()))
        assert counts(page) == (1, 1, 0, 0, 0)
        assert licences(app) == before
        page = await decide(desk, page, "write")
    assert "已写入：新增 1" in page.text
    assert licences(app) - before == {"310101109001"}
    assert list((app.settings.home / "imports").iterdir()) == []


async def test_the_first_rows_show_the_encoding_and_what_each_heading_was_taken_for(
    app: App,
) -> None:
    heading = ("烟草证号", "客户名称", "手机", "区域类型", "档级", "经理工号", "星座")
    content = a_sheet(heading, (*a_shop_row(), "狮子"), encoding="gb18030")
    async with signed_in(app, "9001") as desk:
        words = words_of((await send(desk, "shops", content)).text)
    assert "识别为 GB18030 / GBK" in words
    assert "烟草证号 当作许可证号" in words
    assert "星座 不用" in words
    assert "新开的店" in words
    assert "表里没有这些列：客户编码、经营者、路线" in words


async def test_faults_are_summed_up_by_rule_and_the_sheet_comes_back_marked(app: App) -> None:
    rows = [
        a_shop_row("31010110900X"),
        a_shop_row("310101109002", 档位="31"),
        a_shop_row("310101109003"),
        a_shop_row("310101109003"),
        a_shop_row("310101109004", 客户经理工号="7777"),
        a_shop_row("310101109005", 店名="=cmd|' /C calc'!A0"),
    ]
    async with signed_in(app, "9001") as desk:
        page = await send(desk, "shops", a_sheet(SHOPS, *rows))
        workbook = await desk.get(f"{page.url.path}/marked.xlsx")
        text = await desk.get(f"{page.url.path}/marked.csv")
        refused = await desk.post(page.url.path, deed="write")
        assert counts(page) == (6, 2, 0, 0, 4)
        words = words_of(page.text)
        page = await decide(desk, page, "write_partial")
    assert refused.status_code == 409
    assert "有 4 行有错，什么都没有写入" in refused.text
    assert "许可证号 要 12 位数字。 1" in words
    assert "前面已经有了。请只留一行。 1" in words
    assert {"310101109003", "310101109005"} <= licences(app)
    assert "310101109004" not in licences(app)
    heading, *back = (
        CalamineWorkbook.from_filelike(io.BytesIO(workbook.content))
        .get_sheet_by_index(0)
        .to_python()
    )
    assert heading[-1] == "原因"
    assert [row[0] for row in back] == [row[0] for row in rows]
    assert back[0][-1] == "许可证号：要 12 位数字。"
    assert back[-1][1] == "=cmd|' /C calc'!A0"
    again = list(csv.reader(io.StringIO(text.text.removeprefix("\ufeff"))))
    assert text.content.startswith(b"\xef\xbb\xbf")
    assert again[1][-1] == "许可证号：要 12 位数字。"
    assert again[6][1] == "'=cmd|' /C calc'!A0"


async def test_what_is_there_already_is_told_apart(app: App) -> None:
    rows = [a_shop_row(), a_shop_row("310101109002")]
    async with signed_in(app, "9001") as desk:
        await decide(desk, await send(desk, "shops", a_sheet(SHOPS, *rows)), "write")
        rows[1] = a_shop_row("310101109002", 店名="换了名字")
        page = await send(desk, "shops", a_sheet(SHOPS, *rows, a_shop_row("310101109003")))
    assert counts(page) == (3, 1, 1, 1, 0)


def roster(app: App) -> dict[str, object]:
    """Every shop; its tier follows from all of them."""
    shops = app.store.read_now(lambda work: list(work.people.all_shops()))
    return {shop.licence: shop.model_dump(exclude={"tier"}) for shop in shops}


async def test_the_last_import_is_taken_back_as_long_as_nothing_depends_on_it(app: App) -> None:
    before = roster(app)
    rows = [a_shop_row(), a_shop_row(WANG, 档位="3")]
    async with signed_in(app, "9001") as desk:
        page = await decide(desk, await send(desk, "shops", a_sheet(SHOPS, *rows)), "write")
        assert app.store.read_now(lambda work: work.people.shop(WANG).class_level) == 3
        page = await decide(desk, page, "take_back")
        assert "已撤回" in page.text
        again = await desk.post(page.url.path, deed="take_back")
    assert again.status_code == 409
    assert roster(app) == before


async def test_it_stays_where_a_case_rests_on_it_or_somebody_has_changed_it(app: App) -> None:
    async with signed_in(app, "9001") as desk:
        first = await decide(desk, await send(desk, "shops", a_sheet(SHOPS, a_shop_row())), "write")
        file_case(app, licence="310101109001")
        needed = await desk.post(first.url.path, deed="take_back")
        rows = (SHOPS, a_shop_row(WANG, 档位="3"))
        second = await decide(desk, await send(desk, "shops", a_sheet(*rows)), "write")
        not_last = await desk.post(first.url.path, deed="take_back")

        def change(work: Work) -> None:
            shop = work.people.shop(WANG)
            assert shop is not None
            shop.class_level = 9
            work.people.put_shops([shop])

        app.store.run_now(change)
        changed = await desk.post(second.url.path, deed="take_back")
    assert "在用，撤不回了" in needed.text
    assert "只有最近一次导入能撤回" in not_last.text
    assert "有人改过" in changed.text
    assert {answer.status_code for answer in (needed, not_last, changed)} == {409}
    assert "310101109001" in licences(app)


STAFF = ("工号", "姓名", "电话", "角色", "上级工号")


async def test_a_weighty_role_in_a_sheet_waits_for_a_second_person(app: App) -> None:
    rows = [
        ("1001", "张明", "13800001001", "客户经理、纪检", "2001"),
        ("6009", "新督", "", "督察", ""),
    ]
    async with signed_in(app, "9001") as desk:
        page = await send(desk, "staff", a_sheet(STAFF, *rows))
        assert "须第二个人同意才算数：1001、6009" in words_of(page.text)
        await decide(desk, page, "write")

    def look(work: Work) -> tuple[tuple[str, ...], tuple[str, ...], int]:
        one, other = work.people.staff("1001"), work.people.staff("6009")
        assert one is not None
        assert other is not None
        return one.roles, other.roles, len(work.entrance.role_requests())

    assert app.store.read_now(look) == ((Role.CUSTOMER_MANAGER.value,), (), 2)


async def test_no_sheet_takes_the_last_admin_away(app: App) -> None:
    rows = [("9001", "管理", "13800009001", "客户经理", "")]
    async with signed_in(app, "9001") as desk:
        page = await send(desk, "staff", a_sheet(STAFF, *rows))
    assert "没有收" in page.text
    assert app.store.read_now(lambda work: len(work.people.staff_with(Role.ADMIN))) == 1


OTHERS = [
    (
        "supply",
        a_sheet(
            ("品规", "档位", "数量", "起", "止"),
            ("玉溪(软)", "1-30", "7", "2026-03-09", "2026-03-15"),
        ),
    ),
    (
        "calendar",
        a_sheet(
            ("日期", "类型", "名称"),
            *((f"2027-{day}", "休", "元旦") for day in ("01-01", "01-02", "01-03")),
            *((f"2027-02-{day:02d}", "休", "春节") for day in range(5, 12)),
            ("2027-04-05", "休", "清明节"),
            *((f"2027-05-0{day}", "休", "劳动节") for day in range(1, 6)),
            ("2027-06-09", "休", "端午节"),
            ("2027-09-15", "休", "中秋节"),
            *((f"2027-10-0{day}", "休", "国庆节") for day in range(1, 8)),
        ),
    ),
    ("labels", a_sheet(("text", "label"), ("送来的烟潮了一角", "product"))),
    ("staff", a_sheet(STAFF, ("1009", "新来的", "", "客户经理", "2001"))),
]


def kept(work: Work) -> tuple[object, ...]:
    return (
        work.supply.brands_on(date(2026, 3, 12)),
        [row["quantity"] for row in work.undoing.allotments(date(2026, 3, 9), date(2026, 3, 15))],
        work.meta.calendar_years(),
        len(list(work.labels.settled())),
        {person.no: person.roles for person in work.people.all_staff()},
    )


@pytest.mark.parametrize(("kind", "content"), OTHERS, ids=[kind for kind, _ in OTHERS])
async def test_every_kind_is_written_and_taken_back(app: App, kind: str, content: bytes) -> None:
    before = app.store.read_now(kept)
    async with signed_in(app, "9001") as desk:
        page = await send(desk, kind, content)
        assert counts(page)[-1] == 0, words_of(page.text)
        page = await decide(desk, page, "write")
        assert "已写入" in page.text, words_of(page.text)
        assert app.store.read_now(kept) != before
        page = await decide(desk, page, "take_back")
        assert "已撤回" in page.text, words_of(page.text)
    assert app.store.read_now(kept) == before


@pytest.mark.parametrize("form", ["csv", "xlsx"])
async def test_a_template_is_taken_in_by_its_own_import(app: App, form: str) -> None:
    async with signed_in(app, "9001") as desk:
        for kind in SheetKind:
            answer = await desk.get(f"/admin/imports/{kind.value}/template.{form}")
            page = await send(desk, kind.value, answer.content, f"template.{form}")
            words = words_of(page.text)
            assert counts(page)[0] == 2, words
            assert "表里没有这些列" not in words
            if kind is not SheetKind.CALENDAR:  # two days are no year
                assert counts(page)[-1] == 0, words


async def test_what_nobody_wants_is_put_away_and_what_lies_too_long_is_swept_out(app: App) -> None:
    folder = app.settings.home / "imports"
    async with signed_in(app, "9001") as desk:
        page = await send(desk, "shops", a_sheet(SHOPS, a_shop_row()))
        await decide(desk, page, "put_away")
        assert list(folder.iterdir()) == []
        page = await send(desk, "shops", a_sheet(SHOPS, a_shop_row()))
        the_clock(app).at = the_clock(app).at.replace(year=2100) + KEPT
        await app.registrar.sweep()
        assert list(folder.iterdir()) == []
    async with signed_in(app, "9001") as desk:
        answer = await desk.post(page.url.path, deed="write")
    assert "重新上传" in answer.text


async def test_a_page_about_something_under_way_comes_again_by_itself(app: App) -> None:
    async with signed_in(app, "9001") as desk:
        answer = await desk.client.post(
            "/admin/imports/shops/file",
            data={"form_token": desk.form_token},
            files={"sheet": ("表.csv", a_sheet(SHOPS, a_shop_row()))},
        )
        page = await desk.get(answer.headers["location"])
        assert page.headers["refresh"] == "2"
        await app.registrar.work_off()
        page = await desk.get(answer.headers["location"])
        assert "refresh" not in page.headers


async def test_the_way_back_ends_after_a_month_and_what_was_there_is_forgotten(app: App) -> None:
    async with signed_in(app, "9001") as desk:
        page = await decide(desk, await send(desk, "shops", a_sheet(SHOPS, a_shop_row())), "write")
    number = int(page.url.path.rpartition("/")[2])
    await app.registrar.sweep()
    assert app.store.read_now(lambda work: work.imports.trace_count(number)) == 1
    the_clock(app).pass_by(days=31)
    await app.registrar.sweep()
    assert app.store.read_now(lambda work: work.imports.trace_count(number)) == 0
    async with signed_in(app, "9001") as desk:
        again = await desk.post(page.url.path, deed="take_back")
    assert again.status_code == 409
