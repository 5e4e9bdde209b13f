"""The retailer's page in a real browser: what it measures, and what it outlives."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, Route

from bot.desk.enrolment import new_code
from tests.channels.contract import A_PHOTO
from tests.web.browsing import bubbles
from tests.web.looking import DESKTOP, SMALL_PHONE, Phone, looking
from tests.web.measuring import measure
from tests.web.serving import IN_ONE_LOOP, WANG, Service

pytestmark = IN_ONE_LOOP

PHONE = f"/demo/shop/{WANG}"


async def in_the_middle(page: Page, url: str) -> Phone:
    """A talk that has come to its summary, with two choices open."""
    await page.goto(url)
    phone = Phone(page)
    await phone.say("今天送来的烟少送了")
    await phone.hears("哪种烟？几条？")
    await phone.say("玉溪 1")
    await page.locator("button[name=choice]").nth(1).wait_for()
    return phone


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [SMALL_PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_letters_are_large_contrasts_strong_and_targets_big(
    service: Service, browser: Browser, size: dict[str, int], scheme: str
) -> None:
    async with looking(browser, service.url, viewport=size, color_scheme=scheme) as (page, watch):
        await in_the_middle(page, f"{service.url}{PHONE}")
        await page.set_input_files("input[type=file]", [a_file("photo.jpg", A_PHOTO)])
        await page.locator("li.mine img").wait_for(state="attached")
        found = await measure(page)
    assert len(found["texts"]) > 10
    assert len(found["targets"]) >= 6
    assert [text for text in found["texts"] if text["size"] < 18] == []
    assert [text for text in found["texts"] if text["contrast"] < 4.5] == []
    assert [one for one in found["targets"] if one["width"] < 60 or one["height"] < 60] == []
    assert found["wide"] == []
    assert watch.foreign == []


def a_file(name: str, content: bytes) -> Any:
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


async def test_letters_grow_in_steps_up_to_thirty_pixels_and_stay_so(
    service: Service, browser: Browser
) -> None:
    async with looking(browser, service.url) as (page, _):
        await in_the_middle(page, f"{service.url}{PHONE}")
        sizes = []
        for _ in range(4):
            sizes.append(
                await page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
            )
            assert (await measure(page))["wide"] == []
            await page.locator("#bigger").click()
        assert sizes == [18, 22, 26, 30]
        await page.locator("#bigger").click()
        await page.reload()
        assert await page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") == 22


@pytest.mark.parametrize("size", [(180, 320), (640, 450)], ids=["small phone", "laptop"])
async def test_the_page_can_be_used_at_twice_its_size(
    service: Service, browser: Browser, size: tuple[int, int]
) -> None:
    # Zooming to 200 % halves the pixels that a page has, each twice as large.
    window = {"width": size[0], "height": size[1]}
    async with looking(browser, service.url, viewport=window, device_scale_factor=2) as (page, _):
        phone = await in_the_middle(page, f"{service.url}{PHONE}")
        assert (await measure(page))["wide"] == []
        await phone.press("对")
        await phone.hears("0312-01 号")


async def test_a_long_talk_scrolls_inside_and_the_last_line_is_in_sight(
    service: Service, browser: Browser
) -> None:
    async with looking(browser, service.url) as (page, _):
        phone = await in_the_middle(page, f"{service.url}{PHONE}")
        for number in range(6):
            await phone.say(f"补充第 {number} 句，说得长一点，好让这一页放不下")
            await phone.shows(f"第 {number} 句")
        await page.wait_for_timeout(500)  # for the scrolling, which is smooth
        overflow = "document.documentElement.scrollHeight - innerHeight"
        assert await page.evaluate(overflow) <= 0
        assert await page.locator("main").evaluate("main => main.scrollHeight > main.clientHeight")
        for element in ("#text", "#log > li:last-child .text"):
            box = await page.locator(element).last.bounding_box()
            assert box
            assert 0 < box["y"] < SMALL_PHONE["height"]


async def test_all_of_the_page_weighs_less_than_twenty_kilobytes(
    service: Service, browser: Browser
) -> None:
    async with looking(browser, service.url) as (page, _):
        sizes = {}
        page.on("requestfinished", lambda request: sizes.setdefault(request.url, request))
        await page.goto(f"{service.url}/chat")
        await page.locator(".live").wait_for()
        bodies = [len(await (await one.response()).body()) for one in tuple(sizes.values())]
    assert len(bodies) >= 3
    assert sum(bodies) < 20_000


async def test_the_keyboard_alone_is_enough(service: Service, browser: Browser) -> None:
    async with looking(browser, service.url) as (page, _):
        phone = await in_the_middle(page, f"{service.url}{PHONE}")
        await page.locator("#text").focus()
        for _ in range(9):
            await page.keyboard.press("Shift+Tab")
            if await page.evaluate("document.activeElement.name") == "choice":
                break
        await page.keyboard.press("Enter")
        await phone.shows("改")


async def test_a_screen_reader_is_told_what_is_what(service: Service, browser: Browser) -> None:
    async with looking(browser, service.url) as (page, _):
        await in_the_middle(page, f"{service.url}{PHONE}")
        log = page.get_by_role("log", name="说过的话")
        assert await log.get_attribute("aria-live") == "polite"
        assert "首问说：" in await log.inner_text()
        for role, name in (("textbox", "写在这里"), ("button", "发送"), ("button", "说话")):
            assert await page.get_by_role(role, name=name, exact=True).count() == 1  # type: ignore[arg-type]
        assert await page.get_by_label("照片", exact=True).count() == 1
        assert await page.locator("html").get_attribute("lang") == "zh-CN"


async def test_what_is_said_while_the_server_is_away_arrives_once_without_a_reload(
    service: Service, browser: Browser
) -> None:
    async with looking(browser, service.url) as (page, _):
        phone = await in_the_middle(page, f"{service.url}{PHONE}")
        await page.evaluate("window.sameAsBefore = true")
        await service.stop()
        await phone.say("对")
        await page.locator("li.waiting").wait_for()
        await page.locator("#state").filter(has_text="重").wait_for()
        await service.start()
        await phone.hears("0312-01 号")
        assert await page.locator("li.waiting").count() == 0
        assert await page.evaluate("window.sameAsBefore")
        assert (await phone.texts()).count("对") == 1
    shown = [bubble.text for _, bubble in await bubbles(service.app, f"demo-shop-{WANG}")]
    assert shown.count("对") == 1


async def test_what_was_not_sent_yet_outlives_the_page_itself(
    service: Service, browser: Browser
) -> None:
    async with looking(browser, service.url) as (page, _):
        phone = await in_the_middle(page, f"{service.url}{PHONE}")
        await page.route("**/say", lambda route: route.abort())
        await phone.say("对")
        await page.locator("li.waiting").wait_for()
        await page.unroute("**/say")
        await page.reload()
        await phone.hears("0312-01 号")
        assert (await phone.texts()).count("对") == 1


async def test_who_is_told_when_to_come_again_reads_why_and_sends_nothing_before(
    service: Service, browser: Browser
) -> None:
    asked = []

    async def refuse(route: Route) -> None:
        asked.append(route.request.url)
        says = {"says": "您发得太多太快，请歇一会儿再发。"}
        await route.fulfill(status=429, json=says, headers={"Retry-After": "3600"})

    async with looking(browser, service.url) as (page, _):
        await page.goto(f"{service.url}{PHONE}")
        await page.route("**/say", refuse)
        phone = Phone(page)
        await phone.say("今天送来的烟少送了")
        await page.locator("#state", has_text="太多太快").wait_for()
        await phone.say("玉溪 1")
        await page.locator("li.waiting").nth(1).wait_for()
        assert len(asked) == 1
        await page.unroute("**/say")
        await page.reload()
        await phone.shows("今天送来的烟少送了")
        await phone.shows("玉溪 1")


async def test_an_answer_that_got_lost_on_the_way_back_doubles_nothing(
    service: Service, browser: Browser
) -> None:
    async with looking(browser, service.url) as (page, _):
        phone = await in_the_middle(page, f"{service.url}{PHONE}")
        lost: list[str] = []

        async def lose(route: Any) -> None:
            await route.fetch()
            lost.append(route.request.url)
            await route.abort()

        await page.route("**/press", lose, times=1)
        await phone.press("对")
        await phone.hears("0312-01 号")
        await page.locator("#state").wait_for(state="hidden")
        assert len(lost) == 1
        assert (await phone.texts()).count("对") == 1
    shown = [bubble.text for _, bubble in await bubbles(service.app, f"demo-shop-{WANG}")]
    assert sum("0312-0" in text for text in shown) == 1


async def test_two_windows_of_one_shop_show_the_same(service: Service, browser: Browser) -> None:
    async with (
        looking(browser, service.url) as (page, _),
        looking(browser, service.url) as (two, _),
    ):
        await two.goto(f"{service.url}{PHONE}")
        phone, other = await in_the_middle(page, f"{service.url}{PHONE}"), Phone(two)
        await other.press("对")
        await phone.hears("0312-01 号")
        assert await phone.texts() == await other.texts()
        assert await page.locator("button[name=choice]").filter(has_text="改").count() == 0


async def test_a_reload_shows_the_page_as_it_was(service: Service, browser: Browser) -> None:
    async with looking(browser, service.url) as (page, watch):
        phone = await in_the_middle(page, f"{service.url}/chat")
        before = await page.locator("#log").inner_text()
        await page.reload()
        await page.locator("button[name=choice]").nth(1).wait_for()
        assert await page.locator("#log").inner_text() == before
        assert await phone.texts()
        assert watch.errors == []


async def test_a_voice_note_is_recorded_sent_and_can_be_heard(
    service: Service, browser: Browser
) -> None:
    async with looking(browser, service.url, permissions=["microphone"]) as (page, watch):
        await page.goto(f"{service.url}{PHONE}")
        await page.locator("#voice").click()
        await page.locator("#voice").filter(has_text="2 秒").wait_for()
        await page.locator("#voice").click()
        note = page.locator("li.mine:not(.waiting) audio")
        await note.wait_for()
        await note.evaluate("sound => sound.play()")
        assert watch.errors == []
    (_, bubble), *_ = await bubbles(service.app, f"demo-shop-{WANG}")
    assert (bubble.media[0].kind, bubble.media[0].mime) == ("voice", "audio/webm")
    assert bubble.media[0].seconds == 2


async def test_a_file_that_is_refused_is_told_and_leaves_nothing_waiting(
    service: Service, browser: Browser, tmp_path: Path
) -> None:
    async with looking(browser, service.url) as (page, _):
        await page.goto(f"{service.url}{PHONE}")
        await page.set_input_files("input[type=file]", [a_file("a.jpg", b"<html>")])
        await page.locator("#state").filter(has_text="这种文件收不了").wait_for()
        await page.locator("li.waiting").wait_for(state="detached")
        await Phone(page).say("货少了")
        await Phone(page).shows("货少了")


async def test_an_invitation_binds_the_page_to_its_holder_and_leaves_the_address(
    service: Service, browser: Browser
) -> None:
    now = service.clock()
    code = service.app.store.run_now(lambda work: new_code(work, "staff:1001", now, 24))
    async with looking(browser, service.url) as (page, watch):
        await page.goto(f"{service.url}/chat?code={code}")
        await page.get_by_text("张明经理", exact=True).wait_for()
        assert page.url.startswith(f"{service.url}/chat#")
        assert watch.errors == []


async def test_without_a_script_plain_forms_do_it_all(service: Service, browser: Browser) -> None:
    async with looking(browser, service.url, java_script_enabled=False) as (page, watch):
        await page.goto(f"{service.url}/chat")
        for text in ("今天送来的烟少送了", "玉溪 1"):
            await page.locator("#text").fill(text)
            await page.locator("button.send").click()
        await Phone(page).press("对")
        await page.locator("li.desk").nth(2).wait_for()
        await page.set_input_files("input[type=file]", [a_file("photo.jpg", A_PHOTO)])
        await page.locator("button.upload").click()
        await page.locator("li.mine img").wait_for(state="attached")
        assert watch.errors == []
