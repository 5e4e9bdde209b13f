"""`supply` and `calendar`: tables that the desk answers and reckons by."""

from typing import TYPE_CHECKING

from bot.cli import opening
from bot.cli.ending import Code
from bot.cli.importing import DryRun, Errors, File, Partial, do_import, report
from bot.cli.printing import Json, put, put_json
from bot.cli.root import CALENDAR, SUPPLY, command
from bot.cli.tongue import two

if TYPE_CHECKING:
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
    from bot.imports.sheet import read_sheet
    from bot.imports.taking_in import take_in_supply

    settings, sheet, now = opening.settings_of(), read_sheet(file), opening.now()
    with opening.opened(settings) as store:
        outcome = do_import(
            store, lambda work: take_in_supply(work, sheet, now, partial=partial), dry_run=dry_run
        )
    return report(outcome, sheet, errors, as_json=as_json, partial=partial)


@command(CALENDAR, "import", "导入一年的放假和调休", "Import a year's holidays and make-up days")
def import_calendar(file: File, *, dry_run: DryRun = False, as_json: Json = False) -> int:
    from bot.imports.calendar import notice_from, source_of
    from bot.imports.sheet import read_sheet
    from models.errors import BadNotice

    settings = opening.settings_of()
    try:
        notice = notice_from(read_sheet(file), source_of(file))
    except BadNotice as bad:
        if not as_json:
            raise
        put_json({"year": None, "off": 0, "work": 0, "faults": list(bad.faults)})
        return Code.WRONG_USAGE
    with opening.opened(settings) as store:
        if not dry_run:
            _keep_year(store, settings, notice)
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


def _keep_year(store: "Store", settings: "Settings", notice: "Notice") -> None:
    """Keep the year and, in the same transaction, reckon the deadlines of open cases by it."""
    from bot.app import house_of
    from bot.desk.recalling import reckon_open_cases
    from bot.desk.shift import Shift
    from bot.imports.calendar import kept_form

    house, now = house_of(settings), opening.now()

    def keep(work: "Work") -> None:
        work.meta.keep_calendar_year(notice.year, kept_form(notice))
        reckon_open_cases(Shift(work, now, house))

    store.run_now(keep)
