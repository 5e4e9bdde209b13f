"""The port of the pages, taken before anything else is begun."""

import socket

from bot.cli.ending import Misconfigured
from bot.cli.tongue import two


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
