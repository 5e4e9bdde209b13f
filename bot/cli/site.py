"""The pages' server: its end is awaited, its signals are left to the whole desk."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from shutil import disk_usage
from typing import TYPE_CHECKING, Final

import uvicorn
from starlette.types import ASGIApp

from bot.channels.telegram_opening import door_of
from bot.cli.edge import Edge
from bot.proxies import networks
from bot.web.app import create_app
from bot.web.discreet import Discreet
from bot.web.health import health_alone
from bot.web.parts import Parts, Site
from bot.web.telegram import BehindTheDoor
from bot.web.turnstile import Turnstile

if TYPE_CHECKING:
    from bot.app import App

#: Seconds that requests under way may take once a stop was asked for.
_GRACE: Final = 3


class _Server(uvicorn.Server):
    """A server that leaves signals to the desk, which stops all its parts together."""

    def __init__(self, config: uvicorn.Config, tell: Callable[[], None]) -> None:
        super().__init__(config)
        self._tell = tell

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._tell()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve_pages(
    app: "App", taken: socket.socket, secret: bytes, tell: Callable[[], None]
) -> None:
    """Serve the pages until cancelled, then let go of who is looking; `tell` once they are up."""
    parts = Parts(
        store=app.store,
        channel=app.web,
        accept=partial(app.accept, app.web),
        site=_site(app, secret),
        clock=app.clock,
        house=app.house,
        vitals=app.vitals,
        sheet_arrived=app.registrar.wanted.set,
    )
    home = app.settings.home
    pages = Turnstile(create_app(parts), secret, app.clock, lambda: disk_usage(home).free)
    door = door_of(app.settings, app.store, app.clock, app.accept)
    site = BehindTheDoor(pages, door, app.clock) if door else pages
    await serve_site(site, taken, tell, app.settings.trusted_proxies, app.web.hang_up)


def _site(app: "App", secret: bytes) -> Site:
    settings, address = app.settings, app.settings.site_url.rstrip("/")
    return Site(settings.home, secret, app.is_demo, settings.font, _meters(app), address)


async def serve_health(app: "App", taken: socket.socket, tell: Callable[[], None]) -> None:
    """Answer those who ask after the health of a process without pages, until cancelled."""
    site = health_alone(app.vitals, _meters(app))
    await serve_site(site, taken, tell, app.settings.trusted_proxies)


def _meters(app: "App") -> str:
    return app.settings.metrics_token.get_secret_value()


async def serve_site(
    site: ASGIApp,
    taken: socket.socket,
    tell: Callable[[], None],
    trusted_proxies: str,
    hang_up: Callable[[], None] = lambda: None,
) -> None:
    """Serve a site until cancelled; `trusted_proxies` as in the settings."""
    config = uvicorn.Config(
        Discreet(site),
        http=Edge,
        log_config=None,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=networks(trusted_proxies),
        timeout_graceful_shutdown=_GRACE,
    )
    server = _Server(config, tell)
    running = asyncio.create_task(server.serve([taken]))
    try:
        await asyncio.shield(running)
    finally:
        hang_up()
        server.should_exit = True
        await running
