"""The examination of rights: what only its owner should read, and who else can."""

import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.cli.ending import Misconfigured
from bot.cli.tongue import two
from storage.address import file_of

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage.engine import Store

#: Whoever is neither the owner: to read, write or enter.
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
_MAY_ENTER: Final = stat.S_IXGRP | stat.S_IXOTH


def look_at_rights(settings: "Settings") -> str:
    """Raises `Misconfigured` where others can read secrets, the database or what people sent; it
    says what to type. Raises a `StoreFault` for an address that is none."""
    if sys.platform == "win32":
        return two("Windows 上不检查", "not looked at on Windows")
    open_ones = [path for path in _private(settings) if _is_open(path)]
    if not open_ones:
        return two("只有本账号能读", "readable by this account alone")
    typed = "; ".join(f"chmod {'700' if path.is_dir() else '600'} {path}" for path in open_ones)
    raise Misconfigured(
        two(f"别的账号也能读到。请运行：{typed}", f"Others can read this. Type: {typed}")
    )


def _private(settings: "Settings") -> Iterator[Path]:
    home = settings.home
    yield from (Path(".env"), home / "config.toml", home / "secret", home / "media")
    if (file := file_of(settings.database)) is not None:
        yield from (file.with_name(file.name + ending) for ending in ("", "-wal", "-shm"))
    named = (settings.key_file, settings.backup_passphrase_file, settings.backup_dir)
    yield from (path for path in named if path is not None)


def _is_open(path: Path) -> bool:
    """Whether somebody else may read it, and may come to where it lies."""
    if not path.exists():
        return False
    return bool(
        path.stat().st_mode & _OTHERS and path.absolute().parent.stat().st_mode & _MAY_ENTER
    )


def look_at_keys(settings: "Settings", store: "Store") -> str:
    """Raises `Misconfigured` where something is not under the present key, and `KeyMissing`."""
    from bot.key_file import ring_for
    from storage.personal import PLAIN

    store.read_now(lambda work: work.keys.are_new())
    ring = ring_for(settings)
    if not ring.keys:
        return two(
            "姓名和电话没有加密。需要时见 docs/howto/keys.md。",
            "names and numbers are not enciphered; see docs/howto/keys.md",
        )
    wanted = ring.writes or PLAIN
    kept = store.read_now(lambda work: work.keys.census())
    others = sum(sum(forms.values()) - forms[wanted] for forms in kept.values())
    if others:
        raise Misconfigured(
            two(
                f"有 {others} 个姓名或电话还不是现在的密钥。请运行 shouwen keys apply。",
                f"{others} names or numbers are not under the present key. Run shouwen keys apply.",
            )
        )
    return two(f"都用 {wanted}", f"all under {wanted}")
