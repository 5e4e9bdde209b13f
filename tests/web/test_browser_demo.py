"""The story of a complaint on the demo page, in a real browser, with a restart in the middle."""

from playwright.async_api import Browser

from tests.web.looking import DESKTOP, Phone, looking
from tests.web.serving import IN_ONE_LOOP, Service

pytestmark = IN_ONE_LOOP


async def test_a_complaint_is_filed_and_settled_with_a_restart_in_the_middle(
    service: Service, browser: Browser
) -> None:
    async with looking(browser, service.url, viewport=DESKTOP) as (page, watch):
        await page.goto(f"{service.url}/")
        wang = Phone(page.frame_locator("section:nth-of-type(1) iframe"))
        zhang = Phone(page.frame_locator("section:nth-of-type(2) iframe"))
        await wang.say("今天送来的烟少送了")
        await wang.hears("哪种烟？几条？")
        await wang.say("玉溪 1")
        await wang.press("对")
        await wang.hears("0312-01 号。张明经理负责")
        await zhang.hears("大姐烟店 王大姐")
        await zhang.press("受理")
        await wang.hears("张明经理已经接手了")
        assert watch.errors == []
        await service.stop()
        await service.start()
        await zhang.press("成立")
        await zhang.press("配送")
        await zhang.press("装车差错")
        await zhang.press("提方案")
        await zhang.hears("方案")
        await zhang.say("周三送货时补 1 条")
        await wang.hears("周三送货时补 1 条")
        await wang.press("同意")
        await zhang.hears("店主同意了方案")
        await zhang.press("已落实")
        await wang.press("收到")
        await zhang.press("办结")
        await zhang.press("轻")
        await zhang.hears("以后怎么防？")
        await zhang.say("物流装车双人核对")
        await wang.hears("办结")
        # While the server was away the browser itself says that it could not be reached.
        assert [error for error in watch.errors if "ERR_CONNECTION_REFUSED" not in error] == []
        assert watch.foreign == []


async def test_another_shop_brings_its_own_manager_along(
    service: Service, browser: Browser
) -> None:
    async with looking(browser, service.url, viewport=DESKTOP) as (page, watch):
        await page.goto(f"{service.url}/demo")
        await page.locator("#shop").select_option(label="老刘烟酒 · 刘叔")
        await page.locator("iframe[src='/demo/staff/1002']").wait_for()
        phones = page.locator("iframe")
        assert await phones.count() == 2
        assert watch.errors == []


async def test_the_phones_stand_side_by_side_where_there_is_room_and_else_one_below_the_other(
    service: Service, browser: Browser
) -> None:
    for width, side_by_side in ((1280, True), (360, False)):
        size = {"width": width, "height": 800}
        async with looking(browser, service.url, viewport=size) as (page, _):
            await page.goto(f"{service.url}/demo")
            boxes = [await one.bounding_box() for one in await page.locator("iframe").all()]
            left, right = (box for box in boxes if box)
            assert (left["y"] == right["y"]) == side_by_side
            assert left["x"] + left["width"] <= width
