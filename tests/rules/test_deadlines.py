"""The clocks: section 5 of the rules row by row, and against a slow reckoning of its own."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calendar import CST, Calendar, Notice
from models.deadlines import (
    ask_again_at,
    assist_by,
    close_by,
    deadlines,
    follow_up_at,
    report_by,
    respond_by,
)
from models.policy import Policy

CALENDAR, POLICY = Calendar.shipped(), Policy()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CST)


@pytest.mark.parametrize(
    ("first_message", "respond", "close"),
    [
        ("2026-11-20 16:00", "2026-11-21 16:00", "2026-12-04 18:00"),
        ("2026-09-30 10:00", "2026-10-08 10:00", "2026-10-20 18:00"),
        ("2026-02-14 09:00", "2026-02-24 09:00", "2026-03-06 18:00"),
        ("2026-09-24 15:00", "2026-09-28 15:00", "2026-10-15 18:00"),
        ("2026-04-30 17:00", "2026-05-06 17:00", "2026-05-18 18:00"),
    ],
)
def test_c1_c2_c3_the_table_of_the_rules(first_message: str, respond: str, close: str) -> None:
    due = deadlines(at(first_message), CALENDAR, POLICY)
    assert (due.respond.at, due.close.at) == (at(respond), at(close))
    assert not due.provisional


def test_c8_the_last_row_of_the_table_is_provisional_on_both_clocks() -> None:
    due = deadlines(at("2026-12-30 10:00"), CALENDAR, POLICY)
    assert due.respond.provisional
    assert due.close.provisional
    assert due.respond.at == at("2026-12-31 10:00")
    assert due.close.at == at("2027-01-14 18:00")


def test_c8_the_same_facts_give_a_certain_answer_once_the_year_is_imported() -> None:
    off = {date(2026, 12, 31): "元旦", date(2027, 1, 1): "元旦", date(2027, 1, 2): "元旦"}
    known = CALENDAR.with_year(Notice(2027, "a notice", off, {date(2027, 1, 3): "元旦"}))
    due = deadlines(at("2026-12-30 10:00"), known, POLICY)
    assert not due.provisional
    assert due.respond.at == at("2027-01-03 10:00")
    assert due.close.at == at("2027-01-14 18:00")


def test_c8_a_deadline_in_a_known_year_is_provisional_if_days_before_it_are() -> None:
    gap = Calendar({year: CALENDAR.notices[year] for year in (2024, 2026)})
    due = close_by(at("2025-12-24 10:00"), gap, POLICY)
    assert due.at == at("2026-01-08 18:00")
    assert due.provisional


def test_c4_a_major_case_is_reported_within_24_hours_on_a_holiday_too() -> None:
    assert report_by(at("2026-10-01 09:00"), POLICY).at == at("2026-10-02 09:00")


def test_f3_an_assisting_desk_has_two_working_days() -> None:
    assert assist_by(at("2026-09-30 10:00"), CALENDAR, POLICY).at == at("2026-10-09 18:00")


def test_the_retailer_is_asked_one_working_day_after_carrying_out() -> None:
    assert follow_up_at(at("2026-09-30 10:00"), CALENDAR, POLICY).at == at("2026-10-08 10:00")


def test_the_follow_up_does_not_come_at_night() -> None:
    assert follow_up_at(at("2026-11-19 22:30"), CALENDAR, POLICY).at == at("2026-11-20 08:00")


def test_silence_is_asked_once_more_after_two_working_days() -> None:
    assert ask_again_at(at("2026-11-20 10:00"), CALENDAR, POLICY).at == at("2026-11-24 10:00")


def test_the_day_of_the_first_message_is_the_day_in_china() -> None:
    late_in_utc = datetime(2026, 11, 19, 16, 30, tzinfo=ZoneInfo("UTC"))
    assert close_by(late_in_utc, CALENDAR, POLICY).at == at("2026-12-04 18:00")


def test_a_policy_of_the_installation_moves_the_deadlines() -> None:
    quicker = Policy(respond_hours=12, close_working_days=5, day_ends_at=time(17, 30))
    due = deadlines(at("2026-11-20 16:00"), CALENDAR, quicker)
    assert (due.respond.at, due.close.at) == (at("2026-11-21 04:00"), at("2026-11-27 17:30"))


def slow_is_worked(day: date) -> bool:
    return bool(chinese_calendar.is_workday(day))


def slow_is_holiday(day: date) -> bool:
    is_off, name = chinese_calendar.get_holiday_detail(day)
    return is_off and name is not None


def slow_respond_by(start: datetime) -> datetime:
    due = start + timedelta(hours=24)
    if slow_is_holiday(due.date()):
        due += timedelta(days=1)
        while not slow_is_worked(due.date()):
            due += timedelta(days=1)
    return due


def slow_close_by(start: datetime, working_days: int) -> datetime:
    day, left = start.date(), working_days
    while left:
        day += timedelta(days=1)
        left -= slow_is_worked(day)
    return datetime(day.year, day.month, day.day, 18, tzinfo=CST)


instants = st.datetimes(
    min_value=datetime(2016, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone itself
    max_value=datetime(2026, 12, 10),  # noqa: DTZ001
    timezones=st.just(CST),
)


@given(instants)
def test_c2_respond_agrees_with_a_walk_from_day_to_day(start: datetime) -> None:
    assert respond_by(start, CALENDAR, POLICY).at == slow_respond_by(start)


@given(instants, st.integers(min_value=1, max_value=10))
def test_c3_close_agrees_with_a_walk_from_day_to_day(start: datetime, days: int) -> None:
    policy = Policy(close_working_days=days)
    assert close_by(start, CALENDAR, policy).at == slow_close_by(start, days)


@given(instants)
def test_the_zone_of_the_first_message_changes_nothing(start: datetime) -> None:
    abroad = start.astimezone(ZoneInfo("America/New_York"))
    assert deadlines(abroad, CALENDAR, POLICY) == deadlines(start, CALENDAR, POLICY)


@given(
    st.datetimes(
        min_value=datetime(1990, 1, 1),  # noqa: DTZ001
        max_value=datetime(2099, 12, 31),  # noqa: DTZ001
        timezones=st.just(CST),
    )
)
def test_c8_no_year_is_beyond_the_clocks(start: datetime) -> None:
    due = deadlines(start, CALENDAR, POLICY)
    assert start < due.respond.at
    assert start < due.close.at
    if start.year >= 2027:
        assert due.provisional
