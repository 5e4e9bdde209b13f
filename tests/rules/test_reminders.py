"""Rules C6 and C7: reminders, escalations, quiet hours, and what a day down does to them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calendar import CST, Calendar
from models.deadlines import close_by, promise_by
from models.policy import Policy
from models.quiet import quiet_until
from models.reminders import Clock, ClockKind, Nudge, Step, next_check_at, nudge_owed
from models.terms import Grade

CALENDAR, POLICY = Calendar.shipped(), Policy()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CST)


def a_clock(start: str, due: str, sent: tuple[str, ...] = (), grade: Grade = Grade.NORMAL) -> Clock:
    return Clock(ClockKind.RESPOND, at(start), at(due), grade, sent)


def owed(clock: Clock, now: str) -> Nudge | None:
    return nudge_owed(clock, at(now), CALENDAR, POLICY)


WORKDAY = a_clock("2026-11-16 10:00", "2026-11-17 10:00", grade=Grade.URGENT)


@pytest.mark.parametrize(
    ("now", "step"),
    [
        ("2026-11-16 21:59", None),
        ("2026-11-16 22:00", Step.HALF),
        ("2026-11-17 05:11", Step.HALF),
        ("2026-11-17 05:12", Step.NEARLY),
        ("2026-11-17 09:59", Step.NEARLY),
        ("2026-11-17 10:00", Step.OVERDUE),
        ("2026-11-18 09:59", Step.OVERDUE),
        ("2026-11-18 10:00", Step.STILL_OVERDUE),
    ],
)
def test_c6_an_urgent_clock_reminds_at_half_at_four_fifths_and_escalates_when_it_is_over(
    now: str, step: Step | None
) -> None:
    nudge = owed(WORKDAY, now)
    assert (nudge.step if nudge else None) is step


def test_c6_what_is_overdue_is_told_again_once_each_working_day() -> None:
    days = [at("2026-11-18 10:00") + timedelta(days=n) for n in range(7)]
    told = [nudge_owed(WORKDAY, day, CALENDAR, POLICY) for day in days]
    assert [nudge.key.split()[-1] for nudge in told if nudge] == [
        "2026-11-18",
        "2026-11-19",
        "2026-11-20",
        "2026-11-20",  # Saturday brings nothing new
        "2026-11-20",
        "2026-11-23",
        "2026-11-24",
    ]


def test_c6_a_make_up_saturday_is_a_day_to_be_reminded_on() -> None:
    clock = a_clock("2026-02-11 10:00", "2026-02-12 10:00")
    nudge = owed(clock, "2026-02-14 10:00")
    assert nudge is not None
    assert nudge.at == at("2026-02-14 10:00")


def test_c6_a_normal_case_waits_for_the_morning() -> None:
    clock = a_clock("2026-11-16 10:00", "2026-11-17 10:00")
    assert owed(clock, "2026-11-16 22:00") is None
    assert owed(clock, "2026-11-17 07:59") is None
    nudge = owed(clock, "2026-11-17 08:00")
    assert nudge is not None
    assert nudge.step is Step.NEARLY


def test_c6_a_service_that_comes_back_at_night_waits_for_the_morning_too() -> None:
    clock = a_clock("2026-11-16 08:00", "2026-11-17 08:00")
    assert owed(clock, "2026-11-16 20:30") is not None
    assert owed(clock, "2026-11-17 02:00") is None
    looked = next_check_at([clock], at("2026-11-17 02:00"), CALENDAR, POLICY)
    assert looked == at("2026-11-17 08:00")


@pytest.mark.parametrize(
    ("now", "grade", "until"),
    [
        ("2026-11-16 20:59", Grade.NORMAL, "2026-11-16 20:59"),
        ("2026-11-16 21:00", Grade.NORMAL, "2026-11-17 08:00"),
        ("2026-11-17 03:00", Grade.NORMAL, "2026-11-17 08:00"),
        ("2026-11-17 08:00", Grade.NORMAL, "2026-11-17 08:00"),
        ("2026-11-17 03:00", Grade.URGENT, "2026-11-17 03:00"),
        ("2026-11-17 03:00", Grade.MAJOR, "2026-11-17 03:00"),
    ],
)
def test_c6_only_normal_cases_keep_quiet_from_nine_to_eight(
    now: str, grade: Grade, until: str
) -> None:
    assert quiet_until(at(now), grade, POLICY) == at(until)


def test_quiet_hours_need_not_run_over_midnight() -> None:
    siesta = Policy(quiet_from=time(12), quiet_until=time(14))
    assert quiet_until(at("2026-11-16 13:00"), Grade.NORMAL, siesta) == at("2026-11-16 14:00")
    assert quiet_until(at("2026-11-16 23:00"), Grade.NORMAL, siesta) == at("2026-11-16 23:00")


def test_an_installation_without_quiet_hours_is_never_quiet() -> None:
    awake = Policy(quiet_from=time(0), quiet_until=time(0))
    assert quiet_until(at("2026-11-16 03:00"), Grade.NORMAL, awake) == at("2026-11-16 03:00")


def test_c7_after_three_weeks_down_one_escalation_is_owed_and_then_nothing() -> None:
    nudge = owed(WORKDAY, "2026-12-08 12:00")
    assert nudge is not None
    assert nudge.step is Step.STILL_OVERDUE
    assert nudge.step.is_escalation
    told = Clock(WORKDAY.kind, WORKDAY.start, WORKDAY.due, WORKDAY.grade, (nudge.key,))
    assert owed(told, "2026-12-08 12:00") is None
    assert owed(told, "2026-12-09 10:00") is not None


def test_c7_a_reminder_that_was_sent_is_not_sent_again() -> None:
    clock = a_clock("2026-11-16 08:00", "2026-11-17 08:00", sent=("respond half",))
    assert owed(clock, "2026-11-16 20:30") is None


def test_what_one_clock_was_told_does_not_silence_another() -> None:
    sent = ("respond half", "respond nearly")
    clock = Clock(
        ClockKind.CLOSE, at("2026-11-16 08:00"), at("2026-11-17 08:00"), Grade.NORMAL, sent
    )
    nudge = owed(clock, "2026-11-16 20:30")
    assert nudge is not None
    assert nudge.key == "close half"


def test_a_deadline_that_moved_with_the_calendar_is_escalated_anew() -> None:
    sent = ("close half", "close nearly", "close overdue 2026-11-17")
    moved = Clock(
        ClockKind.CLOSE, at("2026-11-03 10:00"), at("2026-11-19 18:00"), Grade.NORMAL, sent
    )
    assert owed(moved, "2026-11-19 17:59") is None
    nudge = owed(moved, "2026-11-19 18:00")
    assert nudge is not None
    assert nudge.step is Step.OVERDUE


def test_a_promised_day_is_over_when_the_working_day_ends() -> None:
    assert promise_by(date(2026, 11, 25), POLICY) == at("2026-11-25 18:00")


def test_c6_a_second_promise_is_reminded_of_as_the_first_was() -> None:
    begun, now = at("2026-11-16 10:00"), at("2026-11-23 09:00")
    first = Clock(ClockKind.PROMISE, begun, at("2026-11-18 18:00"), Grade.URGENT)
    sent = []
    for hours in (30, 50):
        nudge = nudge_owed(first, begun + timedelta(hours=hours), CALENDAR, POLICY)
        assert nudge is not None
        sent.append(nudge.key)
    second = Clock(ClockKind.PROMISE, at("2026-11-19 09:00"), at("2026-11-25 18:00"), first.grade)
    again = replace(second, sent=tuple(sent))
    nudge = nudge_owed(again, now, CALENDAR, POLICY)
    assert nudge is not None
    assert nudge.step is Step.HALF
    assert nudge_owed(replace(again, sent=(*sent, nudge.key)), now, CALENDAR, POLICY) is None


def test_the_next_look_is_at_the_first_thing_that_any_clock_will_ask_for() -> None:
    other = a_clock("2026-11-16 09:00", "2026-11-16 19:00", grade=Grade.URGENT)
    now = at("2026-11-16 10:00")
    assert next_check_at([WORKDAY, other], now, CALENDAR, POLICY) == at("2026-11-16 14:00")


def test_the_next_look_on_the_morning_of_a_working_day_is_on_that_day() -> None:
    told = ("respond half", "respond nearly", "respond overdue 2026-11-17")
    clock = a_clock("2026-11-16 10:00", "2026-11-17 10:00", told)
    looked = next_check_at([clock], at("2026-11-18 05:00"), CALENDAR, POLICY)
    assert looked == at("2026-11-18 10:00")


def test_the_next_look_is_now_while_something_is_owed() -> None:
    now = at("2026-11-16 23:00")
    assert next_check_at([WORKDAY], now, CALENDAR, POLICY) == now


def test_a_case_without_clocks_needs_no_look() -> None:
    assert next_check_at([], at("2026-11-16 10:00"), CALENDAR, POLICY) is None


def test_every_kind_of_clock_has_a_name_for_people() -> None:
    assert len({kind.chinese for kind in ClockKind}) == len(ClockKind)


def slow_is_quiet(minute: datetime) -> bool:
    return not 8 <= minute.hour < 21


def slow_walk(clock: Clock, until: datetime) -> Iterator[tuple[datetime, str]]:
    """What goes out, found by standing beside the clock minute by minute."""
    span = clock.due - clock.start
    pending = [
        (clock.start + span / 2, "half"),
        (clock.start + span * 4 / 5, "nearly"),
        (clock.due, f"overdue {clock.due.date()}"),
    ]
    minute, escalated_on = clock.start, None
    while minute <= until:
        if clock.grade is not Grade.NORMAL or not slow_is_quiet(minute):
            for moment, word in [entry for entry in pending if entry[0] <= minute]:
                pending.remove((moment, word))
                yield minute, f"respond {word}"
                escalated_on = None if pending else minute.date()
        asks_at = clock.due.time()
        if clock.grade is Grade.NORMAL and slow_is_quiet(clock.due):
            asks_at = time(8)
        later_day = escalated_on is not None and minute.date() > escalated_on
        if later_day and minute.time() == asks_at and chinese_calendar.is_workday(minute):
            yield minute, f"respond overdue {minute.date()}"
        minute += timedelta(minutes=1)


#: Spans whose half and four fifths fall on whole minutes, so that the walk meets them.
spans = st.integers(min_value=6, max_value=300).map(lambda n: timedelta(minutes=10 * n))
starts = st.datetimes(
    min_value=datetime(2025, 12, 28),  # noqa: DTZ001 - hypothesis adds the zone itself
    max_value=datetime(2026, 10, 9),  # noqa: DTZ001
    timezones=st.just(CST),
).map(lambda start: start.replace(second=0, microsecond=0))


@given(starts, spans, st.integers(min_value=0, max_value=12000), st.sampled_from(Grade))
def test_c7_what_is_owed_is_the_last_thing_a_minute_by_minute_walk_would_have_sent(
    start: datetime, span: timedelta, minutes: int, grade: Grade
) -> None:
    clock = Clock(ClockKind.RESPOND, start, start + span, grade)
    now = start + timedelta(minutes=minutes)
    walked = list(slow_walk(clock, now))
    asleep = grade is Grade.NORMAL and slow_is_quiet(now)
    nudge = nudge_owed(clock, now, CALENDAR, POLICY)
    assert (nudge.key if nudge else None) == (walked[-1][1] if walked and not asleep else None)


@given(starts, st.sampled_from(Grade))
def test_looking_only_when_told_to_misses_nothing(start: datetime, grade: Grade) -> None:
    """Following `next_check_at` for three weeks sends every nudge once, at its instant."""
    due = close_by(start, CALENDAR, Policy(close_working_days=3)).at
    now = start
    sent: list[str] = []
    while now < start + timedelta(days=21):
        clock = Clock(ClockKind.RESPOND, start, due, grade, tuple(sent))
        if nudge := nudge_owed(clock, now, CALENDAR, POLICY):
            assert nudge.at == now
            sent.append(nudge.key)
            continue
        coming = next_check_at([clock], now, CALENDAR, POLICY)
        assert coming is not None
        assert coming > now
        now = coming
    assert len(sent) == len(set(sent))
    working_days = [
        due.date() + timedelta(days=n) for n in range(22) if due + timedelta(days=n) < now
    ]
    told_daily = sum(map(CALENDAR.is_working_day, working_days[1:]))
    assert len([key for key in sent if "overdue" in key]) == 1 + told_daily
