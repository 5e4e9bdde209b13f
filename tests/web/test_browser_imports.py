"""A sheet taken in and back in a real browser, with a script and without."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page

from bot.imports.sheet import open_sheet
from tests.web.looking import DESKTOP, SMALL_PHONE
from tests.web.serving import IN_ONE_LOOP, Service
from tests.web.sheets import SHOPS, a_sheet, a_shop_row
from tests.web.test_browser_console import assert_well_made, inside

pytestmark = IN_ONE_LOOP

LOOKS = [("light", DESKTOP, False), ("dark", SMALL_PHONE, True)]


async def send(page: Page, content: bytes) -> None:
    """Choose a sheet and wait until it was checked: the page comes again by itself."""
    sheet = {"name": "零售户.csv", "mimeType": "text/csv", "buffer": content}
    await page.set_input_files("#sheet", files=[sheet])  # type: ignore[list-item]
    await page.get_by_role("button", name="检查").click()
    await page.locator(".counts").wait_for()


@pytest.mark.parametrize(("scheme", "size", "has_script"), LOOKS)
async def test_a_roster_is_checked_mended_written_and_taken_back(
    service: Service,
    browser: Browser,
    scheme: str,
    size: dict[str, int],
    tmp_path: Path,
    *,
    has_script: bool,
) -> None:
    context = {"viewport": size, "color_scheme": scheme, "java_script_enabled": has_script}
    heading = ("烟草证号", *SHOPS[1:], "星座")
    spoilt = [(*a_shop_row(), "狮子"), (*a_shop_row("310101109002", 档位="31"), "双鱼")]
    async with inside(service, browser, "9001", **context) as (page, watch):
        await page.goto(f"{service.url}/admin/shops")
        await page.get_by_role("link", name="导入", exact=True).click()
        await send(page, a_sheet(heading, *spoilt, encoding="gb18030"))
        words = await page.locator("main").inner_text()
        assert "识别为 GB18030 / GBK" in words
        assert "当作许可证号" in words
        assert "13900009001" not in words
        assert await page.get_by_role("button", name="全部写入").count() == 0
        if has_script:
            await assert_well_made(page, "a sheet with faults")
        async with page.expect_download() as downloading:
            await page.get_by_role("link", name="带原因的表（Excel）").click()
        marked = tmp_path / "marked.xlsx"
        await (await downloading.value).save_as(marked)
        rows = [list(cells) for _, cells in open_sheet(marked).rows]
        assert rows[1][-1] == "档位：要 1 到 30 的整数。"
        await page.get_by_role("button", name="放弃").click()
        await page.get_by_role("link", name="所有导入").click()
        await send(page, a_sheet(heading, spoilt[0]))
        await page.get_by_role("button", name="全部写入").click()
        await page.get_by_role("status").filter(has_text="已写入：新增 1").wait_for()
        if has_script:
            await assert_well_made(page, "a sheet that was written")
        await page.get_by_role("button", name="撤回这次导入").click()
        await page.get_by_role("status").filter(has_text="已撤回").wait_for()
        assert (watch.errors, watch.foreign) == ([], [])
