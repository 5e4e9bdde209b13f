"""The days that are holidays every year by law, for years whose notice is not published yet.

Source: 全国年节及纪念日放假办法, as revised by 国务院令第795号, in force since 1 January 2025.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from math import radians, sin
from types import MappingProxyType
from typing import Final

from lunardate import LunarDate

#: Earlier years had fewer days: neither 除夕 nor 2 May.
IN_FORCE_SINCE: Final = 2025

#: 元旦, 劳动节 and 国庆节 keep their day in the Gregorian calendar: month, first day, last day.
_FIXED: Final = {"元旦": (1, 1, 1), "劳动节": (5, 1, 2), "国庆节": (10, 1, 3)}
#: The lunar table of lunardate ends here; later years keep the days that need no moon.
_LAST_LUNAR_YEAR: Final = 2099


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
    if not 1900 < year <= _LAST_LUNAR_YEAR:
        return
    new_year = LunarDate(year, 1, 1).to_solar_date()
    for offset in range(-1, 3):
        yield new_year + timedelta(days=offset), "春节"
    yield LunarDate(year, 5, 5).to_solar_date(), "端午节"
    yield LunarDate(year, 8, 15).to_solar_date(), "中秋节"


def qingming(year: int) -> int:
    """The day of April on which 清明 falls: the sun reaches longitude 15° by midnight in China."""
    return next(
        day for day in range(2, 9) if _sun_longitude(_midnight_after(date(year, 4, day))) >= 15
    )


def _midnight_after(day: date) -> float:
    """The Julian day number of the midnight in China that ends `day`."""
    return day.toordinal() + 1 + 1721424.5 - 8 / 24


def _sun_longitude(julian_day: float) -> float:
    """Apparent longitude of the sun in degrees, good to 0.01°, a quarter of an hour.

    Source: Jean Meeus, Astronomical Algorithms, 2nd edition, chapter 25, lower accuracy.
    """
    t = (julian_day - 2451545.0) / 36525
    mean = 280.46646 + 36000.76983 * t + 0.0003032 * t**2
    anomaly = radians(357.52911 + 35999.05029 * t - 0.0001537 * t**2)
    centre = (
        (1.914602 - 0.004817 * t - 0.000014 * t**2) * sin(anomaly)
        + (0.019993 - 0.000101 * t) * sin(2 * anomaly)
        + 0.000289 * sin(3 * anomaly)
    )
    node = radians(125.04 - 1934.136 * t)
    return (mean + centre - 0.00569 - 0.00478 * sin(node)) % 360
