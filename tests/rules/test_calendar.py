"""The working calendar: the product's own file against chinesecalendar, notices and the statute."""

from datetime import date, timedelta

import chinese_calendar
import pytest

from models.calendar import Calendar, Notice
from models.statute import qingming, statutory_days

CALENDAR = Calendar.shipped()

#: Where chinesecalendar 1.11.0 leaves out a day that the notice names; both call the last three
#: days off, but only the notice counts them as part of the holiday.
THE_NOTICE_SAYS_OTHERWISE = {
    date(2005, 12, 31): "国办发明电〔2005〕35号: 12月31日（星期六）上班",
    date(2011, 6, 5): "国办发明电〔2010〕40号: 6月4日至6日放假公休",
    date(2012, 6, 23): "国务院办公厅关于2012年部分节假日安排的通知: 6月22日至24日放假公休",
    date(2015, 9, 5): "国发明电〔2015〕1号: 9月3日至5日调休放假",
}


def days_of(first: int, last: int) -> list[date]:
    start, end = date(first, 1, 1), date(last + 1, 1, 1)
    return [start + timedelta(days=n) for n in range((end - start).days)]


@pytest.mark.parametrize("year", range(2004, 2027))
def test_every_day_agrees_with_chinesecalendar(year: int) -> None:
    for day in days_of(year, year):
        if day in THE_NOTICE_SAYS_OTHERWISE:
            continue
        is_off, name = chinese_calendar.get_holiday_detail(day)
        assert CALENDAR.is_working_day(day) is not is_off, day
        assert CALENDAR.is_statutory_holiday(day) is (is_off and name is not None), day


def test_where_the_notice_differs_from_chinesecalendar_the_notice_is_followed() -> None:
    assert CALENDAR.is_working_day(date(2005, 12, 31))
    for day in (date(2011, 6, 5), date(2012, 6, 23), date(2015, 9, 5)):
        assert CALENDAR.is_statutory_holiday(day)


def test_holidays_bear_the_names_that_chinesecalendar_gives_them() -> None:
    chinese = {holiday.value: holiday.chinese[:2] for holiday in chinese_calendar.Holiday}
    chinese[chinese_calendar.Holiday.anti_fascist_70th_day.value] = "抗战"
    for day in days_of(2004, 2026):
        is_off, name = chinese_calendar.get_holiday_detail(day)
        if is_off and name:
            assert chinese[name] in (CALENDAR.holiday_name(day) or ""), day


#: 国办发明电〔2025〕7号, counted by hand.
OFF_IN_2026 = {
    "元旦": (date(2026, 1, 1), 3),
    "春节": (date(2026, 2, 15), 9),
    "清明节": (date(2026, 4, 4), 3),
    "劳动节": (date(2026, 5, 1), 5),
    "端午节": (date(2026, 6, 19), 3),
    "中秋节": (date(2026, 9, 25), 3),
    "国庆节": (date(2026, 10, 1), 7),
}
MAKE_UP_DAYS_OF_2026 = [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)]


def test_the_holidays_of_2026_are_those_of_the_notice() -> None:
    told = {
        first + timedelta(days=n): name
        for name, (first, length) in OFF_IN_2026.items()
        for n in range(length)
    }
    known = {day: CALENDAR.holiday_name(day) for day in days_of(2026, 2026)}
    assert {day: name for day, name in known.items() if name} == told


def test_the_worked_weekend_days_of_2026_are_those_of_the_notice() -> None:
    worked = [day for day in days_of(2026, 2026) if day.weekday() > 4]
    worked = [day for day in worked if CALENDAR.is_working_day(day)]
    assert [(day.month, day.day) for day in worked] == MAKE_UP_DAYS_OF_2026


def test_a_make_up_saturday_counts_as_a_working_day() -> None:
    assert CALENDAR.is_working_day(date(2026, 2, 14))
    assert not CALENDAR.is_statutory_holiday(date(2026, 2, 14))


