"""Intake: a told matter becomes a case with a number, an owner, clocks and a first ledger line."""

from typing import Final

from bot.desk import (
    assistance,
    clock,
    closing,
    colleagues,
    files,
    learning,
    notices,
    watching,
)
from bot.desk.access import case_for
from bot.desk.ending import end
from bot.desk.orders import Actor, AddToCase, CallAPerson, OpenCase, Urge, Withdraw
from bot.desk.routing import responsibility
from bot.desk.shift import Shift
from bot.wording import say
from models import lifecycle, remarks
from models.case import Case
from models.company import one_step_up, stand_in
from models.ids import new_id
from models.ownership import Responsibility, acting_owner, barred_from
from models.people import Shop, Staff
from models.terms import DESKS, Grade, Kind, Role

#: How many of somebody's latest cases may hold what they left unfinished.
_LOOKED_AT: Final = 5


def open_case(order: OpenCase, actor: Actor, shift: Shift) -> Case:
    """File what was told: number, first receiver and owner, both clocks, ledger, notices."""
    shop = shift.work.people.shop(order.licence or actor.licence)
    duty = responsibility(shift, order.told, shop)
    case = new_case(shift, order, str(actor.address), shop, duty)
    file(shift, case, duty, actor, order)
    if case.kind is Kind.COMPLAINT:
        _settle_unfinished(shift, case)
    return case


def _settle_unfinished(shift: Shift, case: Case) -> None:
    """What was kept as unfinished (I1) is this complaint now: nobody need call about it."""
    for earlier in shift.work.cases.of_complainant(case.complainant, limit=_LOOKED_AT):
        is_same = earlier.first_message_at == case.first_message_at and earlier.is_open
        if earlier.kind is Kind.GRUMBLE and is_same:
            words = say("settled.filed", number=case.number)
            entry = remarks.settle_grumble(earlier, words, by="desk", now=shift.now)
            shift.work.cases.record(entry)
            keep(shift, earlier)


def file(shift: Shift, case: Case, duty: Responsibility, actor: Actor, order: OpenCase) -> None:
    """Put the case on record and tell everybody who must know."""
    shift.work.cases.add(case)
    shift.record(
        case,
        "file",
        actor.signature,
        first_receiver=case.first_receiver_no,
        owner=case.owner_no,
        said=case.said,
        summary=case.summary,
    )
    if case.complainant:
        shift.work.talk.assign_since(case.complainant, order.begun_at, case.id)
        learning.note_on(shift, case)
    if case.kind is Kind.GRUMBLE:
        notices.grumble_kept(shift, case, files.of_case(shift, case))
    else:
        notices.filed(shift, case, files.of_case(shift, case))
        _ask_helpers(shift, case, duty)
        watching.look_for_event(shift, case)
    keep(shift, case)


def keep(shift: Shift, case: Case) -> None:
    """Write the case back and set its timer by how things stand now."""
    shift.work.cases.keep(case)
    clock.set_timer(shift, case)
    closing.after_change(shift, case)


def new_case(
    shift: Shift, order: OpenCase, complainant: str, shop: Shop | None, duty: Responsibility
) -> Case:
    """The case as it is filed: what was told, whose shop it is, who is responsible."""
    told = order.told
    number, year = shift.work.cases.next_number(shift.today)
    case = Case(
        company_id=shift.work.company_id,
        id=new_id(shift.now),
        number=number,
        year=year,
        kind=order.kind,
        category=told.category,
        subcategory=told.subcategory,
        grade=told.grade,
        grade_words=told.grade_words,
        complainant=complainant,
        said=told.said,
        summary=told.summary,
        facts=told.facts,
        brand=told.brand,
        happened_on=told.happened_on,
        first_receiver_no=duty.first_receiver_no,
        owner_no=duty.owner_no,
        decider_no=duty.decider_no,
        accused=duty.accused,
        withheld=duty.withheld,
        about=told.about_role.value if told.about_role else "",
        anonymous=told.anonymous,
        first_message_at=order.begun_at,
        filed_at=shift.now,
        respond_by=order.begun_at,
        close_by=order.begun_at,
        major_at=shift.now if told.grade is Grade.MAJOR else None,
    )
    if shop:
        case.shop, case.route = shop.licence, shop.route
        case.area, case.tier = shop.area.value, shop.tier
    clock.reckon(shift, case)
    if case.grade is Grade.MAJOR or case.anonymous:
        let_a_superior_decide(shift, case)
    return case


def let_a_superior_decide(shift: Shift, case: Case) -> None:
    """F7 of what is major; F5 of a name that is kept, which one person knows. Who decides already
    goes on to; above the top of the ladder there is nobody."""
    if not case.decider_no:
        superior = one_step_up(shift.company, case.owner_no, barred_from(case, shift.company))
        case.decider_no = superior.no if superior else ""


def _ask_helpers(shift: Shift, case: Case, duty: Responsibility) -> None:
    """Who is brought in at once: inspection in a conflict of interest, the licence office where a
    fake is suspected, the desk of whom it is about, the supply desk where its table is doubted."""
    desks = list(duty.assisting)
    if case.subcategory == "疑似假烟":
        desks.append(Role.LICENCE_OFFICE)
    if case.about in DESKS:
        desks.append(Role(case.about))
    if case.facts.get("supply") and not case.accused:
        desks.append(Role.SUPPLY)
    for desk in dict.fromkeys(desks):
        assistance.ask_if_free(shift, case, desk, colleagues.why_assist(case))


def add(order: AddToCase, actor: Actor, shift: Shift) -> Case:
    """补充: told to the owner at once, with photos and voice as they came."""
    case = case_for(shift, order.case_id, actor)
    shift.work.cases.record(remarks.add(case, order.words, by=actor.signature, now=shift.now))
    media = files.taken_along(shift, case, actor, order.since)
    notices.added(shift, case, actor, order.words, media)
    keep(shift, case)
    return case


def withdraw(order: Withdraw, actor: Actor, shift: Shift) -> Case:
    """撤回: the retailer's own word closes the matter; nobody goes on looking into it."""
    case = case_for(shift, order.case_id, actor)
    shift.work.cases.record(lifecycle.withdraw(case, order.words, now=shift.now))
    end(shift, case)
    media = files.taken_along(shift, case, actor, order.since)
    notices.withdrawn(shift, case, order.words, media)
    keep(shift, case)
    return case


def urge(order: Urge, actor: Actor, shift: Shift) -> Case:
    """催一下: the owner hears of it; the third time the case becomes urgent."""
    case = case_for(shift, order.case_id, actor)
    limit = shift.policy.urgent_from_urge
    shift.work.cases.record(remarks.urge(case, now=shift.now, urgent_from=limit))
    notices.urged(shift, case)
    keep(shift, case)
    return case


def call_a_person(order: CallAPerson, actor: Actor, shift: Shift) -> None:
    """转人工: the customer manager, else the duty desk, gets what was said and telephones."""
    shop = shift.work.people.shop(actor.licence) if actor.licence else None
    person = who_calls(shift, actor, shop.manager_no if shop else "")
    notices.person_called(shift, actor, shop, person, order.words)


def who_calls(shift: Shift, actor: Actor, manager_no: str) -> Staff:
    """Where an open matter of theirs is withheld from the manager (F5), who acts on that; else the
    manager, or who stands in for them (F6)."""
    for case in shift.work.cases.of_complainant(str(actor.address), limit=_LOOKED_AT):
        if case.is_open and manager_no in barred_from(case, shift.company):
            return acting_owner(case, shift.company)
    return stand_in(shift.company, manager_no)
