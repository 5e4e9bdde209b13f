"""Group events (群体事件): like complaints from several shops that have one root."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from models.policy import Policy
from models.terms import Category


class Trait(StrEnum):
    """What like complaints may share."""

    ROUTE = "route"
    ORDER_DAY = "order_day"
    DELIVERY_DAY = "delivery_day"
    BRAND = "brand"
    BATCH = "batch"

    @property
    def chinese(self) -> str:
        return {
            "route": "路线",
            "order_day": "订货日",
            "delivery_day": "送货日",
            "brand": "品规",
            "batch": "批次",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Complaint:
    """A complaint as the event rule sees it."""

    number: str
    category: Category
    subcategory: str
    told_at: datetime
    #: What is known of it; an unknown trait is left out or empty.
    traits: Mapping[Trait, str]


@dataclass(frozen=True, slots=True)
class Event:
    """Cases that get one root cause and one reply, each keeping its owner."""

    category: Category
    subcategory: str
    shared: tuple[tuple[Trait, str], ...]
    cases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Cluster:
    """The fewest cases that make an event by one shared trait."""

    shared: tuple[Trait, str]
    cases: frozenset[str]


def events(told: Iterable[Complaint], policy: Policy) -> tuple[Event, ...]:
    """Event (群体事件): 3 or more like cases within 7 days that share a trait.

    Like cases are of one subcategory. Clusters that have a case in common are one event, so that
    no case belongs to two and every shop gets one reply. Cases stand in the order they were told.
    """
    found: list[Event] = []
    for alike in _alike(told).values():
        clusters = list(_clusters(alike, policy))
        for numbers in _joined(clusters):
            cases = tuple(case.number for case in alike if case.number in numbers)
            shared = {cluster.shared for cluster in clusters if cluster.cases <= numbers}
            found.append(
                Event(alike[0].category, alike[0].subcategory, tuple(sorted(shared)), cases)
            )
    return tuple(found)


def _alike(told: Iterable[Complaint]) -> Mapping[tuple[Category, str], list[Complaint]]:
    alike: defaultdict[tuple[Category, str], list[Complaint]] = defaultdict(list)
    for case in sorted(told, key=lambda case: (case.told_at, case.number)):
        alike[case.category, case.subcategory].append(case)
    return alike


def _clusters(alike: list[Complaint], policy: Policy) -> Iterator[_Cluster]:
    """Every run of just enough cases, close enough in time, that share a trait."""
    sharing: defaultdict[tuple[Trait, str], list[Complaint]] = defaultdict(list)
    for case in alike:
        for trait, value in case.traits.items():
            if value:
                sharing[trait, value].append(case)
    enough, span = policy.event_cases, timedelta(days=policy.event_days)
    for shared, cases in sharing.items():
        for first in range(len(cases) - enough + 1):
            run = cases[first : first + enough]
            if run[-1].told_at - run[0].told_at <= span:
                yield _Cluster(shared, frozenset(case.number for case in run))


def _joined(clusters: Iterable[_Cluster]) -> list[frozenset[str]]:
    """The clusters' cases, those that touch put together."""
    apart: list[frozenset[str]] = []
    for cluster in clusters:
        touching = [numbers for numbers in apart if numbers & cluster.cases]
        apart = [numbers for numbers in apart if not numbers & cluster.cases]
        apart.append(cluster.cases.union(*touching))
    return apart
