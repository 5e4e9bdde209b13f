"""Section 8: three like cases within seven days that share a trait are one event."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calendar import CST
from models.events import Complaint, Event, Trait, events
from models.policy import Policy
from models.terms import Category

POLICY = Policy()
MONDAY = datetime(2026, 11, 16, 9, tzinfo=CST)
WEEK = timedelta(days=7)


def told(number: str, hours: float, **traits: str) -> Complaint:
    known = {Trait(name): value for name, value in traits.items()}
    return Complaint(number, Category.TRANSPORT, "迟送未送", MONDAY + timedelta(hours=hours), known)


def on_one_route(*hours: float) -> list[Complaint]:
    return [told(f"1116-{place:02}", hour, route="R1") for place, hour in enumerate(hours, 1)]


@pytest.mark.parametrize(
    ("hours", "cases"), [((0, 1), 0), ((0, 1, 2), 3), ((0, 24, 168), 3), ((0, 24, 168.1), 0)]
)
def test_three_within_seven_days_are_an_event(hours: tuple[float, ...], cases: int) -> None:
    found = events(on_one_route(*hours), POLICY)
    assert sum(len(event.cases) for event in found) == cases


@pytest.mark.parametrize("trait", list(Trait))
def test_any_of_the_five_traits_may_be_what_is_shared(trait: Trait) -> None:
    cases = [told(str(n), n, **{trait.value: "x"}) for n in range(3)]
    assert [event.shared for event in events(cases, POLICY)] == [((trait, "x"),)]


@pytest.mark.parametrize(
    "stranger",
    [
        told("4", 2, route="R2"),
        told("4", 2),
        told("4", 2, route=""),
        told("4", 2, brand="R1"),
        replace(told("4", 2, route="R1"), subcategory="少送错送"),
        replace(told("4", 2, route="R1"), category=Category.SERVICE),
    ],
)
def test_a_case_that_is_not_alike_or_shares_nothing_stays_outside(stranger: Complaint) -> None:
    assert events([*on_one_route(0, 1), stranger], POLICY) == ()


def test_what_is_unknown_is_not_shared() -> None:
    assert events([told(str(n), n, route="", batch="") for n in range(4)], POLICY) == ()


def test_later_cases_join_the_event_that_is_under_way() -> None:
    found = events(on_one_route(0, 100, 160, 220, 300), POLICY)
    assert [len(event.cases) for event in found] == [5]


def test_two_outbreaks_far_apart_are_two_events() -> None:
    found = events(on_one_route(0, 1, 2, 800, 801, 802), POLICY)
    assert [event.cases for event in found] == [
        ("1116-01", "1116-02", "1116-03"),
        ("1116-04", "1116-05", "1116-06"),
    ]


def test_a_shared_route_and_a_shared_brand_that_touch_are_one_event_with_one_reply() -> None:
    cases = [
        told("1", 0, route="R1"),
        told("2", 1, route="R1"),
        told("3", 2, route="R1", brand="玉溪"),
        told("4", 3, route="R2", brand="玉溪"),
        told("5", 4, route="R3", brand="玉溪"),
    ]
    assert events(cases, POLICY) == (
        Event(
            Category.TRANSPORT,
            "迟送未送",
            ((Trait.BRAND, "玉溪"), (Trait.ROUTE, "R1")),
            ("1", "2", "3", "4", "5"),
        ),
    )


many = st.lists(
    st.tuples(st.integers(0, 600), st.sampled_from(["R1", "R2", ""]), st.sampled_from("玉云")),
    max_size=14,
).map(
    lambda rows: [
        told(str(number), hours, route=route, brand=brand)
        for number, (hours, route, brand) in enumerate(rows)
    ]
)


@given(many)
def test_a_case_is_in_an_event_exactly_when_two_more_share_its_trait_in_time(
    cases: list[Complaint],
) -> None:
    inside = [number for event in events(cases, POLICY) for number in event.cases]
    assert len(inside) == len(set(inside))
    assert set(inside) == {case.number for case in cases if has_company(case, cases)}


def has_company(case: Complaint, cases: list[Complaint]) -> bool:
    """Whether some seven days around the case hold three that share one of its traits."""
    for trait, value in case.traits.items():
        if not value:
            continue
        sharing = [other.told_at for other in cases if other.traits[trait] == value]
        for begin in sharing:
            span = [moment for moment in sharing if timedelta() <= moment - begin <= WEEK]
            if len(span) >= 3 and timedelta() <= case.told_at - begin <= WEEK:
                return True
    return False
