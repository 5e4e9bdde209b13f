"""Groups: a bot that somebody added to one is polite there, and tells nobody's matter to others.

It answers only when it is spoken to, always the same: please write to me alone. Nothing that is
said in a group becomes part of a matter, nobody is bound there, and no case is ever shown.
"""

from typing import Any

from bot.desk.post import Letter, send
from bot.desk.shift import Shift
from bot.dialogue.hearing import COMMANDS
from bot.wording import say
from models.messages import Address, Inbound, InboundKind


def called_key(channel: str, account: str) -> str:
    """Under which name a channel keeps what its account is called and where it is met alone."""
    return f"called:{channel}:{account}"


def answer(shift: Shift, inbound: Inbound) -> None:
    """Ask whoever spoke to the bot to write to it alone."""
    if _is_spoken_to(shift, inbound):
        letter = Letter(_please_alone(shift, inbound.address), quotes=inbound.message)
        send(shift, inbound.address, letter, key=f"group:{inbound.address}:{inbound.event_id}")


def _is_spoken_to(shift: Shift, inbound: Inbound) -> bool:
    """By an answer to something it said, by its name, or by a command of its own."""
    if "" in inbound.calls or inbound.kind is InboundKind.START:
        return True
    name = str(_called(shift, inbound.address).get("name", "")).lower()
    return any(call in COMMANDS or (name and call == name) for call in inbound.calls)


def _please_alone(shift: Shift, address: Address) -> str:
    link = _called(shift, address).get("link", "")
    return say("group.alone", link=link).rstrip()


def _called(shift: Shift, address: Address) -> dict[str, Any]:
    known: dict[str, Any] = shift.work.meta.get(called_key(address.channel, address.account), {})
    return known
