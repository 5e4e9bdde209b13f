"""`supply` and `calendar`: tables that the desk answers and reckons by."""

from functools import partial as partial_of
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli import opening
from bot.cli.ending import Code
from bot.cli.importing import DryRun, Errors, File, Partial, do_import, report
from bot.cli.printing import Json, put, put_json
from bot.cli.root import CALENDAR, SUPPLY, command
from bot.cli.tongue import two
from bot.cli.undoing import take_back
from models.terms import SheetKind

if TYPE_CHECKING:
    from bot.imports.outcome import Outcome
    from bot.imports.sheet import Sheet
    from bot.settings import Settings
    from models.calendar import Notice
    from storage.engine import Store
    from storage.unit_of_work import Work


@command(SUPPLY, "import", "导入货源投放表", "Import the allotment table")
def import_supply(
    file: File,
    *,
    dry_run: DryRun = False,
    partial: Partial = False,
    errors: Errors = None,
    as_json: Json = False,
) -> int:
    from bot.desk.shift import Shift
    from bot.house import house_of
    from bot.imports.sheet import read_sheet
    from bot.imports.taking_in import take_in_supply
    from bot.sheets.registering import record

    settings, sheet, now = opening.settings_of(), read_sheet(file), opening.now()
    house = house_of(settings)

    def take_in(work: "Work") -> "Outcome":
        take = partial_of(take_in_supply, work, sheet, now, partial=partial)
        return record(Shift(work, now, house), SheetKind.SUPPLY, file.name, sheet, take)

    with opening.opened(settings) as store:
        outcome = do_import(store, take_in, dry_run=dry_run)
    return report(outcome, sheet, errors, as_json=as_json, partial=partial)


@command(SUPPLY, "undo", "撤回最近一次投放表导入", "Take the last import of allotments back")
def undo_supply(*, as_json: Json = False) -> int:
    return take_back(SheetKind.SUPPLY, as_json=as_json)


@command(CALENDAR, "undo", "撤回最近一次日历导入", "Take the last import of a year back")
def undo_calendar(*, as_json: Json = False) -> int:
    return take_back(SheetKind.CALENDAR, as_json=as_json)


@command(CALENDAR, "import", "导入一年的放假和调休", "Import a year's holidays and make-up days")
def import_calendar(file: File, *, dry_run: DryRun = False, as_json: Json = False) -> int:
    from bot.imports.calendar import notice_from, source_of
    from bot.imports.sheet import read_sheet
    from models.errors import BadNotice

    settings = opening.settings_of()
    sheet = read_sheet(file)
    try:
        notice = notice_from(sheet, source_of(file))
    except BadNotice as bad:
        if not as_json:
            raise
        put_json({"year": None, "off": 0, "work": 0, "faults": list(bad.faults)})
        return Code.WRONG_USAGE
    with opening.opened(settings) as store:
        if not dry_run:
            _keep_year(store, settings, file, sheet, notice)
    off, work = len(notice.off), len(notice.work)
    if as_json:
        put_json({"year": notice.year, "off": off, "work": work, "faults": []})
        return Code.DONE
    put(
        two(
            f"{notice.year} 年：休 {off} 天，调休上班 {work} 天。",
            f"{notice.year}: {off} days off, {work} make-up days.",
        )
    )
    return Code.DONE


def _keep_year(
    store: "Store", settings: "Settings", file: Path, sheet: "Sheet", notice: "Notice"
) -> None:
    """Keep the year and, in the same transaction, reckon the deadlines of open cases by it."""
    from bot.desk.shift import Shift
    from bot.house import house_of
    from bot.imports.outcome import Outcome
    from bot.sheets.kinds import keep_year
    from bot.sheets.registering import record

    house, now = house_of(settings), opening.now()
    days = len(notice.off) + len(notice.work)

    def keep(work: "Work") -> None:
        shift = Shift(work, now, house)

        def take() -> Outcome:
            return Outcome(days, keep_year(shift, notice), 0, (), {})

        record(shift, SheetKind.CALENDAR, file.name, sheet, take)

    store.run_now(keep)
