"""A shift: all that one piece of desk work has at hand, for the length of one transaction."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from bot.desk.orders import Actor
from models.calendar import Calendar, day_of
from models.case import Case
from models.messages import Address
from models.ownership import Company
from models.people import Shop, Staff
from models.policy import Policy
from storage.unit_of_work import Work

#: Reads the day out of a typed line ("周三补送" → that Wednesday), None where it names none.
ReadDay = Callable[[str, date], date | None]


@dataclass(frozen=True)
class House:
    """What stays the same from one shift to the next: the numbers and the calendar."""

    policy: Policy
    calendar: Calendar
    read_day: ReadDay


@dataclass
class Shift:
    """One transaction's work: its drawers, its moment, the rules of the house."""

    work: Work
    now: datetime
    house: House
    letters: int = field(default=0)

    @cached_property
    def company(self) -> Company:
        """The staff as they are today."""
        staff = {person.no: person for person in self.work.people.all_staff()}
        return Company(staff, frozenset(self.work.people.away(day_of(self.now))))

    def staff(self, no: str) -> Staff:
        """A member of staff by number, also one who has left."""
        found = self.company.staff.get(no)
        return found or Staff(no=no, name=no, active=False)

    def shop_of(self, case: Case) -> Shop | None:
        return self.work.people.shop(case.shop) if case.shop else None

    def address_of_staff(self, no: str) -> Address:
        """Where a member of staff reads: the chat they bound last, else their page."""
        for binding in self.work.people.bindings_of(f"staff:{no}"):
            if binding.reachable:
                return binding.address
        return Address("web", "desk", f"staff-{no}")

    def staff_at(self, actor: Actor) -> Staff:
        return self.staff(actor.staff_no)
