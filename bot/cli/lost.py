"""`staff cut-off` and `shop cut-off`: a telephone was lost, and nobody else may write by it."""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import opening
from bot.cli.ending import WrongUsage
from bot.cli.printing import Json, put, put_json
from bot.cli.root import SHOP, STAFF, command
from bot.cli.tongue import two

if TYPE_CHECKING:
    from bot.desk.cutting_off import Ended
    from storage.unit_of_work import Work


@command(STAFF, "cut-off", "停用一位员工的全部聊天和登录", "End all chats and sessions of somebody")
def cut_off_staff(
    no: Annotated[str, typer.Argument(metavar="NO", help=two("工号", "Staff number"))],
    *,
    as_json: Json = False,
) -> None:
    from bot.desk import cutting_off
    from bot.desk.shift import Shift
    from bot.house import house_of

    settings, now = opening.settings_of(), opening.now()
    house = house_of(settings)

    def cut(work: "Work") -> "Ended":
        if work.people.staff(no) is None:
            raise WrongUsage(two(f"没有工号 {no[:20]}。", f"There is no staff number {no[:20]}."))
        return cutting_off.cut_off_staff(Shift(work, now, house), no)

    with opening.opened_existing(settings) as store:
        ended = store.run_now(cut)
    _tell({"staff": no, "chats": len(ended.chats), "sessions": ended.sessions}, as_json=as_json)


@command(SHOP, "cut-off", "停用一家店的全部聊天", "End all chats of a shop")
def cut_off_shop(
    licence: Annotated[str, typer.Argument(metavar="LICENCE", help=two("许可证号", "Licence"))],
    *,
    as_json: Json = False,
) -> None:
    from bot.desk.shift import Shift
    from bot.dialogue.unfinished import end_chats_of
    from bot.house import house_of

    settings, now = opening.settings_of(), opening.now()
    house = house_of(settings)

    def cut(work: "Work") -> int:
        if work.people.shop(licence) is None:
            raise WrongUsage(
                two(f"名册里没有许可证号 {licence[:20]}。", f"No shop has {licence[:20]}.")
            )
        return len(end_chats_of(Shift(work, now, house), licence))

    with opening.opened_existing(settings) as store:
        chats = store.run_now(cut)
    _tell({"shop": licence, "chats": chats}, as_json=as_json)


def _tell(told: dict[str, object], *, as_json: bool) -> None:
    if as_json:
        put_json(told)
        return
    put(two(f"已停用 {told['chats']} 个聊天。", f"{told['chats']} chats ended."))
