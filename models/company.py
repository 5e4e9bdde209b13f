"""The company: its staff as they are on one day, their ladder, and who acts for whom.

Everything here is a question about values; 20,000 people are asked by name, role or number, never
one after the other.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from models.errors import NobodyThere, NoStaffYet
from models.people import Staff
from models.terms import Role

#: How far up a ladder is followed before it counts as a circle.
LADDER_LIMIT: Final = 8


@dataclass(frozen=True)
class Company:
    """The staff of an installation by number, and who is away today."""

    staff: Mapping[str, Staff]
    away: frozenset[str] = field(default_factory=frozenset)

    @cached_property
    def _by_role(self) -> Mapping[str, list[Staff]]:
        holders: defaultdict[str, list[Staff]] = defaultdict(list)
        for person in sorted(self.staff.values(), key=lambda one: (one.no in self.away, one.no)):
            for role in person.roles if person.active else ():
                holders[role].append(person)
        return holders

    @cached_property
    def _below(self) -> Mapping[str, list[str]]:
        below: defaultdict[str, list[str]] = defaultdict(list)
        for person in self.staff.values():
            below[person.superior_no].append(person.no)
        return below

    @cached_property
    def _families(self) -> Mapping[str, list[Staff]]:
        families: defaultdict[str, list[Staff]] = defaultdict(list)
        for person in self.staff.values():
            if person.active:
                families[person.name[:1]].append(person)
        return families

    @cached_property
    def _absent(self) -> list[str]:
        return sorted(no for no in self.staff if not self.is_present(no))

    @cached_property
    def has_anybody(self) -> bool:
        """Whether there is any active member of staff."""
        return any(person.active for person in self.staff.values())

    def find(self, no: str) -> Staff | None:
        """An active member of staff."""
        person = self.staff.get(no)
        return person if person and person.active else None

    def is_present(self, no: str) -> bool:
        return self.find(no) is not None and no not in self.away

    def holding(self, role: Role) -> list[Staff]:
        """Active holders of a role, those who are present first, by staff number."""
        return self._by_role.get(role.value, [])

    def family(self, name: str) -> list[Staff]:
        """Active staff whose name begins with this character."""
        return self._families.get(name, [])

    def absent(self) -> list[str]:
        """The numbers of all who are away today or have left."""
        return self._absent

    def ladder(self, no: str) -> list[Staff]:
        """Active superiors of `no`, the next one first; it leads past those who have left, and a
        circle ends it."""
        steps: list[Staff] = []
        seen = {no}
        person = self.staff.get(no)
        while person and person.superior_no and person.superior_no not in seen:
            seen.add(person.superior_no)
            person = self.staff.get(person.superior_no)
            if person and person.active:
                steps.append(person)
            if len(seen) > LADDER_LIMIT:
                break
        return steps

    def under(self, no: str) -> frozenset[str]:
        """Everybody below `no` in the same chain, at any depth."""
        below: set[str] = set()
        fresh = {no}
        while fresh:
            fresh = {lower for one in fresh for lower in self._below.get(one, ())}
            fresh -= below | {no}
            below |= fresh
        return frozenset(below)


@dataclass(frozen=True, slots=True)
class Barred:
    """From whom one matter is kept (回避, F5): those complained about, and anybody under them, also
    who came there since it was filed. `cleared` has been given it although they stand under one."""

    company: Company
    accused: frozenset[str] = frozenset()
    withheld: frozenset[str] = frozenset()
    cleared: frozenset[str] = frozenset()

    def __contains__(self, no: str) -> bool:
        if no in self.accused:
            return True
        if no in self.cleared:
            return False
        if no in self.withheld:
            return True
        return bool(self.accused) and any(
            step.no in self.accused for step in self.company.ladder(no)
        )

    def also(self, numbers: Iterable[str]) -> "Barred":
        """The same with some more people left out, for a choice among the others."""
        more = frozenset(numbers) - {""}
        return Barred(self.company, self.accused, self.withheld | more, self.cleared - more)


#: Who takes what has no owner yet, in this order.
_ON_DUTY: Final = (Role.DUTY, Role.DIRECTOR, Role.SUPERVISOR, Role.ADMIN)
#: Who takes what concerns everybody's own superior: they report beyond the ladder.
_BEYOND_THE_LADDER: Final = (Role.DISCIPLINE, Role.INSPECTION, Role.ADMIN)


def duty_desk(company: Company, barred: Barred | None = None) -> Staff:
    """值班: takes what has no owner yet; never empty, the director if nobody else. Where everybody
    stands under who is complained about, discipline and inspection are the ones to take it.

    Raises `NobodyThere` where no active member of staff is free of the matter, `NoStaffYet` where
    there is none at all.
    """
    if not company.has_anybody:
        raise NoStaffYet("现在还没有人值班。请打公司的投诉电话。")
    shut = barred or Barred(company)
    on_duty = [person for role in _ON_DUTY for person in company.holding(role)]
    able = [person for person in on_duty if person.no not in shut]
    if able:
        return next((person for person in able if company.is_present(person.no)), able[0])
    for person in company.staff.values():
        if person.active and person.no not in shut:
            return person
    for role in _BEYOND_THE_LADDER:
        for person in company.holding(role):
            if person.no not in shut.accused:
                return person
    raise NobodyThere("现在没有人能接这件事。请打公司的投诉电话。")


def stand_in(company: Company, no: str, barred: Barred | None = None) -> Staff:
    """F6: who acts for `no` today: they themselves, else their substitute (and the substitute's
    substitute), else the supervisor, else the duty desk. A circle ends at the duty desk."""
    shut = barred or Barred(company)
    seen: set[str] = set()
    current = no
    while current and current not in seen:
        seen.add(current)
        if company.is_present(current) and current not in shut:
            return company.staff[current]
        if current in shut and current != no:
            current = ""  # nor does it pass by way of them to those they would choose
            break
        person = company.staff.get(current)
        current = person.substitute_no if person else ""
    if current:  # back at somebody already asked: a circle
        return duty_desk(company, shut)
    for superior in company.ladder(no):
        if company.is_present(superior.no) and superior.no not in shut:
            return superior
    return duty_desk(company, shut)


def covered_by(company: Company, no: str) -> list[str]:
    """For whom `no` stands in today, themselves not counted."""
    return [other for other in company.absent() if stand_in(company, other).no == no]


def one_step_up(company: Company, no: str, barred: Barred | None = None) -> Staff | None:
    """The next superior of `no` who is free of the matter, or who acts for them today; None at the
    top of the ladder."""
    shut = (barred or Barred(company)).also({no})
    for step in company.ladder(no):
        if step.no not in shut:
            acting = stand_in(company, step.no, shut)
            return acting if acting.no != no else step
    return None


def director_over(company: Company, no: str, barred: Barred | None = None) -> Staff | None:
    """The director above `no`, else the top of the ladder, else any director free of the matter."""
    shut = (barred or Barred(company)).also({no})
    ladder = [step for step in company.ladder(no) if step.no not in shut]
    directors = [step for step in ladder if step.has(Role.DIRECTOR)]
    elsewhere = [one for one in company.holding(Role.DIRECTOR) if one.no not in shut]
    return next(iter([*directors, *ladder[-1:], *elsewhere]), None)


def watchers(company: Company) -> list[Staff]:
    """Who hears of what many cases show together: directors and admins, each once."""
    both = (*company.holding(Role.DIRECTOR), *company.holding(Role.ADMIN))
    return list({person.no: person for person in both}.values())


def is_above(company: Company, higher: str, lower: str) -> bool:
    return any(step.no == higher for step in company.ladder(lower))
