"""A reverse proxy that says who calls, in the ways in which the usual ones do."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum

_SAYS = b"X-Forwarded-For"


class Manner(StrEnum):
    """What becomes of what the caller says about themselves."""

    APPENDS = "appends"  #: nginx with $proxy_add_x_forwarded_for
    ADDS_A_LINE = "adds a line of its own"  #: HAProxy with option forwardfor
    REPLACES = "replaces"  #: Caddy, which trusts nobody
    PASSES_ON = "passes on"  #: nginx that was told nothing


@dataclass(frozen=True, slots=True)
class Proxy:
    """Passes on what comes; `caller` is the address from which its callers seem to call."""

    manner: Manner
    caller: str

    def passed_on(self, head: bytes) -> bytes:
        """The head of a request, as the next one gets it."""
        first, *lines = head.removesuffix(b"\r\n\r\n").split(b"\r\n")
        said = [line for line in lines if line.lower().startswith(_SAYS.lower() + b":")]
        others = [line for line in lines if line not in said]
        told = [line.partition(b":")[2].strip() for line in said]
        own = self.caller.encode()
        anew = {
            Manner.APPENDS: [b", ".join([*told, own])],
            Manner.ADDS_A_LINE: [*told, own],
            Manner.REPLACES: [own],
            Manner.PASSES_ON: told,
        }[self.manner]
        return b"\r\n".join([first, *others, *(_SAYS + b": " + one for one in anew), b"", b""])


@asynccontextmanager
async def standing_before(port: int, proxies: list[Proxy]) -> AsyncIterator[int]:
    """The port of the outermost of these proxies, which are told from the outside inwards."""
    if not proxies:
        yield port
        return
    *outer, inner = proxies

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        answers, asks = await asyncio.open_connection("127.0.0.1", port)
        asks.write(inner.passed_on(head))
        writer.write(await answers.read())
        asks.close()
        writer.close()

    server = await asyncio.start_server(pass_on, "127.0.0.1", 0)
    async with server, standing_before(server.sockets[0].getsockname()[1], outer) as outermost:
        yield outermost
