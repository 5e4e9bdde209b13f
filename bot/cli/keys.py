"""`keys`: names and telephone numbers enciphered, with other keys, and as they are again."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import opening
from bot.cli.ending import Misconfigured, WrongUsage
from bot.cli.printing import Json, hint, put, put_json, put_table
from bot.cli.root import KEYS, command
from bot.cli.tongue import two
from bot.cli.watching import seldom

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage.personal import Ring

Name = Annotated[
    str, typer.Argument(metavar="KEY", help=two("密钥的名字，见 keys show", "See keys show"))
]


@command(KEYS, "new", "生成一把新密钥，今后用它加密", "Make a key that is used from now on")
def new_key(*, as_json: Json = False) -> None:
    from bot.key_file import ring_for, write_ring
    from storage.personal import NO_KEYS

    settings = opening.settings_of()
    path = _path(settings)
    ring = (ring_for(settings) if path.exists() else NO_KEYS).with_new_key()
    write_ring(ring, path)
    _say_what_next(ring, path, as_json=as_json)


@command(KEYS, "off", "今后不再加密", "Encipher nothing from now on")
def stop_using_keys(*, as_json: Json = False) -> None:
    from bot.key_file import ring_for, write_ring

    settings = opening.settings_of()
    path = _path(settings)
    ring = ring_for(settings).plainly()
    write_ring(ring, path)
    _say_what_next(ring, path, as_json=as_json)


def _path(settings: "Settings") -> Path:
    if settings.key_file is None:
        raise Misconfigured(
            two(
                "还没有说密钥放在哪里。请用 SHOUWEN_KEY_FILE 写明一个文件，不要放在备份的磁盘上。",
                "Name a file for the keys in SHOUWEN_KEY_FILE, away from where backups are.",
            )
        )
    return settings.key_file


def _say_what_next(ring: "Ring", path: Path, *, as_json: bool) -> None:
    if as_json:
        put_json({"writes": ring.writes, "keys": list(ring.keys), "file": str(path)})
        return
    if ring.writes:
        put(two(f"密钥 {ring.writes} 写进了 {path}。", f"Key {ring.writes} is in {path}."))
    else:
        put(two("今后不再加密。", "Nothing is enciphered from now on."))
    hint(
        two(
            "请先重启所有首问进程，再运行 shouwen keys apply。"
            "密钥丢了，姓名和电话就找不回来：请另外保管一份，和备份分开放。",
            "Restart every process of Shouwen, then run shouwen keys apply. A lost key is lost "
            "names and numbers: keep a copy of it, away from the backups.",
        )
    )


@command(KEYS, "apply", "把已有的内容改成现在的密钥", "Bring what is kept under the present key")
def apply_keys(*, as_json: Json = False) -> None:
    settings = opening.settings_of()
    with opening.opened_existing(settings) as store, seldom(two("改密钥", "Changing keys")) as tell:
        changed = store.reseal(tell)
    if as_json:
        put_json({"changed": changed})
    else:
        total = sum(changed.values())
        put(two(f"改好了，共 {total} 行。", f"Done: {total} rows were changed."))
        if store.is_shared:
            hint(
                two(
                    "服务器的数据页里可能还有改动前的内容，请择时运行 VACUUM FULL shop, staff, "
                    "conversation。以前的备份也是改动前的。",
                    "Pages of the server may still hold what was before: run VACUUM FULL shop, "
                    "staff, conversation at a quiet hour. Earlier backups hold it too.",
                )
            )


@command(KEYS, "show", "有哪些密钥，各加密了多少", "Which keys there are, and what each covers")
def show_keys(*, as_json: Json = False) -> None:
    from bot.key_file import ring_for

    settings = opening.settings_of()
    ring = ring_for(settings)
    with opening.opened_existing(settings) as store:
        kept = store.read_now(lambda work: work.keys.census())
    if as_json:
        put_json({"writes": ring.writes, "keys": list(ring.keys), "kept": kept})
        return
    rows = [(table, form, count) for table, forms in kept.items() for form, count in forms.items()]
    put_table(two("表 密钥 个数", "Table Key Values").split(), rows)
    put(
        two(
            f"新内容用 {ring.writes} 加密。" if ring.writes else "新内容不加密。",
            f"New values use {ring.writes}." if ring.writes else "New values stay as they are.",
        )
    )


@command(KEYS, "drop", "去掉一把不再用的密钥", "Remove a key that nothing is kept under")
def drop_key(name: Name, *, as_json: Json = False) -> None:
    from bot.key_file import ring_for, write_ring

    settings = opening.settings_of()
    path, ring = _path(settings), ring_for(settings)
    if name not in ring.keys:
        known = "、".join(ring.keys)
        raise WrongUsage(
            two(f"没有密钥 {name[:20]}，有：{known}。", f"There is no key {name[:20]}: {known}.")
        )
    with opening.opened_existing(settings) as store:
        store.read_now(lambda work: work.keys.must_be_unused(name))
    left = ring.without(name)
    if left.keys:
        write_ring(left, path)
    else:
        path.unlink()
    if as_json:
        put_json({"writes": left.writes, "keys": list(left.keys)})
        return
    put(two(f"密钥 {name} 去掉了。", f"Key {name} is gone."))
    hint(
        two(
            "以前的备份还要用它才能读，请把它和那些备份保留得一样久。"
            + ("" if left.keys else "最后一把也去掉了，请去掉 SHOUWEN_KEY_FILE。"),
            "Earlier backups can't be read without it: keep it as long as them."
            + ("" if left.keys else " It was the last one: unset SHOUWEN_KEY_FILE."),
        )
    )
