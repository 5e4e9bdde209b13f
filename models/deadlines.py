"""When an answer is owed (rules C1 to C4 and C8).

Every deadline is reckoned from a stored instant, the calendar and the policy, so a restart, a day
down or a newly imported year gives the answer that the facts give.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from models.calendar import CST, Calendar, day_of
from models.policy import Policy
from models.quiet import is_quiet

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
    """When a retailer who has not answered is asked once more, before it is closed 未联系上."""
    return _daytime_after(asked_at, policy.ask_again_working_days, calendar, policy)


def objections_until(judged_at: datetime, calendar: Calendar, policy: Policy) -> Due:
    """Until when silence about a dismissal keeps it open: the end of the 2nd working day."""
    return _end_of_working_day(judged_at, policy.objection_working_days, calendar, policy)


def promise_by(promised_on: date, policy: Policy) -> datetime:
    """The end of the day that was promised (承诺), whether or not it is worked."""
    return datetime.combine(promised_on, policy.day_ends_at, CST)


def _in_hours(start: datetime, hours: int) -> datetime:
    return start.astimezone(CST) + timedelta(hours=hours)


def _end_of_working_day(start: datetime, count: int, calendar: Calendar, policy: Policy) -> Due:
    first = day_of(start)
    last = calendar.add_working_days(first, count)
    return _due(datetime.combine(last, policy.day_ends_at, CST), first + _A_DAY, calendar)


def _daytime_after(start: datetime, count: int, calendar: Calendar, policy: Policy) -> Due:
    local = start.astimezone(CST)
    day = calendar.add_working_days(local.date(), count)
    hour = policy.quiet_until if is_quiet(local.time(), policy) else local.time()
    return _due(datetime.combine(day, hour, CST), local.date() + _A_DAY, calendar)


def _due(at: datetime, first_looked_at: date, calendar: Calendar) -> Due:
    """A due instant that rests on every day from the first looked at to its own."""
    span = (at.date() - first_looked_at).days + 1
    looked_at = (first_looked_at + timedelta(days=n) for n in range(span))
    return Due(at, any(map(calendar.is_provisional_day, looked_at)))
