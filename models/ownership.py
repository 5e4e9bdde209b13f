"""First-question responsibility (首问负责制): who answers for a case, who may help, who must
not see it. Source: the rules of the desk, section 3, F1–F8.

Everything here is a question about values: the staff of the installation as a `Company`, the day,
and the case. Nothing is looked up elsewhere.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from models.case import Case
from models.people import Staff
from models.terms import Category, Role

#: How far up a ladder or a chain of substitutes is followed before it counts as a circle.
LADDER_LIMIT: Final = 8

#: The usual helper of a category (rules, section 10), and of the subcategories that differ.
USUAL_HELPER: Final[dict[Category, Role]] = {
    Category.PRODUCT: Role.QUALITY,
    Category.SUPPLY: Role.SUPPLY,
    Category.SERVICE: Role.INSPECTION,
    Category.TRANSPORT: Role.DELIVERY,
}
SPECIAL_HELPER: Final[dict[str, Role]] = {
    "疑似假烟": Role.LICENCE_OFFICE,
    "喷码不符": Role.LICENCE_OFFICE,
    "截留货源": Role.DISCIPLINE,
    "电访订货差错": Role.ORDER_CENTRE,
    "结算扣款": Role.ORDER_CENTRE,
    "系统故障": Role.ORDER_CENTRE,
    "执法检查": Role.LICENCE_OFFICE,
}


def usual_helper(category: Category | None, subcategory: str) -> Role:
    """The desk that section 10 names; inspection where the matter is not sorted yet."""
    if subcategory in SPECIAL_HELPER:
        return SPECIAL_HELPER[subcategory]
    return USUAL_HELPER[category] if category else Role.INSPECTION


@dataclass(frozen=True)
class Company:
    """The staff of an installation, and who is away today."""

    staff: Mapping[str, Staff]
    away: frozenset[str] = field(default_factory=frozenset)

    def find(self, no: str) -> Staff | None:
        """An active member of staff."""
        person = self.staff.get(no)
        return person if person and person.active else None

    def is_present(self, no: str) -> bool:
        return self.find(no) is not None and no not in self.away

    def holding(self, role: Role) -> list[Staff]:
        """Active holders of a role, those who are present first, by staff number."""
        holders = [person for person in self.staff.values() if person.active and person.has(role)]
        return sorted(holders, key=lambda person: (person.no in self.away, person.no))

    def ladder(self, no: str) -> list[Staff]:
        """Superiors of `no`, the next one first; a circle ends the ladder."""
        steps: list[Staff] = []
        seen = {no}
        person = self.staff.get(no)
        while person and person.superior_no and person.superior_no not in seen:
            seen.add(person.superior_no)
            person = self.find(person.superior_no)
            if person is None or len(steps) >= LADDER_LIMIT:
                break
            steps.append(person)
        return steps

    def under(self, no: str) -> frozenset[str]:
        """Everybody below `no` in the same chain, at any depth."""
        below: set[str] = set()
        fresh = {no}
        while fresh:
            fresh = {
                person.no
                for person in self.staff.values()
                if person.superior_no in fresh and person.no not in below and person.no != no
            }
            below |= fresh
        return frozenset(below)


def duty_desk(company: Company, withheld: Iterable[str] = ()) -> Staff:
    """值班: takes what has no owner yet; never empty, the director if nobody else."""
    barred = set(withheld)
    for role in (Role.DUTY, Role.DIRECTOR, Role.SUPERVISOR, Role.ADMIN):
        for person in company.holding(role):
            if person.no not in barred:
                return person
    for person in company.staff.values():
        if person.active and person.no not in barred:
            return person
    raise NobodyThere


class NobodyThere(Exception):
    """The installation has no active member of staff who could own a case."""


def stand_in(company: Company, no: str, withheld: Iterable[str] = ()) -> Staff:
    """F6: who acts for `no` today: they themselves, else their substitute (and the substitute's
    substitute), else the supervisor, else the duty desk. A circle ends at the duty desk."""
    barred = set(withheld)
    seen: set[str] = set()
    current = no
    while current and current not in seen:
        seen.add(current)
        if company.is_present(current) and current not in barred:
            return company.staff[current]
        person = company.staff.get(current)
        current = person.substitute_no if person else ""
    if current:  # back at somebody already asked: a circle
        return duty_desk(company, barred)
    for superior in company.ladder(no):
        if company.is_present(superior.no) and superior.no not in barred:
            return superior
    return duty_desk(company, barred)


@dataclass(frozen=True, slots=True)
class Responsibility:
    """Who receives a matter first, who owns it, from whom it is withheld, who assists at once."""

    first_receiver_no: str
    owner_no: str
    withheld: tuple[str, ...] = ()
    assisting: tuple[Role, ...] = ()
    informed: tuple[str, ...] = ()


def receive(company: Company, manager_no: str) -> Responsibility:
    """F1: through the bot, first receiver and owner are the shop's customer manager; an absent
    one's substitute owns what is new (F6); a shop nobody looks after goes to the duty desk."""
    owner = stand_in(company, manager_no) if manager_no else duty_desk(company)
    first = manager_no if company.find(manager_no) else owner.no
    return Responsibility(first_receiver_no=first, owner_no=owner.no)


