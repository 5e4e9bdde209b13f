"""The lunar calendar, held against another one day for day."""

from datetime import date, timedelta

import pytest
from lunardate import LunarDate

from models.moon import YEARS, LunarDay, lunar_day, solar_day

#: Whose new moon falls within minutes of midnight in China, so that tables differ.
IN_DOUBT = {(2057, 9), (2057, 10), (2097, 8), (2097, 9)}


def test_every_day_is_the_one_that_another_calendar_says() -> None:
    day, past, other = date(YEARS[0], 3, 1), date(YEARS[-1], 12, 31), []
    while day < past:
        theirs = LunarDate.from_solar_date(day.year, day.month, day.day)
        wanted = LunarDay(theirs.year, theirs.month, theirs.day, bool(theirs.is_leap_month))
        if lunar_day(day) != wanted:
            other.append(day)
        day += timedelta(1)
    assert {(day.year, day.month) for day in other} <= IN_DOUBT


@pytest.mark.parametrize(
    ("day", "lunar"),
    [
        (date(2026, 2, 17), LunarDay(2026, 1, 1)),
        (date(2026, 2, 16), LunarDay(2025, 12, 29)),
        (date(2025, 7, 25), LunarDay(2025, 6, 1, is_leap=True)),
        (date(2033, 12, 22), LunarDay(2033, 11, 1, is_leap=True)),
    ],
)
def test_days_that_are_told_in_every_almanac(day: date, lunar: LunarDay) -> None:
    assert lunar_day(day) == lunar


def test_a_day_there_and_back_is_the_same_day() -> None:
    for offset in range(0, 40_000, 13):
        day = date(1980, 6, 1) + timedelta(offset)
        told = lunar_day(day)
        assert told is not None
        if not told.is_leap:
            assert solar_day(told.year, told.month, told.day) == day


@pytest.mark.parametrize("wanted", [(2026, 1, 31), (2026, 13, 1), (2026, 1, 0), (1900, 1, 1)])
def test_a_lunar_day_that_there_is_not_is_none(wanted: tuple[int, int, int]) -> None:
    assert solar_day(*wanted) is None
