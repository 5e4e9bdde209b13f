"""Reminders and escalations (rules C6 and C7): what a running clock asks for, and when.

Nothing is scheduled ahead. What is owed is reckoned from when the clock started, when it is due
and what was sent already; so after a day down the latest reminder goes out once and the ones that
it overtook are not replayed.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from models.calendar import CST, Calendar, day_of
from models.policy import Policy
from models.quiet import is_quiet, quiet_until
from models.terms import Grade

_A_DAY: Final = timedelta(days=1)


class ClockKind(StrEnum):
    """What a clock waits for."""

    RESPOND = "respond"
    CLOSE = "close"
    PROMISE = "promise"
    REPORT = "report"

    @property
    def chinese(self) -> str:
        return _KIND[self]


#: Clocks of which a case may have several, one after the other.
_MAY_START_AGAIN: Final = (ClockKind.PROMISE, ClockKind.REPORT)
_KIND: Final = {
    ClockKind.RESPOND: "首次联系",
    ClockKind.CLOSE: "办结",
    ClockKind.PROMISE: "落实承诺",
    ClockKind.REPORT: "重大投诉上报",
}


class Step(StrEnum):
    """What a clock asks for as it runs (C6)."""

    HALF = "half"
    NEARLY = "nearly"
    OVERDUE = "overdue"
    STILL_OVERDUE = "still_overdue"

    @property
    def is_escalation(self) -> bool:
        """Whether the superior hears of it, not the owner alone."""
        return self in (Step.OVERDUE, Step.STILL_OVERDUE)


@dataclass(frozen=True, slots=True)
class Nudge:
    """One reminder or escalation and the instant from which it may go out."""

    step: Step
    at: datetime
    #: What is kept once it is sent, so that it is never sent twice.
    key: str


@dataclass(frozen=True, slots=True)
class Clock:
    """A running clock as its stored facts give it."""

    kind: ClockKind
    start: datetime
    due: datetime
    grade: Grade
    #: The keys of the nudges already sent; keys of the case's other clocks do no harm.
    sent: Collection[str] = ()


def nudge_owed(clock: Clock, now: datetime, calendar: Calendar, policy: Policy) -> Nudge | None:
    """What is owed now: of all that fell due, only the latest, and only if it was not sent (C7).

    None in the quiet hours of a normal case, also for what fell due before they began.
    """
    if quiet_until(now, clock.grade, policy) > now:
        return None
    passed = [nudge for nudge in _milestones(clock, policy) if nudge.at <= now]
    passed += filter(None, [_latest_daily(clock, now, calendar, policy)])
    if not passed or passed[-1].key in clock.sent:
        return None
    return passed[-1]


def next_check_at(
    clocks: Iterable[Clock], now: datetime, calendar: Calendar, policy: Policy
) -> datetime | None:
    """When to look next: `now` if something is owed, else the first instant at which it will be.

    What the quiet hours hold back is looked at when they end. None only if there are no clocks:
    an overdue one is asked about each working day for ever.
    """
    return min((_next_look(clock, now, calendar, policy) for clock in clocks), default=None)


def _next_look(clock: Clock, now: datetime, calendar: Calendar, policy: Policy) -> datetime:
    awake = quiet_until(now, clock.grade, policy)
    if nudge_owed(clock, awake, calendar, policy):
        return awake
    coming = (nudge.at for nudge in _milestones(clock, policy) if nudge.at > now)
    return min(coming, default=None) or _next_daily(clock, now, calendar, policy).at


def _milestones(clock: Clock, policy: Policy) -> Iterator[Nudge]:
    """The two reminders and the escalation, in their order."""
    day = day_of(clock.due)
    # Another promise is reminded of anew; a deadline that a calendar moves is only escalated anew.
    again = f" {day}" if clock.kind in _MAY_START_AGAIN else ""
    steps = (
        (Step.HALF, policy.first_reminder_percent, f"half{again}"),
        (Step.NEARLY, policy.second_reminder_percent, f"nearly{again}"),
        (Step.OVERDUE, 100, f"overdue {day}"),
    )
    for step, percent, word in steps:
        moment = clock.start + (clock.due - clock.start) * percent / 100
        yield Nudge(step, quiet_until(moment, clock.grade, policy), f"{clock.kind} {word}")


def _latest_daily(clock: Clock, now: datetime, calendar: Calendar, policy: Policy) -> Nudge | None:
    """The latest working day's repetition at or before `now`, if any since the escalation."""
    day, escalated_on = day_of(now), _escalated_on(clock, policy)
    while day > escalated_on:
        daily = _daily(clock, day, policy)
        if calendar.is_working_day(day) and daily.at <= now:
            return daily
        day -= _A_DAY
    return None


def _next_daily(clock: Clock, now: datetime, calendar: Calendar, policy: Policy) -> Nudge:
    day = max(day_of(now) - _A_DAY, _escalated_on(clock, policy))
    while True:
        day = calendar.next_working_day(day)
        if (daily := _daily(clock, day, policy)).at > now:
            return daily


def _escalated_on(clock: Clock, policy: Policy) -> date:
    return day_of(quiet_until(clock.due, clock.grade, policy))


def _daily(clock: Clock, day: date, policy: Policy) -> Nudge:
    """The repetition of `day`: at the time of day of the deadline, or when the quiet ends."""
    hour = clock.due.astimezone(CST).time()
    if clock.grade is Grade.NORMAL and is_quiet(hour, policy):
        hour = policy.quiet_until
    key = f"{clock.kind} overdue {day}"
    return Nudge(Step.STILL_OVERDUE, datetime.combine(day, hour, CST), key)
