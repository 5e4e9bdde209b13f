"""The console in a real browser: every page looked at, and the stories told there."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Browser, Page

from bot.desk.entrance import new_link_code
from bot.files import keep
from models.case import Case
from models.conversation import Utterance
from models.ids import new_id
from models.terms import Grade, Role, Stage
from storage.unit_of_work import Work
from tests.channels.contract import A_PHOTO
from tests.web.axe import serious
from tests.web.console import address_of, file_case
from tests.web.looking import DESKTOP, SMALL_PHONE, Phone, Watch, looking
from tests.web.measuring import measure
from tests.web.serving import IN_ONE_LOOP, WANG, Service

pytestmark = IN_ONE_LOOP

#: The smallest size of anything to press, in CSS pixels; words inside a sentence are let off.
_TARGET = 44


@asynccontextmanager
async def inside(
    service: Service, browser: Browser, no: str, **context: Any
) -> AsyncIterator[tuple[Page, Watch]]:
    """A browser whose owner came in by a link."""
    async with looking(browser, service.url, **({"viewport": DESKTOP} | context)) as (page, watch):
        code = service.app.store.run_now(lambda work: new_link_code(work, no, service.app.clock()))
        await page.goto(f"{service.url}/admin/enter?code={code}")
        await (
            page.get_by_role("button", name="进入")
            .or_(page.get_by_role("button", name="Enter"))
            .click()
        )
        await page.wait_for_url("**/admin/today")
        yield page, watch


def some_cases(service: Service) -> list[Case]:
    """One of each colour: ordinary, urgent with a photo, major and overdue."""
    app = service.app
    late = file_case(app, grade=Grade.MAJOR, grade_words=("记者",), said="我要找记者")
    service.clock.pass_by(hours=30)
    cases = [late, file_case(app, grade=Grade.URGENT), file_case(app, anonymous=True)]
    photo = keep(A_PHOTO, "image/jpeg", 0, app.settings.home / "media")

    def send(work: Work) -> None:
        for kind, text, media in (("text", "烟少送了\n一条玉溪", ""), ("photo", "", photo.ref)):
            said = {"at": app.clock(), "by": "retailer", "kind": kind, "text": text, "media": media}
            address, case_id = cases[1].complainant, cases[1].id
            work.talk.say(
                Utterance(id=new_id(app.clock()), address=address, case_id=case_id, **said)
            )

    app.store.run_now(send)
    return cases


async def places(page: Page) -> list[str]:
    """Where the navigation leads, and one page behind each list."""
    found: list[str] = await page.locator("#menu li a").evaluate_all(
        "links => links.map(link => link.pathname)"
    )
    return [*found, "/admin/me"]


LOOKS = [
    ("light", DESKTOP, "zh-CN"),
    ("dark", SMALL_PHONE, "zh-CN"),
    ("light", SMALL_PHONE, "en-GB"),
    ("dark", DESKTOP, "en-GB"),
]


@pytest.mark.parametrize(("scheme", "size", "language"), LOOKS)
async def test_every_page_is_free_of_errors_readable_and_accessible(
    service: Service, browser: Browser, scheme: str, size: dict[str, int], language: str
) -> None:
    cases = some_cases(service)
    context = {"viewport": size, "color_scheme": scheme, "locale": language}
    async with inside(service, browser, "9001", **context) as (page, watch):
        imports = ["/admin/imports/shops", "/admin/imports/calendar"]
        more = [*imports, *map(address_of, cases), f"/admin/shops/{WANG}", "/admin/staff/1001"]
        for path in [*await places(page), *more, "/admin/cases?q=x&stage=filed"]:
            answer = await page.goto(f"{service.url}{path}")
            assert answer is not None
            assert answer.status == 200, path
            await assert_well_made(page, path)
        assert (watch.errors, watch.foreign) == ([], [])


async def assert_well_made(page: Page, path: str) -> None:
    found = await measure(page)
    faint = [text for text in found["texts"] if text["contrast"] < 4.5]
    assert faint == [], path
    tiny = [text for text in found["texts"] if text["size"] < 11]
    assert tiny == [], path
    assert await page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    ), path
    small = await page.locator("button, input, select, textarea, summary, nav a").evaluate_all(
        """(all, least) => all.filter(one => one.checkVisibility() && one.type !== "checkbox"
          && one.type !== "hidden" && one.getBoundingClientRect().height < least - 0.5)
          .map(one => one.outerHTML.slice(0, 120))""",
        _TARGET,
    )
    assert small == [], path
    assert await serious(page) == [], path


@pytest.mark.parametrize("no", ["1001", "2001", "3001", "6001", "8001"])
async def test_everybody_finds_every_page_of_theirs_by_the_navigation(
    service: Service, browser: Browser, no: str
) -> None:
    some_cases(service)
    async with inside(service, browser, no) as (page, watch):
        for path in await places(page):
            await page.goto(f"{service.url}/admin/today")
            await page.locator(f'#menu a[href="{path}"]').first.click()
            await page.wait_for_url(f"**{path}")
            assert await page.locator("h1").count() == 1
            current = page.locator("#menu [aria-current=page]")
            assert await current.get_attribute("href") == path
        assert (watch.errors, watch.foreign) == ([], [])


@pytest.mark.parametrize("path", ["/admin/sign-in", "/admin/enter?code=x", "/admin/nowhere"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_door_is_well_made_too(
    service: Service, browser: Browser, path: str, scheme: str
) -> None:
    async with looking(browser, service.url, color_scheme=scheme) as (page, watch):
        await page.goto(f"{service.url}{path}")
        await assert_well_made(page, path)
        assert watch.foreign == []


@pytest.mark.parametrize("has_script", [True, False])
async def test_a_case_is_handled_in_the_console_while_the_retailer_answers_in_chat(
    service: Service, browser: Browser, *, has_script: bool
) -> None:
    shop = looking(browser, service.url)
    desk = inside(service, browser, "1001", java_script_enabled=has_script)
    async with shop as (chat, chat_watch), desk as (page, watch):
        await chat.goto(f"{service.url}/demo/shop/{WANG}")
        wang = Phone(chat)
        await wang.say("今天送来的烟少送了")
        await wang.hears("哪种烟？几条？")
        await wang.say("玉溪 1")
        await wang.press("对")
        await wang.hears("0312-01 号")

        await page.goto(f"{service.url}/admin/today")
        await page.get_by_role("link", name="在办").click()
        await page.get_by_role("link", name="0312-01").click()
        await press(page, "受理")
        await wang.hears("已经接手了")
        await press(page, "成立", unit="配送", cause="装车差错")
        await press(page, "提方案", offer="周三送货时补 1 条")
        await wang.hears("周三送货时补 1 条")
        await wang.press("同意")
        await until(service, Stage.ACCEPTED)
        await page.reload()
        await press(page, "已落实")
        await wang.press("收到")
        await wang.hears("好")
        await asyncio.sleep(0.3)
        await page.goto(f"{service.url}/admin/cases/2026-0312-01")
        await press(page, "办结", severity="轻", measure="装车双人核对")
        await wang.hears("办结")
        assert "已办结" in await page.locator(".head").inner_text()
        timeline = await page.locator(".timeline").inner_text()
        for words in ("登记", "受理", "判定", "提出方案", "店主同意", "已落实", "办结"):
            assert words in timeline
        assert (watch.errors, watch.foreign) == ([], [])
        assert (chat_watch.errors, chat_watch.foreign) == ([], [])


async def press(page: Page, label: str, **fields: str) -> None:
    """Open a move's form, fill it in, and send it."""
    move = page.locator("details.move").filter(
        has=page.locator("summary").get_by_text(label, exact=True)
    )
    if not await move.evaluate("one => one.open"):
        await move.locator("summary").click()
    for name, value in fields.items():
        field = move.locator(f'[name="{name}"]')
        if await field.evaluate("one => one.tagName") == "SELECT":
            await field.select_option(value)
        else:
            await field.fill(value)
    await move.get_by_role("button", name=label).click()
    await page.get_by_role("status").filter(has_text=f"「{label}」已办好").wait_for()


