"""The working calendar of the State Council: who works on which day, known or provisional.

A year's days come from its notice (国务院办公厅关于……年部分节假日安排的通知). A year whose notice
is not known yet is reckoned from the statute, the days that are holidays every year, and is called
provisional (暂按).
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final, TypedDict

from models.statute import statutory_days

#: China Standard Time. China has kept one offset without summer time since 1992.
CST: Final = timezone(timedelta(hours=8), "CST")

_A_DAY: Final = timedelta(days=1)
#: A notice settles the end of December before its year as well: its New Year block has begun as
#: early as 29 December (2007, 2018).
_NEXT_NOTICE_FROM: Final = (12, 29)


@dataclass(frozen=True, slots=True)
class Notice:
    """One year's published arrangement: which days are off, which weekend days are worked."""

    year: int
    source: str
    #: Days inside a holiday block, weekend days of the block included, with the holiday's name.
    off: Mapping[date, str]
    #: Make-up Saturdays and Sundays (调休上班), with the holiday they make up for.
    work: Mapping[date, str]


@dataclass(frozen=True, slots=True)
class Calendar:
    """Answers, for any day, whether it is worked; never fails for want of a notice."""

    notices: Mapping[int, Notice]
    _off: Mapping[date, str] = field(init=False, repr=False, compare=False)
    _work: Mapping[date, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        off: Mapping[date, str] = {}
        work: Mapping[date, str] = {}
        for _, notice in sorted(self.notices.items()):
            # A later notice may change the last days of the year before.
            off = {**_without(off, notice.work), **notice.off}
            work = {**_without(work, notice.off), **notice.work}
        object.__setattr__(self, "_off", off)
        object.__setattr__(self, "_work", work)

    @classmethod
    def shipped(cls) -> "Calendar":
        """The calendar of the product's own data file."""
        return _shipped()

    def with_year(self, notice: Notice) -> "Calendar":
        """This calendar with `notice` in place of what it knew of that year."""
        return Calendar(MappingProxyType({**self.notices, notice.year: notice}))

    def is_provisional(self, year: int) -> bool:
        """Whether the year's notice is not known, so that its days come from the statute."""
        return year not in self.notices

    def is_provisional_day(self, day: date) -> bool:
        """Whether a notice that is not known yet may still change this day."""
        waits_for_next = (day.month, day.day) >= _NEXT_NOTICE_FROM
        return self.is_provisional(day.year) or (
            waits_for_next and self.is_provisional(day.year + 1)
        )

    def holiday_name(self, day: date) -> str | None:
        """The holiday (节日) whose block holds the day; None on plain weekends and working days."""
        if day in self._off:
            return self._off[day]
        if day in self._work or not self.is_provisional(day.year):
            return None
        return statutory_days(day.year).get(day)

    def is_statutory_holiday(self, day: date) -> bool:
        """Whether the day lies inside a holiday block, weekend days of the block included."""
        return self.holiday_name(day) is not None

    def is_working_day(self, day: date) -> bool:
        """Whether the day is worked: make-up Saturdays and Sundays are, holidays are not."""
        if day in self._work:
            return True
        return day.weekday() < 5 and not self.is_statutory_holiday(day)

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`."""
        following = day + _A_DAY
        while not self.is_working_day(following):
            following += _A_DAY
        return following

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`, which itself is not counted."""
        if count < 1:
            raise ValueError("count working days from 1")
        for _ in range(count):
            day = self.next_working_day(day)
        return day


def day_of(instant: datetime) -> date:
    """The calendar day in China on which the aware `instant` falls."""
    return instant.astimezone(CST).date()


def _without(days: Mapping[date, str], gone: Mapping[date, str]) -> Mapping[date, str]:
    return {day: name for day, name in days.items() if day not in gone}


class _Entry(TypedDict):
    """One year of the data file: blocks of days off, first to last, and worked weekend days."""

    source: str
    off: list[tuple[str, str, str]]
    work: list[tuple[str, str]]


@cache
def _shipped() -> Calendar:
    text = (files("models") / "data" / "holidays_cn.json").read_text(encoding="utf-8")
    notices = (_notice(int(year), entry) for year, entry in json.loads(text).items())
    return Calendar(MappingProxyType({notice.year: notice for notice in notices}))


def _notice(year: int, entry: _Entry) -> Notice:
    off = {
        day: name
        for first, last, name in entry["off"]
        for day in _days(date.fromisoformat(first), date.fromisoformat(last))
    }
    work = {date.fromisoformat(day): name for day, name in entry["work"]}
    return Notice(year, entry["source"], off, work)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))
