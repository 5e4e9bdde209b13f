"""`admin link`: into the console without a password, once."""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import opening
from bot.cli.ending import WrongUsage
from bot.cli.printing import Json, hint, put, put_json
from bot.cli.root import ADMIN, command
from bot.cli.tongue import two

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage.unit_of_work import Work


@command(
    ADMIN, "link", "发一个进管理台的一次性链接", "Make a link into the console that works once"
)
def link(
    no: Annotated[
        str,
        typer.Argument(
            metavar="[NO]", help=two("工号；不写就是第一位管理员", "Staff number; else an admin's")
        ),
    ] = "",
    *,
    as_json: Json = False,
) -> None:
    from bot.desk.entrance import LINK_MINUTES

    settings = opening.settings_of()
    opening.must_have_database(settings)
    code = _code(settings, no.strip())
    address = f"{settings.site}/admin/enter?code={code}"
    if as_json:
        put_json({"link": address, "minutes": LINK_MINUTES})
        return
    put(address)
    hint(
        two(
            f"{LINK_MINUTES} 分钟内打开，一次有效。别人打开就等于是他本人，请只发给本人。",
            f"Works once within {LINK_MINUTES} minutes, for whoever opens it: for them alone.",
        )
    )


def _code(settings: "Settings", no: str) -> str:
    """A code kept in the database, or a sealed one where the service has the database now."""
    from bot.desk.entrance import new_link_code, sealed_link_code
    from bot.site_key import secret_of
    from storage.errors import StoreInUse

    try:
        with opening.opened_existing(settings) as store:
            return store.run_now(lambda work: new_link_code(work, _whose(work, no), opening.now()))
    except StoreInUse:
        return sealed_link_code(secret_of(settings.home), no, opening.now())


def _whose(work: "Work", no: str) -> str:
    """The number that was named, else the first admin's. Raises `WrongUsage`."""
    from models.terms import Role

    if not no:
        admins = work.people.staff_with(Role.ADMIN)
        if not admins:
            raise WrongUsage(two("还没有管理员。请写工号。", "There is no admin; name somebody."))
        return admins[0].no
    person = work.people.staff(no)
    if person is None or not person.active:
        raise WrongUsage(two(f"没有工号 {no[:20]}。", f"There is no staff number {no[:20]}."))
    return no