async def until(service: Service, stage: Stage) -> None:
    """Wait until the one case has come so far."""
    for _ in range(100):
        case = await service.app.store.read(lambda work: work.cases.by_number("0312-01"))
        if case and case.stage is stage:
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"the case never came to {stage}")


async def test_an_admin_invites_a_colleague_who_sets_a_password_and_comes_back_by_it(
    service: Service, browser: Browser
) -> None:
    password = "门口那棵枣树有三十多年了吧"
    async with inside(service, browser, "9001") as (admin, watch):
        await admin.get_by_role("link", name="人员").first.click()
        await admin.get_by_role("searchbox").fill("李强")
        await admin.get_by_role("button", name="查找").click()
        await admin.get_by_role("link", name="1002").click()
        await admin.get_by_role("button", name="管理台链接").click()
        assert await admin.locator(".invited svg").is_visible()
        address = await admin.locator(".invited .figures").inner_text()
        async with looking(browser, service.url) as (page, other):
            await page.goto(address)
            await page.get_by_role("button", name="进入").click()
            await page.get_by_role("link", name="菜单").click()
            await page.get_by_role("link", name="李强经理").click()
            await page.get_by_label("新密码", exact=True).fill(password)
            await page.get_by_label("再写一遍新密码").fill(password)
            await page.get_by_role("button", name="保存密码").click()
            await page.get_by_role("status").filter(has_text="已保存").wait_for()
            await page.get_by_role("link", name="菜单").click()
            await page.get_by_role("button", name="退出").click()
            await page.get_by_label("工号").fill("1002")
            await page.get_by_label("密码").fill(password)
            await page.get_by_role("button", name="登录").click()
            await page.wait_for_url("**/admin/today")
            assert (other.errors, other.foreign) == ([], [])
        assert (watch.errors, watch.foreign) == ([], [])


