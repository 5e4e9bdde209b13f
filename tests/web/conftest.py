"""Fixtures for tests of the pages: a site to ask, a service to visit, a browser to look with."""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from bot.app import App
from tests.stand_ins import StoppedClock
from tests.web.browsing import FROM_OUR_SCRIPT, a_site
from tests.web.serving import Service, a_demo

#: A browser that asks nobody anything but the page's own server.
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    app = a_demo(tmp_path / "home", StoppedClock())
    yield app
    app.close()


@pytest.fixture
async def script(app: App) -> AsyncIterator[httpx.AsyncClient]:
    """Our own script in a browser that has just arrived."""
    transport = httpx.ASGITransport(a_site(app))
    async with httpx.AsyncClient(
        transport=transport, base_url="http://desk", headers=FROM_OUR_SCRIPT
    ) as client:
        yield client


# A browser takes long to start, so there is one for the whole session, and whatever it visits
# has to live in the same loop: tests with `service` or `browser` are marked `IN_ONE_LOOP`.
@pytest_asyncio.fixture(loop_scope="session")
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    service = Service(tmp_path / "home")
    await service.start()
    yield service
    await service.stop()


def _chromium() -> str:
    found = os.environ.get("CHROMIUM") or next(
        filter(None, map(shutil.which, ("chromium", "google-chrome"))), ""
    )
    if not found and "browser" in os.environ.get("SHOUWEN_REQUIRE", ""):
        pytest.fail("a browser is required: set CHROMIUM, or install chromium")
    if not found:
        pytest.skip("no browser here: set CHROMIUM, or install chromium")
    return found


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def browser() -> AsyncIterator[Browser]:
    program = _chromium()
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=program, args=[*QUIET, *as_root], chromium_sandbox=not as_root
        )
        yield browser
        await browser.close()
