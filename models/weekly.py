"""The figures of a week: what was complained about, beside the week before."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from models.calendar import day_of
from models.case import Case
from models.monthly import topic_of
from models.terms import Kind

A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class TwoWeeks:
    """How often something was complained about, and how often the week before."""

    name: str
    now: int
    before: int


@dataclass(frozen=True, slots=True)
class Week:
    """The complaints filed in the seven days from `monday` on, by what they are about."""

    monday: date
    total: TwoWeeks
    lines: tuple[TwoWeeks, ...]


def monday_of(day: date) -> date:
    """The Monday of the week before that of a day."""
    return day - timedelta(days=day.weekday()) - A_WEEK


def week_of(cases: Iterable[Case], monday: date) -> Week:
    """Count the complaints among these cases, the most frequent matter first."""
    now, before = Counter[str](), Counter[str]()
    for case in cases:
        if case.kind is Kind.COMPLAINT:
            filed = day_of(case.filed_at)
            if monday <= filed < monday + A_WEEK:
                now[topic_of(case)] += 1
            elif monday - A_WEEK <= filed < monday:
                before[topic_of(case)] += 1
    lines = [TwoWeeks(name, now[name], before[name]) for name in {*now, *before}]
    ordered = sorted(lines, key=lambda line: (-line.now, -line.before, line.name))
    return Week(monday, TwoWeeks("", now.total(), before.total()), tuple(ordered))
