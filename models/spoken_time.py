"""Points in time as people say them: 明天上午 10 点, 周五下午 3 点, 3月26日 (rule C9)."""

from datetime import date, datetime, time
from typing import Final

from models.calendar import CST

_WEEKDAYS: Final = "一二三四五六日"
_NEAR_DAYS: Final = {-2: "前天", -1: "昨天", 0: "今天", 1: "明天", 2: "后天"}
_QUARTER: Final = 15  # minutes
_SPOKEN_QUARTERS: Final = ("", "一刻", "半", "三刻")
#: From which hour on a part of the day is called so.
_PARTS: Final = ((0, "凌晨"), (5, "早上"), (8, "上午"), (12, "中午"), (13, "下午"), (19, "晚上"))


def by(at: datetime, now: datetime) -> str:
    """A deadline as it is promised: 最晚周五下午 3 点前."""
    return f"最晚{spoken(at, now)}前"


def spoken(at: datetime, now: datetime) -> str:
    """Day and time of day in China, to the quarter of an hour that people keep in mind."""
    return f"{spoken_day(at, now)}{_spoken_hour(to_the_quarter(at).time())}"


def to_the_quarter(at: datetime) -> datetime:
    """The quarter of an hour in China before `at`: what is said is never later than what is owed,
    and the shop and its manager are told the same."""
    local = at.astimezone(CST)
    return local.replace(minute=local.minute // _QUARTER * _QUARTER, second=0, microsecond=0)


def spoken_day(at: datetime, now: datetime) -> str:
    """The day alone: 明天, 周五, 下周三, 3月26日, 明年1月14日."""
    day, today = at.astimezone(CST).date(), now.astimezone(CST).date()
    away = (day - today).days
    if away in _NEAR_DAYS:
        return _NEAR_DAYS[away]
    weeks = (_monday(day) - _monday(today)) // 7
    if away > 0 and weeks in (0, 1):
        return f"{'下' * weeks}周{_WEEKDAYS[day.weekday()]}"
    return f"{_spoken_year(day.year, today.year)}{day.month}月{day.day}日"


def _monday(day: date) -> int:
    return day.toordinal() - day.weekday()


def _spoken_year(year: int, this_year: int) -> str:
    return {-1: "去年", 0: "", 1: "明年"}.get(year - this_year, f"{year}年")


def _spoken_hour(moment: time) -> str:
    part = [name for since, name in _PARTS if moment.hour >= since][-1]
    hour = moment.hour if moment.hour <= 12 else moment.hour - 12
    return f"{part} {hour} 点{_SPOKEN_QUARTERS[moment.minute // _QUARTER]}"
