"""Turning away: a stranger who sends far more than is kept is told so, at most once an hour."""

from bot.desk.post import Letter, send
from bot.desk.shift import Shift
from bot.desk.telling import language_at
from bot.wording import say, speaking
from models.messages import Address


def turn_away(shift: Shift, address: Address) -> None:
    """One kind sentence; more of them would be a flood of our own."""
    with speaking(language_at(shift, address)):
        letter = Letter(say("flood.turned_away"))
    send(shift, address, letter, key=f"turned-away:{address}:{shift.now:%Y%m%d%H}")
