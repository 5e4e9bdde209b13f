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
from bot.dialogue.draft import Draft
from bot.dialogue.summary import summary
from bot.wording import LOCALES, speaking
from models.conversation import Conversation
from models.messages import Address
from models.terms import Kind, Role

#: Steps at which no new matter is being told, whatever the slots hold.
_ABOUT_A_CASE: Final = frozenset(
    {"open", "kind", "refusing", "discussing", "withdrawing", "rating", "reopening", "answering"}
)
_LOOKED_AT: Final = 5


def watch(shift: Shift, conversation: Conversation) -> None:
    """Look again in a day if a matter is under way."""
    if not _is_under_way(conversation):
        return
    due = shift.now + timedelta(hours=shift.policy.unfinished_intake_hours)
    address = str(conversation.address)
    shift.work.mail.set_timer(f"talk:{address}", due, {"talk": address}, shift.now)


def _is_under_way(conversation: Conversation) -> bool:
    draft = Draft.load(conversation.slots)
    return conversation.step not in _ABOUT_A_CASE and not draft.is_empty


def ring(address: str, shift: Shift) -> None:
    """A day has gone by: what was told is kept as a grumble, once for each matter."""
    conversation = shift.work.talk.conversation(Address.parse(address))
    if conversation is None or not _is_under_way(conversation):
        return
    draft = Draft.load(conversation.slots)
    begun = draft.begun(conversation.touched_at)
    earlier = shift.work.cases.of_complainant(address, limit=_LOOKED_AT)
    if any(case.kind is Kind.GRUMBLE and case.first_message_at == begun for case in earlier):
        return
    order = OpenCase(_told(draft, shift), begun, kind=Kind.GRUMBLE, licence=draft.licence)
    desk.carry_out(order, _actor(shift, conversation), shift)


def end_as_retailer(shift: Shift, conversation: Conversation) -> None:
    """Who writes there is a member of staff from now on: a matter they were telling as a retailer
    is kept for somebody to call about, and no question of it is open any more."""
    if conversation.step != "open":
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


def _told(draft: Draft, shift: Shift) -> Told:
    """As much as was told. A voice note that nobody has heard may be about the manager, so it goes
    one step up (I5)."""
    told = draft.told(summary(draft, shift.now))
    told = replace(told, facts={**told.facts, "unfinished": True})
    return replace(told, about_role=Role.CUSTOMER_MANAGER) if draft.unheard else told


def _actor(shift: Shift, conversation: Conversation) -> Actor:
    bound = shift.work.people.bindings_at(conversation.address)
    shops = [one.ref.removeprefix("shop:") for one in bound if one.ref.startswith("shop:")]
    return Actor(conversation.address, licence=shops[0] if len(shops) == 1 else "")
