"""`roster`, `staff` and `shop`: who there is, who is away, and how their chats are bound."""

from contextlib import ExitStack
from datetime import timedelta
from functools import partial as partial_of
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import opening
from bot.cli.ending import WrongUsage
from bot.cli.importing import DryRun, Errors, File, Partial, do_import, report, shown_progress
from bot.cli.printing import Json, hint, put, put_json
from bot.cli.root import ROSTER, SHOP, STAFF, command
from bot.cli.tongue import two
from bot.cli.undoing import take_back
from models.calendar import CST
from models.terms import SheetKind

if TYPE_CHECKING:
    from bot.imports.outcome import Outcome
    from bot.settings import Settings
    from storage.unit_of_work import Work

No = Annotated[str, typer.Argument(metavar="NO", help=two("工号", "Staff number"))]


@command(ROSTER, "import", "导入零售客户名册", "Import the roster of shops")
def import_roster(
    file: File,
    *,
    dry_run: DryRun = False,
    partial: Partial = False,
    errors: Errors = None,
    as_json: Json = False,
) -> int:
    from bot.desk.shift import Shift
    from bot.house import house_of
    from bot.imports.roster import checked_roster
    from bot.imports.sheet import open_sheet
    from bot.sheets.registering import ROWS_TRACED, record

    settings, now = opening.settings_of(), opening.now()
    house, sheet = house_of(settings), open_sheet(file)
    with ExitStack() as after:
        with shown_progress() as tell:  # which has stdout to itself, so the report comes later
            roster = after.enter_context(checked_roster(sheet, tell))
            traced = sheet if roster.rows <= ROWS_TRACED else None

            def take_in(work: "Work") -> "Outcome":
                take = partial_of(roster.take_in, work, house.policy, partial=partial)
                return record(Shift(work, now, house), SheetKind.SHOPS, file.name, traced, take)

            with opening.opened(settings) as store:
                outcome = do_import(store, take_in, dry_run=dry_run)
        return report(outcome, sheet, errors, as_json=as_json, partial=partial)


@command(ROSTER, "undo", "撤回最近一次名册导入", "Take the last import of shops back")
def undo_roster(*, as_json: Json = False) -> int:
    return take_back(SheetKind.SHOPS, as_json=as_json)


@command(STAFF, "import", "导入员工名册", "Import staff")
def import_staff(
    file: File,
    *,
    dry_run: DryRun = False,
    partial: Partial = False,
    errors: Errors = None,
    as_json: Json = False,
) -> int:
    from bot.desk.shift import Shift
    from bot.desk.succession import reassign_orphans
    from bot.house import house_of
    from bot.imports.sheet import read_sheet
    from bot.imports.taking_in import take_in_staff
    from bot.sheets.registering import record

    settings, sheet = opening.settings_of(), read_sheet(file)
    house, now = house_of(settings), opening.now()

    def take_in(work: "Work") -> "Outcome":
        shift = Shift(work, now, house)
        take = partial_of(take_in_staff, work, sheet, partial=partial)
        outcome = record(shift, SheetKind.STAFF, file.name, sheet, take)
        # In the same transaction: no open case is ever without an active owner (F8).
        reassign_orphans(shift)
        return outcome

    with opening.opened(settings) as store:
        outcome = do_import(store, take_in, dry_run=dry_run)
    return report(outcome, sheet, errors, as_json=as_json, partial=partial)


@command(STAFF, "undo", "撤回最近一次员工导入", "Take the last import of staff back")
def undo_staff(*, as_json: Json = False) -> int:
    return take_back(SheetKind.STAFF, as_json=as_json)


@command(STAFF, "invite", "发一个一次性绑定码给员工", "Make a one-time code for a member of staff")
def invite(no: No, *, as_json: Json = False) -> None:
    settings = opening.settings_of()
    hours = opening.policy_of(settings).enrolment_hours
    with opening.opened_existing(settings) as store:
        code = store.run_now(lambda work: _code_for_staff(work, no, hours))
    _tell_code(settings, code, {"staff": no}, as_json=as_json)


