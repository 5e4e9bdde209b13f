"""Customer tiers (客户等级): who stands first inside a priority, and never before a deadline."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

from models.policy import Policy


class Tier(StrEnum):
    """A shops make most of the purchases, B the next, C the rest."""

    A = "A"
    B = "B"
    C = "C"


def tiers(purchases: Mapping[str, Decimal | int], policy: Policy) -> dict[str, Tier]:
    """The tier of every shop by yearly purchases (rule C5), for shop ids as given.

    A are the largest shops that together make 75 % of the sum; the shop that reaches the mark is
    still A. Shops that buy the same are of the same tier; a shop that buys nothing is C.
    """
    amounts = {shop: max(Decimal(amount), Decimal(0)) for shop, amount in purchases.items()}
    total = sum(amounts.values(), Decimal(0))
    found: dict[str, Tier] = {}
    larger = at_least = Decimal(0)
    previous: Decimal | None = None
    for shop, amount in sorted(amounts.items(), key=lambda entry: -entry[1]):
        if amount != previous:
            larger, previous = at_least, amount
        found[shop] = _tier(larger, total, policy)
        at_least += amount
    return {shop: found[shop] for shop in purchases}


def _tier(larger: Decimal, total: Decimal, policy: Policy) -> Tier:
    """The tier of a shop where those who buy more make `larger` of `total`."""
    if larger * 100 < total * policy.tier_a_percent:
        return Tier.A
    if larger * 100 < total * (policy.tier_a_percent + policy.tier_b_percent):
        return Tier.B
    return Tier.C
