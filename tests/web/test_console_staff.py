"""People, shops, supply and rules in the console; a weighty role needs a second person."""

import re
from typing import Any

import pytest

from bot.app import App
from bot.demo import install
from models.entrance import WEIGHTY
from models.people import Shop, Staff
from models.policy import Policy
from models.terms import Role
from storage.audit import AuditFilter
from storage.unit_of_work import Work
from tests.builders import a_member, a_shop
from tests.web.console import a_browser, file_case, signed_in, words_of

PATH = "/admin/staff"


def person(app: App, no: str) -> Staff:
    found = app.store.read_now(lambda work: work.people.staff(no))
    assert found is not None
    return found


def deeds(app: App, by: str) -> list[str]:
    lines = app.store.read_now(lambda work: work.audit.lines(AuditFilter(actor_no=by)))
    return [line.deed for line in lines]


def move_in(app: App, *people: Staff) -> None:
    app.store.run_now(lambda work: work.people.put_staff(people))


async def test_an_ordinary_role_is_changed_at_once(app: App) -> None:
    async with signed_in(app, "9001") as admin:
        done = await admin.post(f"{PATH}/1001/roles", role=["customer_manager", "supervisor"])
        assert done.headers["location"] == f"{PATH}/1001?done=roles"
        assert "客户经理、市场经理" in await admin.reads(f"{PATH}/1001")
    assert person(app, "1001").roles == ("customer_manager", "supervisor")
    assert deeds(app, "9001")[0] == "change_staff"


@pytest.mark.parametrize("role", sorted(WEIGHTY))
async def test_a_weighty_role_counts_once_a_second_person_agrees(app: App, role: Role) -> None:
    async with signed_in(app, "9001") as admin, signed_in(app, "3001") as director:
        done = await admin.post(f"{PATH}/1001/roles", role=["customer_manager", role.value])
        assert done.headers["location"] == f"{PATH}/1001?done=roles_asked"
        assert person(app, "1001").roles == ("customer_manager",)
        request = the_request(app)
        own_word = await admin.post(f"{PATH}/requests/{request}", answer="agree")
        assert own_word.status_code == 409
        assert person(app, "1001").roles == ("customer_manager",)
        assert "为张明经理" in await director.reads(PATH)
        agreed = await director.post(f"{PATH}/requests/{request}", answer="agree")
        assert agreed.status_code == 303
        again = await director.post(f"{PATH}/requests/{request}", answer="agree")
        assert again.status_code == 409
    assert set(person(app, "1001").roles) == {"customer_manager", role.value}
    assert deeds(app, "3001")[0] == "agree_roles"


def the_request(app: App) -> int:
    (request,) = app.store.read_now(lambda work: work.entrance.role_requests())
    return request.id


async def test_a_declined_role_is_not_given(app: App) -> None:
    async with signed_in(app, "9001") as admin, signed_in(app, "3001") as director:
        await admin.post(f"{PATH}/1001/roles", role=["customer_manager", "admin"])
        await director.post(f"{PATH}/requests/{the_request(app)}", answer="decline")
        assert "为张明经理" not in await director.reads(PATH)
    assert person(app, "1001").roles == ("customer_manager",)
    assert deeds(app, "3001")[0] == "decline_roles"


async def test_nobody_seconds_a_role_of_their_own(app: App) -> None:
    async with signed_in(app, "9001") as admin, signed_in(app, "3001") as director:
        await admin.post(f"{PATH}/3001/roles", role=["director", "admin"])
        own = await director.post(f"{PATH}/requests/{the_request(app)}", answer="agree")
        assert own.status_code == 409
    assert person(app, "3001").roles == ("director",)


async def test_who_may_second_hears_of_it_in_chat(app: App) -> None:
    async with signed_in(app, "9001") as admin:
        await admin.post(f"{PATH}/1001/roles", role=["discipline"])
    await app.courier.deliver_due()
    shown = app.store.read_now(lambda work: work.page.latest("staff-3001", 5))
    assert any("申请这些角色：纪检" in str(event.content["text"]) for event in shown)
    assert app.store.read_now(lambda work: work.page.latest("staff-9001", 5)) == []


async def test_giving_up_a_weighty_role_needs_nobody_else_but_one_admin_stays(app: App) -> None:
    move_in(app, a_member("9002", "管二", Role.ADMIN))
    async with signed_in(app, "9001") as admin:
        done = await admin.post(f"{PATH}/9002/roles", role=["duty"])
        assert done.headers["location"] == f"{PATH}/9002?done=roles"
        refused = await admin.post(f"{PATH}/9001/roles", role=["duty"])
    assert refused.status_code == 422
    assert "至少要留一位管理员。" in words_of(refused.text)
    assert person(app, "9001").roles == ("admin",)


