"""The shelf of backups on schedule: one file each, the newest so many, every one looked through."""

import os
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

_NAME: Final = re.compile(r"shouwen-(\d{8}-\d{6})\.backup")
_FORM: Final = "%Y%m%d-%H%M%S"
#: A backup may come late by this: the machine was off over night, or a try failed.
_GRACE: Final = timedelta(hours=6)


class BackupShelf:
    """A folder of backups, called by their time in UTC; other files there are left alone."""

    def __init__(self, folder: Path, every: timedelta, keep: int) -> None:
        self.folder: Final = folder
        self._every: Final = every
        self._keep: Final = keep

    def newest(self) -> datetime | None:
        """When the last good backup was taken. Raises OSError."""
        times = self._times()
        return max(times) if times else None

    def is_due(self, now: datetime) -> bool:
        newest = self.newest()
        return newest is None or now >= newest + self._every

    def is_late(self, now: datetime) -> bool:
        """Whether there should have been another one by now."""
        newest = self.newest()
        return newest is None or now >= newest + self._every + _GRACE

    def add(self, now: datetime, make: Callable[[Path], None], see: Callable[[Path], None]) -> Path:
        """Have a backup made and looked through; only a good one gets its name and makes older
        ones go. Raises what `make` and `see` raise, and OSError."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = f"shouwen-{now.astimezone(UTC):{_FORM}}.backup"
        for left in (*self.folder.glob(".shouwen-*"), *self.folder.glob("..shouwen-*")):
            left.unlink()  # of a backup that was cut off
        draft = self.folder / f".{name}"
        make(draft)
        try:
            see(draft)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        os.replace(draft, self.folder / name)
        self._remove_old()
        return self.folder / name

    def _remove_old(self) -> None:
        for at in sorted(self._times())[: -self._keep]:
            (self.folder / f"shouwen-{at:{_FORM}}.backup").unlink(missing_ok=True)

    def _times(self) -> list[datetime]:
        if not self.folder.is_dir():
            return []
        found = (_NAME.fullmatch(path.name) for path in self.folder.iterdir())
        return [datetime.strptime(each[1], _FORM).replace(tzinfo=UTC) for each in found if each]
