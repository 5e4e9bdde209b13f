"""Handling: the owner's deeds on a case, each a few lines that read like the rule book."""

from collections.abc import Callable, Mapping
from typing import Final

from bot.desk import (
    assistance,
    cards,
    files,
    follow_up,
    handing_over,
    intake,
    learning,
    notices,
    recording,
    watching,
)
from bot.desk.access import case_for, case_to_decide
from bot.desk.ending import end
from bot.desk.orders import Actor, Deed
from bot.desk.shift import Shift
from bot.wording import say
from models import ledger, lifecycle, remarks
from models.case import Case, FollowUpState, Offer, OfferState
from models.deadlines import objections_until
from models.errors import NotPermitted, WrongStage
from models.ids import new_id
from models.labels import Source
from models.lines import one_line
from models.ownership import superior_for
from models.terms import Category, Grade, Role, Stage

Given = Mapping[str, str]


def do(order: Deed, actor: Actor, shift: Shift) -> Case:
    """Carry out one deed of a member of staff. Raises a `Refusal`."""
    if order.name in ASKED_DEEDS:
        case = case_for(shift, order.case_id, actor)
        ASKED_DEEDS[order.name](shift, case, actor, order.given)
    else:
        case = case_to_decide(shift, order.case_id, actor)
        if order.name not in cards.moves_of(case):
            raise lifecycle.wrong_stage(case)
        OWNERS_DEEDS[order.name](shift, case, actor, order.given)
    intake.keep(shift, case)
    return case


def acknowledge(shift: Shift, case: Case, actor: Actor, given: Given) -> None:
    """受理. What somebody else recorded is the customer manager's from here on (F1)."""
    _record(shift, lifecycle.acknowledge(case, by=actor.signature, now=shift.now))
    if case.expected_no == actor.staff_no:
        recording.take_over(shift, case, actor)
    notices.acknowledged(shift, case)


def take_over(shift: Shift, case: Case, actor: Actor, given: Given) -> None:
    recording.take_over(shift, case, actor)
    notices.acknowledged(shift, case)


def uphold(shift: Shift, case: Case, actor: Actor, given: Given) -> None:
    """成立: with the responsible unit and the cause, asked for together with it."""
    _look_into(shift, case, actor)
    _record(shift, lifecycle.uphold(case, by=actor.signature, now=shift.now))
    _find_cause(shift, case, actor, given)


def uphold_partly(shift: Shift, case: Case, actor: Actor, given: Given) -> None:
    _look_into(shift, case, actor)
    partly = given.get("partly", "")
    _record(shift, lifecycle.uphold_partly(case, partly, by=actor.signature, now=shift.now))
    _find_cause(shift, case, actor, given)


def _find_cause(shift: Shift, case: Case, actor: Actor, given: Given) -> None:
    unit, cause = given.get("unit", ""), given.get("cause", "")
    _record(shift, lifecycle.find_cause(case, unit, cause, by=actor.signature, now=shift.now))
    notices.judged(shift, case)
    learning.ask_about(shift, case, Source.DISAGREED)
    watching.look_for_repeat(shift, case)


def dismiss(shift: Shift, case: Case, actor: Actor, given: Given) -> None:
    _look_into(shift, case, actor)
    reason = given.get("reason", "")
    _record(shift, lifecycle.dismiss(case, reason, by=actor.signature, now=shift.now))
    notices.dismissed(shift, case)


def _look_into(shift: Shift, case: Case, actor: Actor) -> None:
    """Judging a case that was only taken on says that it was looked into. What the retailer
    objected to is judged by somebody else than before."""
    if case.stage is Stage.ACKNOWLEDGED:
        _record(shift, lifecycle.investigate(case, by=actor.signature, now=shift.now))
    lines = shift.work.cases.ledger(case.id)
    if any(line.deed == "object" for line in lines):
        judges = {line.actor for line in lines if line.deed == "judge"}
        if actor.signature in judges and case.decider_no != actor.staff_no:
            raise NotPermitted(say("refusal.judged_before", number=case.number))


def propose(shift: Shift, case: Case, actor: Actor, given: Given) -> None:
    """提方案: an earlier proposal still on the table is overtaken."""
    text = given.get("offer", "")
    promised_on = shift.house.read_day(text, shift.today)
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
    """落实: one working day later the retailer is asked how it was done (section 7)."""
    _record(shift, lifecycle.carry_out(case, by=actor.signature, now=shift.now))
    follow_up.plan(shift, case)
    notices.carried_out(shift, case)


def vouch(shift: Shift, case: Case, actor: Actor, given: Given) -> None:
    """The owner heard from the retailer by telephone or at the door, and says how."""
    words = given.get("words", "")
    _record(shift, lifecycle.vouch_receipt(case, words, by=actor.signature, now=shift.now))


def close(shift: Shift, case: Case, actor: Actor, given: Given) -> None:
    """办结: the preventive measure and the severity are asked for with it."""
    by, now = actor.signature, shift.now
    if case.stage is not Stage.DISMISSED:
        measure, severity = given.get("measure", ""), given.get("severity", "")
        _record(shift, lifecycle.evaluate(case, measure, severity, by=by, now=now))
    until = objections_until(case.judged_at or now, shift.calendar, shift.policy).at
    _record(shift, lifecycle.close(case, objections_until=until, by=by, now=now))
    if case.follow_up is FollowUpState.NOT_YET:
        follow_up.plan(shift, case)
    end(shift, case)
    notices.closed(shift, case)


