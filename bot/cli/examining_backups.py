"""The examination of the backups on schedule: is the last good one new enough?"""

from typing import TYPE_CHECKING

from bot.cli import opening
from bot.cli.ending import Misconfigured
from bot.cli.tongue import two
from models.calendar import CST

if TYPE_CHECKING:
    from bot.settings import Settings


def look_at_backups(settings: "Settings") -> str:
    """In words how it is with the backups. Raises `Misconfigured` where there should be a newer
    one, `NoPassphrase` where the next could not be enciphered, and OSError."""
    from bot.caretaker import shelf_of
    from bot.safekeeping import passphrase_of

    shelf = shelf_of(settings)
    if shelf is None:
        return two(
            "没有定期备份。设 SHOUWEN_BACKUP_DIR 就会每天备份一次。",
            "none on schedule; set SHOUWEN_BACKUP_DIR to have one a day",
        )
    passphrase_of(settings)
    newest, now = shelf.newest(), opening.now()
    when = f"{newest.astimezone(CST):%Y-%m-%d %H:%M}" if newest else two("没有", "none")
    if shelf.is_late(now):
        raise Misconfigured(
            two(
                f"{shelf.folder} 里最近一份好的备份：{when}，太旧了。请看日志里 backup 那几行，"
                "检查磁盘空间和权限，或先手动运行 shouwen backup。",
                f"The last good backup in {shelf.folder}: {when}, which is too old. See what the "
                "log says of “backup”, check room and rights, or run shouwen backup.",
            )
        )
    return two(f"最近一份：{when}", f"the last one: {when}")
