"""The webhook with a durable commit, beside a bare echo bot of each library in memory.

    python -m benchmarks.telegram_webhook [ROUNDS] [UPDATES]

Each bot is a process of its own, called by one process of callers over 64 kept connections, the
bots in turn in every round. Ours checks the secret, commits each update with an fsync, and answers
only then; so its last answer is the end. The echo bots answer at once, and hand their echo to a
stand-in for Telegram in memory, as their documentation sets them up: aiogram behind aiohttp,
python-telegram-bot behind Starlette; their end is the last echo. Figures are medians over rounds.
"""

import asyncio
import json
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

CALLERS = 64
CHATS = 500
_WARM = 300
_LENGTH = re.compile(rb"(?i)content-length: (\d+)")
SECRET = "a-secret-of-the-benchmark"  # noqa: S105
TOKEN = "7000001:synthetic-token-of-a-bot-that-is-not"  # noqa: S105
MESSAGE = {"message_id": 1, "date": 1_795_000_000, "chat": {"id": 42, "type": "private"}}


def an_update(number: int) -> dict[str, Any]:
    user = {"id": 42 + number % CHATS, "is_bot": False, "first_name": "王", "language_code": "zh"}
    chat = {"id": user["id"], "type": "private", "first_name": "王"}
    message = {"message_id": number, "from": user, "chat": chat, "date": 1_795_000_000}
    return {"update_id": number, "message": {**message, "text": "今天送来的玉溪少送1条，给补一下"}}


# The bots.


async def ours(port: int, folder: Path) -> None:
    """The service's own pages with the door before them, and nobody at work behind."""
    from bot.app import build
    from bot.cli.ports import take_port
    from bot.cli.site import serve_pages
    from bot.settings import Settings

    settings = Settings(
        home=folder,
        database_url="",
        telegram_token=TOKEN,
        telegram_abroad=True,
        telegram_mode="webhook",
        webhook_url=f"http://127.0.0.1:{port}",
        webhook_secret=SECRET,
    )
    app = build(settings, None)
    await serve_pages(app, take_port("127.0.0.1", port), b"secret", lambda: None)


async def ptb(port: int, _: Path) -> None:
    """python-telegram-bot, as its example of a webhook behind Starlette does it."""
    import uvicorn
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route
    from telegram import Update
    from telegram.ext import Application, MessageHandler, filters
    from telegram.request import BaseRequest

    class InMemory(BaseRequest):
        @property
        def read_timeout(self) -> float:
            return 5

        async def initialize(self) -> None:
            return

        async def shutdown(self) -> None:
            return

        async def do_request(self, url: str, *_: Any, **__: Any) -> tuple[int, bytes]:
            me = {"id": 7000001, "is_bot": True, "first_name": "b", "username": "b_bot"}
            result = me if url.endswith("getMe") else MESSAGE
            return 200, json.dumps({"ok": True, "result": result}).encode()

    echoed = count()

    async def echo(update: Update, _: Any) -> None:
        assert update.message is not None
        await update.message.reply_text(update.message.text or "")
        next(echoed)

    line = InMemory()
    application = (
        Application.builder().token(TOKEN).request(line).get_updates_request(line).updater(None)
    ).build()
    application.add_handler(MessageHandler(filters.TEXT, echo))

    async def call(request: Request) -> Response:
        if request.headers.get("x-telegram-bot-api-secret-token") != SECRET:
            return Response(status_code=401)
        update = Update.de_json(await request.json(), application.bot)
        await application.update_queue.put(update)
        return Response()

    async def tell(_: Request) -> Response:
        return Response(_so_far(echoed))

    routes = [Route("/telegram/webhook", call, methods=["POST"]), Route("/echoed", tell)]
    site = Starlette(routes=routes)
    server = uvicorn.Server(uvicorn.Config(site, port=port, log_level="error", access_log=False))
    async with application:
        await application.start()
        await server.serve()
        await application.stop()


async def aiogram(port: int, _: Path) -> None:
    """aiogram, with its own request handler behind aiohttp."""
    from aiogram import Bot, Dispatcher
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.types import Message
    from aiogram.webhook.aiohttp_server import SimpleRequestHandler
    from aiohttp import web

    class InMemory(AiohttpSession):
        async def make_request(self, bot: Any, method: Any, timeout: Any = None) -> Any:  # noqa: ASYNC109
            content = json.dumps({"ok": True, "result": MESSAGE})
            return self.check_response(bot, method, 200, content).result

    dispatcher = Dispatcher()
    echoed = count()

    @dispatcher.message()
    async def echo(message: Message) -> None:
        await message.answer(message.text or "")
        next(echoed)

    async def tell(_: web.Request) -> web.Response:
        return web.Response(text=_so_far(echoed))

    site = web.Application()
    site.router.add_get("/echoed", tell)
    bot = Bot(TOKEN, InMemory())
    SimpleRequestHandler(dispatcher, bot, secret_token=SECRET).register(site, "/telegram/webhook")
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.Event().wait()