def receive_about(company: Company, about: Iterable[str], manager_no: str) -> Responsibility:
    """F5: who is complained about, and anyone under them, may neither own nor see the case. Where
    that bars the customer manager it starts one step up the ladder, with inspection assisting."""
    meant = sorted(set(about))
    withheld = set(meant).union(*(company.under(no) for no in meant))
    if manager_no and manager_no not in withheld:
        owner = stand_in(company, manager_no, withheld)
        first = manager_no if company.find(manager_no) else owner.no
        return Responsibility(first, owner.no, withheld=tuple(sorted(withheld)))
    owner = _one_step_up(company, manager_no or meant[0], withheld)
    return Responsibility(
        owner.no, owner.no, withheld=tuple(sorted(withheld)), assisting=(Role.INSPECTION,)
    )


def _one_step_up(company: Company, no: str, withheld: set[str]) -> Staff:
    """The next superior who is there and not barred, else the duty desk."""
    for step in company.ladder(no):
        if step.no not in withheld:
            return stand_in(company, step.no, withheld)
    return duty_desk(company, withheld)


def meant_by(company: Company, role: Role, manager_no: str, region: str) -> frozenset[str]:
    """Who may be meant where only a role was said ("你们经理", "送货的"): the shop's own customer
    manager, or everybody of that desk in the region but its head, who can look into it."""
    if role is Role.CUSTOMER_MANAGER:
        return frozenset({manager_no} - {""})
    return frozenset(
        person.no
        for person in company.holding(role)
        if person.region in ("", region) and not _heads(company, person, role)
    )


def _heads(company: Company, person: Staff, role: Role) -> bool:
    superior = company.find(person.superior_no)
    return superior is None or not superior.has(role)


def helper_for(
    company: Company, desk: Role, region: str, load: Mapping[str, int], barred: Iterable[str]
) -> Staff:
    """F3: of the desk asked, the member of the shop's region with the fewest open requests; where
    nobody of the desk is free of the matter, the duty desk."""
    shut = set(barred)
    able = [person for person in company.holding(desk) if person.no not in shut]
    if not able:
        return duty_desk(company, shut)
    return min(
        able,
        key=lambda person: (
            person.no in company.away,
            person.region not in ("", region),
            load.get(person.no, 0),
            person.no,
        ),
    )


def approver_of(company: Company, case: Case, receiver_no: str, *, by_director: bool) -> Staff:
    """F4: a supervisor of either side approves a hand-over; a second one needs the director."""
    ladder = [*company.ladder(case.owner_no), *company.ladder(receiver_no)]
    able = [step for step in ladder if step.no not in {*case.withheld, case.owner_no, receiver_no}]
    if by_director:
        able = [step for step in able if step.has(Role.DIRECTOR)]
    return next(
        (step for step in able if company.is_present(step.no)), duty_desk(company, case.withheld)
    )


def receivers(company: Company, case: Case) -> list[Staff]:
    """Who could take the case over: customer managers and supervisors who may see it."""
    return [
        person
        for role in (Role.CUSTOMER_MANAGER, Role.SUPERVISOR)
        for person in company.holding(role)
        if person.no not in {*case.withheld, case.owner_no}
    ]


def may_see(case: Case, viewer: Staff, company: Company, helping: Iterable[str] = ()) -> bool:
    """Who sees what: the one decision that every list, card, search, count and export asks.

    Never somebody from whom it is withheld; else the owner, the first receiver, who acts for the
    owner, who decides, a helper who was asked (`helping` are their numbers), every superior of
    the owner, and admins, who watch the whole.
    """
    if viewer.no in case.withheld or not viewer.active:
        return False
    parties = {case.owner_no, case.first_receiver_no, case.expected_no, case.decider_no, *helping}
    parties.add(stand_in(company, case.owner_no, case.withheld).no)
    if viewer.no in parties or viewer.has(Role.ADMIN) or viewer.has(Role.DIRECTOR):
        return True
    return any(step.no == viewer.no for step in company.ladder(case.owner_no))


def may_decide(case: Case, viewer: Staff, company: Company) -> bool:
    """Who may do the owner's deeds: the owner, who acts for them while they are away, the superior
    it was reported up to, and the customer manager who has yet to accept what was recorded."""
    if viewer.no in case.withheld or not viewer.active:
        return False
    acting = stand_in(company, case.owner_no, case.withheld).no
    return viewer.no in {case.owner_no, acting, case.decider_no, case.expected_no} - {""}
