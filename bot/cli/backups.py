"""`backup` and `restore`: a whole installation in one file, and back."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import opening
from bot.cli.printing import Json, hint, put, put_json
from bot.cli.root import ROOT, command
from bot.cli.tongue import two
from bot.cli.watching import seldom
from models.calendar import CST

if TYPE_CHECKING:
    from storage.backup.manifest import Manifest

File = Annotated[Path, typer.Argument(metavar="FILE", help=two("备份文件", "The backup file"))]
PassphraseFile = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file",
        metavar="PATH",
        help=two("口令在这个文件里", "The passphrase is in this file"),
    ),
]


@command(ROOT, "backup", "把整个安装备份成一个文件", "Back the whole installation up into one file")
def backup(file: File, *, passphrase_file: PassphraseFile = None, as_json: Json = False) -> None:
    from bot.safekeeping import back_up

    settings = opening.settings_of(backup_passphrase_file=passphrase_file)
    opening.must_have_database(settings)
    with seldom(two("备份", "Backing up")) as tell:
        manifest = back_up(settings, file, opening.now(), tell)
    _report(manifest, file, as_json=as_json)
    if not as_json:
        hint(
            two(
                "令牌、口令等密钥不在备份里，请另外保管。",
                "Tokens and passphrases are not in it: keep them elsewhere.",
            )
        )


@command(ROOT, "restore", "从备份恢复整个安装", "Restore a whole installation from a backup")
def restore(
    file: File,
    *,
    replace: Annotated[
        bool,
        typer.Option(
            "--replace",
            help=two("换掉已有的数据，原来的留在旁边", "Replace what is there, which is put aside"),
        ),
    ] = False,
    look: Annotated[
        bool,
        typer.Option("--check", help=two("只检查备份是否完好", "Only see whether it is whole")),
    ] = False,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    from bot.safekeeping import passphrase_of, put_back
    from storage.backup.reading import examine

    settings = opening.settings_of(backup_passphrase_file=passphrase_file)
    with seldom(two("检查", "Checking") if look else two("恢复", "Restoring")) as tell:
        if look:
            _report(examine(file, passphrase_of(settings), tell), file, as_json=as_json)
            return
        restored = put_back(settings, file, opening.now(), tell, replace=replace)
    _report(restored.manifest, file, as_json=as_json)
    if restored.aside is not None:
        hint(
            two(
                f"原来的数据在 {restored.aside}，确认无误后可以删掉。",
                f"What was there is in {restored.aside}; remove it once all is well.",
            )
        )


def _report(manifest: "Manifest", file: Path, *, as_json: bool) -> None:
    rows, files = sum(manifest.rows.values()), sum(manifest.files.values())
    size = file.stat().st_size
    if as_json:
        told = {
            "file": str(file),
            "bytes": size,
            "made_at": manifest.about.made_at,
            "version": manifest.about.program,
            "revision": manifest.about.revision,
            "tables": manifest.rows,
            "folders": manifest.files,
            "left_out": manifest.left_out,
        }
        put_json(told)
        return
    cases = manifest.rows.get("case", 0) + manifest.rows.get("archivedcase", 0)
    megabytes = f"{size / 2**20:.1f} MB"
    made = f"{datetime.fromisoformat(manifest.about.made_at).astimezone(CST):%Y-%m-%d %H:%M}"
    put(
        two(
            f"{file}：{made} 的备份，{cases} 件投诉，共 {rows} 行、{files} 个文件，{megabytes}。",
            f"{file}: a backup of {made}, {cases} cases, {rows} rows and "
            f"{files} files in all, {megabytes}.",
        )
    )
    if manifest.left_out:
        hint(
            two(
                f"{manifest.left_out} 个文件没有备份，因为文件名里有不认识的字符。",
                f"{manifest.left_out} files were left out because of their names.",
            )
        )
