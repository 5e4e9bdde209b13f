"""Permits: who may give which order at all. What is not in the table, nobody may.

Whether they may give it about this case is decided after that, by `bot.desk.access` and the rules.
"""

from enum import StrEnum
from typing import Final

from bot.desk import orders
from bot.desk.orders import Actor, Order
from bot.desk.shift import Shift
from bot.wording import say
from models.errors import NotPermitted
from models.terms import Role


class Giver(StrEnum):
    """Who gives an order."""

    RETAILER = "retailer"  #: somebody who writes from a chat that is no member of staff's
    STAFF = "staff"  #: an active member of staff
    ADMIN = "admin"  #: one of them who is an admin


_RETAILERS: Final = frozenset({Giver.RETAILER})
_STAFF: Final = frozenset({Giver.STAFF})
_ADMINS: Final = frozenset({Giver.ADMIN})

PERMITS: Final[dict[type[Order], frozenset[Giver]]] = {
    orders.OpenCase: _RETAILERS,
    orders.AddToCase: _RETAILERS,
    orders.Withdraw: _RETAILERS,
    orders.Urge: _RETAILERS,
    orders.CallAPerson: _RETAILERS,
    orders.AnswerOffer: _RETAILERS,
    orders.AnswerReceipt: _RETAILERS,
    orders.ObjectTo: _RETAILERS,
    orders.UnderstandDismissal: _RETAILERS,
    orders.Reopen: _RETAILERS,
    orders.RateCase: _RETAILERS,
    orders.ExplainRating: _RETAILERS,
    orders.BindByRoster: _RETAILERS,
    orders.SendMine: _RETAILERS,
    orders.EraseMine: _RETAILERS,
    orders.BindByCode: _RETAILERS | _STAFF,
    orders.RecordFor: _STAFF,
    orders.GoAway: _STAFF,
    orders.OpenConsole: _STAFF,
    orders.Deed: _STAFF,
    orders.ReportMonth: _STAFF,
    orders.ExtendList: _ADMINS,
    orders.Retrain: _ADMINS,
    orders.ShowClassifier: _ADMINS,
    orders.PromoteClassifier: _ADMINS,
    orders.RollBackClassifier: _ADMINS,
}


def must_be_permitted(order: Order, actor: Actor, shift: Shift) -> None:
    """Raises `NotPermitted` where this is nobody's order to give, or not this person's."""
    may = PERMITS.get(type(order), frozenset())
    if not may & _gives_as(actor, shift):
        key = "refusal.admin_only" if may == _ADMINS else "refusal.not_permitted"
        raise NotPermitted(say(key))


def _gives_as(actor: Actor, shift: Shift) -> frozenset[Giver]:
    """Whoever writes from nowhere and is nobody gives no orders."""
    if not actor.staff_no:
        return _RETAILERS if actor.address else frozenset()
    person = shift.staff_at(actor)
    if not person.active:
        return frozenset()
    return _STAFF | _ADMINS if person.has(Role.ADMIN) else _STAFF
