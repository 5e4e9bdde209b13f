"""The lunar calendar (农历), reckoned from moon and sun as the national standard says.

A month begins on the day, in China, of a new moon. The month with the winter solstice is the
eleventh; between two of them lie twelve or thirteen, and of thirteen the first in which the sun
reaches no multiple of 30° is a leap month (GB/T 33661-2017). The moments are those
of Jean Meeus, Astronomical Algorithms, 2nd edition: chapter 49 for new moons, good to seconds,
chapter 25 for the sun, good to a quarter of an hour.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from math import floor, radians, sin
from typing import Final

#: Where the calendar was held against another one, day for day.
YEARS: Final = range(1980, 2100)
#: Days between the count of Julian days, at noon, and that of Python, at midnight.
_JULIAN: Final = 1721424.5
_CHINA: Final = 8 / 24
#: Terms of the moon: size in days, then how often the anomalies of sun and moon and the argument of
#: latitude go in; a size is multiplied by the eccentricity for each of the sun's.
_MOON: Final = (
    *((-0.40720, 0, 1, 0), (0.17241, 1, 0, 0), (0.01608, 0, 2, 0), (0.01039, 0, 0, 2)),
    *((0.00739, -1, 1, 0), (-0.00514, 1, 1, 0), (0.00208, 2, 0, 0), (-0.00111, 0, 1, -2)),
    *((-0.00057, 0, 1, 2), (0.00056, 1, 2, 0), (-0.00042, 0, 3, 0), (0.00042, 1, 0, 2)),
    *((0.00038, 1, 0, -2), (-0.00024, -1, 2, 0), (-0.00007, 2, 1, 0), (0.00004, 0, 2, -2)),
    *((0.00004, 3, 0, 0), (0.00003, 1, 1, -2), (0.00003, 0, 2, 2), (-0.00003, 1, 1, 2)),
    *((0.00003, -1, 1, 2), (-0.00002, -1, 1, -2), (-0.00002, 1, 3, 0), (0.00002, 0, 4, 0)),
)
#: What the planets add: size in days, an angle at the beginning of 2000, and its growth a month.
_PLANETS: Final = (
    *((0.000325, 299.77, 0.107408), (0.000165, 251.88, 0.016321), (0.000164, 251.83, 26.651886)),
    *((0.000126, 349.42, 36.412478), (0.000110, 84.66, 18.206239), (0.000062, 141.74, 53.303771)),
    *((0.000060, 207.14, 2.453732), (0.000056, 154.84, 7.306860), (0.000047, 34.52, 27.261239)),
    *((0.000042, 207.19, 0.121824), (0.000040, 291.34, 1.844379), (0.000037, 161.72, 24.198154)),
    *((0.000035, 239.56, 25.513099), (0.000023, 331.55, 3.592518)),
)


@dataclass(frozen=True, slots=True)
class LunarDay:
    """A day of the lunar calendar; a leap month has the number of the one before it."""

    year: int
    month: int
    day: int
    is_leap: bool = False


@dataclass(frozen=True, slots=True)
class _Month:
    month: int
    is_leap: bool
    first: date
    days: int


def solar_day(year: int, month: int, day: int) -> date | None:
    """The day of a lunar one of an ordinary month; None where there is no such day."""
    if year not in YEARS:
        return None
    found = next((one for one in _months(year) if one.month == month and not one.is_leap), None)
    if found is None or not 1 <= day <= found.days:
        return None
    return found.first + timedelta(days=day - 1)


def lunar_day(day: date) -> LunarDay | None:
    """A day of the lunar calendar; None outside of `YEARS`."""
    for year in (day.year, day.year - 1):
        for one in _months(year) if year in YEARS else ():
            if 0 <= (day - one.first).days < one.days:
                return LunarDay(year, one.month, (day - one.first).days + 1, one.is_leap)
    return None


@cache
def _months(year: int) -> tuple[_Month, ...]:
    """The months of a lunar year: the first ten of one round of the sun, and two of the next."""
    own = [one for one in _round(year) if one.month <= 10]
    return (*own, *(one for one in _round(year + 1) if one.month > 10))


def _round(year: int) -> Iterator[_Month]:
    """The months from the eleventh of the year before to the tenth of this."""
    first, last = _eleventh(year - 1), _eleventh(year)
    begins = [_new_moon(lunation) for lunation in range(first, last + 1)]
    has_leap, number = last - first == 13, 11
    for place, begin in enumerate(begins[:-1]):
        is_leap = place > 0 and has_leap and _sign(begin) == _sign(begins[place + 1])
        if is_leap:
            has_leap = False
        elif place:
            number = number % 12 + 1
        yield _Month(number, is_leap, begin, (begins[place + 1] - begin).days)


@cache
def _eleventh(year: int) -> int:
    """Which new moon begins the month with the winter solstice."""
    solstice = next(
        day for place in range(18, 26) if _sign((day := date(year, 12, place)) + timedelta(1)) == 9
    )
    lunation = floor((solstice.toordinal() + _JULIAN - 2451550.1) / 29.530588861) + 1
    while _new_moon(lunation) > solstice:
        lunation -= 1
    return lunation


def _sign(day: date) -> int:
    """In which twelfth of its round, from the spring equinox, the sun stands as a day begins."""
    return floor(sun_longitude(day.toordinal() + _JULIAN - _CHINA) / 30)


@cache
def _new_moon(lunation: int) -> date:
    """The day in China of the new moon so many months after the first of 2000."""
    k, t = lunation, lunation / 1236.85
    at = 2451550.09766 + 29.530588861 * k + 0.00015437 * t**2 - 0.00000015 * t**3
    eccentricity = 1 - 0.002516 * t - 0.0000074 * t**2
    sun = 2.5534 + 29.10535670 * k - 0.0000014 * t**2
    moon = 201.5643 + 385.81693528 * k + 0.0107582 * t**2 + 0.00001238 * t**3
    latitude = 160.7108 + 390.67050284 * k - 0.0016118 * t**2
    for size, of_sun, of_moon, of_latitude in _MOON:
        angle = of_sun * sun + of_moon * moon + of_latitude * latitude
        at += size * eccentricity ** abs(of_sun) * sin(radians(angle))
    at -= 0.00017 * sin(radians(124.7746 - 1.56375588 * k + 0.0020672 * t**2))
    at += sum(size * sin(radians(angle + growth * k)) for size, angle, growth in _PLANETS)
    in_china = at - _earth_is_late(2000 + 100 * t) / 86400 + _CHINA
    return date.fromordinal(floor(in_china - _JULIAN))


def _earth_is_late(year: float) -> float:
    """Seconds by which the turning earth is behind the even time of the formulas: measured until
    now, foretold as growing by half a second a year."""
    t = year - 2000
    return 63.9 + 0.33 * t + 0.006 * t**2 if t > 0 else 63.9 + 0.65 * t


def sun_longitude(julian_day: float) -> float:
    """Apparent longitude of the sun in degrees, good to 0.01°, a quarter of an hour."""
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
