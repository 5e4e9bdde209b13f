"""What the import commands have in common: a dry run, a report, a sheet that comes back marked."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from bot.cli.ending import Code
from bot.cli.printing import hint, progress, put, put_json, put_table
from bot.cli.tongue import two
from bot.imports.sheet import Sheet

if TYPE_CHECKING:
    from bot.imports.outcome import Outcome
    from bot.imports.roster import Tell
    from storage.engine import Store
    from storage.unit_of_work import Work

File = Annotated[Path, typer.Argument(help=two("CSV 或 XLSX 文件", "A CSV or XLSX file"))]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help=two("只检查，不写入", "Check only, write nothing"))
]
Partial = Annotated[
    bool,
    typer.Option("--partial", help=two("有错的行跳过，其余导入", "Leave out rows with faults")),
]
Errors = Annotated[
    Path | None,
    typer.Option(
        "--errors",
        metavar="OUT.xlsx|.csv",
        help=two("把原表连同出错原因写到这里", "Write the sheet back with the reasons here"),
    ),
]

#: Faults shown to a person at once; all of them are in the JSON and in the marked sheet.
_SHOWN: Final = 20


class _OnlyLooked(Exception):
    """A dry run got to its end; raised so that the transaction is taken back."""

    def __init__(self, outcome: "Outcome") -> None:
        super().__init__()
        self.outcome = outcome


@contextmanager
def shown_progress() -> Iterator["Tell"]:
    """A bar for a long import, where somebody looks at the screen; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda step, done, total: None
        return
    names = {
        "read": two("读取和检查", "Reading and checking"),
        "compare": two("和已有的比对", "Comparing with what there is"),
        "write": two("写入", "Writing"),
    }
    with progress(two("导入", "Import")) as tell:
        yield lambda step, done, total: tell(names[step], done, total)


def do_import(store: "Store", unit: "Callable[[Work], Outcome]", *, dry_run: bool) -> "Outcome":
    """Run the import in one transaction, which a dry run takes back."""

    def look(work: "Work") -> "Outcome":
        raise _OnlyLooked(unit(work))

    if not dry_run:
        return store.run_now(unit)
    try:
        return store.run_now(look)
    except _OnlyLooked as looked:
        return looked.outcome


def report(
    outcome: "Outcome", sheet: Sheet, errors: Path | None, *, as_json: bool, partial: bool
) -> int:
    """Say what the import did; with faults that stopped it, the exit code of bad input."""
    if errors is not None:
        _give_back(outcome, sheet, errors)
    if as_json:
        put_json(outcome.to_json())
    else:
        _tell(outcome)
    stopped = bool(outcome.faults) and not (partial and outcome.rejected < outcome.rows)
    if stopped and not as_json:
        hint(
            two(
                "有错，什么都没有写入。改好再导入，或用 --partial 先导入没错的行。",
                "Nothing was written. Mend the faults, or take in the good rows with --partial.",
            )
        )
    return Code.WRONG_USAGE if stopped else Code.DONE


def _tell(outcome: "Outcome") -> None:
    added, changed, unchanged = outcome.tally
    put(
        two(
            f"共 {outcome.rows} 行：新增 {added}，改动 {changed}，未变 {unchanged}，"
            f"退回 {outcome.rejected}。",
            f"{outcome.rows} rows: {added} added, {changed} changed, {unchanged} unchanged, "
            f"{outcome.rejected} rejected.",
        )
    )
    if not outcome.faults:
        return
    heading = two("行 列 原因 原值", "Row Column Rule Value").split()
    shown = list(islice(outcome.faults, _SHOWN))
    put_table(heading, ((each.row, each.column, each.rule, each.value) for each in shown))
    if rest := len(outcome.faults) - len(shown):
        put(two(f"还有 {rest} 处，见 --errors 或 --json。", f"{rest} more: --errors or --json."))


def _give_back(outcome: "Outcome", sheet: Sheet, errors: Path) -> None:
    from bot.imports.marked import write_marked, write_marked_csv

    if not outcome.faults:
        return
    if errors.suffix.lower() == ".csv":
        write_marked_csv(sheet, outcome.faults, errors)
    else:
        write_marked(sheet, outcome.faults, outcome.places, errors)
    hint(two(f"带原因的表写在 {errors}。", f"The sheet with reasons is {errors}."))
