"""`case` and `ledger`: looking at cases, and taking the ledger along."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli import opening
from bot.cli.ending import WrongUsage
from bot.cli.printing import Json, put, put_json, put_table
from bot.cli.root import CASE, LEDGER, command
from bot.cli.tongue import two

if TYPE_CHECKING:
    from models.terms import Stage
    from storage.case_list import CaseFilter
    from storage.unit_of_work import Work
    from storage.whole import Whole

Owner = Annotated[
    str, typer.Option("--owner", metavar="NO", help=two("责任人工号", "The owner's staff number"))
]


@command(CASE, "list", "列出投诉单", "List cases")
def list_cases(
    *,
    state: Annotated[
        str | None,
        typer.Option("--state", metavar="S", help=two("只看这个状态", "Only this state")),
    ] = None,
    owner: Owner = "",
    overdue: Annotated[
        bool, typer.Option("--overdue", help=two("只看已超时的", "Only overdue ones"))
    ] = False,
    archived: Annotated[
        bool, typer.Option("--archived", help=two("只看已归档的", "Only archived ones"))
    ] = False,
    as_json: Json = False,
) -> None:
    from storage.case_list import CaseFilter

    documents = _documents_archived if archived else _documents
    wanted = CaseFilter(
        stage=_stage(state), owner_no=owner, overdue_at=opening.now() if overdue else None
    )
    with opening.opened_existing(opening.settings_of()) as store:
        found = store.read_now(lambda work: documents(work, wanted))
    if as_json:
        put_json(found)
        return
    heading = two(
        "编号 状态 类别 紧急 店 责任人 办结时限", "Number State Category Grade Shop Owner Due"
    )
    names = ("full_number", "state", "category", "grade", "shop", "owner", "close_by")
    put_table(heading.split(), ([case[name] or "" for name in names] for case in found))


@command(CASE, "show", "看一件投诉的全部记录", "Show all that is on record about a case")
def show_case(
    number: Annotated[
        str, typer.Argument(metavar="NUMBER", help=two("如 0312-07", "Such as 0312-07"))
    ],
    *,
    as_json: Json = False,
) -> None:
    from bot.cli.case_document import whole_document_of

    with opening.opened_existing(opening.settings_of()) as store:
        found = store.read_now(lambda work: whole_document_of(work, number.strip()))
    if found is None:
        raise WrongUsage(two(f"没有编号 {number[:20]}。", f"There is no case {number[:20]}."))
    if as_json:
        put_json(found)
        return
    for name, value in found.items():
        if not isinstance(value, list) and value not in (None, ""):
            put(f"{name}  {value}")
    for line in found["conversation"]:
        put(f"{line['at']}  {line['by']}：{line['text']}")
    for line in found["history"]:
        put(f"{line['at']}  {line['by']}  {line['deed']}  {line['from']} → {line['to']}")


@command(LEDGER, "export", "把台账导出为 XLSX 或 CSV", "Export the ledger as XLSX or CSV")
def export_ledger(
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx|.csv")],
    *,
    month: Annotated[
        str | None,
        typer.Option("--month", metavar="YYYY-MM", help=two("登记的月份", "Month filed")),
    ] = None,
    route: Annotated[str, typer.Option("--route", metavar="R", help=two("路线", "Route"))] = "",
    owner: Owner = "",
    as_json: Json = False,
) -> None:
    from bot.ledger_file import ledger_rows, write_csv, write_workbook
    from storage.case_list import CaseFilter

    writers = {".csv": write_csv, ".xlsx": write_workbook}
    if (write := writers.get(file.suffix.lower())) is None:
        raise WrongUsage(two("文件名要以 .xlsx 或 .csv 结尾。", "Name it .xlsx or .csv."))
    first = None if month is None else opening.month_from(month)
    wanted = CaseFilter(month=first, route=route, owner_no=owner)

    def read(work: "Work") -> list[tuple[str, ...]]:
        archived = (whole.case for whole in _all_archived(work, wanted))
        cases = chain(work.cases.each(wanted), archived)  # the ledger holds every case
        return list(
            ledger_rows(cases, work, {person.no: person for person in work.people.all_staff()})
        )

    with opening.opened_existing(opening.settings_of()) as store:
        rows = store.read_now(read)
    write(rows, file)
    if as_json:
        put_json({"rows": len(rows), "file": str(file)})
    else:
        put(two(f"{len(rows)} 件，写在 {file}。", f"{len(rows)} cases in {file}."))


def _documents(work: "Work", wanted: "CaseFilter") -> "list[dict[str, Any]]":
    from bot.cli.case_document import document_of

    return [document_of(work, case) for case in work.cases.each(wanted)]


def _documents_archived(work: "Work", wanted: "CaseFilter") -> "list[dict[str, Any]]":
    from bot.cli.case_document import archived_document_of

    return [archived_document_of(work, whole) for whole in _all_archived(work, wanted)]


def _all_archived(work: "Work", wanted: "CaseFilter") -> "Iterator[Whole]":
    """Every archived case that fits, the latest filed first."""
    from storage.case_list import PageKey

    after = None
    while page := work.archive.latest(wanted, after=after):
        yield from page
        after = PageKey.of(page[-1].case)


def _stage(word: str | None) -> "Stage | None":
    """The stage by its own word or by its Chinese one. Raises `WrongUsage`."""
    from models.terms import Stage

    if word is None:
        return None
    known = {stage.value: stage for stage in Stage} | {stage.chinese: stage for stage in Stage}
    if word not in known:
        raise WrongUsage(
            two(f"没有状态“{word[:20]}”。可写：", f"There is no state “{word[:20]}”, only: ")
            + ", ".join(Stage)
        )
    return known[word]
