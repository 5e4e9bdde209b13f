"""Unfinished intakes (I1): a matter that was begun and left is not dropped.

After 24 hours without another word it goes to the manager as a grumble marked 未完成, so that
somebody calls. The conversation stays where it stood: the retailer may still go on.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.desk import desk
from bot.desk.cutting_off import cut_off
from bot.desk.orders import Actor, OpenCase, Told
from bot.desk.shift import Shift
from bot.desk.view import View
from bot.dialogue import filing
from bot.dialogue.draft import Draft, State
from bot.wording import LOCALES, speaking
from models.conversation import Conversation
from models.messages import Address
from models.terms import Kind

_LOOKED_AT: Final = 5


def watch(shift: Shift, conversation: Conversation) -> None:
    """Look again in a day if a matter is under way."""
    if not _is_under_way(conversation):
        return
    due = shift.now + timedelta(hours=shift.policy.unfinished_intake_hours)
    address = str(conversation.address)
    shift.work.mail.set_timer(f"talk:{address}", due, {"talk": address}, shift.now)


def _is_under_way(conversation: Conversation) -> bool:
    return _state(conversation).holds_a_problem


def _state(conversation: Conversation) -> State:
    return State.load(conversation.step, conversation.slots)


def ring(address: str, shift: Shift) -> None:
    """A day has gone by: what was told is kept as a grumble, once for each matter."""
    conversation = shift.work.talk.conversation(Address.parse(address))
    if conversation is None or not _is_under_way(conversation):
        return
    draft = _state(conversation).draft
    begun = draft.begun(conversation.touched_at)
    earlier = shift.work.cases.of_complainant(address, limit=_LOOKED_AT)
    if any(case.kind is Kind.GRUMBLE and case.first_message_at == begun for case in earlier):
        return
    actor = _actor(shift, conversation)
    told = _told(draft, actor, shift)
    order = OpenCase(told, begun, kind=Kind.GRUMBLE, licence=draft.licence)
    desk.carry_out(order, actor, shift)


def end_as_retailer(shift: Shift, conversation: Conversation) -> None:
    """Who writes there is a member of staff from now on: a matter they were telling as a retailer
    is kept for somebody to call about, and no question of it is open any more."""
    if conversation.step != "open":
        with speaking(LOCALES[0]):
            ring(str(conversation.address), shift)
        conversation.step, conversation.slots = "open", {}


def end_chats_of(shift: Shift, licence: str) -> tuple[Address, ...]:
    """A telephone of the shop was lost: what was begun there is kept for somebody to call about,
    and its chats show and do nothing any more; which they were."""
    ref = f"shop:{licence}"
    with speaking(LOCALES[0]):
        for binding in shift.work.people.bindings_of(ref):
            ring(str(binding.address), shift)
    return cut_off(shift, ref)


def _told(draft: Draft, actor: Actor, shift: Shift) -> Told:
    """As much as was told, of every matter."""
    shop = shift.work.people.shop(actor.licence)
    told = filing.told_whole(draft, View(shift, actor, (shop,) if shop else ()))
    return replace(told, facts={**told.facts, "unfinished": True})


def _actor(shift: Shift, conversation: Conversation) -> Actor:
    bound = shift.work.people.bindings_at(conversation.address)
    shops = [binding.licence for binding in bound if binding.licence]
    return Actor(conversation.address, licence=shops[0] if len(shops) == 1 else "")
