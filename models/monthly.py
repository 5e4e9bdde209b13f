"""The figures of a month (月报): what was complained about, how it was handled, what stands out."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from models.calendar import day_of
from models.case import Case, Verdict
from models.coaching import Coaching, Topic
from models.rates import Rates, Share
from models.repeats import Fault, Repeat, Upheld
from models.terms import Category, Kind, Stage

#: By what complaints are counted: the name of each table, in the order they are shown.
TABLES: Final = ("categories", "subcategories", "areas", "brands", "managers")
#: What a case is counted under where nothing is known.
UNSORTED: Final = "未分类"
NO_AREA: Final = "未填"
NO_BRAND: Final = "未提到"


@dataclass(frozen=True, slots=True)
class Compared:
    """A count beside those of the month before and of the same month a year before."""

    now: int
    last_month: int
    last_year: int

    @property
    def change(self) -> int:
        """How many more than last month."""
        return self.now - self.last_month


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: what is counted, and how often."""

    name: str
    count: Compared


@dataclass(frozen=True, slots=True)
class Measure:
    """What was found to be the cause of a case, and what shall prevent it."""

    number: str
    topic: str
    cause: str
    measure: str
    stage: Stage


@dataclass(frozen=True, slots=True)
class EventLine:
    """A group event with as many of its cases as were filed in the month."""

    topic: str
    shared: str
    cases: int
    answered: bool


@dataclass(frozen=True, slots=True)
class Often:
    """A shop that complained often."""

    licence: str
    complaints: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything a monthly report says, as numbers; `names` says who stands behind them."""

    month: date
    complaints: Compared
    grumbles: int
    withdrawn: int
    open: int
    overdue: int
    tables: dict[str, tuple[Line, ...]]
    rates: Rates
    closed_in_time: Share
    repeats: tuple[Repeat, ...]
    events: tuple[EventLine, ...]
    measures: tuple[Measure, ...]
    often: tuple[Often, ...]
    coaching: tuple[Coaching, ...]
    names: dict[str, str]


def topic_of(case: Case) -> str:
    """货源—畅销断货; what is not sorted yet says so."""
    return case.category.chinese_with(case.subcategory) if case.category else UNSORTED


@dataclass(slots=True)
class Tally:
    """One month's cases counted one by one; no case is kept."""

    grumbles: int = 0
    complaints: int = 0
    withdrawn: int = 0
    tables: dict[str, Counter[str]] = field(
        default_factory=lambda: {name: Counter() for name in TABLES}
    )
    topics: Counter[Topic] = field(default_factory=Counter)
    shops: Counter[str] = field(default_factory=Counter)
    events: Counter[int] = field(default_factory=Counter)
    upheld: list[Upheld] = field(default_factory=list)

    def add(self, case: Case) -> None:
        """Count a case; a shop that wants to stay unnamed is not counted as a shop."""
        if case.kind is not Kind.COMPLAINT:
            self.grumbles += 1
            return
        self.complaints += 1
        self.withdrawn += case.stage is Stage.WITHDRAWN
        for name, value in _counted_by(case).items():
            self.tables[name][value] += 1
        if case.shop and not case.anonymous:
            self.shops[case.shop] += 1
        if case.event_id is not None:
            self.events[case.event_id] += 1
        if case.category and case.verdict is not Verdict.DISMISSED:
            self.topics[Topic(case.owner_no, case.category.value, case.subcategory)] += 1
        if case.category and case.is_upheld:
            fault = Fault(case.category, case.subcategory, case.unit)
            self.upheld.append(Upheld(case.full_number, fault, day_of(case.filed_at)))

    def often(self, more_than: int) -> tuple[Often, ...]:
        """The shops that complained more often than this, the most frequent first."""
        found = [Often(shop, count) for shop, count in self.shops.items() if count > more_than]
        return tuple(sorted(found, key=lambda one: (-one.complaints, one.licence)))


def _counted_by(case: Case) -> dict[str, str]:
    told = (
        case.category.chinese if case.category else UNSORTED,
        topic_of(case),
        case.area or NO_AREA,
        case.brand or NO_BRAND,
        case.owner_no,
    )
    return dict(zip(TABLES, told, strict=True))


def lines_of(name: str, now: Tally, last_month: Tally, last_year: Tally) -> tuple[Line, ...]:
    """A table with all that occurs in any of the three months, the most frequent first."""
    three = [tally.tables[name] for tally in (now, last_month, last_year)]
    known = set().union(*three)
    if name == "categories":
        known |= {category.chinese for category in Category}
    lines = [Line(each, Compared(*(counts[each] for counts in three))) for each in known]
    return tuple(
        sorted(lines, key=lambda line: (-line.count.now, -line.count.last_month, line.name))
    )
