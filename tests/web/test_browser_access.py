"""The pages of retailers and of the demo under axe, and what all of `/chat` weighs on the wire."""

from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.web.axe import serious
from tests.web.looking import DESKTOP, SMALL_PHONE, Phone, looking
from tests.web.serving import IN_ONE_LOOP, WANG, Service

pytestmark = IN_ONE_LOOP

#: Point 9 of the requirements: the whole page, its style and its script, in bytes.
LIGHTER_THAN = 20_000


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [SMALL_PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_a_retailers_page_has_no_serious_finding_at_any_point_of_a_talk(
    service: Service, browser: Browser, size: dict[str, int], scheme: str
) -> None:
    async with looking(browser, service.url, viewport=size, color_scheme=scheme) as (page, watch):
        await page.goto(f"{service.url}/chat")
        assert await serious(page) == []
        await page.goto(f"{service.url}/demo/shop/{WANG}")
        phone = Phone(page)
        await phone.say("今天送来的烟少送了")
        await phone.hears("哪种烟？几条？")
        await phone.say("玉溪 1")
        await page.locator("button[name=choice]").nth(1).wait_for()
        assert await serious(page) == []
        await phone.press("对")
        await phone.hears("0312-01 号")
        assert await serious(page) == []
        assert (watch.errors, watch.foreign) == ([], [])


@pytest.mark.parametrize("path", ["/demo", "/demo/staff/1001", "/chat?code=x", "/nowhere"])
async def test_the_demo_and_the_other_pages_have_no_serious_finding(
    service: Service, browser: Browser, path: str
) -> None:
    async with looking(browser, service.url, viewport=DESKTOP) as (page, watch):
        await page.goto(f"{service.url}{path}")
        for frame in page.frames:
            assert await serious(frame) == []
        assert watch.foreign == []


async def test_all_that_the_retailers_page_fetches_is_under_twenty_kilobytes(
    service: Service, browser: Browser
) -> None:
    sizes: dict[str, int] = {}
    async with looking(browser, service.url) as (page, _):
        session = await page.context.new_cdp_session(page)
        await session.send("Network.enable")
        addresses: dict[str, str] = {}
        session.on(
            "Network.responseReceived",
            lambda event: addresses.__setitem__(event["requestId"], event["response"]["url"]),
        )
        session.on(
            "Network.loadingFinished",
            lambda event: sizes.__setitem__(event["requestId"], event["encodedDataLength"]),
        )
        await page.goto(f"{service.url}/chat")
        await page.locator(".live").wait_for()
        await page.wait_for_timeout(300)
    names = {Path(addresses[one].partition("?")[0]).name for one in sizes}
    assert {"chat", "chat.css", "live.js"} <= names
    assert sum(sizes.values()) < LIGHTER_THAN
