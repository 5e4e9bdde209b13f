"""Handling: the owner's deeds on a case, each a few lines that read like the rule book."""

from collections.abc import Callable, Mapping
from typing import Final

from bot.desk import assistance, handing_over, intake, notices
from bot.desk.access import case_for, case_to_decide
from bot.desk.orders import Actor, Deed
from bot.desk.shift import Shift
from models import ledger, lifecycle
from models.calendar import day_of
from models.case import Case, Offer, OfferState, Severity
from models.ids import new_id
from models.terms import Category, Role, Stage

Given = Mapping[str, str]


def do(order: Deed, actor: Actor, shift: Shift) -> Case:
    """Carry out one deed of a member of staff. Raises a `Refusal`, and then changes nothing."""
    if order.name in ASKED_DEEDS:
        case = case_for(shift, order.case_id, actor)
        ASKED_DEEDS[order.name](shift, case, actor, order.given)
    else:
        case = case_to_decide(shift, order.case_id, actor)
        OWNERS_DEEDS[order.name](shift, case, actor, order.given)
    intake.keep(shift, case)
    return case


def acknowledge(shift: Shift, case: Case, actor: Actor, given: Given) -> None:
    _record(shift, lifecycle.acknowledge(case, by=actor.signature, now=shift.now))
    if case.expected_no == actor.staff_no:
        # F1: what somebody else recorded is the customer manager's from here on.
        case.owner_no, case.expected_no = actor.staff_no, ""
    notices.acknowledged(shift, case)


def uphold(shift: Shift, case: Case, actor: Actor, given: Given) -> None:
    """成立: with the responsible unit and the cause, asked for together with it."""
    _look_into(shift, case, actor)
    partly = given.get("partly", "")
    _record(shift, lifecycle.uphold(case, partly=partly, by=actor.signature, now=shift.now))
    unit, cause = given.get("unit", ""), given.get("cause", "")
    _record(shift, lifecycle.find_cause(case, unit, cause, by=actor.signature, now=shift.now))
    notices.judged(shift, case)


def dismiss(shift: Shift, case: Case, actor: Actor, given: Given) -> None:
    _look_into(shift, case, actor)
    reason = given.get("reason", "")
    _record(shift, lifecycle.dismiss(case, reason, by=actor.signature, now=shift.now))
    notices.dismissed(shift, case)


def _look_into(shift: Shift, case: Case, actor: Actor) -> None:
    """Judging a case that was only taken on says that it was looked into."""
    if case.stage is Stage.ACKNOWLEDGED:
        _record(shift, lifecycle.investigate(case, by=actor.signature, now=shift.now))


def propose(shift: Shift, case: Case, actor: Actor, given: Given) -> None:
    """提方案: an earlier proposal still on the table is overtaken."""
    text = given.get("offer", "")
    promised_on = shift.house.read_day(text, day_of(shift.now))
    _record(shift, lifecycle.propose(case, text, promised_on, by=actor.signature, now=shift.now))
    for earlier in shift.work.cases.offers(case.id):
        if earlier.state is OfferState.OPEN:
            earlier.state = OfferState.OVERTAKEN
            shift.work.cases.keep_offer(earlier)
    offer = Offer(
        company_id=case.company_id,
        id=new_id(shift.now),
        case_id=case.id,
        text=case.offer,
        promised_on=promised_on,
        made_by=actor.staff_no,
        made_at=shift.now,
    )
    shift.work.cases.add_offer(offer)
    notices.proposed(shift, case, offer)


def carry_out(shift: Shift, case: Case, actor: Actor, given: Given) -> None:
    _record(shift, lifecycle.carry_out(case, by=actor.signature, now=shift.now))
    notices.carried_out(shift, case)


def vouch(shift: Shift, case: Case, actor: Actor, given: Given) -> None:
    """The owner heard from the retailer by telephone or at the door, and says how."""
    words = given.get("words", "")
    _record(shift, lifecycle.vouch_receipt(case, words, by=actor.signature, now=shift.now))


def close(shift: Shift, case: Case, actor: Actor, given: Given) -> None:
    """办结: the preventive measure and the severity are asked for with it."""
    if given.get("measure"):
        severity = Severity(given["severity"]) if given.get("severity") else None
        _record(
            shift,
            lifecycle.evaluate(case, given["measure"], severity, by=actor.signature, now=shift.now),
        )
    _record(shift, lifecycle.close(case, by=actor.signature, now=shift.now))
    notices.closed(shift, case)


def reclassify(shift: Shift, case: Case, actor: Actor, given: Given) -> None:
    category = Category(given["category"])
    _record(
        shift,
        lifecycle.reclassify(
            case, category, given.get("subcategory", ""), by=actor.signature, now=shift.now
        ),
    )


def report_up(shift: Shift, case: Case, actor: Actor, given: Given) -> None:
    """上报 (F7): the superior joins as decider; the owner stays the contact."""
    line = " ".join(given.get("why", "").split())
    if not line:
        raise lifecycle.incomplete(("为什么上报",))
    ladder = [step.no for step in shift.company.ladder(case.decider_no or case.owner_no)]
    above = next((no for no in ladder if no not in case.withheld), case.decider_no)
    case.decider_no = above
    case.reported_at = case.reported_at or shift.now
    _record(
        shift,
        ledger.write(case, "report_up", by=actor.signature, now=shift.now, to=above, why=line),
    )
    notices.reported_up(shift, case, line)


def ask_assist(shift: Shift, case: Case, actor: Actor, given: Given) -> None:
    assistance.ask(shift, case, Role(given["desk"]), given.get("question", ""), by=actor.signature)


def accept_assist(shift: Shift, case: Case, actor: Actor, given: Given) -> None:
    assistance.accept(shift, case, actor.staff_no)


def answer_assist(shift: Shift, case: Case, actor: Actor, given: Given) -> None:
    assistance.answer(shift, case, actor.staff_no, given.get("answer", ""))


def hand_over(shift: Shift, case: Case, actor: Actor, given: Given) -> None:
    handing_over.ask(shift, case, actor, given["receiver"], given.get("reason_over", ""))


def _record(shift: Shift, entry: ledger.LedgerEntry) -> None:
    shift.work.cases.record(entry)


StaffDeed = Callable[[Shift, Case, Actor, Given], None]

OWNERS_DEEDS: Final[dict[str, StaffDeed]] = {
    "acknowledge": acknowledge,
    "uphold": uphold,
    "uphold_partly": uphold,
    "dismiss": dismiss,
    "propose": propose,
    "carry_out": carry_out,
    "vouch": vouch,
    "close": close,
    "reclassify": reclassify,
    "report_up": report_up,
    "assist": ask_assist,
    "hand_over": hand_over,
}
#: Deeds of people who were asked: helpers, and whose yes a hand-over needs.
ASKED_DEEDS: Final[dict[str, StaffDeed]] = {
    "assist_accept": accept_assist,
    "assist_answer": answer_assist,
    "hand_over_accept": lambda shift, case, actor, _: handing_over.accept(shift, case, actor),
    "hand_over_approve": lambda shift, case, actor, _: handing_over.approve(shift, case, actor),
    "hand_over_refuse": lambda shift, case, actor, _: handing_over.refuse(shift, case, actor),
}
