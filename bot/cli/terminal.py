"""`chat`: the desk at work for one terminal."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from bot.cli import opening
from bot.cli.ending import WrongUsage
from bot.cli.printing import hint
from bot.cli.root import ROOT, command
from bot.cli.tongue import two

if TYPE_CHECKING:
    from bot.app import App
    from bot.port import Accept, Along, Raw, Source
    from bot.settings import Settings
    from storage.engine import Store

#: How often a line that may grow is looked at again, in seconds.
_A_MOMENT: Final = 0.2
#: The seat of a terminal that belongs to nobody in the roster.
_GUEST: Final = "guest"


@command(ROOT, "chat", "在终端里说话", "Talk in the terminal")
def chat(
    *,
    shop: Annotated[
        str | None, typer.Option("--shop", metavar="LICENCE", help=two("以这家店", "As this shop"))
    ] = None,
    as_staff: Annotated[
        str | None, typer.Option("--as-staff", metavar="NO", help=two("以这位员工", "As this one"))
    ] = None,
) -> None:
    if shop and as_staff:
        raise WrongUsage(
            two("--shop 和 --as-staff 只能写一个。", "Give either --shop or --as-staff.")
        )
    from bot.cli.logs import set_up_logs
    from bot.cli.service import reader_of

    settings = opening.settings_of()
    set_up_logs(settings.log)
    opening.must_have_database(settings)
    reader = reader_of(settings)
    from bot.app import build
    from bot.channels.terminal import TerminalChannel, shop_seat, staff_seat

    seat = shop_seat(shop) if shop else staff_seat(as_staff) if as_staff else _GUEST
    ref = f"shop:{shop}" if shop else f"staff:{as_staff}" if as_staff else ""
    seats: list[TerminalChannel] = []

    def terminal(settings: "Settings", _: "Store", clock: Callable[[], datetime]) -> Any:
        seats.append(TerminalChannel(seat, settings.home / "media", clock))
        return {(seats[0].name, seats[0].account): seats[0]}

    app = build(settings, reader, more=terminal)
    try:
        _sit_down(app, seats[0], ref)
        hint(two("直接说，按 Ctrl-D 结束。", "Just talk; Ctrl-D ends."))
        asyncio.run(_talk(app, seats[0]))
    finally:
        app.close()


def _sit_down(app: "App", seat: Any, ref: str) -> None:
    """Bind the terminal to the shop or member of staff. Raises `WrongUsage` for a stranger's."""
    kind, _, key = ref.partition(":")

    def bind(work: Any) -> bool:
        known = work.people.shop(key) if kind == "shop" else work.people.staff(key)
        if known is None:
            return False
        work.people.bind(seat.address, ref, app.clock())
        return True

    if ref and not app.store.run_now(bind):
        raise WrongUsage(two(f"名册里没有 {key[:20]}。", f"The roster has no {key[:20]}."))


async def _talk(app: "App", seat: Any) -> None:
    """Line after line, each answered before the next is read."""

    async def accept(channel: "Source", *raws: "Raw", along: "Along | None" = None) -> bool:
        taken = await app.accept(channel, *raws, along=along)
        await app.settle()
        # A word or two may be the beginning of a thought: it is given its moment to grow.
        while app.reception.lets_grow:
            await asyncio.sleep(_A_MOMENT)
            await app.settle()
        return taken

    answered: Accept = accept
    await app.settle()
    await seat.serve(answered)
