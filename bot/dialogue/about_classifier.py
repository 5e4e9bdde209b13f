"""What an admin wants done with the classifier, from chat: /model, /retrain, and their buttons."""

from typing import Final

from bot.desk.orders import (
    Order,
    PromoteClassifier,
    Retrain,
    RollBackClassifier,
    ShowClassifier,
)

#: What stands before the version in a choice that lets it serve.
PROMOTE: Final = "promote:"
_ORDERS: Final[dict[str, Order]] = {
    "retrain": Retrain(),
    "model": ShowClassifier(),
    "roll_back": RollBackClassifier(),
}


def order_of(answer: str) -> Order | None:
    """The order that a choice stands for, if it is about the classifier."""
    if answer.startswith(PROMOTE):
        return PromoteClassifier(answer.removeprefix(PROMOTE))
    return _ORDERS.get(answer)
