"""Customer tiers (客户等级): who stands first inside a priority, and never before a deadline."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from models.policy import Policy

#: Amounts, the largest first and each once, with how many shops buy so much.
Amounts = Iterable[tuple[Decimal, int]]


class Tier(StrEnum):
    """A shops make most of the purchases, B the next, C the rest."""

    A = "A"
    B = "B"
    C = "C"


@dataclass(frozen=True, slots=True)
class TierMarks:
    """The least yearly purchases of an A shop and of a B shop; None where there is no such shop."""

    a: Decimal | None
    b: Decimal | None

    def tier_of(self, amount: Decimal) -> Tier:
        if self.a is not None and amount >= self.a:
            return Tier.A
        return Tier.B if self.b is not None and amount >= self.b else Tier.C

    def as_floats(self) -> tuple[float, float]:
        """Both marks as a database compares them; what no shop reaches is infinite."""
        a, b = (float("inf" if mark is None else mark) for mark in (self.a, self.b))
        return a, b


def tier_marks(amounts: Callable[[], Amounts], policy: Policy) -> TierMarks:
    """Where the tiers begin among all shops by yearly purchases (rule C5).

    A are the largest shops that together make 75 % of the sum; the shop that reaches the mark is
    still A. Shops that buy the same are of the same tier; a shop that buys nothing is C. `amounts`
    is asked twice, so that a country's shops need not be in memory; below zero counts as zero.
    """
    total = sum((max(amount, Decimal(0)) * shops for amount, shops in amounts()), Decimal(0))
    least: dict[Tier, Decimal] = {}
    larger = Decimal(0)
    for amount, shops in amounts():
        tier = _tier(larger, total, policy)
        if tier is Tier.C:
            break
        least[tier] = amount
        larger += amount * shops
    return TierMarks(least.get(Tier.A), least.get(Tier.B))


def _tier(larger: Decimal, total: Decimal, policy: Policy) -> Tier:
    """The tier of a shop where those who buy more make `larger` of `total`."""
    if larger * 100 < total * policy.tier_a_percent:
        return Tier.A
    if larger * 100 < total * (policy.tier_a_percent + policy.tier_b_percent):
        return Tier.B
    return Tier.C
