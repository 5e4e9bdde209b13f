"""Intake: a told matter becomes a case with a number, an owner, clocks and a first ledger line."""

from bot.desk import assistance, clock, notices
from bot.desk.access import case_for
from bot.desk.finding import find_shop
from bot.desk.orders import (
    Actor,
    AddToCase,
    CallAPerson,
    OpenCase,
    RecordFor,
    Urge,
    Withdraw,
)
from bot.desk.routing import responsibility
from bot.desk.shift import Shift
from bot.wording import say
from models import ledger, lifecycle
from models.calendar import day_of
from models.case import Case
from models.deadlines import deadlines
from models.errors import NotToBeSeen
from models.ids import new_id
from models.ownership import Responsibility, duty_desk
from models.people import Shop
from models.terms import Grade, Kind, Role


def open_case(order: OpenCase, actor: Actor, shift: Shift) -> Case:
    """File what was told: number, first receiver and owner, both clocks, ledger, notices."""
    shop = shift.work.people.shop(order.licence or actor.licence)
    duty = responsibility(shift, order.told, shop)
    case = _new_case(shift, order, str(actor.address), shop, duty)
    _file(shift, case, duty, actor, order)
    return case


def record_for(order: RecordFor, actor: Actor, shift: Shift) -> Case:
    """代录 (F1): who was asked first is first receiver, and owner until the shop's customer manager
    accepts. Raises `NotToBeSeen` where the shop isn't found."""
    shop = find_shop(shift, order.shop_as_said)
    if shop is None:
        raise NotToBeSeen(say("refusal.no_such_shop"))
    due = responsibility(shift, order.told, shop)
    opening = OpenCase(order.told, shift.now, licence=shop.licence)
    case = _new_case(shift, opening, _address_of_shop(shift, shop), shop, due)
    case.first_receiver_no = actor.staff_no
    if actor.staff_no not in case.withheld and actor.staff_no != case.owner_no:
        case.expected_no, case.owner_no = case.owner_no, actor.staff_no
    _file(shift, case, due, actor, opening)
    return case


def _address_of_shop(shift: Shift, shop: Shop) -> str:
    """Where the shop reads, empty where no chat is bound to it: then people telephone."""
    bound = shift.work.people.bindings_of(f"shop:{shop.licence}")
    return str(bound[0].address) if bound else ""


def _file(shift: Shift, case: Case, duty: Responsibility, actor: Actor, order: OpenCase) -> None:
    shift.work.cases.add(case)
    entry = ledger.write(
        case,
        "file",
        by=actor.signature,
        now=shift.now,
        before="",
        first_receiver=case.first_receiver_no,
        owner=case.owner_no,
        said=case.said,
        summary=case.summary,
    )
    shift.work.cases.record(entry)
    if case.complainant:
        shift.work.talk.assign_since(case.complainant, order.begun_at, case.id)
    if case.kind is Kind.GRUMBLE:
        notices.grumble_kept(shift, case)
    else:
        notices.filed(shift, case)
        for desk in _assisting(case, duty):
            assistance.ask(shift, case, desk, notices.why_assist(case), by="desk")
    keep(shift, case)


def keep(shift: Shift, case: Case) -> None:
    """Write the case back and set its timer by how things stand now."""
    shift.work.cases.keep(case)
    clock.set_timer(shift, case)


def _new_case(
    shift: Shift, order: OpenCase, complainant: str, shop: Shop | None, duty: Responsibility
) -> Case:
    told = order.told
    due = deadlines(order.begun_at, shift.house.calendar, shift.house.policy)
    number, year = shift.work.cases.next_number(day_of(shift.now))
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
        shop=shop.licence if shop else "",
        complainant=complainant,
        said=told.said,
        summary=told.summary,
        facts=told.facts,
        brand=told.brand,
        happened_on=told.happened_on,
        route=shop.route if shop else "",
        tier=shop.tier if shop else "C",
        first_receiver_no=duty.first_receiver_no,
        owner_no=duty.owner_no,
        withheld=duty.withheld,
        about=told.about_role.value if told.about_role else "",
        anonymous=told.anonymous,
        first_message_at=order.begun_at,
        filed_at=shift.now,
        respond_by=due.respond.at,
        close_by=due.close.at,
        provisional=due.provisional,
    )
    if case.grade is Grade.MAJOR:
        case.decider_no = _superior(shift, case)
        case.major_at = order.begun_at
    return case


def _superior(shift: Shift, case: Case) -> str:
    ladder = [step.no for step in shift.company.ladder(case.owner_no)]
    return next((no for no in ladder if no not in case.withheld), "")


def _assisting(case: Case, duty: Responsibility) -> tuple[Role, ...]:
    """Who is brought in at once: inspection in a conflict of interest, the licence office where a
    fake is suspected, discipline where that is the matter."""
    desks = list(duty.assisting)
    if case.subcategory == "疑似假烟":
        desks.append(Role.LICENCE_OFFICE)
    if case.subcategory == "截留货源":
        desks.append(Role.DISCIPLINE)
    return tuple(dict.fromkeys(desks))


def add(order: AddToCase, actor: Actor, shift: Shift) -> Case:
    """补充: told to the owner at once."""
    case = case_for(shift, order.case_id, actor)
    shift.work.cases.record(lifecycle.add(case, order.words, by=actor.signature, now=shift.now))
    notices.added(shift, case, order.words)
    keep(shift, case)
    return case


def withdraw(order: Withdraw, actor: Actor, shift: Shift) -> Case:
    """撤回: the retailer's own word closes the matter."""
    case = case_for(shift, order.case_id, actor)
    shift.work.cases.record(lifecycle.withdraw(case, order.words, now=shift.now))
    notices.withdrawn(shift, case)
    keep(shift, case)
    return case


def urge(order: Urge, actor: Actor, shift: Shift) -> Case:
    """催一下: the owner hears of it; the third time the case becomes urgent."""
    case = case_for(shift, order.case_id, actor)
    limit = shift.house.policy.urgent_from_urge
    shift.work.cases.record(lifecycle.urge(case, now=shift.now, urgent_from=limit))
    notices.urged(shift, case)
    keep(shift, case)
    return case


def call_a_person(order: CallAPerson, actor: Actor, shift: Shift) -> None:
    """转人工: the customer manager, else the duty desk, gets what was said and telephones."""
    shop = shift.work.people.shop(actor.licence) if actor.licence else None
    person = (
        shift.staff(shop.manager_no)
        if shop and shift.company.is_present(shop.manager_no)
        else duty_desk(shift.company)
    )
    notices.person_called(shift, actor, shop, person, order.words)
