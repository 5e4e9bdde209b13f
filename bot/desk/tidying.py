"""Tidying: what the desk kept only to know it again, and does not need any more, is removed.

A message that comes a second time is known by its job for two days: Telegram offers an update for
one day, and a page posts again within minutes.
"""

from datetime import timedelta
from typing import Final

from bot.desk.shift import Shift

#: For how long jobs that were done are kept.
KEPT: Final = timedelta(hours=48)
#: So many are removed in one transaction: nobody waits for the lock on them for long.
_AT_ONCE: Final = 1000


def begin(shift: Shift) -> None:
    """Have the jobs tidied away, a batch after another."""
    shift.work.mail.set_timer("tidy:jobs", shift.now, {"tidy": "jobs"}, shift.now)


def tidy_jobs(_: str, shift: Shift) -> None:
    """Remove a batch of the jobs that were done long ago, and go on while there are more."""
    if shift.work.mail.prune(shift.now - KEPT, _AT_ONCE) == _AT_ONCE:
        begin(shift)
