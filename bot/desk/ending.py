"""The end of a case, closed or withdrawn: nothing is asked of anybody about it any more."""

from bot.desk import assistance, handing_over
from bot.desk.shift import Shift
from models.case import Case, OfferState


def end(shift: Shift, case: Case) -> None:
    """What is on the table or on its way is over: offers, help, a hand-over."""
    for offer in shift.work.cases.offers(case.id):
        if offer.state is OfferState.OPEN:
            offer.state = OfferState.OVERTAKEN
            shift.work.cases.keep_offer(offer)
    assistance.call_off(shift, case)
    handing_over.call_off(shift, case)
