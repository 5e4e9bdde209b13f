"""Pointing: a message that answers or changes an earlier one is about what that one was about.

An answer to a card belongs to its case, whatever else is under way. A message that was changed
before its matter was filed corrects the draft; afterwards the case keeps both, as it was said and
as it was changed, and the owner hears of it. What somebody forwards are another's words: they tell
of a matter, but answer no question.
"""

from dataclasses import replace
from typing import Final

from bot.desk.orders import AddToCase, Urge
from bot.desk.shift import Shift
from bot.desk.view import View
from bot.dialogue import matters
from bot.dialogue.asking_after import Asked, asks_after
from bot.dialogue.draft import State
from bot.dialogue.intents import Intent, intent_of
from bot.dialogue.repeating import repeated
from bot.dialogue.steps import Step, Trait, at
from bot.dialogue.turn import Heard, Say, Turn
from bot.wording import house_say, say
from models.case import Case
from models.messages import Inbound, InboundKind

_PROGRESS: Final = (Intent.HOW_LONG, Intent.WHO)


def case_pointed_at(shift: Shift, inbound: Inbound) -> int | None:
    """The case of the message that this one answers or changes."""
    if not inbound.anchor or inbound.kind is InboundKind.CHOICE:
        return None
    said = shift.work.talk.marked(inbound.address, inbound.anchor)
    return said.case_id if said else None


def pointed(state: State, heard: Heard, view: View) -> Turn | None:
    """What a message does that points at a case of the retailer's own; None where it is to be
    taken as any other."""
    case = next((case for case in view.cases if case.id == heard.about), None)
    if case is None or heard.answer:
        return None
    if heard.inbound.kind is InboundKind.EDIT:
        return _changed(state, heard, case)
    if at(state.step, Trait.LINE):
        return None
    return _wished(state, heard, view, case) or _said(state, heard, case)


def _changed(state: State, heard: Heard, case: Case) -> Turn:
    """Changed after it was filed: what was told first stands, and this beside it."""
    if not case.is_open:
        told = Say(say("edited.closed", number=case.number), ("reopen",), case.id)
        return Turn(state.step, state.draft, says=(told, *repeated(state)))
    words = house_say("edited.note", words=heard.text)
    return _added(state, heard, case, words)


def _wished(state: State, heard: Heard, view: View, case: Case) -> Turn | None:
    """催一下, 撤回, 怎么样了: of this case, where there are several."""
    intent = intent_of(heard.text) if heard.text else None
    if intent is Intent.URGE and case.is_open:
        return Turn(state.step, state.draft, orders=(Urge(case.id),), asks=repeated(state))
    if intent is Intent.WITHDRAW and case.is_open:
        return matters.awaits_line(state, Step.WITHDRAWING, case.id)
    if intent in _PROGRESS or asks_after(heard.text) in (Asked.PLAINLY, Asked.LIKELY):
        offers = ("urge", "withdraw") if case.is_open else ("reopen",)
        told = Say(view.progress(case), offers, case.id)
        return Turn(state.step, state.draft, says=(told, *repeated(state)))
    return None


def _said(state: State, heard: Heard, case: Case) -> Turn | None:
    """Anything else goes to the owner as more about the case, unless it plainly tells another
    matter, or is no more than thanks."""
    if not case.is_open or intent_of(heard.text) is not None:
        return None
    if not heard.text and not heard.inbound.media:
        return None
    if heard.reading and matters.is_other_matter(case, heard.reading):
        return None
    return _added(state, heard, case, heard.text)


def _added(state: State, heard: Heard, case: Case, words: str) -> Turn:
    """The draft of another matter stays as it is, without the files that go to the case."""
    files = {media.ref for media in heard.inbound.media}
    kept = tuple(name for name in state.draft.media if name not in files)
    draft = replace(state.draft, media=kept) if files else state.draft
    order = AddToCase(case.id, words, heard.came_at)
    return Turn(state.step, draft, orders=(order,), asks=repeated(state))
