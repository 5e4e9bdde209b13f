"""`serve`: the desk at work for everybody."""

import asyncio
import sys
from collections.abc import Callable, Coroutine, Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli import opening
from bot.cli.ending import Misconfigured, WrongUsage
from bot.cli.printing import hint, put
from bot.cli.root import ROOT, command
from bot.cli.tongue import two
from bot.stations import Station, UnknownStation, cannot_part, stations_of

if TYPE_CHECKING:
    from socket import socket

    from bot.app import App
    from bot.port import Channel
    from bot.settings import Settings
    from nlp.duty import OnDuty
    from storage.engine import Store
    from storage.unit_of_work import Work


@command(ROOT, "serve", "启动服务；首次加 --demo 就能试用", "Run the service; --demo to try it out")
def serve(
    *,
    host: Annotated[
        str | None, typer.Option("--host", help=two("网页监听的地址", "Address of the pages"))
    ] = None,
    port: Annotated[
        int | None,
        typer.Option("--port", min=0, max=65535, help=two("网页的端口", "Port of the pages")),
    ] = None,
    demo: Annotated[
        bool,
        typer.Option(
            "--demo", help=two("空的安装里放进演示数据", "Fill an empty home with a demo")
        ),
    ] = False,
    no_web: Annotated[
        bool, typer.Option("--no-web", help=two("不开网页", "Without pages"))
    ] = False,
    role: Annotated[
        str,
        typer.Option(
            "--role",
            metavar="web,worker,timekeeper,telegram",
            help=two(
                "只担任这几个角色（几个进程共用一个 PostgreSQL 时用）；不写就全担",
                "Man these roles only, beside other processes on one PostgreSQL; all by default",
            ),
        ),
    ] = "",
) -> None:
    from bot.cli.logs import set_up_logs
    from bot.cli.ports import take_port

    settings = opening.settings_of(host=host, port=port)
    set_up_logs(settings.log)
    stations = manned(role, settings, with_pages=not no_web)
    opening.make_home(settings)
    # A process without pages answers only those who ask after its health, where it is told to.
    listens = Station.WEB in stations or port is not None
    taken = take_port(settings.host, settings.port) if listens else None
    try:
        _work(settings, stations, taken, demo=demo)
    finally:
        if taken is not None:
            taken.close()


def manned(role: str, settings: "Settings", *, with_pages: bool) -> frozenset[Station]:
    """The stations of this process. Raises `WrongUsage` or `Misconfigured`."""
    try:
        stations = stations_of(role)
    except UnknownStation as error:
        raise WrongUsage(
            two(f"--role 只认识这几个角色：{error}。", f"--role knows these roles: {error}.")
        ) from error
    if not with_pages:
        stations -= {Station.WEB}
    if cannot_part(stations) and settings.database.startswith("sqlite"):
        raise Misconfigured(
            two(
                "SQLite 的数据库文件只能由一个进程使用，角色不能分给几个进程。请去掉 --role，"
                "或把 SHOUWEN_DATABASE_URL 设成 postgresql://…",
                "A SQLite file belongs to one process, so roles can't be split up. Leave --role "
                "out, or set SHOUWEN_DATABASE_URL to postgresql://…",
            )
        )
    if role and Station.TELEGRAM in stations and not settings.telegram_token.get_secret_value():
        raise Misconfigured(
            two(
                "角色 telegram 要有机器人的令牌。请设好 SHOUWEN_TELEGRAM_TOKEN。",
                "The role telegram needs a bot's token: set SHOUWEN_TELEGRAM_TOKEN.",
            )
        )
    return stations


def _work(
    settings: "Settings", stations: frozenset[Station], taken: "socket | None", *, demo: bool
) -> None:
    """Run the service until it is told to stop; its pages on the socket, if there is one."""
    from bot.cli.examining_line import told_of_line

    if not stations.isdisjoint({Station.TELEGRAM, Station.WEB}):
        settings = _with_telegram(settings, stations)
    is_demo = set_up(settings, demo=demo)
    if taken is not None and (told := told_of_line(settings, is_demo=is_demo)):
        hint(told)
    reader = reader_of(settings) if Station.WORKER in stations else None
    # These take a second to load; what is missing has been told before that.
    from bot.app import build

    more = _telegram if Station.TELEGRAM in stations else None
    app = build(settings, reader, stations=stations, is_demo=is_demo, more=more)

    async def work() -> None:
        try:
            await app.serve(*_answering(app, taken))
        finally:
            await _hang_up(app)

    try:
        asyncio.run(work())
    finally:
        app.close()


