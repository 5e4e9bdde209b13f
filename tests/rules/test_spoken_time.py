"""Rule C9: the retailer hears deadlines as people say them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calendar import CST
from models.spoken_time import by, spoken, spoken_day, to_the_quarter


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CST)


MONDAY, THURSDAY = "2026-03-09 15:00", "2026-03-12 15:00"


@pytest.mark.parametrize(
    ("now", "moment", "said"),
    [
        (THURSDAY, "2026-03-12 20:30", "今天晚上 8 点半"),
        (THURSDAY, "2026-03-13 10:00", "明天上午 10 点"),
        (THURSDAY, "2026-03-14 15:00", "后天下午 3 点"),
        (MONDAY, "2026-03-13 15:00", "周五下午 3 点"),
        (MONDAY, "2026-03-15 15:00", "周日下午 3 点"),
        (THURSDAY, "2026-03-18 09:00", "下周三上午 9 点"),
        (THURSDAY, "2026-03-22 09:00", "下周日上午 9 点"),
        (THURSDAY, "2026-03-23 09:00", "3月23日上午 9 点"),
        (THURSDAY, "2026-03-11 09:00", "昨天上午 9 点"),
        (THURSDAY, "2026-03-10 09:00", "前天上午 9 点"),
        (THURSDAY, "2026-03-09 09:00", "3月9日上午 9 点"),
        ("2026-12-30 10:00", "2026-12-31 10:00", "明天上午 10 点"),
        ("2026-12-30 10:00", "2027-01-04 18:00", "下周一下午 6 点"),
        ("2026-12-30 10:00", "2027-01-14 18:00", "明年1月14日下午 6 点"),
        ("2027-01-14 10:00", "2026-12-30 18:00", "去年12月30日下午 6 点"),
        ("2026-12-30 10:00", "2028-01-14 18:00", "2028年1月14日下午 6 点"),
    ],
)
def test_a_day_is_named_as_people_name_it(now: str, moment: str, said: str) -> None:
    assert spoken(at(moment), at(now)) == said


@pytest.mark.parametrize(
    ("hour", "said"),
    [
        ("00:00", "凌晨 0 点"),
        ("00:20", "凌晨 0 点一刻"),
        ("04:59", "凌晨 4 点三刻"),
        ("07:30", "早上 7 点半"),
        ("08:00", "上午 8 点"),
        ("11:17", "上午 11 点一刻"),
        ("12:00", "中午 12 点"),
        ("12:30", "中午 12 点半"),
        ("13:05", "下午 1 点"),
        ("18:00", "下午 6 点"),
        ("19:00", "晚上 7 点"),
        ("23:45", "晚上 11 点三刻"),
    ],
)
def test_a_time_of_day_is_said_as_people_say_it(hour: str, said: str) -> None:
    assert spoken(at(f"2026-03-12 {hour}"), at(THURSDAY)) == f"今天{said}"


def test_c9_a_deadline_is_promised_in_words() -> None:
    assert by(at("2026-03-13 15:00"), at(MONDAY)) == "最晚周五下午 3 点前"


def test_a_far_day_is_said_without_its_hour_where_only_the_day_counts() -> None:
    assert spoken_day(at("2026-03-26 18:00"), at(THURSDAY)) == "3月26日"


@given(st.integers(min_value=0, max_value=10 * 86_400))
def test_what_is_said_is_at_most_a_quarter_of_an_hour_before_what_is_owed(seconds: int) -> None:
    owed = at(MONDAY) + timedelta(seconds=seconds)
    assert timedelta(0) <= owed - to_the_quarter(owed) < timedelta(minutes=15)
    assert spoken(owed, at(MONDAY)) == spoken(to_the_quarter(owed), at(MONDAY))


def test_the_day_is_the_day_in_china_whatever_the_zone() -> None:
    in_utc = at("2026-03-13 01:00").astimezone(UTC)
    assert spoken(in_utc, at(THURSDAY)) == "明天凌晨 1 点"


@given(st.integers(min_value=-400, max_value=400), st.integers(min_value=0, max_value=6))
def test_two_days_are_never_called_by_the_same_name(away: int, weekday: int) -> None:
    now = at(MONDAY) + timedelta(days=weekday)
    names = [spoken_day(now + timedelta(days=n), now) for n in (away, away + 1, away + 7)]
    assert len(set(names)) == 3