@command(STAFF, "away", "登记员工不在岗的日子", "Note the days on which somebody is away")
def away(
    no: No,
    *,
    first: Annotated[str, typer.Option("--from", metavar="D", help=two("首日", "First day"))],
    last: Annotated[str, typer.Option("--until", metavar="D", help=two("末日", "Last day"))],
    as_json: Json = False,
) -> None:
    from bot.desk.shift import Shift
    from bot.desk.succession import announce
    from bot.house import house_of
    from models.people import Absence

    first_day, last_day = opening.day_from(first), opening.day_from(last)
    if last_day < first_day:
        raise WrongUsage(two("末日早于首日。", "The last day is before the first."))

    settings, now = opening.settings_of(), opening.now()
    house = house_of(settings)

    def note(work: "Work") -> None:
        _must_be_staff(work, no)
        absence = Absence(
            company_id=work.company_id, staff_no=no, first_day=first_day, last_day=last_day
        )
        work.people.add_absence(absence)
        announce(Shift(work, now, house), absence)

    with opening.opened_existing(settings) as store:
        store.run_now(note)
    if as_json:
        put_json({"staff": no, "from": first_day.isoformat(), "until": last_day.isoformat()})
    else:
        put(two(f"记下了：{no} 从 {first_day} 到 {last_day} 不在岗。", f"{no}: away, noted."))


@command(
    STAFF, "leave", "员工离职：停用并交接案件", "Somebody leaves; their cases get another owner"
)
def leave(no: No, *, as_json: Json = False) -> None:
    from bot.desk import succession
    from bot.desk.shift import Shift
    from bot.house import house_of

    settings, now = opening.settings_of(), opening.now()
    house = house_of(settings)

    def take_off(work: "Work") -> int:
        _must_be_staff(work, no)
        return succession.leave(Shift(work, now, house), no)

    with opening.opened_existing(settings) as store:
        cases = store.run_now(take_off)
    if as_json:
        put_json({"staff": no, "cases_reassigned": cases})
    else:
        put(two(f"{no} 已停用，{cases} 件在办案件换了责任人。", f"{no} left; {cases} cases moved."))


@command(SHOP, "link", "发一个一次性绑定码给零售店", "Make a one-time code for a shop")
def link(
    licence: Annotated[str, typer.Argument(metavar="LICENCE", help=two("许可证号", "Licence"))],
    *,
    qr: Annotated[
        Path | None,
        typer.Option("--qr", metavar="OUT.png", help=two("二维码写到这里", "Write a QR code here")),
    ] = None,
    as_json: Json = False,
) -> None:
    settings = opening.settings_of()
    hours = opening.policy_of(settings).enrolment_hours
    with opening.opened_existing(settings) as store:
        code = store.run_now(lambda work: _code_for_shop(work, licence, hours))
    if qr is not None:
        _draw(_link(settings, code), qr)
    _tell_code(settings, code, {"shop": licence}, as_json=as_json)


def _code_for_staff(work: "Work", no: str, hours: int) -> str:
    from bot.desk.enrolment import new_code

    _must_be_staff(work, no)
    return new_code(work, f"staff:{no}", opening.now(), hours)


def _code_for_shop(work: "Work", licence: str, hours: int) -> str:
    from bot.desk.enrolment import new_code

    if work.people.shop(licence) is None:
        raise WrongUsage(
            two(f"名册里没有许可证号 {licence[:20]}。", f"No shop has the licence {licence[:20]}.")
        )
    return new_code(work, f"shop:{licence}", opening.now(), hours)


def _must_be_staff(work: "Work", no: str) -> None:
    person = work.people.staff(no)
    if person is None or not person.active:
        raise WrongUsage(two(f"没有工号 {no[:20]}。", f"There is no staff number {no[:20]}."))


def _link(settings: "Settings", code: str) -> str:
    return f"{settings.site}/chat?code={code}"


def _draw(address: str, path: Path) -> None:
    import segno

    if path.suffix.lower() not in (".png", ".svg"):
        raise WrongUsage(two("二维码请写成 .png 或 .svg。", "Write the QR code to .png or .svg."))
    segno.make(address, micro=False).save(str(path), scale=8)


def _tell_code(settings: "Settings", code: str, whose: dict[str, str], *, as_json: bool) -> None:
    from bot.cli.examining_line import told_of_reach

    hours = opening.policy_of(settings).enrolment_hours
    expires = (opening.now() + timedelta(hours=hours)).astimezone(CST)
    address = _link(settings, code)
    if told := told_of_reach(settings):
        hint(told)
    if as_json:
        until = expires.isoformat(timespec="seconds")
        put_json({**whose, "code": code, "link": address, "expires_at": until})
        return
    put(code)
    put(address)
    hint(
        two(
            f"一次有效，{expires:%m-%d %H:%M} 前用。在聊天里发 /start {code} 也行。",
            f"Works once, until {expires:%m-%d %H:%M}. In chat: /start {code}",
        )
    )