def _so_far(echoed: "count[int]") -> str:
    """How often it was counted, without counting."""
    return str(echoed.__reduce__()[1][0])


BOTS = {"ours": ours, "ptb": ptb, "aiogram": aiogram}

# The callers.


def a_call(number: int) -> bytes:
    """A whole request, put together before the clock runs."""
    body = json.dumps(an_update(number)).encode()
    head = (
        "POST /telegram/webhook HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"X-Telegram-Bot-Api-Secret-Token: {SECRET}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class Caller(asyncio.Protocol):
    """One kept connection: the next call goes out when the last was answered.

    It reads no more of an answer than it must, so that the callers take little of the machine.
    """

    def __init__(self, calls: Iterator[bytes], took: list[float]) -> None:
        self._calls, self._took = calls, took
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._call()

    def _call(self) -> None:
        call = next(self._calls, None)
        if call is None:
            self._transport.close()
            self.done.set_result(None)
            return
        self._answer = b""
        self._began = time.perf_counter()
        self._transport.write(call)

    def data_received(self, data: bytes) -> None:
        self._answer += data
        head, ended, body = self._answer.partition(b"\r\n\r\n")
        if ended and len(body) >= int(_LENGTH.search(head)[1]):  # type: ignore[index]
            assert head.startswith(b"HTTP/1.1 200"), head
            self._took.append(time.perf_counter() - self._began)
            self._call()

    def connection_lost(self, _: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(ConnectionError("a bot hung up"))


async def call_all(port: int, first: int, updates: int, echoes: int) -> dict[str, float]:
    """Call with every update and wait for the echoes, so many in all; updates a second, and the
    milliseconds that calls took."""
    calls = iter([a_call(number) for number in range(first, first + updates)])
    took: list[float] = []
    loop = asyncio.get_running_loop()
    began = time.perf_counter()
    lines = [
        await loop.create_connection(lambda: Caller(calls, took), "127.0.0.1", port)
        for _ in range(CALLERS)
    ]
    await asyncio.gather(*(caller.done for _, caller in lines))
    while echoes and await _echoes(port) < echoes:  # noqa: ASYNC110 another process
        await asyncio.sleep(0.01)
    wall = time.perf_counter() - began
    cuts = statistics.quantiles(took, n=100)
    return {"per_second": updates / wall, "p50_ms": cuts[49] * 1000, "p99_ms": cuts[98] * 1000}


async def _echoes(port: int) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /echoed HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
    told = await reader.read()
    writer.close()
    return int(told.rpartition(b"\r\n\r\n")[2])


def a_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    for _ in range(1800):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("a bot did not come up")


def measure(name: str, updates: int) -> dict[str, float]:
    """One round of one bot: a fresh process, warmed up, then called."""
    port = a_port()
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        server = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.telegram_webhook", "serve", name, str(port), folder]
        )
        try:
            wait_for(port)
            is_echo = name != "ours"
            asyncio.run(call_all(port, 1, _WARM, _WARM * is_echo))
            before = _cpu_of(server.pid)
            echoes = (_WARM + updates) * is_echo
            figures = asyncio.run(call_all(port, 10_000, updates, echoes))
            return figures | {"cpu_us": (_cpu_of(server.pid) - before) / updates * 1e6}
        finally:
            server.kill()
            server.wait()


def _cpu_of(pid: int) -> float:
    """Seconds of CPU that a process has had, where the system tells."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return float("nan")
    return (int(fields[11]) + int(fields[12])) / 100


def main(rounds: int, updates: int) -> None:
    figures: dict[str, list[dict[str, float]]] = {name: [] for name in BOTS}
    for _ in range(rounds):
        for name in BOTS:
            figures[name].append(measure(name, updates))
    middle = {
        name: {key: statistics.median(each[key] for each in seen) for key in seen[0]}
        for name, seen in figures.items()
    }
    for name, told in middle.items():
        print(name, {key: round(value, 1) for key, value in told.items()})
    better = max(middle["ptb"]["per_second"], middle["aiogram"]["per_second"])
    quicker = min(middle["ptb"]["p99_ms"], middle["aiogram"]["p99_ms"])
    print("throughput beside the better echo", round(middle["ours"]["per_second"] / better, 2))
    print("p99 beside the better echo", round(middle["ours"]["p99_ms"] / quicker, 2))


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        asyncio.run(BOTS[sys.argv[2]](int(sys.argv[3]), Path(sys.argv[4])))
    else:
        main(*map(int, (sys.argv[1:] + ["5", "4000"][len(sys.argv) - 1 :])))
