"""Workbooks are archives, and an archive may hold far more than its size tells: what would not fit
into a small server's memory is refused before anything of it is unpacked."""

import zipfile
from pathlib import Path
from typing import Final

from bot.imports.faults import SheetRefused

#: Bytes of all parts unpacked: a roster of 200,000 rows has a fifth of that.
_LARGEST: Final = 600 * 1024 * 1024
_MOST_PARTS: Final = 2_000
#: Bytes unpacked for each packed one. Sheets of real rows come to 20; zeros to a thousand.
_TIGHTEST: Final = 200


def must_be_decent(path: Path) -> None:
    """Raises `SheetRefused` for an archive that is made to burst; others are let through, also
    what is no archive at all."""
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise _refused(path) from error
    unpacked = sum(part.file_size for part in parts)
    packed = max(path.stat().st_size, 1)
    if len(parts) > _MOST_PARTS or unpacked > _LARGEST or unpacked / packed > _TIGHTEST:
        raise _refused(path)


def _refused(path: Path) -> SheetRefused:
    return SheetRefused(f"{path.name} 解开以后太大，或者不是正常的表格文件。请另存为 CSV 再试。")
