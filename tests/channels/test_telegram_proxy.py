"""All that goes to Telegram takes the proxy that is set, of either kind, by either library."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import pytest

from models.messages import InboundKind
from storage.engine import Store
from tests.channels.bot_api import BotApi
from tests.channels.desk_side import WANG, Pauses, connected, letter, listening

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Door = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[Streams]]


async def by_http(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Streams:
    """A plain HTTP proxy is asked with the whole address; what follows is passed on as it comes."""
    head = await reader.readuntil(b"\r\n")
    method, url, version = head.decode().split()
    host, _, path = url.removeprefix("http://").partition("/")
    name, _, port = host.partition(":")
    there = await asyncio.open_connection(name, int(port))
    there[1].write(f"{method} /{path} {version}\r\n".encode())
    return there


async def by_socks5(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Streams:
    """SOCKS5 (RFC 1928), without a password."""
    await reader.readexactly((await reader.readexactly(2))[1])
    writer.write(b"\x05\x00")
    _, _, _, kind = await reader.readexactly(4)
    if kind == 1:
        host = ".".join(map(str, await reader.readexactly(4)))
    else:
        host = (await reader.readexactly((await reader.readexactly(1))[0])).decode()
    port = int.from_bytes(await reader.readexactly(2))
    there = await asyncio.open_connection(host, port)
    writer.write(b"\x05\x00\x00\x01" + bytes(6))
    return there


@asynccontextmanager
async def a_proxy(scheme: str) -> AsyncIterator[tuple[str, list[str]]]:
    """The address of a proxy, and a list that grows with every connection through it."""
    door: Door = {"http": by_http, "socks5": by_socks5}[scheme]
    passed: list[str] = []
    writers: list[asyncio.StreamWriter] = []

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            answers, asks = await door(reader, writer)
            writers.append(asks)
            passed.append(scheme)
            await asyncio.gather(copy(reader, asks), copy(answers, writer))

    server = await asyncio.start_server(pass_on, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    try:
        yield f"{scheme}://{host}:{port}", passed
    finally:
        for writer in writers:
            writer.close()
        server.close()
        await server.wait_closed()


async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.close()


@pytest.mark.parametrize("scheme", ["http", "socks5"])
async def test_sending_fetching_and_listening_go_through_the_proxy(
    api: BotApi, file_store: Store, pauses: Pauses, library: str, scheme: str
) -> None:
    async with (
        a_proxy(scheme) as (address, passed),
        connected(api, file_store, pauses, library, telegram_proxy=address) as channel,
    ):
        await channel.send(letter("经过代理"))
        by_sending = len(passed)
        received = channel.decode(await api.photo(WANG, WANG, b"mouldy"))
        assert received is not None
        assert received.kind is InboundKind.PHOTO
        async with listening(channel, file_store) as inbox:
            await inbox.holds(1)
        assert await channel.fetch(received.media[0]) == b"mouldy"
    assert [sent.text for sent in api.sent_to(WANG)] == ["经过代理"]
    assert by_sending > 0
    assert len(passed) > by_sending
