"""The pages' server: its port taken first, its end awaited, its signals left to the whole desk."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Final

import uvicorn

from bot.cli.ending import Misconfigured
from bot.cli.tongue import two
from bot.web.app import create_app
from bot.web.parts import Parts, Site

if TYPE_CHECKING:
    from bot.app import App

#: Seconds that requests under way may take once a stop was asked for.
_GRACE: Final = 3


def take_port(host: str, port: int) -> socket.socket:
    """A socket bound to the address, before anything else is begun. Raises `Misconfigured`."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        taken = socket.socket(family, kind, protocol)
    except OSError as error:
        raise Misconfigured(_says_bad_host(host)) from error
    try:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(address)
        taken.listen()
    except OSError as error:
        taken.close()
        raise Misconfigured(_says_no_port(host, port)) from error
    return taken


def _says_bad_host(host: str) -> str:
    return two(
        f"认不出地址 {host[:60]}。本机用 --host 127.0.0.1，对外用 --host 0.0.0.0。",
        f"There is no address {host[:60]}. Use --host 127.0.0.1, or 0.0.0.0 for everybody.",
    )


def _says_no_port(host: str, port: int) -> str:
    return two(
        f"{host} 的端口 {port} 用不了，多半已被占用。换一个试试：--port {port % 65535 + 1}",
        f"Port {port} of {host} can't be used, most likely it is taken. Try --port "
        f"{port % 65535 + 1}",
    )


def address_of(taken: socket.socket) -> str:
    """The address that a browser asks for."""
    host, port = taken.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


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
    app: "App", version: str, taken: socket.socket, secret: bytes, tell: Callable[[], None]
) -> None:
    """Serve the pages until cancelled, then let go of who is looking; `tell` once they are up."""
    parts = Parts(
        store=app.store,
        channel=app.web,
        accept=partial(app.accept, app.web),
        site=Site(app.settings.home, secret, app.is_demo),
        clock=app.clock,
        classifier=lambda: version,
    )
    config = uvicorn.Config(
        create_app(parts),
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE,
    )
    server = _Server(config, tell)
    running = asyncio.create_task(server.serve([taken]))
    try:
        await asyncio.shield(running)
    finally:
        app.web.hang_up()
        server.should_exit = True
        await running
