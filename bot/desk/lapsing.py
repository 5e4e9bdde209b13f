"""Lapsing: a letter that waited too long in the outbox is not sent if it is not true any more.

What the timers ask for is reckoned afresh after a day down. What had already been written by then,
and could not be delivered, is looked at once more before it goes out.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.desk import clock
from bot.desk.shift import Shift


def has_lapsed(content: Mapping[str, Any], shift: Shift) -> bool:
    """Whether a letter of the outbox, as it is kept there, is of no use any more."""
    if "until" in content and shift.now >= datetime.fromisoformat(content["until"]):
        return True
    if "reminder" not in content:
        return False
    case_id, nudge = content["reminder"]
    return _is_overtaken(shift, case_id, nudge)


def _is_overtaken(shift: Shift, case_id: int, nudge: str) -> bool:
    """Whether the clock that the reminder speaks of has stopped, or a later one was written."""
    case = shift.work.cases.find(case_id)
    if case is None:
        return True
    kind = nudge.partition(" ")[0]
    runs = any(running.kind == kind for running in clock.clocks(shift, case))
    latest = [key for key in case.nudged if key.partition(" ")[0] == kind][-1:]
    return not runs or latest != [nudge]
