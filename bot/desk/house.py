"""The house: what stays the same from one shift to the next, read once and not per message."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from models.calendar import Calendar
from models.company import Company
from models.policy import Policy
from storage.unit_of_work import Work

#: Reads the day out of a typed line ("周三补送" → that Wednesday), None where it names none.
ReadDay = Callable[[str, date], date | None]
#: The working calendar with the years that were imported, as the store keeps them.
WithYears = Callable[[Mapping[int, dict[str, Any]]], Calendar]


class Remembered:
    """The last answer to a question, good as long as its key is the same."""

    def __init__(self) -> None:
        self._last: tuple[object, Any] = (None, None)

    def ask(self, key: object, question: Callable[[], Any]) -> Any:
        """The remembered answer, else the one that `question` gives now."""
        known, answer = self._last
        if known != key:
            answer = question()
            self._last = (key, answer)
        return answer


@dataclass(frozen=True)
class House:
    """The numbers of the rules, the calendar, and the staff of today.

    20,000 staff are read anew only after staff or absences have changed: the store keeps a word
    that changes with them, and that word is all a message asks for.
    """

    policy: Policy
    with_years: WithYears
    read_day: ReadDay
    #: How browsers reach the pages; empty where nobody serves any.
    site: str = ""
    classifiers: Path | None = None  #: where their versions are kept
    _staff: Remembered = field(default_factory=Remembered, compare=False, repr=False)
    _calendar: Remembered = field(default_factory=Remembered, compare=False, repr=False)

    def company(self, work: Work, today: date) -> Company:
        """The staff as they are, and who is away today."""
        key = (work.company_id, work.people.roster_state(), today)
        company: Company = self._staff.ask(key, lambda: _read_company(work, today))
        return company

    def calendar(self, work: Work) -> Calendar:
        """The shipped calendar with the imported years in place of its own."""
        key = (work.company_id, work.meta.calendar_state())
        years = work.meta.calendar_years
        calendar: Calendar = self._calendar.ask(key, lambda: self.with_years(years()))
        return calendar


def _read_company(work: Work, today: date) -> Company:
    staff = {person.no: person for person in work.people.all_staff()}
    return Company(staff, frozenset(work.people.away(today)))