async def test_a_director_agrees_to_a_role_that_an_admin_asked_for(
    service: Service, browser: Browser
) -> None:
    one, other = inside(service, browser, "9001"), inside(service, browser, "3001")
    async with one as (admin, watch), other as (director, other_watch):
        await admin.goto(f"{service.url}/admin/staff/1001")
        await admin.get_by_label("纪检").check()
        await admin.get_by_role("button", name="保存角色").click()
        await admin.get_by_role("status").filter(has_text="等第二个人同意").wait_for()
        await director.goto(f"{service.url}/admin/staff")
        await director.get_by_role("button", name="同意", exact=True).click()
        await director.wait_for_url("**/admin/staff")
        assert await director.get_by_role("button", name="同意", exact=True).count() == 0
        assert watch.errors + watch.foreign + other_watch.errors + other_watch.foreign == []
    person = service.app.store.read_now(lambda work: work.people.staff("1001"))
    assert person is not None
    assert person.has(Role.DISCIPLINE)


async def test_the_menu_of_a_small_phone_opens_and_closes_without_a_script(
    service: Service, browser: Browser
) -> None:
    small: dict[str, Any] = {"viewport": SMALL_PHONE, "java_script_enabled": False}
    async with inside(service, browser, "9001", **small) as (page, _):
        menu = page.locator("#menu")
        assert not await menu.is_visible()
        await page.get_by_role("link", name="菜单").click()
        assert await menu.is_visible()
        await page.get_by_role("link", name="收起菜单").click()
        assert not await menu.is_visible()


async def test_the_page_of_the_day_comes_up_to_date_by_itself(
    service: Service, browser: Browser
) -> None:
    async with inside(service, browser, "1001") as (page, watch):
        await page.clock.install()
        await page.goto(f"{service.url}/admin/today")
        open_ones = page.locator(".tile.open b, .tile b").first
        assert await open_ones.inner_text() == "0"
        file_case(service.app)
        await page.get_by_role("link", name="在办").focus()
        await page.clock.fast_forward(61_000)
        assert await open_ones.inner_text() == "0"  # whoever uses the keyboard keeps their place
        await page.evaluate("document.activeElement.blur()")
        await page.clock.fast_forward(61_000)
        await page.locator(".tile.open b").filter(has_text="1").wait_for()
        assert (watch.errors, watch.foreign) == ([], [])


async def test_the_keyboard_alone_makes_a_move(service: Service, browser: Browser) -> None:
    case = file_case(service.app)
    async with inside(service, browser, "1001") as (page, _):
        await page.goto(f"{service.url}{address_of(case)}")
        await page.keyboard.press("Tab")
        focused = await page.evaluate("document.activeElement.className")
        assert focused == "skip"
        await page.keyboard.press("Enter")
        for _ in range(30):
            await page.keyboard.press("Tab")
            focused = "document.activeElement.tagName + document.activeElement.textContent.trim()"
            if await page.evaluate(focused) == "BUTTON受理":
                break
        await page.keyboard.press("Enter")
        await page.get_by_role("status").filter(has_text="「受理」已办好").wait_for()
