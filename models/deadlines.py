"""When an answer is owed, and when somebody must be reminded of it (rules C1 to C8).

Every answer is reckoned from stored facts, the calendar and the policy, so a restart, a day down
or a newly imported year changes nothing but what the facts themselves say.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from models.calendar import CST, Calendar, day_of
from models.policy import Policy
from models.terms import Grade

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Due:
    """An instant by which something is owed (时限), in China Standard Time."""

    at: datetime
    #: Whether a calendar that is not published yet may still move it (暂按).
    provisional: bool


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The two clocks of a complaint."""

    respond: Due
    close: Due

    @property
    def provisional(self) -> bool:
        return self.respond.provisional or self.close.provisional


def deadlines(first_message_at: datetime, calendar: Calendar, policy: Policy) -> Deadlines:
    """Both clocks start at the retailer's first message, not when somebody signs for it (C1)."""
    return Deadlines(
        respond_by(first_message_at, calendar, policy),
        close_by(first_message_at, calendar, policy),
    )


def respond_by(first_message_at: datetime, calendar: Calendar, policy: Policy) -> Due:
    """First contact by a person (首次联系): statutory holidays extend it, weekends don't (C2)."""
    at = _in_hours(first_message_at, policy.respond_hours)
    if not calendar.is_statutory_holiday(at.date()):
        return _due(at, at.date(), calendar)
    worked = calendar.next_working_day(at.date())
    return _due(datetime.combine(worked, at.time(), CST), at.date(), calendar)


def close_by(first_message_at: datetime, calendar: Calendar, policy: Policy) -> Due:
    """Closing (办结): the end of the 10th working day after that of the first message (C3)."""
    return _end_of_working_day(first_message_at, policy.close_working_days, calendar, policy)


def assist_by(asked_at: datetime, calendar: Calendar, policy: Policy) -> Due:
    """The answer of an assisting desk (协办): the end of the 2nd working day after asking (F3)."""
    return _end_of_working_day(asked_at, policy.assist_working_days, calendar, policy)


def report_by(became_major_at: datetime, policy: Policy) -> Due:
    """The report up of a major case (重大投诉上报): holidays are not excepted (C4)."""
    return Due(_in_hours(became_major_at, policy.report_hours), provisional=False)


def follow_up_at(carried_out_at: datetime, calendar: Calendar, policy: Policy) -> Due:
    """When the retailer is asked (回访): the same time one working day later, not in the quiet."""
    return _daytime_after(carried_out_at, policy.follow_up_working_days, calendar, policy)


def ask_again_at(asked_at: datetime, calendar: Calendar, policy: Policy) -> Due:
    """When silence is asked once more; twice this wait in all, and it is closed 未联系上."""
    return _daytime_after(asked_at, policy.ask_again_working_days, calendar, policy)


def quiet_until(now: datetime, grade: Grade, policy: Policy) -> datetime:
    """The first instant from `now` on at which a notice may go out (C6): only normal cases wait."""
    local = now.astimezone(CST)
    if grade is not Grade.NORMAL or not _is_quiet(local.time(), policy):
        return local
    morning = datetime.combine(local.date(), policy.quiet_until, CST)
    return morning if morning > local else morning + _A_DAY


def _is_quiet(moment: time, policy: Policy) -> bool:
    begins, ends = policy.quiet_from, policy.quiet_until
    if begins <= ends:
        return begins <= moment < ends
    return moment >= begins or moment < ends


def _in_hours(start: datetime, hours: int) -> datetime:
    return start.astimezone(CST) + timedelta(hours=hours)


def _end_of_working_day(start: datetime, count: int, calendar: Calendar, policy: Policy) -> Due:
    first = day_of(start)
    last = calendar.add_working_days(first, count)
    return _due(datetime.combine(last, policy.day_ends_at, CST), first + _A_DAY, calendar)


def _daytime_after(start: datetime, count: int, calendar: Calendar, policy: Policy) -> Due:
    local = start.astimezone(CST)
    day = calendar.add_working_days(local.date(), count)
    hour = policy.quiet_until if _is_quiet(local.time(), policy) else local.time()
    return _due(datetime.combine(day, hour, CST), local.date() + _A_DAY, calendar)


def _due(at: datetime, first_looked_at: date, calendar: Calendar) -> Due:
    """A due instant that rests on every day from the first looked at to its own."""
    span = (at.date() - first_looked_at).days + 1
    looked_at = (first_looked_at + timedelta(days=n) for n in range(span))
    return Due(at, any(map(calendar.is_provisional_day, looked_at)))


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

    start: datetime
    due: datetime
    #: The keys of the nudges already sent for it.
    sent: frozenset[str] = frozenset()
    grade: Grade = Grade.NORMAL


def nudge_owed(clock: Clock, now: datetime, calendar: Calendar, policy: Policy) -> Nudge | None:
    """What is owed now: of all that fell due, only the latest, and only if it was not sent (C7)."""
    passed = [nudge for nudge in _milestones(clock, policy) if nudge.at <= now]
    passed += filter(None, [_latest_daily(clock, now, calendar, policy)])
    if not passed or passed[-1].key in clock.sent:
        return None
    return passed[-1]


def next_check_at(
    clocks: Iterable[Clock], now: datetime, calendar: Calendar, policy: Policy
) -> datetime | None:
    """When to look next: `now` if something is owed, else the first instant at which it will be.

    None only if there are no clocks: an overdue one is asked about each working day for ever.
    """
    return min((_next_look(clock, now, calendar, policy) for clock in clocks), default=None)


def _next_look(clock: Clock, now: datetime, calendar: Calendar, policy: Policy) -> datetime:
    if nudge_owed(clock, now, calendar, policy):
        return now
    coming = (nudge.at for nudge in _milestones(clock, policy) if nudge.at > now)
    return min(coming, default=None) or _next_daily(clock, now, calendar, policy).at


def _milestones(clock: Clock, policy: Policy) -> Iterator[Nudge]:
    """The two reminders and the escalation, in their order."""
    steps = (
        (Step.HALF, policy.first_reminder_percent, "half"),
        (Step.NEARLY, policy.second_reminder_percent, "nearly"),
        # A deadline that moves with a new calendar is escalated anew.
        (Step.OVERDUE, 100, f"overdue {day_of(clock.due)}"),
    )
    for step, percent, key in steps:
        moment = clock.start + (clock.due - clock.start) * percent / 100
        yield Nudge(step, quiet_until(moment, clock.grade, policy), key)


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
    if clock.grade is Grade.NORMAL and _is_quiet(hour, policy):
        hour = policy.quiet_until
    return Nudge(Step.STILL_OVERDUE, datetime.combine(day, hour, CST), f"overdue {day}")
