"""The days that are holidays every year by law, for years whose notice is not published yet.

Source: 全国年节及纪念日放假办法, as revised by 国务院令第795号, in force since 1 January 2025.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType
from typing import Final

from models.moon import solar_day, sun_longitude

#: Earlier years had fewer days: neither 除夕 nor 2 May.
IN_FORCE_SINCE: Final = 2025

#: 元旦, 劳动节 and 国庆节 keep their day in the Gregorian calendar: month, first day, last day.
_FIXED: Final = {"元旦": (1, 1, 1), "劳动节": (5, 1, 2), "国庆节": (10, 1, 3)}


@cache
def statutory_days(year: int) -> Mapping[date, str]:
    """Every statutory holiday of the year with its name."""
    days = {date(year, 4, qingming(year)): "清明节"}
    for name, (month, first, last) in _FIXED.items():
        days |= {date(year, month, day): name for day in range(first, last + 1)}
    days |= dict(_lunar_days(year))
    return MappingProxyType(days)


def _lunar_days(year: int) -> Iterator[tuple[date, str]]:
    """春节 from the eve to the third day, 端午节, 中秋节."""
    new_year = solar_day(year, 1, 1)
    if new_year is None:  # later years keep the days that need no moon
        return
    for offset in range(-1, 3):
        yield new_year + timedelta(days=offset), "春节"
    for name, month, day in (("端午节", 5, 5), ("中秋节", 8, 15)):
        if (found := solar_day(year, month, day)) is not None:
            yield found, name


def qingming(year: int) -> int:
    """The day of April on which 清明 falls: the sun reaches longitude 15° by midnight in China."""
    return next(
        day for day in range(2, 9) if sun_longitude(_midnight_after(date(year, 4, day))) >= 15
    )


def _midnight_after(day: date) -> float:
    """The Julian day number of the midnight in China that ends `day`."""
    return day.toordinal() + 1 + 1721424.5 - 8 / 24
