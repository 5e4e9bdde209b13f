"""`db`: the schema up, down and checked, and the whole database to another place."""

from typing import Annotated

import typer

from bot.cli import opening
from bot.cli.ending import Code
from bot.cli.printing import Json, hint, put, put_json, put_table
from bot.cli.root import DATABASE, command
from bot.cli.tongue import two
from bot.cli.watching import seldom

Revision = Annotated[
    str | None,
    typer.Argument(metavar="[REV]", help=two("版本号，默认最新", "A revision; the latest if none")),
]
Lower = Annotated[
    str, typer.Argument(metavar="REV", help=two("版本号，如 0001", "A revision, such as 0001"))
]


@command(DATABASE, "upgrade", "把数据库升级到这个版本", "Bring the database up to this version")
def upgrade_database(revision: Revision = None, *, as_json: Json = False) -> None:
    from storage.schema import known_revisions

    _bring_to(revision or known_revisions()[-1], as_json=as_json)


@command(
    DATABASE, "downgrade", "把数据库退回到旧版本", "Take the database back to an older version"
)
def downgrade_database(
    revision: Lower,
    *,
    lose: Annotated[
        bool,
        typer.Option(
            "--lose",
            help=two("旧版本放不下的记录可以丢", "Rows that the older one has no place for may go"),
        ),
    ] = False,
    as_json: Json = False,
) -> None:
    _bring_to(revision, as_json=as_json, lose=lose)


def _bring_to(revision: str, *, as_json: bool, lose: bool = False) -> None:
    """To the revision, up or down; a copy of how it was is kept in the home."""
    settings = opening.settings_of()
    opening.make_home(settings)
    opening.must_not_be_cut_off(settings)
    store = opening.store_of(settings)
    try:
        store.bring_to(revision, settings.home, lose=lose)
    finally:
        store.close()
    if as_json:
        put_json({"ok": True, "revision": revision})
    else:
        put(two(f"数据库是 {revision} 版的了。", f"The database is of revision {revision} now."))


@command(DATABASE, "check", "检查数据库的结构和数据", "Check the database's structure and data")
def check_database(*, as_json: Json = False) -> int:
    settings = opening.settings_of()
    opening.must_have_database(settings)
    store = opening.store_of(settings)
    try:
        faults = store.check()
    finally:
        store.close()
    if as_json:
        put_json({"ok": not faults, "faults": faults})
    else:
        put(two("没有发现问题。", "Nothing is wrong.") if not faults else "\n".join(faults))
    if faults:
        hint(two("可以用备份恢复。", "A backup can be restored."))
    return Code.FAULT_FOUND if faults else Code.DONE


@command(DATABASE, "move", "把数据库整个搬到 PostgreSQL", "Move the whole database to PostgreSQL")
def move_database(
    *,
    to: Annotated[
        str,
        typer.Option(
            "--to", metavar="URL", help=two("空的数据库，postgresql://…", "An empty database")
        ),
    ],
    as_json: Json = False,
) -> None:
    from storage.move import move

    settings = opening.settings_of()
    opening.must_have_database(settings)
    with seldom(two("搬数据库", "Moving")) as tell:
        moved = move(settings.database, to, tell)
    if as_json:
        put_json({"tables": {each.table: [each.rows, each.digest] for each in moved}})
        return
    heading = two("表 行数 校验和（两边一致）", "Table Rows Digest_of_both").split()
    put_table(heading, ((each.table, each.rows, each.digest[:16]) for each in moved))
    hint(
        two(
            "请把 SHOUWEN_DATABASE_URL 改成新地址再启动。原来的数据库没有动，确认无误后再收起来。",
            "Set SHOUWEN_DATABASE_URL to the new address and start. The old database is as it was.",
        )
    )
