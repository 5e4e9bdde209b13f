"""`case erase`: personal data of a case goes, on request."""

from typing import Annotated

import typer

from bot.cli import opening
from bot.cli.ending import WrongUsage
from bot.cli.printing import Json, hint, put, put_json
from bot.cli.root import CASE, command
from bot.cli.tongue import two


@command(
    CASE,
    "erase",
    "应要求删除一件投诉里的个人信息",
    "Erase the personal data of a case, on request",
)
def erase_case(
    number: Annotated[
        str, typer.Argument(metavar="NUMBER", help=two("如 2026-0312-07", "Such as 2026-0312-07"))
    ],
    *,
    reason: Annotated[
        str,
        typer.Option("--reason", help=two("为什么删除，会记进台账", "Why; it is put on record")),
    ],
    by: Annotated[
        str,
        typer.Option("--by", metavar="NO", help=two("经办人工号", "Staff number of who does it")),
    ] = "",
    as_json: Json = False,
) -> None:
    from bot.desk import discarding, erasing
    from bot.desk.shift import Shift
    from bot.files import remove
    from bot.house import house_of

    settings = opening.settings_of()
    house, now = house_of(settings), opening.now()
    actor = f"staff:{by}" if by else "desk"
    with opening.opened_existing(settings) as store:
        if by and store.read_now(lambda work: work.people.staff(by)) is None:
            raise WrongUsage(two(f"名册里没有 {by[:20]}。", f"The roster has no {by[:20]}."))
        case = store.run_now(
            lambda work: erasing.erase(Shift(work, now, house), number.strip(), reason, by=actor)
        )
        names = store.read_now(lambda work: discarding.to_remove(Shift(work, now, house)))
        removed = remove(names, settings.home / "media")
        store.run_now(lambda work: discarding.are_removed(Shift(work, now, house), names))
    if as_json:
        put_json({"number": case.full_number, "files_removed": removed})
        return
    put(
        two(
            f"{case.full_number} 的个人信息已经删除，连同 {removed} 个文件；台账仍然完整。",
            f"The personal data of {case.full_number} is erased, with {removed} files; "
            "its ledger is whole.",
        )
    )
    hint(
        two(
            "以前的备份里还有，请等它们到期删除，或另作新备份后删掉旧的。",
            "Earlier backups still hold it until they are removed.",
        )
    )
