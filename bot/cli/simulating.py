"""`simulate`: a synthetic region at work against the real engine."""

import asyncio
import contextlib
import resource
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from bot.cli import opening
from bot.cli.ending import Code, WrongUsage
from bot.cli.printing import Json, hint, progress, put_json, put_table
from bot.cli.root import ROOT, command
from bot.cli.tongue import two

if TYPE_CHECKING:
    from bot.app import App
    from bot.settings import Settings
    from bot.simulate.running import Plan, Simulation
    from nlp.reader import Reader

#: How often the bar moves, in messages.
_STEP: Final = 50


@command(ROOT, "simulate", "模拟一个地区的工作量", "Put a synthetic region to work")
def simulate(
    *,
    shops: Annotated[
        int, typer.Option("--shops", min=1, help=two("多少户零售店", "Number of shops"))
    ] = 1000,
    managers: Annotated[
        int, typer.Option("--managers", min=1, help=two("多少位客户经理", "Number of managers"))
    ] = 10,
    messages: Annotated[
        int, typer.Option("--messages", min=1, help=two("一共多少条消息", "Messages in all"))
    ] = 2000,
    rate: Annotated[
        float | None,
        typer.Option(
            "--rate",
            min=0.01,
            help=two(
                "平均每秒几条，按一天的起伏；不写就尽快",
                "Messages a second on average, in the waves of a day; by default at full speed",
            ),
        ),
    ] = None,
    database: Annotated[
        str,
        typer.Option(
            "--database",
            metavar="URL",
            help=two(
                "用这个空库（会写入）；不写就用临时的",
                "An empty database to write to; by default a temporary one",
            ),
        ),
    ] = "",
    seed: Annotated[int, typer.Option("--seed", help=two("随机种子", "Seed of chance"))] = 1,
    as_json: Json = False,
) -> int:
    from bot.cli.logs import set_up_logs
    from bot.simulate.running import Plan

    settings = opening.settings_of()
    set_up_logs(settings.log)
    plan = Plan(shops, managers, messages, rate, seed)
    with tempfile.TemporaryDirectory(prefix="shouwen-") as folder:
        home = Path(folder)
        reader = _reader(settings, home)
        with _built(settings, home, database, reader, plan) as (app, simulation):
            figures = asyncio.run(_run(app, simulation))
    if as_json:
        put_json(figures)
    else:
        put_table(*_table(figures))
    is_whole = not any(figures[name] for name in ("lost", "doubled", "undelivered", "order_breaks"))
    return Code.DONE if is_whole else Code.FAULT_FOUND


def _reader(settings: "Settings", home: Path) -> "Reader":
    """The classifier that serves here; else one that is made for this run."""
    from bot.cli.classifiers import first_classifier
    from nlp.reader import Reader

    if opening.registry_of(settings).champion is None:
        settings = settings.model_copy(update={"home": home})
        first_classifier(settings)
    return Reader.load(opening.classifier_folder(settings))


@contextmanager
def _built(
    settings: "Settings", home: Path, database: str, reader: "Reader", plan: "Plan"
) -> "Iterator[tuple[App, Simulation]]":
    """The application on the database that was named or on one of its own, people moved in.

    Raises `WrongUsage` for a database in which somebody lives already.
    """
    from bot.app import build
    from bot.simulate.running import Simulation

    steps = plan.messages // _STEP * _STEP
    with progress(two("模拟", "Simulating")) as tell:

        def sent(number: int) -> None:
            if number % _STEP == 0 or number == plan.messages:
                tell(two("消息", "messages"), number, max(steps, plan.messages))

        simulation = Simulation(plan, sent)
        channel = simulation.channel
        key = (channel.name, channel.account)
        own = settings.model_copy(update={"home": home, "database_url": database})
        app = build(own, reader, more=lambda *_: {key: channel})
        try:
            if app.store.read_now(lambda work: bool(work.people.all_staff())):
                raise WrongUsage(
                    two(
                        "这个数据库里已有名册，模拟不往里写。请用一个空库，或不写 --database。",
                        "This database has a roster, so nothing is simulated in it. Name an "
                        "empty one, or leave --database out.",
                    )
                )
            simulation.settle_in(app)
            yield app, simulation
        finally:
            app.close()


async def _run(app: "App", simulation: "Simulation") -> dict[str, Any]:
    """The figures, of what was done until then where somebody presses Ctrl-C."""
    from bot.simulate.reckoning import figures

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    with contextlib.suppress(NotImplementedError):  # Windows has no signal handlers
        loop.add_signal_handler(signal.SIGINT, stop.set)
    found = await simulation.run(app, stop)
    if stop.is_set():
        hint(two("已停下，下面是到此为止的数字。", "Stopped; these are the figures so far."))
    return figures(found, simulation.sent, simulation.seconds, _peak_mb())


def _peak_mb() -> float:
    """The most memory that this process has had."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10


#: What each figure is called where people read it.
_NAMES: Final = {
    "messages": ("消息", "messages"),
    "cases": ("投诉单", "cases"),
    "lost": ("丢失", "lost"),
    "doubled": ("重复", "doubled"),
    "undelivered": ("未送达", "undelivered"),
    "order_breaks": ("次序错", "out of order"),
    "per_second": ("每秒消息", "messages a second"),
    "delay_ms": ("收到到回话 毫秒", "message to reply, ms"),
    "delivered_delay_ms": ("回话到送达 毫秒", "reply to delivery, ms"),
    "letters": ("发出", "letters"),
    "seconds": ("用时 秒", "seconds"),
    "peak_mb": ("内存峰值 MB", "peak memory, MB"),
    "database_mb": ("数据库 MB", "database, MB"),
    "bytes_per_case": ("每件字节", "bytes a case"),
}


def _table(figures: dict[str, Any]) -> tuple[tuple[str, str], list[tuple[str, str]]]:
    def told(value: Any) -> str:
        if isinstance(value, dict):
            return " · ".join(f"{name} {one}" for name, one in value.items())
        return str(value)

    rows = [(two(*_NAMES[name]), told(value)) for name, value in figures.items()]
    return (two("项目", "figure"), two("数值", "value")), rows