def _answering(app: "App", taken: "socket | None") -> Iterator[Coroutine[Any, Any, None]]:
    """What answers on the port of this process, if it has one: the pages, or its health alone."""
    from bot.cli.ports import address_of
    from bot.cli.site import serve_health, serve_pages
    from bot.site_key import secret_of

    if Station.WEB not in app.stations:
        hint(two("服务在运行，没有开网页。", "The service is running, without pages."))
    if taken is None:
        return
    address = address_of(taken)
    if Station.WEB not in app.stations:
        yield serve_health(app, taken, lambda: _tell(f"{address}/readyz", ""))
        return
    link = f"{address}/admin/enter?code={_admin_code(app)}" if app.is_demo else ""
    where = f"{address}/demo" if app.is_demo else f"{address}/chat"
    yield serve_pages(app, taken, secret_of(app.settings.home), lambda: _tell(where, link))


def _tell(where: str, admin_link: str) -> None:
    put(two("打开 ", "Open ") + where)
    if admin_link:
        put(two("管理员（链接只能用一次）：", "Admin (the link works once): ") + admin_link)
    sys.stdout.flush()


def _admin_code(app: "App") -> str:
    """A one-time code that lets a browser into the console as the demo's admin."""
    from bot.desk.entrance import new_link_code
    from models.terms import Role

    def make(work: "Work") -> str:
        (admin, *_) = work.people.staff_with(Role.ADMIN)
        minutes = app.house.policy.enrolment_hours * 60
        return new_link_code(work, admin.no, app.clock(), minutes)

    return app.store.run_now(make)


def set_up(settings: "Settings", *, demo: bool) -> bool:
    """Make sure there is something to serve with; whether this is a demo installation."""
    if settings.clock is not None and not demo:
        raise Misconfigured(
            two("SHOUWEN_CLOCK 只能和 --demo 一起用。", "SHOUWEN_CLOCK goes only with --demo.")
        )
    from bot import demo as town
    from bot.cli.classifiers import first_classifier

    policy = opening.policy_of(settings)
    now = (settings.clock or opening.now()).astimezone(UTC)
    with opening.opened(settings) as store:
        is_demo = demo and store.run_now(lambda work: town.install(work, now, policy))
    if demo and not is_demo:
        hint(
            two(
                "这里已有正式名册，没有放演示数据。",
                "There is a roster already, so no demo was put there.",
            )
        )
    if demo:
        first_classifier(settings)
    return is_demo


def reader_of(settings: "Settings") -> "OnDuty":
    """The reader on duty; says what to do where there is no classifier."""
    from nlp.duty import OnDuty

    opening.classifier_folder(settings)
    return OnDuty(opening.registry_of(settings))


def _with_telegram(settings: "Settings", stations: frozenset[Station]) -> "Settings":
    """The settings to go on with: without Telegram where nobody has agreed to send data abroad.

    Raises what the channel says of settings that could never serve it, before anything takes long.
    """
    if not settings.telegram_token.get_secret_value():
        return settings
    from pydantic import SecretStr

    from bot.channels.errors import NotAgreed
    from bot.cli.examining_telegram import require_telegram

    try:
        require_telegram(settings)
    except NotAgreed as error:
        if Station.WEB not in stations:
            raise
        hint(two(error.says, error.english))
        return settings.model_copy(update={"telegram_token": SecretStr("")})
    return settings


def _telegram(
    settings: "Settings", store: "Store", clock: Callable[[], datetime]
) -> "Mapping[tuple[str, str], Channel]":
    """The Telegram channel, where a token is set. Raises `Misconfigured`."""
    from bot.channels.telegram_opening import open_telegram

    channel = open_telegram(settings, store, clock)
    return {(channel.name, channel.account): channel} if channel else {}


async def _hang_up(app: "App") -> None:
    """Close the channels that hold connections."""
    for channel in app.channels.values():
        close: Any = getattr(channel, "close", None)
        if asyncio.iscoroutinefunction(close):
            await close()
