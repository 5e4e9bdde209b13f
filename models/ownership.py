"""First-question responsibility (首问负责制): who answers for a case, who may help, who must
not see it. Source: the rules of the desk, section 3, F1–F8.

Everything here is a question about values: the company of the day and the case.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from models.case import Case
from models.company import (
    Barred,
    Company,
    director_over,
    duty_desk,
    one_step_up,
    stand_in,
)
from models.people import Staff
from models.terms import Category, Role

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


@dataclass(frozen=True, slots=True)
class Responsibility:
    """Who receives a matter first, who owns it, who decides beside them, from whom it is withheld
    because of whom, and which desks assist at once."""

    first_receiver_no: str
    owner_no: str
    decider_no: str = ""
    accused: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    assisting: tuple[Role, ...] = ()


def receive(company: Company, manager_no: str) -> Responsibility:
    """F1: through the bot, first receiver and owner are the shop's customer manager; an absent
    one's substitute owns what is new (F6); a shop nobody looks after goes to the duty desk."""
    owner = stand_in(company, manager_no) if manager_no else duty_desk(company)
    first = manager_no if company.find(manager_no) else owner.no
    return Responsibility(first_receiver_no=first, owner_no=owner.no)


def receive_about(company: Company, about: Iterable[str], manager_no: str) -> Responsibility:
    """F5: who is complained about, and anyone under them, may neither own nor see the case. Where
    that bars the customer manager it starts one step up the ladder, with inspection assisting."""
    barred = barred_by(company, about)
    if manager_no and manager_no not in barred:
        owner = stand_in(company, manager_no, barred)
        first = manager_no if company.find(manager_no) else owner.no
        return _withheld(barred, first, owner.no)
    start = manager_no or min(barred.accused)
    owner = one_step_up(company, start, barred) or duty_desk(company, barred)
    return _withheld(barred, owner.no, owner.no, assisting=(Role.INSPECTION,))


def receive_discipline(company: Company, about: Iterable[str], manager_no: str) -> Responsibility:
    """F5, 纪律: a discipline matter goes to the discipline desk and the director; where nobody is
    named it is withheld from the shop's own manager, who may be the one."""
    barred = barred_by(company, set(about) or ({manager_no} - {""}))
    owner = next(
        (one for one in company.holding(Role.DISCIPLINE) if one.no not in barred.accused), None
    ) or duty_desk(company, barred)
    director = next((one for one in company.holding(Role.DIRECTOR) if one.no not in barred), None)
    decider_no = director.no if director and director.no != owner.no else ""
    return _withheld(barred, owner.no, owner.no, decider_no=decider_no)


def barred_by(company: Company, about: Iterable[str]) -> Barred:
    """Those complained about and everybody under them as things stand now."""
    accused = frozenset(about)
    return Barred(company, accused, accused.union(*(company.under(no) for no in accused)))


def _withheld(
    barred: Barred,
    first: str,
    owner_no: str,
    decider_no: str = "",
    assisting: tuple[Role, ...] = (),
) -> Responsibility:
    # An owner found beyond the ladder stands under the accused and still has to see the case.
    withheld = (barred.withheld - {owner_no}) | barred.accused
    return Responsibility(
        first, owner_no, decider_no, _tuple(barred.accused), _tuple(withheld), assisting
    )


def _tuple(numbers: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(numbers))


def barred_from(case: Case, company: Company) -> Barred:
    """From whom this case is kept."""
    return Barred(
        company,
        frozenset(case.accused),
        frozenset(case.withheld),
        cleared=frozenset({case.owner_no}),
    )


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
    company: Company, desk: Role, region: str, load: Mapping[str, int], barred: Barred
) -> Staff:
    """F3: of the desk asked, the member of the shop's region with the fewest open requests; where
    nobody of the desk is free of the matter, the duty desk."""
    able = [person for person in company.holding(desk) if person.no not in barred]
    if not able:
        return duty_desk(company, barred)
    return min(
        able,
        key=lambda person: (
            person.no in company.away,
            person.region not in ("", region),
            load.get(person.no, 0),
            person.no,
        ),
    )


