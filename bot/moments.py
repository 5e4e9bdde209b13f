"""Moments: points in time as people say them in the language of the conversation."""

from datetime import datetime

from bot.wording import LOCALES, spoken_locale
from models import spoken_time
from models.calendar import CST


def by(at: datetime, now: datetime) -> str:
    """A deadline as it is promised: 最晚周五下午 3 点前, by Fri 13 Mar 15:00."""
    return spoken_time.by(at, now) if _is_chinese() else f"by {_english(at)}"


def spoken_day(at: datetime, now: datetime) -> str:
    """The day alone: 明天, Fri 13 Mar."""
    return spoken_time.spoken_day(at, now) if _is_chinese() else _english_day(at)


def _is_chinese() -> bool:
    return spoken_locale() == LOCALES[0]


def _english(at: datetime) -> str:
    return f"{_english_day(at)} {spoken_time.to_the_quarter(at):%H:%M}"


def _english_day(at: datetime) -> str:
    local = at.astimezone(CST)
    return f"{_WEEKDAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]}"


# Written out, because the C library's names follow the locale of the machine.
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
