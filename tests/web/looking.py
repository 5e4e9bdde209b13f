"""Looking at a page as a person does, and noticing what only a machine notices."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Browser, FrameLocator, Page

#: A telephone of the smallest kind that is still in use.
SMALL_PHONE = {"width": 360, "height": 640}
DESKTOP = {"width": 1280, "height": 900}


@dataclass
class Watch:
    """What went wrong on a page: errors on its console, and requests to anybody else."""

    home: str
    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        page.on("console", lambda told: told.type == "error" and self.errors.append(told.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self._note(request.url))

    def _note(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and f"{parts.scheme}://{parts.netloc}" != self.home:
            self.foreign.append(url)


@asynccontextmanager
async def looking(browser: Browser, home: str, **context: Any) -> AsyncIterator[tuple[Page, Watch]]:
    """A page in a browser of its own, watched; policy violations are console errors too."""
    watch = Watch(home)
    window = await browser.new_context(**{"viewport": SMALL_PHONE, "locale": "zh-CN"} | context)
    page = await window.new_page()
    watch.over(page)
    try:
        yield page, watch
    finally:
        await window.close()


@dataclass
class Phone:
    """A chat page, by itself or in a frame of the demo."""

    at: Page | FrameLocator

    async def say(self, text: str) -> None:
        await self.at.locator("#text").fill(text)
        await self.at.locator("#text").press("Enter")

    async def press(self, label: str) -> None:
        """Press the latest button of that label."""
        wanted = re.compile(rf"^\s*\d+ {re.escape(label)}\s*$")
        await self.at.locator("button[name=choice]").filter(has_text=wanted).last.click()

    async def hears(self, text: str) -> None:
        """Wait until the desk says it."""
        await self.at.locator("li.desk .text").filter(has_text=text).last.wait_for()

    async def shows(self, text: str) -> None:
        """Wait until one's own words stand there as taken."""
        await self.at.locator("li.mine:not(.waiting) .text").filter(has_text=text).last.wait_for()

    async def texts(self) -> list[str]:
        return await self.at.locator("li .text").all_inner_texts()
