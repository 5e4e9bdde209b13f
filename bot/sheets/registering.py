"""Registering a sheet: looked at without changing anything, written, taken back.

All of it or none: whatever goes wrong leaves everything as it was.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from bot.desk.house import House
from bot.desk.shift import Shift
from bot.imports.marked import write_marked, write_marked_csv
from bot.imports.outcome import Outcome, by_rule
from bot.imports.roster import Tell
from bot.imports.sheet import Sheet, open_sheet
from bot.sheets import tracing
from bot.sheets.kinds import KINDS, Checked
from bot.sheets.preview import preview_of
from bot.wording import say
from models.audit import AuditDeed
from models.errors import Refusal
from models.ids import new_id
from models.importing import ImportState, SheetImport
from models.terms import SheetKind
from storage.engine import Store
from storage.unit_of_work import Work

#: Faults and rules that stand in a report; all of them are in the sheet that goes back.
_FAULTS_NAMED: Final = 50
_RULES_NAMED: Final = 30
#: Excel has no more rows; what is longer goes back as CSV alone.
_ROWS_OF_EXCEL: Final = 1_000_000
#: Of a longer sheet no trace is kept: noting it would hold up whoever else writes for too long.
ROWS_TRACED: Final = 100_000
_LONGEST_NAME: Final = 60


class _OnlyLooked(Exception):
    """A look has got to its end; raised so that nothing of it is kept."""

    def __init__(self, outcome: Outcome, report: dict[str, Any]) -> None:
        super().__init__()
        self.outcome = outcome
        self.report = report


@dataclass(frozen=True, slots=True)
class Opened:
    """A sheet that was read and checked, for as long as the block lasts."""

    sheet: Sheet
    checked: Checked


@contextmanager
def opened(kind: SheetKind, path: Path, tell: Tell) -> Iterator[Opened]:
    """Raises `SheetRefused` for what is no sheet."""
    sheet = open_sheet(path)
    with KINDS[kind].opened(sheet, tell) as checked:
        yield Opened(sheet, checked)


def look(store: Store, house: House, job: SheetImport, path: Path, tell: Tell) -> dict[str, Any]:
    """What writing the sheet would do, as a report; the marked sheets are laid beside the file.

    Raises `SheetRefused` or a `Refusal`.
    """
    with opened(job.kind, path, tell) as there:
        outcome, report = _looked(store, house, job, there.checked)
        if outcome.faults:
            if outcome.rows < _ROWS_OF_EXCEL:
                write_marked(there.sheet, outcome.faults, outcome.places, marked(path, "xlsx"))
            write_marked_csv(there.sheet, outcome.faults, marked(path, "csv"))
        told = {**report, **_report(outcome)}
        preview_of(path, there.sheet, KINDS[job.kind].columns).keep(previewed(path))
        return told


def _looked(
    store: Store, house: House, job: SheetImport, checked: Checked
) -> tuple[Outcome, dict[str, Any]]:
    def unit(work: Work) -> None:
        # As if rows with faults were left out: what the others would do is told as well.
        tried = SheetImport(**{**job.model_dump(), "is_partial": True})
        outcome = checked.take_in(Shift(work, job.arrived_at, house), tried)
        raise _OnlyLooked(outcome, tried.report)

    try:
        store.run_now(unit)
    except _OnlyLooked as looked:
        return looked.outcome, looked.report
    raise AssertionError("a look has no other end")


def _report(outcome: Outcome) -> dict[str, Any]:
    """Counts, and faults by their place and rule; nothing that stood in a cell."""
    rules = by_rule(outcome.faults)
    return {
        "rows": outcome.rows,
        **outcome.tally._asdict(),
        "rejected": outcome.rejected,
        "faults": len(outcome.faults),
        "rules": [[*key, count] for key, count in islice(rules.items(), _RULES_NAMED)],
        "named": [
            [each.row, each.column, each.rule]
            for each in islice(iter(outcome.faults), _FAULTS_NAMED)
        ],
    }


def write(shift: Shift, job: SheetImport, there: Opened) -> None:
    """Take the sheet in and note what it changed. Raises a `Refusal`; then nothing may be kept."""
    is_small = job.report.get("rows", 0) <= ROWS_TRACED
    outcome = _traced(shift, job, there.sheet if is_small else None, there.checked.take_in)
    if outcome.rejected and not job.is_partial:
        raise Refusal(say("import.faults_now", count=outcome.rejected))
    shift.work.imports.keep(job)
    _note(shift, job, job.by_no, AuditDeed.IMPORT)


def record(
    shift: Shift, kind: SheetKind, name: str, sheet: Sheet | None, take: Callable[[], Outcome]
) -> Outcome:
    """Take a sheet in at the machine itself, and put on record what is needed to take it back;
    without `sheet`, which is too long for that, only that it was. What wrote nothing is no import.
    """
    job = SheetImport(
        company_id=shift.work.company_id,
        id=new_id(shift.now),
        kind=kind,
        by_no="",
        name=name[-_LONGEST_NAME:],
        arrived_at=shift.now,
    )
    outcome = _traced(shift, job, sheet, lambda *_: take())
    if outcome.tally.added or outcome.tally.changed:
        job.report = {**_report(outcome), **job.report, "named": []}
        shift.work.imports.add(job)
    else:
        shift.work.imports.forget_traces(job.id)
    return outcome


def _traced(
    shift: Shift,
    job: SheetImport,
    sheet: Sheet | None,
    take: Callable[[Shift, SheetImport], Outcome],
) -> Outcome:
    if sheet is not None:
        tracing.note_before(shift.work, job, sheet)
    outcome = take(shift, job)
    if sheet is not None:
        tracing.note_after(shift.work, job)
    job.report = {**job.report, **outcome.tally._asdict(), "traced": sheet is not None}
    job.state, job.ended_at = ImportState.WRITTEN, shift.now
    return outcome


def take_back(shift: Shift, job: SheetImport, by_no: str) -> None:
    """Undo an import: the last of its kind, while nothing depends on it. Raises a `Refusal`."""
    last = shift.work.imports.last_written(job.kind)
    if last is None or last.id != job.id:
        raise tracing.NotToBeTakenBack(say("import.not_the_last"))
    if not job.report.get("traced"):
        raise tracing.NotToBeTakenBack(say("import.too_large_to_undo"))
    tracing.take_back(shift, job)
    job.state = ImportState.TAKEN_BACK
    shift.work.imports.keep(job)
    _note(shift, job, by_no, AuditDeed.TAKE_BACK_IMPORT)


def _note(shift: Shift, job: SheetImport, by_no: str, deed: AuditDeed) -> None:
    counts = {name: job.report.get(name, 0) for name in ("added", "changed", "rejected")}
    if by_no:
        shift.work.audit.note(
            by_no, deed, shift.now, subject=f"import:{job.id}", kind=job.kind.value, **counts
        )


def marked(path: Path, form: str) -> Path:
    """Where the sheet lies that goes back."""
    return path.with_name(f"{path.stem}.marked.{form}")


def previewed(path: Path) -> Path:
    """Where its first rows lie."""
    return path.with_name(f"{path.stem}.preview.json")


def put_away(path: Path) -> None:
    """Remove a sheet, with its preview; the marked ones stay until they are swept out."""
    for each in (path, previewed(path)):
        each.unlink(missing_ok=True)
