"""Agreement: what the retailer answers to a proposal, a dismissal, and a promise carried out.

Silence is never consent: nothing here happens without the retailer's own word.
"""

from bot.desk import notices
from bot.desk.access import case_for
from bot.desk.intake import keep
from bot.desk.orders import Actor, AnswerOffer, AnswerReceipt, ObjectTo
from bot.desk.shift import Shift
from models import ledger, lifecycle
from models.case import Case, OfferState
from models.deadlines import follow_up_at
from models.errors import WrongStage
from models.terms import Stage


def answer_offer(order: AnswerOffer, actor: Actor, shift: Shift) -> Case:
    """同意, 不同意 or 再商量. A second refusal brings in the director (F7)."""
    case = case_for(shift, order.case_id, actor)
    if order.answer == "agree":
        shift.work.cases.record(lifecycle.accept(case, now=shift.now))
        _settle_offer(shift, case, OfferState.ACCEPTED, "")
        notices.agreed(shift, case)
    else:
        shift.work.cases.record(lifecycle.refuse(case, order.words, now=shift.now))
        refused = order.answer == "refuse"
        state = OfferState.REFUSED if refused else OfferState.DISCUSSED
        _settle_offer(shift, case, state, order.words)
        notices.refused(shift, case, order.words)
        if case.refusals >= shift.house.policy.director_from_refusal:
            _bring_in_director(shift, case)
    keep(shift, case)
    return case


def _settle_offer(shift: Shift, case: Case, state: OfferState, words: str) -> None:
    for offer in shift.work.cases.offers(case.id):
        if offer.state is OfferState.OPEN:
            offer.state, offer.answer, offer.answered_at = state, words, shift.now
            shift.work.cases.keep_offer(offer)


def _bring_in_director(shift: Shift, case: Case) -> None:
    ladder = [step for step in shift.company.ladder(case.owner_no) if step.no not in case.withheld]
    if not ladder or ladder[-1].no == case.decider_no:
        return
    case.decider_no = ladder[-1].no
    shift.work.cases.record(
        ledger.write(
            case, "report_up", by="desk", now=shift.now, to=case.decider_no, why="refusals"
        )
    )
    notices.refused_twice(shift, case)


def answer_receipt(order: AnswerReceipt, actor: Actor, shift: Shift) -> Case:
    """收到 or 没有: with 没有 the promise is open again."""
    case = case_for(shift, order.case_id, actor)
    if order.answer == "received":
        shift.work.cases.record(lifecycle.confirm_receipt(case, now=shift.now))
        case.follow_up_at = follow_up_at(
            case.carried_out_at or shift.now, shift.house.calendar, shift.house.policy
        ).at
        notices.receipt_confirmed(shift, case)
    else:
        shift.work.cases.record(lifecycle.deny_receipt(case, now=shift.now))
        notices.receipt_denied(shift, case)
    keep(shift, case)
    return case


def object_to(order: ObjectTo, actor: Actor, shift: Shift) -> Case:
    """An objection to a dismissal goes one step up, not back to the same person."""
    case = case_for(shift, order.case_id, actor)
    if case.stage is not Stage.DISMISSED:
        raise WrongStage(f"{case.number} 现在是「{case.stage.chinese}」，不用再提意见了。")
    shift.work.cases.record(lifecycle.object_to_dismissal(case, order.words, now=shift.now))
    judge = case.decider_no or case.owner_no
    above = [step.no for step in shift.company.ladder(judge) if step.no not in case.withheld]
    case.decider_no = above[0] if above else case.decider_no
    notices.objected(shift, case, order.words)
    keep(shift, case)
    return case
