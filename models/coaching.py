"""Coaching needs (辅导需求): who hears one complaint clearly more often than colleagues do."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import exp
from typing import Final

#: Fewer complaints than this say nothing about anybody.
_FEWEST: Final = 5
#: How rarely chance alone may bring so many, before it is called clear.
_BY_CHANCE: Final = 0.01


@dataclass(frozen=True, slots=True, order=True)
class Topic:
    """One subcategory of one manager's complaints."""

    manager_no: str
    category: str
    subcategory: str


@dataclass(frozen=True, slots=True)
class Coaching:
    """A topic that stands out, with both rates per 100 shops."""

    topic: Topic
    complaints: int
    rate: float
    team_rate: float


def coaching(
    complaints: Mapping[Topic, int], shops: Mapping[str, int], teams: Mapping[str, str]
) -> tuple[Coaching, ...]:
    """Managers whose rate of a subcategory is clearly above their team's, the clearest first.

    `shops` counts each manager's shops, `teams` names each manager's superior. The team's rate
    includes the manager's own, so a team of one never stands out. Counts are taken as Poisson:
    a topic stands out with five complaints or more of which chance would bring as many in less
    than one month of a hundred (section 11 of the rules: small numbers accuse nobody).
    """
    found = list(_standing_out(complaints, shops, teams))
    return tuple(sorted(found, key=lambda one: (-one.rate / one.team_rate, one.topic)))


def _standing_out(
    complaints: Mapping[Topic, int], shops: Mapping[str, int], teams: Mapping[str, str]
) -> Iterator[Coaching]:
    team_shops: Counter[str] = Counter()
    for no, count in shops.items():
        team_shops[teams.get(no, "")] += count
    team_complaints: Counter[tuple[str, str, str]] = Counter()
    for topic, count in complaints.items():
        if shops.get(topic.manager_no):
            team_complaints[_in_team(topic, teams)] += count
    for topic, count in complaints.items():
        own = shops.get(topic.manager_no, 0)
        if count < _FEWEST or not own:
            continue
        rate = team_complaints[_in_team(topic, teams)] / team_shops[teams.get(topic.manager_no, "")]
        if at_least(count, rate * own) < _BY_CHANCE:
            yield Coaching(topic, count, 100 * count / own, 100 * rate)


def _in_team(topic: Topic, teams: Mapping[str, str]) -> tuple[str, str, str]:
    return teams.get(topic.manager_no, ""), topic.category, topic.subcategory


def at_least(count: int, mean: float) -> float:
    """The chance of `count` or more where `mean` are expected (Poisson)."""
    term = below = exp(-mean) if count else 0.0
    for number in range(1, count):
        term *= mean / number
        below += term
    return max(0.0, 1 - below)
