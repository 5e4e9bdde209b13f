"""What the undo commands have in common: the last import of a kind goes as if it had not been."""

from typing import TYPE_CHECKING

from bot.cli import opening
from bot.cli.ending import Code
from bot.cli.printing import hint, put, put_json
from bot.cli.tongue import two
from models.terms import SheetKind

if TYPE_CHECKING:
    from models.importing import SheetImport
    from storage.unit_of_work import Work


def take_back(kind: SheetKind, *, as_json: bool) -> int:
    """Raises a `Refusal` where something depends on it."""
    from bot.desk.shift import Shift
    from bot.house import house_of
    from bot.sheets import registering
    from bot.wording import LOCALES, speaking

    settings, now = opening.settings_of(), opening.now()
    house = house_of(settings)

    def unit(work: "Work") -> "SheetImport | None":
        job = work.imports.last_written(kind)
        if job is not None:
            with speaking(two(*LOCALES)):
                registering.take_back(Shift(work, now, house), job, "")
        return job

    with opening.opened_existing(settings) as store:
        job = store.run_now(unit)
    if job is None:
        hint(two("没有可以撤回的导入。", "There is no import to take back."))
        return Code.FAULT_FOUND
    added, changed = (int(job.report.get(name, 0)) for name in ("added", "changed"))
    if as_json:
        put_json({"kind": kind.value, "name": job.name, "removed": added, "put_back": changed})
    else:
        put(
            two(
                f"撤回了 {job.name}：删去新增的 {added} 条，复原改动的 {changed} 条。",
                f"{job.name} was taken back: {added} removed, {changed} put back.",
            )
        )
    return Code.DONE