def write(shift: Shift, case: Case, actor: Actor, given: Given) -> None:
    """给店主留言: in the chat, in the writer's name."""
    if not case.complainant:
        raise WrongStage(say("refusal.no_chat", number=case.number))
    words = given.get("message", "")
    entry = remarks.write_to_retailer(case, words, by=actor.signature, now=shift.now)
    _record(shift, entry)
    media = files.unlisted(given.get("files", ""))
    notices.written(shift, case, actor.staff_no, entry.detail["words"], media)


def regrade(shift: Shift, case: Case, actor: Actor, given: Given) -> None:
    """改级 (section 6): a case that becomes major is made known at once (F7)."""
    grade, was = Grade(given["grade"]), case.grade
    reason = given.get("reason_grade", "")
    _record(shift, remarks.regrade(case, grade, reason, by=actor.signature, now=shift.now))
    if grade is Grade.MAJOR and was is not Grade.MAJOR:
        intake.let_a_superior_decide(shift, case)
        notices.major(shift, case)


def reclassify(shift: Shift, case: Case, actor: Actor, given: Given) -> None:
    category, subcategory = Category(given["category"]), given.get("subcategory", "")
    reason, by = given.get("reason_class", ""), actor.signature
    _record(shift, remarks.reclassify(case, category, subcategory, reason, by=by, now=shift.now))
    learning.ask_about(shift, case, Source.CHANGED)
    watching.look_for_event(shift, case)
    watching.look_for_repeat(shift, case)


def report_up(shift: Shift, case: Case, actor: Actor, given: Given) -> None:
    """上报 (F7): the superior joins as decider; the owner stays the contact. For a major case the
    line is the course of events and the first measures (C4)."""
    line = one_line(given.get("why", ""), "为什么上报")
    above = superior_for(case, shift.company)
    case.decider_no = above.no if above else case.decider_no
    if case.major_at:
        case.reported_at = case.reported_at or shift.now
    shift.record(case, "report_up", actor.signature, to=case.decider_no, why=line)
    notices.reported_up(shift, case, line)


def ask_assist(shift: Shift, case: Case, actor: Actor, given: Given) -> None:
    question = given.get("question", "")
    assistance.ask(shift, case, Role(given["desk"]), question, by=actor.signature)


def hand_over(shift: Shift, case: Case, actor: Actor, given: Given) -> None:
    handing_over.ask(shift, case, actor, given["receiver"], given.get("reason_over", ""))


def call(shift: Shift, case: Case, actor: Actor, given: Given) -> None:
    """打过电话: somebody called about a grumble."""
    _record(shift, remarks.call_about(case, by=actor.signature, now=shift.now))


def settle(shift: Shift, case: Case, actor: Actor, given: Given) -> None:
    words = given.get("settled", "")
    _record(shift, remarks.settle_grumble(case, words, by=actor.signature, now=shift.now))


def take_up(shift: Shift, case: Case, actor: Actor, given: Given) -> None:
    """转成投诉: the retailer hears number, name and time as for any complaint."""
    _record(shift, remarks.take_up(case, by=actor.signature, now=shift.now))
    notices.taken_up(shift, case)
    watching.look_for_event(shift, case)


def _accept_assist(shift: Shift, case: Case, actor: Actor, given: Given) -> None:
    assistance.accept(shift, case, actor.staff_no)


def _answer_assist(shift: Shift, case: Case, actor: Actor, given: Given) -> None:
    assistance.answer(shift, case, actor.staff_no, given.get("answer", ""))


def _reply_all(shift: Shift, case: Case, actor: Actor, given: Given) -> None:
    cause, reply = given.get("root_cause", ""), given.get("reply", "")
    watching.reply_to_all(shift, case, actor, cause, reply)


def _record(shift: Shift, entry: ledger.LedgerEntry) -> None:
    shift.work.cases.record(entry)


StaffDeed = Callable[[Shift, Case, Actor, Given], None]

OWNERS_DEEDS: Final[dict[str, StaffDeed]] = {
    "acknowledge": acknowledge,
    "take_over": take_over,
    "uphold": uphold,
    "uphold_partly": uphold_partly,
    "dismiss": dismiss,
    "propose": propose,
    "carry_out": carry_out,
    "vouch": vouch,
    "close": close,
    "write": write,
    "regrade": regrade,
    "reclassify": reclassify,
    "report_up": report_up,
    "assist": ask_assist,
    "hand_over": hand_over,
    "call": call,
    "settle": settle,
    "take_up": take_up,
}
#: Deeds of people who were asked: helpers, whose yes a hand-over needs, who answers for an event.
ASKED_DEEDS: Final[dict[str, StaffDeed]] = {
    "assist_accept": _accept_assist,
    "assist_answer": _answer_assist,
    "hand_over_accept": lambda shift, case, actor, _: handing_over.accept(shift, case, actor),
    "hand_over_approve": lambda shift, case, actor, _: handing_over.approve(shift, case, actor),
    "hand_over_refuse": lambda shift, case, actor, _: handing_over.refuse(shift, case, actor),
    "reply_all": _reply_all,
}
