"""Repeated complaints (重复投诉): the same fault of the same unit, too often."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from models.periods import month_of, quarter_of
from models.policy import Policy
from models.terms import Category


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """What two upheld cases have in common when they are the same fault."""

    category: Category
    subcategory: str
    #: The responsible unit (责任部门).
    unit: str


@dataclass(frozen=True, slots=True)
class Upheld:
    """An upheld case as the repeat rule sees it; partly upheld counts too."""

    number: str
    fault: Fault
    #: The day by which it counts.
    on: date


@dataclass(frozen=True, slots=True)
class Repeat:
    """One fault in one period, with the cases that make it a repeat."""

    fault: Fault
    #: 2026-11 for a month, 2026Q4 for a quarter.
    period: str
    cases: tuple[str, ...]


def repeats(upheld: Iterable[Upheld], policy: Policy) -> tuple[Repeat, ...]:
    """Repeat (重复投诉): more than 3 upheld cases in a calendar month or more than 5 in a quarter.

    Months first, then quarters, each by fault and period; a month and its quarter may both count.
    """
    by_month: defaultdict[tuple[Fault, str], list[str]] = defaultdict(list)
    by_quarter: defaultdict[tuple[Fault, str], list[str]] = defaultdict(list)
    for case in sorted(upheld, key=lambda case: (case.on, case.number)):
        by_month[case.fault, month_of(case.on)].append(case.number)
        by_quarter[case.fault, quarter_of(case.on)].append(case.number)
    return tuple(
        Repeat(fault, period, tuple(cases))
        for grouped, limit in (
            (by_month, policy.repeats_in_month),
            (by_quarter, policy.repeats_in_quarter),
        )
        for (fault, period), cases in sorted(grouped.items())
        if len(cases) > limit
    )
