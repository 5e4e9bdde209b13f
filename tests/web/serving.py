"""The whole service on a real port, as `serve` runs it; it can be stopped and started again."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.types import ASGIApp

from bot.app import App, build
from bot.cli.edge import Edge
from bot.cli.ports import take_port
from bot.cli.site import serve_site
from bot.settings import Settings
from storage.unit_of_work import Work
from tests.builders import a_shop, the_staff
from tests.databases import lay_ready
from tests.stand_ins import KeywordReader, StoppedClock
from tests.web.browsing import a_site

#: The mark of tests that visit a running service; see the fixtures.
IN_ONE_LOOP = pytest.mark.asyncio(loop_scope="session")
WANG = "310101100001"
LIU = "310101100002"


def a_demo(home: Path, clock: StoppedClock) -> App:
    """The built application with two shops and the usual staff."""
    lay_ready(home)
    app = build(Settings(home=home, database_url=""), KeywordReader(), is_demo=True, clock=clock)

    def move_in(work: Work) -> None:
        work.people.put_staff(the_staff())
        work.people.put_shops(
            [a_shop(WANG), a_shop(LIU, name="老刘烟酒", owner_name="刘叔", manager_no="1002")]
        )

    app.store.run_now(move_in)
    return app


@asynccontextmanager
async def served(site: ASGIApp, trusted_proxies: str = "") -> AsyncIterator[int]:
    """A site as `serve` puts it on a port; which one that is."""
    up = asyncio.Event()
    with take_port("127.0.0.1", 0) as taken:
        serving = asyncio.create_task(serve_site(site, taken, up.set, trusted_proxies))
        await up.wait()
        try:
            yield taken.getsockname()[1]
        finally:
            serving.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await serving


def _a_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Service:
    """The service of one home on one port; `site` is what the site is told beside the usual."""

    home: Path
    site: dict[str, Any] = field(default_factory=dict)
    clock: StoppedClock = field(default_factory=StoppedClock)
    port: int = field(default_factory=_a_port)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Come up, and return once requests are answered."""
        self.app = a_demo(self.home, self.clock)
        config = uvicorn.Config(
            a_site(self.app, **self.site),
            port=self.port,
            http=Edge,
            log_level="error",
            ws="none",
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._jobs = [asyncio.create_task(job) for job in self.app.parts()]
        self._serving = asyncio.create_task(self._server.serve())
        await self._answers()

    async def _answers(self) -> None:
        """Wait for the first answer."""
        line = httpx.AsyncHTTPTransport(retries=8)
        async with httpx.AsyncClient(transport=line, timeout=60) as visitor:
            (await visitor.get(f"{self.url}/healthz")).raise_for_status()

    async def stop(self) -> None:
        """Go down as a process does that was asked to."""
        self.app.web.hang_up()
        self._server.should_exit = True
        await self._serving
        for job in self._jobs:
            job.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await job
        self.app.close()
