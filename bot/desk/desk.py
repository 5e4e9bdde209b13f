"""The desk: whoever wants to change a case comes here, with an order."""

from collections.abc import Callable
from typing import Any, Final

from bot.desk import (
    agreement,
    enrolment,
    entrance,
    follow_up,
    handling,
    intake,
    picturing,
    privacy,
    recording,
    reopening,
    surplus,
    teaching,
)
from bot.desk.orders import (
    Actor,
    AddToCase,
    AnswerOffer,
    AnswerReceipt,
    BindByCode,
    BindByRoster,
    CallAPerson,
    Deed,
    EraseMine,
    ExplainRating,
    ExtendList,
    GoAway,
    ObjectTo,
    OpenCase,
    OpenConsole,
    Order,
    PromoteClassifier,
    RateCase,
    RecordFor,
    Reopen,
    ReportMonth,
    Retrain,
    RollBackClassifier,
    SendMine,
    ShowClassifier,
    UnderstandDismissal,
    Urge,
    Withdraw,
)
from bot.desk.permits import must_be_permitted
from bot.desk.shift import Shift
from models.errors import Refusal

DESKWORK: Final[dict[type[Order], Callable[[Any, Actor, Shift], object]]] = {
    OpenCase: surplus.open_or_collect,
    RecordFor: recording.record_for,
    ExtendList: enrolment.extend_list,
    GoAway: enrolment.go_away,
    OpenConsole: entrance.open_console,
    AddToCase: intake.add,
    Withdraw: intake.withdraw,
    Urge: intake.urge,
    CallAPerson: intake.call_a_person,
    AnswerOffer: agreement.answer_offer,
    AnswerReceipt: agreement.answer_receipt,
    ObjectTo: reopening.object_to,
    UnderstandDismissal: agreement.understand_dismissal,
    Reopen: reopening.reopen,
    RateCase: follow_up.rate,
    ExplainRating: follow_up.explain,
    Deed: handling.do,
    BindByCode: enrolment.bind_by_code,
    BindByRoster: enrolment.bind_by_roster,
    SendMine: privacy.send_mine,
    EraseMine: privacy.erase_mine,
    ReportMonth: picturing.report_month,
    Retrain: teaching.retrain,
    ShowClassifier: teaching.show,
    PromoteClassifier: teaching.promote,
    RollBackClassifier: teaching.roll_back,
}


def carry_out(order: Order, actor: Actor, shift: Shift) -> None:
    """Do what the order says, whole or not at all. Raises a `Refusal` in the reader's words; then
    nothing has changed but that the attempt is on record."""
    try:
        with shift.work.attempt():
            must_be_permitted(order, actor, shift)
            DESKWORK[type(order)](order, actor, shift)
    except Refusal as refusal:
        if isinstance(order, BindByCode):
            enrolment.count_wrong_code(shift, actor)
        _put_on_record(order, actor, shift, refusal)
        raise


def _put_on_record(order: Order, actor: Actor, shift: Shift, refusal: Refusal) -> None:
    """Who tried what, and what kind of no it was; never the words, which may be anything."""
    case_id = getattr(order, "case_id", 0)
    case = shift.work.cases.find(case_id) if case_id else None
    if case is None:
        return
    tried = getattr(order, "name", type(order).__name__)
    refused = type(refusal).__name__
    shift.record(case, "attempt", actor.signature, tried=tried, refused=refused)
    shift.work.cases.keep(case)
