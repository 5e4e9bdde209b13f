"""Section 5 reckoned a second time, slowly and from another source, to hold the clocks against."""

from datetime import datetime, time, timedelta

import chinese_calendar

from models.calendar import CST

DAY = timedelta(days=1)


def slow_respond_by(start: datetime) -> datetime:
    """24 hours; out of a statutory holiday, to the same time of the next working day."""
    due = start.astimezone(CST) + DAY
    if chinese_calendar.get_holiday_detail(due.date())[1] is None:
        return due
    if chinese_calendar.is_workday(due.date()):
        return due
    while not chinese_calendar.is_workday(due.date()):
        due += DAY
    return due


def slow_close_by(start: datetime) -> datetime:
    """Six in the evening of the tenth working day after."""
    day = start.astimezone(CST).date()
    for _ in range(10):
        day += DAY
        while not chinese_calendar.is_workday(day):
            day += DAY
    return datetime.combine(day, time(18), CST)
