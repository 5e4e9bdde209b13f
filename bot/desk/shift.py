"""A shift: all that one piece of desk work has at hand, for the length of one transaction."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.desk.house import House
from bot.desk.orders import Actor
from models import ledger
from models.calendar import Calendar, day_of
from models.case import Case
from models.company import Company
from models.messages import Address
from models.people import Shop, Staff
from models.policy import Policy
from storage.unit_of_work import Work


@dataclass(frozen=True)
class Shift:
    """One transaction's work: its drawers, its moment, the rules of the house."""

    work: Work
    now: datetime
    house: House

    @property
    def today(self) -> date:
        return day_of(self.now)

    @property
    def policy(self) -> Policy:
        return self.house.policy

    @property
    def company(self) -> Company:
        """The staff as they are today."""
        return self.house.company(self.work, self.today)

    @property
    def calendar(self) -> Calendar:
        return self.house.calendar(self.work)

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
        return Address.of_page(f"staff-{no}")

    def readers_at(self, address: Address) -> set[str]:
        """The numbers of the staff who read there."""
        page = address.conversation.removeprefix("staff-")
        by_default = {page} if self.address_of_staff(page) == address else set()
        bound = {binding.staff_no for binding in self.work.people.bindings_at(address)}
        return by_default | bound - {""}

    def record(self, case: Case, deed: str, by: str = "desk", **detail: Any) -> None:
        """Write what was done to a case into its ledger, where no rule writes the line itself."""
        self.work.cases.record(ledger.write(case, deed, by=by, now=self.now, **detail))

    def staff_at(self, actor: Actor) -> Staff:
        return self.staff(actor.staff_no)
