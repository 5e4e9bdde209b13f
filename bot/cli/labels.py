"""`labels`: messages that were sorted elsewhere, in and out again."""

import secrets
from typing import Annotated

import typer

from bot.cli import opening
from bot.cli.ending import Code, WrongUsage
from bot.cli.importing import DryRun, Errors, File, Partial, do_import, report
from bot.cli.printing import Json, hint, put, put_json
from bot.cli.root import LABELS, command
from bot.cli.tongue import two


@command(LABELS, "import", "导入标好的消息", "Import messages that were sorted elsewhere")
def import_labels(
    file: File,
    *,
    by: Annotated[
        str, typer.Option("--by", metavar="NO", help=two("谁标的（工号）", "Who sorted them"))
    ],
    dry_run: DryRun = False,
    partial: Partial = False,
    errors: Errors = None,
    as_json: Json = False,
) -> int:
    from bot.imports.confirmed import take_in_labels
    from bot.imports.sheet import read_sheet

    settings, sheet = opening.settings_of(), read_sheet(file)
    batch = secrets.token_hex(4)
    with opening.opened(settings) as store:
        if store.read_now(lambda work: work.people.staff(by)) is None:
            raise WrongUsage(
                two(f"没有工号 {by[:32]}。", f"There is no member of staff {by[:32]}.")
            )
        outcome = do_import(
            store,
            lambda work: take_in_labels(
                work, sheet, by, opening.now(), batch=batch, partial=partial
            ),
            dry_run=dry_run,
        )
    if outcome.tally.added and not dry_run:
        hint(
            two(
                f"这一批叫 {batch}。要撤回：shouwen labels undo {batch}",
                f"This batch is called {batch}. To take it back: shouwen labels undo {batch}",
            )
        )
    return report(outcome, sheet, errors, as_json=as_json, partial=partial)


@command(LABELS, "undo", "撤回一批导入的标注", "Take an import of labels back")
def undo(
    batch: Annotated[str, typer.Argument(metavar="BATCH", help=two("那一批的名字", "Its name"))],
    *,
    as_json: Json = False,
) -> int:
    settings = opening.settings_of()
    with opening.opened_existing(settings) as store:
        gone = store.run_now(lambda work: work.labels.forget_batch(batch) if batch else 0)
    if as_json:
        put_json({"batch": batch, "removed": gone})
    else:
        put(two(f"撤回了 {gone} 条。", f"{gone} labels were taken back."))
    return Code.DONE if gone else Code.FAULT_FOUND