@pytest.mark.parametrize(
    ("roles", "says"), [([], "请至少选一个角色"), (["king", "x"], "请至少选一个")]
)
async def test_no_role_or_an_unknown_one_is_refused(app: App, roles: list[str], says: str) -> None:
    async with signed_in(app, "9001") as admin:
        refused = await admin.post(f"{PATH}/1001/roles", role=roles)
    assert refused.status_code == 422
    assert says in words_of(refused.text)
    assert person(app, "1001").roles == ("customer_manager",)


async def test_leaving_hands_over_the_open_cases_and_asks_to_be_sure(app: App) -> None:
    case = file_case(app)
    async with signed_in(app, "9001") as admin:
        unsure = await admin.post(f"{PATH}/1001/leave", sure="1002")
        assert unsure.status_code == 422
        assert person(app, "1001").active
        oneself = await admin.post(f"{PATH}/9001/leave", sure="9001")
        assert oneself.status_code == 422
        done = await admin.post(f"{PATH}/1001/leave", sure="1001")
        assert done.headers["location"] == PATH
        assert (await admin.get(f"{PATH}/1001")).status_code == 404
    assert not person(app, "1001").active
    assert app.store.read_now(lambda work: work.cases.get(case.id)).owner_no == "1002"


@pytest.mark.parametrize(
    ("first", "last", "says"),
    [
        ("", "", "请选好第一天和最后一天"),
        ("2026-03-20", "x", "请选好"),
        ("2026-03-20", "2026-03-19", "已经"),
        ("2026-03-01", "2026-03-02", "已经"),
        ("99999-01-01", "2026-13-40", "请选好"),
    ],
)
async def test_days_of_absence_that_make_no_sense_are_refused(
    app: App, first: str, last: str, says: str
) -> None:
    async with signed_in(app, "9001") as admin:
        refused = await admin.post(f"{PATH}/1001/away", first=first, last=last)
    assert refused.status_code == 422
    assert 'role="alert"' in refused.text
    if says != "已经":
        assert says in words_of(refused.text)
    assert app.store.read_now(lambda work: work.people.absences_from("1001", _today(app))) == []


def _today(app: App) -> Any:
    from models.calendar import day_of

    return day_of(app.clock())


async def test_an_absence_is_noted_and_the_substitute_acts(app: App) -> None:
    case = file_case(app)
    async with signed_in(app, "9001") as admin, signed_in(app, "1002") as substitute:
        done = await admin.post(f"{PATH}/1001/away", first="2026-03-12", last="2026-03-13")
        assert done.headers["location"] == f"{PATH}/1001?done=away"
        assert "不在岗 2026-03-12 – 2026-03-13" in await admin.reads(f"{PATH}/1001")
        assert case.number in await substitute.reads("/admin/cases")
        assert (await substitute.move(case, "acknowledge")).status_code == 303


@pytest.mark.parametrize(
    ("into", "page"), [("chat", "/chat?code="), ("console", "/admin/enter?code=")]
)
async def test_an_invitation_is_shown_once_with_a_picture_to_scan(
    app: App, into: str, page: str
) -> None:
    async with signed_in(app, "9001") as admin:
        shown = await admin.post(f"{PATH}/1001/invite", into=into)
        again = await admin.get(f"{PATH}/1001")
    address = re.search(r"http://localhost(/\S+?code=[\w-]+)", shown.text)
    assert address is not None
    assert address[1].startswith(page)
    assert "<svg" in shown.text
    assert "code=" not in again.text
    if into == "console":
        async with a_browser(app) as invited:
            code = address[1].partition("code=")[2]
            assert (
                await invited.client.post("/admin/enter", data={"code": code})
            ).status_code == 303
            assert "张明经理" in (await invited.get("/admin/today")).text


@pytest.mark.parametrize("no", ["nobody", "1001'--", "9" * 200])
async def test_there_is_no_page_and_no_deed_for_somebody_unknown(app: App, no: str) -> None:
    async with signed_in(app, "9001") as admin:
        assert (await admin.get(f"{PATH}/{no}")).status_code == 404
        for deed in ("invite", "away", "roles", "leave"):
            assert (await admin.post(f"{PATH}/{no}/{deed}", sure=no)).status_code == 404


async def test_people_are_found_by_name_number_role_and_region(app: App) -> None:
    async with signed_in(app, "3001") as director:
        for words, there, absent in (
            ("张", "张明", "李强"),
            ("1002", "李强", "张明"),
            ("纪检", "季检", "杜察"),
            ("城东", "张明", "季检"),
        ):
            page = await director.reads(PATH, q=words)
            assert there in page, words
            assert absent not in page, words
        assert "没有符合的人。" in await director.reads(PATH, q="%_'")


