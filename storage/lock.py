"""One process to a database file: a lock that lies beside it and ends with the process."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from storage.errors import StoreInUse, StoreUnavailable

#: The byte that is locked on Windows, far behind the process number that can be read.
_FAR: Final = 1 << 20


class FileLock:
    """Held from creation until `release` or the end of the process, however it ends."""

    def __init__(self, database: Path) -> None:
        """Raises StoreInUse when another process holds it, StoreUnavailable when it can't lie."""
        self.path: Final = database.with_name(database.name + ".lock")
        try:
            self._handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise StoreUnavailable(
                f"不能在 {database.parent} 里写文件。请检查这个文件夹的写入权限。"
            ) from error
        if not _take(self._handle):
            holder = os.read(self._handle, 20).decode("ascii", "replace").strip()
            os.close(self._handle)
            who = f"（进程号 {holder}）" if holder else ""
            raise StoreInUse(
                f"数据库 {database} 正由另一个首问进程使用{who}。请先停掉那个进程，再运行这一个。"
            )
        os.ftruncate(self._handle, 0)
        os.write(self._handle, str(os.getpid()).encode("ascii"))

    def release(self) -> None:
        os.close(self._handle)


@contextmanager
def held(database: Path) -> Iterator[None]:
    """Keep other processes away from a database file; raises like `FileLock`."""
    lock = FileLock(database)
    try:
        yield
    finally:
        lock.release()


if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> bool:
        os.lseek(handle, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(handle, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def _take(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
