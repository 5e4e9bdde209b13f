"""Errands: what a timer that has rung asks for, by the one word in its payload."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from bot.desk import digests, escalation, standing, succession, surplus, tidying, watching
from bot.desk.shift import Shift

Errand = Callable[[Any, Shift], None]

ERRANDS: Final[Mapping[str, Errand]] = {
    "case": escalation.ring,
    "absence": succession.absence_began,
    "alike": watching.find_events,
    "fault": watching.find_repeats,
    "standing": standing.ring,
    "digest": digests.morning_for,
    "weekly": digests.weekly_for,
    "tidy": tidying.tidy_jobs,
    "surplus": surplus.ring,
}
