"""Section 8: more than 3 upheld cases a month or 5 a quarter are a repeated complaint."""

from dataclasses import replace
from datetime import date

import pytest

from models.policy import Policy
from models.repeats import Fault, Upheld, repeats
from models.terms import Category

POLICY = Policy()
LATE = Fault(Category.TRANSPORT, "迟送未送", "城区配送部")


def upheld_on(*days: date, fault: Fault = LATE) -> list[Upheld]:
    return [Upheld(f"{day:%m%d}-{place:02}", fault, day) for place, day in enumerate(days, 1)]


def november(count: int) -> list[date]:
    return [date(2026, 11, day) for day in range(1, count + 1)]


@pytest.mark.parametrize(("count", "periods"), [(3, []), (4, ["2026-11"])])
def test_more_than_three_in_a_calendar_month_are_a_repeat(count: int, periods: list[str]) -> None:
    found = repeats(upheld_on(*november(count)), POLICY)
    assert [repeat.period for repeat in found] == periods


def test_more_than_five_in_a_quarter_are_a_repeat_though_no_month_has_four() -> None:
    two_a_month = [date(2026, month, day) for month in (10, 11, 12) for day in (3, 17)]
    assert repeats(upheld_on(*two_a_month[:5]), POLICY) == ()
    found = repeats(upheld_on(*two_a_month), POLICY)
    assert [(repeat.period, len(repeat.cases)) for repeat in found] == [("2026Q4", 6)]


def test_a_month_and_its_quarter_may_both_be_too_much() -> None:
    found = repeats(upheld_on(*november(6)), POLICY)
    assert [repeat.period for repeat in found] == ["2026-11", "2026Q4"]


def test_a_month_is_a_calendar_month_and_not_thirty_days() -> None:
    days = [date(2026, 10, 30), date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 2)]
    assert repeats(upheld_on(*days), POLICY) == ()


@pytest.mark.parametrize(
    "other",
    [
        replace(LATE, subcategory="少送错送"),
        replace(LATE, unit="乡镇配送部"),
        replace(LATE, category=Category.SERVICE),
    ],
)
def test_another_fault_or_another_unit_is_counted_apart(other: Fault) -> None:
    mixed = upheld_on(*november(3)) + upheld_on(*november(1), fault=other)
    assert repeats(mixed, POLICY) == ()


def test_the_cases_of_a_repeat_are_named_in_their_order() -> None:
    found = repeats(reversed(upheld_on(*november(4))), POLICY)
    assert found[0].cases == ("1101-01", "1102-02", "1103-03", "1104-04")


def test_the_same_month_of_another_year_is_another_month() -> None:
    days = [*november(2), date(2025, 11, 5), date(2025, 11, 6)]
    assert repeats(upheld_on(*days), POLICY) == ()
