"""Rule C5: A shops are the largest that make 75 % of the purchases, B the next 20 %, C the rest."""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.policy import Policy
from models.tiers import Tier, tier_marks

POLICY = Policy()


def tiers(purchases: Mapping[str, Decimal | int], policy: Policy) -> dict[str, Tier]:
    amounts = {shop: Decimal(amount) for shop, amount in purchases.items()}
    counted = sorted(Counter(amounts.values()).items(), reverse=True)
    marks = tier_marks(lambda: counted, policy)
    return {shop: marks.tier_of(amount) for shop, amount in amounts.items()}


def letters(*amounts: int) -> str:
    shops = {str(place): amount for place, amount in enumerate(amounts)}
    return "".join(tiers(shops, POLICY).values())


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ((50, 25, 20, 5), "AABC"),
        ((5, 20, 25, 50), "CBAA"),
        ((74, 11, 9, 6), "AABB"),
        ((74, 10, 10, 6), "AAAB"),
        ((100,), "A"),
        ((10, 10, 10, 10), "AAAA"),
        ((90, 5, 5), "ABB"),
        ((95, 5, 0), "ACC"),
        ((0, 0), "CC"),
        ((100, -20), "AC"),
        ((), ""),
    ],
)
def test_c5_the_largest_that_make_three_quarters_are_a(
    amounts: tuple[int, ...], expected: str
) -> None:
    assert letters(*amounts) == expected


def test_an_installation_may_draw_the_lines_elsewhere() -> None:
    policy = Policy(tier_a_percent=50, tier_b_percent=30, tier_c_percent=20)
    assert list(tiers({"a": 50, "b": 30, "c": 20}, policy).values()) == [Tier.A, Tier.B, Tier.C]


amounts = st.decimals(min_value=0, max_value=10**7, places=2)


@given(st.dictionaries(st.text(min_size=1, max_size=4), amounts, max_size=40))
def test_c5_a_is_the_smallest_group_of_largest_shops_that_reaches_the_mark(
    purchases: dict[str, Decimal],
) -> None:
    found = tiers(purchases, POLICY)
    total = sum(purchases.values(), Decimal(0))
    top = sorted((purchases[shop] for shop in found if found[shop] is Tier.A), reverse=True)
    rest = [purchases[shop] for shop in found if found[shop] is not Tier.A]
    assert sum(top, Decimal(0)) * 100 >= total * 75
    if top:
        smallest = top[-1]
        assert all(amount < smallest for amount in rest)
        without = sum((amount for amount in top if amount > smallest), Decimal(0))
        assert without * 100 < total * 75


@given(st.dictionaries(st.text(min_size=1, max_size=4), amounts, max_size=40))
def test_c5_who_buys_more_is_never_of_a_lower_tier(purchases: dict[str, Decimal]) -> None:
    found = tiers(purchases, POLICY)
    largest_first = sorted(purchases, key=lambda shop: -purchases[shop])
    assert [found[shop] for shop in largest_first] == sorted(found.values())
