"""The desk: whoever wants to change a case comes here, with an order."""

from collections.abc import Callable
from typing import Any, Final

from bot.desk import agreement, enrolment, follow_up, handling, intake
from bot.desk.orders import (
    Actor,
    AddToCase,
    AnswerOffer,
    AnswerReceipt,
    BindByCode,
    BindByRoster,
    CallAPerson,
    Deed,
    GoAway,
    ObjectTo,
    OpenCase,
    Order,
    RateCase,
    RecordFor,
    Urge,
    Withdraw,
)
from bot.desk.shift import Shift

DESKWORK: Final[dict[type[Order], Callable[[Any, Actor, Shift], object]]] = {
    OpenCase: intake.open_case,
    RecordFor: intake.record_for,
    GoAway: enrolment.go_away,
    AddToCase: intake.add,
    Withdraw: intake.withdraw,
    Urge: intake.urge,
    CallAPerson: intake.call_a_person,
    AnswerOffer: agreement.answer_offer,
    AnswerReceipt: agreement.answer_receipt,
    ObjectTo: agreement.object_to,
    RateCase: follow_up.rate,
    Deed: handling.do,
    BindByCode: enrolment.bind_by_code,
    BindByRoster: enrolment.bind_by_roster,
}


def carry_out(order: Order, actor: Actor, shift: Shift) -> None:
    """Do what the order says, whole or not at all. Raises a `Refusal` in the reader's words."""
    DESKWORK[type(order)](order, actor, shift)
