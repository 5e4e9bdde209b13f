"""Agreement: what the retailer answers to a proposal, a dismissal, and a promise carried out.

Silence is never consent: nothing here happens without the retailer's own word.
"""

from bot.desk import files, follow_up, notices
from bot.desk.access import case_for
from bot.desk.intake import keep
from bot.desk.orders import (
    Actor,
    AnswerOffer,
    AnswerReceipt,
    OfferAnswer,
    ReceiptAnswer,
    UnderstandDismissal,
)
from bot.desk.shift import Shift
from models import lifecycle
from models.case import Case, OfferState
from models.ownership import director_for


def answer_offer(order: AnswerOffer, actor: Actor, shift: Shift) -> Case:
    """同意, 不同意 or 再商量. A second refusal brings in the director (F7)."""
    case = case_for(shift, order.case_id, actor)
    if order.answer is OfferAnswer.AGREE:
        shift.work.cases.record(lifecycle.accept(case, now=shift.now))
        _settle_offer(shift, case, OfferState.ACCEPTED, "")
        notices.agreed(shift, case)
    else:
        _refused(shift, case, order, actor)
    keep(shift, case)
    return case


def _refused(shift: Shift, case: Case, order: AnswerOffer, actor: Actor) -> None:
    shift.work.cases.record(lifecycle.refuse(case, order.words, now=shift.now))
    is_no = order.answer is OfferAnswer.REFUSE
    state = OfferState.REFUSED if is_no else OfferState.DISCUSSED
    _settle_offer(shift, case, state, order.words)
    media = files.taken_along(shift, case, actor, order.since)
    notices.refused(shift, case, order.words, media)
    if case.refusals >= shift.policy.director_from_refusal:
        _bring_in_director(shift, case)


def _settle_offer(shift: Shift, case: Case, state: OfferState, words: str) -> None:
    for offer in shift.work.cases.offers(case.id):
        if offer.state is OfferState.OPEN:
            offer.state, offer.answer, offer.answered_at = state, words, shift.now
            shift.work.cases.keep_offer(offer)


def _bring_in_director(shift: Shift, case: Case) -> None:
    """Told once, also where they decide already for another reason."""
    director = director_for(case, shift.company)
    has_been_told = case.refusals > shift.policy.director_from_refusal
    if director is None or (has_been_told and director.no == case.decider_no):
        return
    case.decider_no = director.no
    shift.record(case, "report_up", to=case.decider_no, why="refusals")
    notices.refused_twice(shift, case)


def answer_receipt(order: AnswerReceipt, actor: Actor, shift: Shift) -> Case:
    """收到 or 没有: with 没有 the promise is open again, and nobody asks how it was done."""
    case = case_for(shift, order.case_id, actor)
    if order.answer is ReceiptAnswer.RECEIVED:
        shift.work.cases.record(lifecycle.confirm_receipt(case, now=shift.now))
        notices.receipt_confirmed(shift, case)
    else:
        shift.work.cases.record(lifecycle.deny_receipt(case, now=shift.now))
        follow_up.call_off(case)
        notices.receipt_denied(shift, case)
    keep(shift, case)
    return case


def understand_dismissal(order: UnderstandDismissal, actor: Actor, shift: Shift) -> Case:
    """知道了: the owner may close what was dismissed."""
    case = case_for(shift, order.case_id, actor)
    shift.work.cases.record(lifecycle.understand_dismissal(case, now=shift.now))
    notices.dismissal_understood(shift, case)
    keep(shift, case)
    return case
