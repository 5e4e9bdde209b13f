"""`deadlines`: when an answer to a message would be owed."""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import opening
from bot.cli.ending import WrongUsage
from bot.cli.printing import Json, hint, put, put_json
from bot.cli.root import ROOT, command
from bot.cli.tongue import two
from models.calendar import Calendar
from models.deadlines import deadlines

if TYPE_CHECKING:
    from bot.settings import Settings


@command(ROOT, "deadlines", "某一时刻收到投诉，最晚什么时候回话、办结", "When an answer is owed")
def show_deadlines(
    when: Annotated[
        str,
        typer.Argument(
            help=two("首次来信的时刻，如 “2026-09-30 10:00”", "The first message's time in China")
        ),
    ],
    *,
    as_json: Json = False,
) -> None:
    settings = opening.settings_of()
    at = opening.instant_from(when)
    try:
        due = deadlines(at, _calendar(settings), opening.policy_of(settings))
    except OverflowError as error:
        raise WrongUsage(two("这个年份太远，算不了。", "That year is too far away.")) from error
    if as_json:
        put_json(
            {
                "respond_by": due.respond.at.isoformat(),
                "close_by": due.close.at.isoformat(),
                "provisional": due.provisional,
            }
        )
        return
    put(two("最晚回话", "Respond by") + f"  {due.respond.at:%Y-%m-%d %H:%M}")
    put(two("最晚办结", "Close by  ") + f"  {due.close.at:%Y-%m-%d %H:%M}")
    if due.provisional:
        hint(
            two(
                "暂按法定节假日推算：有一年的放假通知还没有导入（shouwen calendar import）。",
                "Provisional: the notice of a year is not known yet (shouwen calendar import).",
            )
        )


def _calendar(settings: "Settings") -> Calendar:
    """The calendar with the years that were imported here, if there is an installation.

    A service that is running keeps its SQLite file to itself; then the shipped years answer.
    """
    if not opening.has_database(settings):
        return Calendar.shipped()
    from bot.imports.calendar import calendar_with
    from storage.errors import StoreInUse

    try:
        with opening.opened(settings) as store:
            return calendar_with(store.read_now(lambda work: work.meta.calendar_years()))
    except StoreInUse:
        hint(
            two(
                "首问正开着，数据库只归它用，您导入的放假安排这里读不到，先按自带的日历算。"
                "要用导入的，等它停了再算。",
                "The service is running and has the database to itself, so the holidays that you "
                "imported can't be read: this is by the product's own calendar.",
            )
        )
        return Calendar.shipped()