async def test_a_supervisor_looks_up_the_shops_of_their_own_people_only(app: App) -> None:
    move_in(app, a_member("1009", "外区", Role.CUSTOMER_MANAGER, superior_no="2009"))
    far = a_shop("310101100009", name="远处小店", manager_no="1009")
    app.store.run_now(lambda work: work.people.put_shops([far]))
    async with signed_in(app, "2001") as supervisor, signed_in(app, "9001") as admin:
        assert "远处小店" not in await supervisor.reads("/admin/shops")
        assert "没有符合的零售店。" in await supervisor.reads("/admin/shops", q="远处")
        assert (await supervisor.get("/admin/shops/310101100009")).status_code == 404
        assert "远处小店" in await admin.reads("/admin/shops", q="远处")
        assert (await admin.get("/admin/shops/310101100009")).status_code == 200


async def test_a_list_of_shops_hides_the_middle_of_their_phones(app: App) -> None:
    async with signed_in(app, "9001") as admin:
        listed = await admin.reads("/admin/shops")
        one = await admin.reads("/admin/shops/310101100001")
    assert "139****0001" in listed
    assert "13900000001" not in listed
    assert "13900000001" in one
    assert deeds(app, "9001")[0] == "look_at_shop"


async def test_shops_are_read_page_after_page(app: App) -> None:
    shops = [a_shop(f"3101012{n:05}", name=f"第{n}店") for n in range(120)]
    app.store.run_now(lambda work: work.people.put_shops(shops))
    async with signed_in(app, "9001") as admin:
        path, seen = "/admin/shops?q=店", []
        while path:
            text = (await admin.get(path)).text
            seen += re.findall(r'href="/admin/shops/(\d{12})"', text)
            path = text.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 121


@pytest.mark.parametrize("words", ["' OR 1=1", "%", "_" * 80, "\\", "<b>", "\x01\x00x"])
async def test_a_search_means_what_it_says_and_nothing_else(app: App, words: str) -> None:
    async with signed_in(app, "9001") as admin:
        assert "没有符合的零售店。" in await admin.reads("/admin/shops", q=words)


async def test_a_code_for_a_shop_is_made_by_admins(app: App) -> None:
    async with signed_in(app, "9001") as admin:
        shown = await admin.post("/admin/shops/310101100001/link")
        assert "/chat?code=" in shown.text
        assert (await admin.post("/admin/shops/999999999999/link")).status_code == 404


async def test_the_allotment_table_is_shown_by_day_and_area(tmp_path: Any, app: App) -> None:
    def stock(work: Work) -> None:
        for shop in list(work.people.all_shops()):
            assert isinstance(shop, Shop)
        install(work, app.clock(), Policy())

    app.store.run_now(stock)
    async with signed_in(app, "5001") as desk:
        page = await desk.reads("/admin/supply", day="2026-03-12", area="乡村")
        nothing = await desk.reads("/admin/supply", day="2019-01-01")
        odd = await desk.reads("/admin/supply", day="x", area="y")
    assert "没有导入" in nothing
    assert "供货" in odd
    assert "哪一天" in page


@pytest.mark.parametrize(
    ("begun", "respond", "close"),
    [
        ("2026-09-30T10:00", "2026-10-08 10:00", "2026-10-20 18:00"),
        ("2026-02-14T09:00", "2026-02-24 09:00", "2026-03-06 18:00"),
        ("2026-09-30T02:00:00+00:00", "2026-10-08 10:00", "2026-10-20 18:00"),
    ],
)
async def test_a_deadline_can_be_tried_out(app: App, begun: str, respond: str, close: str) -> None:
    async with signed_in(app, "1001") as desk:
        page = await desk.reads("/admin/rules", begun=begun)
    assert f"回话时限 {respond}" in page
    assert f"办结时限 {close}" in page


@pytest.mark.parametrize(
    "query", [{"begun": "x"}, {"begun": "0001-01-01"}, {"begun": "9999-12-31T23:59"}]
)
async def test_a_moment_that_is_none_is_told_so(app: App, query: dict[str, str]) -> None:
    async with signed_in(app, "1001") as desk:
        assert "看不懂这个时间" in await desk.reads("/admin/rules", **query)


@pytest.mark.parametrize("year", ["2026", "2027", "1", "99999", "-5", "二〇二六", "x", ""])
async def test_the_calendar_of_any_year_can_be_asked_for(app: App, year: str) -> None:
    async with signed_in(app, "1001") as desk:
        page = await desk.reads("/admin/rules", year=year)
    assert "年工作日历" in page
    assert ("暂按" in page.partition("规则里的数字")[0]) == (year == "2027")


async def test_the_numbers_of_the_rules_are_all_there(app: App) -> None:
    async with signed_in(app, "1001") as desk:
        page = await desk.reads("/admin/rules")
    for key in Policy.__slots__:
        assert key in page