def test_a_plain_weekend_is_neither_worked_nor_a_holiday() -> None:
    assert not CALENDAR.is_working_day(date(2026, 11, 21))
    assert not CALENDAR.is_statutory_holiday(date(2026, 11, 21))


def test_every_notice_names_its_source() -> None:
    assert set(CALENDAR.notices) == set(range(2004, 2027))
    assert all(str(year) in notice.source for year, notice in CALENDAR.notices.items())


def test_working_days_are_counted_from_the_day_after() -> None:
    assert CALENDAR.add_working_days(date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert CALENDAR.next_working_day(date(2026, 9, 30)) == date(2026, 10, 8)


@pytest.mark.parametrize("count", [0, -1])
def test_fewer_than_one_working_day_can_not_be_added(count: int) -> None:
    with pytest.raises(ValueError, match="from 1"):
        CALENDAR.add_working_days(date(2026, 9, 30), count)


def test_c8_a_year_without_notice_is_provisional_and_follows_the_statute() -> None:
    assert CALENDAR.is_provisional(2027)
    assert not CALENDAR.is_provisional(2026)
    names = {day: CALENDAR.holiday_name(day) for day in days_of(2027, 2027)}
    assert {day: name for day, name in names.items() if name} == {
        date(2027, 1, 1): "元旦",
        date(2027, 2, 5): "春节",
        date(2027, 2, 6): "春节",
        date(2027, 2, 7): "春节",
        date(2027, 2, 8): "春节",
        date(2027, 4, 5): "清明节",
        date(2027, 5, 1): "劳动节",
        date(2027, 5, 2): "劳动节",
        date(2027, 6, 9): "端午节",
        date(2027, 9, 15): "中秋节",
        date(2027, 10, 1): "国庆节",
        date(2027, 10, 2): "国庆节",
        date(2027, 10, 3): "国庆节",
    }


def test_c8_the_calendar_answers_for_every_day_of_every_year() -> None:
    for year in range(1990, 2101):
        assert 240 <= sum(map(CALENDAR.is_working_day, days_of(year, year))) <= 262


def test_the_statute_lies_inside_every_published_holiday_since_it_is_in_force() -> None:
    for year in (2025, 2026):
        assert all(CALENDAR.is_statutory_holiday(day) for day in statutory_days(year))


def test_qingming_agrees_with_the_solar_terms_of_chinesecalendar() -> None:
    for year in range(1990, 2100):
        april = chinese_calendar.get_solar_terms(date(year, 4, 1), date(year, 4, 15))
        assert date(year, 4, qingming(year)) == april[0][0], year


def test_the_last_days_of_december_wait_for_the_next_years_notice() -> None:
    assert CALENDAR.is_provisional_day(date(2026, 12, 31))
    assert not CALENDAR.is_provisional_day(date(2026, 12, 28))
    assert not CALENDAR.is_provisional_day(date(2025, 12, 31))


def test_a_year_that_is_imported_takes_the_place_of_the_statute() -> None:
    off = {date(2026, 12, 31): "元旦", date(2027, 1, 1): "元旦"}
    work = {date(2027, 1, 2): "元旦"}
    known = CALENDAR.with_year(Notice(2027, "a notice", off, work))
    assert not known.is_provisional(2027)
    assert not known.is_working_day(date(2026, 12, 31))
    assert known.is_working_day(date(2027, 1, 2))
    assert known.is_working_day(date(2027, 10, 1))
    assert CALENDAR.is_working_day(date(2026, 12, 31))


def test_a_later_notice_overrules_the_earlier_one_on_the_same_day() -> None:
    day = date(2026, 12, 31)
    off = CALENDAR.with_year(Notice(2027, "a notice", {day: "元旦"}, {}))
    worked = off.with_year(Notice(2028, "a strange notice", {}, {day: "元旦"}))
    assert not off.is_working_day(day)
    assert worked.is_working_day(day)
    assert worked.holiday_name(day) is None
