"""How a command ends: an exit code, and one plain sentence for every failure that was foreseen."""

import errno
import sys
from enum import IntEnum
from typing import Final, NamedTuple

from bot.cli.tongue import as_called, two


class Code(IntEnum):
    """What the exit code says."""

    DONE = 0
    FAULT_FOUND = 1
    WRONG_USAGE = 2
    CONFIGURATION = 3
    TRY_AGAIN = 75


class WrongUsage(Exception):
    """The command or what it was given can't be followed; the message says why."""


class Misconfigured(Exception):
    """Something about the installation stands in the way; the message says what to do."""


class Ending(NamedTuple):
    """What is said on stderr, and the exit code."""

    says: str
    code: int


def ending_of(error: BaseException) -> Ending:
    """The sentence and the code for an error; an unforeseen one is told by its place alone."""
    families = _families()
    for family, code in families:
        if isinstance(error, family):
            english = getattr(error, "english", None) or str(error)
            return Ending(two(str(error), english), code)
    if isinstance(error, OSError) and error.filename is not None:
        return Ending(_of_files(error), Code.CONFIGURATION)
    return Ending(_note_unforeseen(error), Code.FAULT_FOUND)


def _families() -> tuple[tuple[type[BaseException], int], ...]:
    """Our errors and their codes, the narrower before the wider.

    They are looked up here, in the one place that needs them all, and only once something failed.
    """
    from bot.channels.errors import ChannelMisconfigured
    from bot.imports.faults import SheetRefused
    from bot.safekeeping import NoPassphrase
    from bot.settings import SettingsFault
    from models import errors as rules
    from nlp import errors as reading
    from storage import errors as keeping

    return (
        (WrongUsage, Code.WRONG_USAGE),
        (SheetRefused, Code.WRONG_USAGE),
        (reading.DataRejected, Code.WRONG_USAGE),
        (reading.UnknownVersion, Code.WRONG_USAGE),
        (reading.FolderTaken, Code.WRONG_USAGE),
        (keeping.NotFound, Code.WRONG_USAGE),
        (keeping.BackupFault, Code.WRONG_USAGE),
        (keeping.NotEmpty, Code.WRONG_USAGE),
        (keeping.WouldLose, Code.WRONG_USAGE),
        (NoPassphrase, Code.CONFIGURATION),
        (rules.BadPolicy, Code.CONFIGURATION),
        (rules.Refusal, Code.WRONG_USAGE),
        (Misconfigured, Code.CONFIGURATION),
        (ChannelMisconfigured, Code.CONFIGURATION),
        (SettingsFault, Code.CONFIGURATION),
        (reading.ArtifactRejected, Code.CONFIGURATION),
        (keeping.StoreInUse, Code.TRY_AGAIN),
        (keeping.Conflict, Code.TRY_AGAIN),
        (keeping.StoreFault, Code.CONFIGURATION),
    )


#: What people can do about an error of the file system.
_ADVICE: Final = {
    errno.ENOENT: ("没有这个文件或文件夹。", "There is no such file or folder."),
    errno.ENOSPC: ("磁盘满了，请清出空间再试。", "The disk is full; make room and try again."),
    errno.EROFS: ("这里只能读，请换一个地方。", "It is read-only; choose another place."),
    errno.ENOTDIR: (
        "路径中间有一个是文件，不是文件夹。请换一个文件夹。",
        "A part of the path is a file, not a folder; choose another folder.",
    ),
    errno.EEXIST: (
        "这里已经有一个同名的文件，要的是文件夹。请换一个文件夹。",
        "A file of that name is in the way of a folder; choose another folder.",
    ),
    errno.EISDIR: ("这是文件夹，要的是文件。", "This is a folder; a file is wanted."),
}


def _of_files(error: OSError) -> str:
    chinese, english = _ADVICE.get(
        error.errno or 0, ("请检查路径和权限。", "Check the path and the permissions.")
    )
    return two(f"打不开或写不了 {error.filename}：{chinese}", f"{error.filename}: {english}")


def _note_unforeseen(error: BaseException) -> str:
    """Log where it happened and say one kind sentence; neither tells what it was about."""
    import structlog

    from bot.cli.logs import set_up_logs
    from bot.trouble import where

    set_up_logs("text")
    structlog.get_logger().error("unforeseen", kind=type(error).__name__, where=where(error))
    return two(
        "对不住，出了没料到的问题，上一行写着出在哪里。请把那一行发给维护的人。",
        "Sorry, something unforeseen happened; the line above says where. Please report it.",
    )


def say_at_the_end(says: str) -> None:
    """The last word on stderr."""
    print(as_called(says), file=sys.stderr, flush=True)