def acting_owner(case: Case, company: Company) -> Staff:
    """F6, F8: who acts as owner of the case today: the owner, or who stands in for them."""
    return stand_in(company, case.owner_no, barred_from(case, company))


def acting_decider(case: Case, company: Company) -> Staff | None:
    """F6: who decides today what was reported up: the superior, or who stands in for them; None
    where it was reported up to nobody."""
    if not case.decider_no:
        return None
    return stand_in(company, case.decider_no, barred_from(case, company))


def superior_for(case: Case, company: Company) -> Staff | None:
    """F7: who it is reported up to next: one step above who decides now, else above the owner."""
    barred = barred_from(case, company).also({case.owner_no})
    return one_step_up(company, case.decider_no or case.owner_no, barred)


def director_for(case: Case, company: Company) -> Staff | None:
    """F7: the last step of the ladder that is free of the case."""
    return director_over(company, case.owner_no, barred_from(case, company))


def approver_of(company: Company, case: Case, receiver_no: str, *, by_director: bool) -> Staff:
    """F4: a supervisor of either side approves a hand-over; a second one needs the director, or who
    stands in for them (F6)."""
    barred = barred_from(case, company).also({case.owner_no, receiver_no})
    ladder = [*company.ladder(case.owner_no), *company.ladder(receiver_no)]
    if by_director:
        ladder = [step for step in ladder if step.has(Role.DIRECTOR)]
        ladder += company.holding(Role.DIRECTOR)
    able = [step for step in ladder if step.no not in barred]
    present = next((step for step in able if company.is_present(step.no)), None)
    if present or not able:
        return present or duty_desk(company, barred)
    return stand_in(company, able[0].no, barred)


def may_receive(case: Case, person: Staff, company: Company) -> bool:
    """F4: whether the case could be handed over to them."""
    roles = (Role.CUSTOMER_MANAGER, Role.SUPERVISOR)
    return (
        person.active
        and any(person.has(role) for role in roles)
        and person.no != case.owner_no
        and person.no not in barred_from(case, company)
    )


def receivers(company: Company, case: Case) -> list[Staff]:
    """Who could take the case over: customer managers and supervisors who may see it."""
    able = {
        person.no: person
        for role in (Role.CUSTOMER_MANAGER, Role.SUPERVISOR)
        for person in company.holding(role)
        if may_receive(case, person, company)
    }
    return list(able.values())


def may_see(case: Case, viewer: Staff, company: Company, helping: Iterable[str] = ()) -> bool:
    """Who sees what: the one decision that every list, card, search, count and export asks.

    Never somebody from whom it is withheld; else the owner, the first receiver, who decides, who
    acts for the owner or for who decides, a helper who was asked (`helping` are their numbers),
    every superior of the owner, and admins, who watch the whole.
    """
    if not viewer.active or viewer.no in barred_from(case, company):
        return False
    parties = {case.owner_no, case.first_receiver_no, case.expected_no, case.decider_no, *helping}
    if viewer.no in parties or viewer.has(Role.ADMIN) or viewer.has(Role.DIRECTOR):
        return True
    if _acts_today(case, viewer, company):
        return True
    return any(step.no == viewer.no for step in company.ladder(case.owner_no))


def may_decide(case: Case, viewer: Staff, company: Company) -> bool:
    """Who may do the owner's deeds: the owner, the superior it was reported up to, who acts for
    either while they are away, and the customer manager who has yet to accept what was recorded."""
    if not viewer.active or viewer.no in barred_from(case, company):
        return False
    if viewer.no in {case.owner_no, case.decider_no, case.expected_no} - {""}:
        return True
    return _acts_today(case, viewer, company)


def _acts_today(case: Case, viewer: Staff, company: Company) -> bool:
    """F6: whether they act for the owner, or for who decides."""
    decider = acting_decider(case, company)
    return viewer.no in {acting_owner(case, company).no, decider.no if decider else ""}


def may_know_who(case: Case, viewer: Staff) -> bool:
    """F5, anonymity: a name that is kept is known to who decides, and to nobody else."""
    return not case.anonymous or (viewer.no == case.decider_no and viewer.active)
