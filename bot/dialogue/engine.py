"""The engine: one message advances a retailer's conversation by one turn.

universal wishes (转人工, 查进度, 算了 …) → choices of a case → the step it stands at
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from bot.desk.orders import BindByCode, CallAPerson
from bot.desk.view import View
from bot.dialogue import answering, intake, matters, needs
from bot.dialogue.draft import Draft, State
from bot.dialogue.intents import Intent, intent_of
from bot.dialogue.turn import Heard, Say, Turn
from bot.wording import say
from models.messages import InboundKind
from nlp.reading import Reading

Step = Callable[[Draft, Heard, View], Turn]
Wish = Callable[[State, Heard, View], Turn]
Read = Callable[[str], Reading]

STEPS: Final[dict[str, Step]] = {
    "open": intake.opening,
    "describe": intake.describe,
    "guess": intake.guess,
    "kind": intake.kind,
    "label": intake.label,
    "need": intake.need,
    "similar": intake.similar,
    "split": intake.split,
    "which": intake.split,
    "confirm": intake.confirm,
    "amend": intake.amend,
    "privacy": intake.privacy,
    "identity": intake.identity,
    "dropping": intake.dropping,
    "refusing": matters.refusing,
    "discussing": matters.discussing,
    "withdrawing": matters.withdrawing,
    "rating": matters.rating,
}
#: Steps at which one free line is awaited: whatever comes is that line.
_LINES: Final = frozenset({"refusing", "discussing", "withdrawing", "rating", "identity"})
#: Steps at which a question about the desk itself is answered and the open question asked again.
_MIDDLE: Final = frozenset({"guess", "kind", "label", "need", "similar", "confirm", "privacy"})


def advance(state: State, heard: Heard, view: View, read: Read) -> Turn:
    """One turn of a retailer's conversation; `read` reads a part of a message on its own."""
    turn = _turn(state, heard, view)
    while turn.step == "retell":
        part = turn.draft.said[-1]
        fresh = replace(turn.draft, said=())
        told = intake.told(fresh, replace(heard, text=part, reading=read(part), answer=""), view)
        # What comes of the next matter is said after what the desk answers to the one before.
        turn = replace(told, says=turn.says, orders=turn.orders, asks=(*turn.asks, *told.says))
    return turn


def _turn(state: State, heard: Heard, view: View) -> Turn:
    if heard.inbound.kind is InboundKind.START:
        return _started(state, heard)
    if heard.is_stale:
        return _stale(state, heard, view)
    about_case = matters.answer(state.draft, heard, view)
    if about_case:
        return about_case
    wish = _WISHES.get(heard.answer) or _wish_in(state, heard)
    if wish:
        return wish(state, heard, view)
    return STEPS.get(state.step, intake.opening)(state.draft, heard, view)


def _started(state: State, heard: Heard) -> Turn:
    """/start, with the code of a QR or an invitation, or without."""
    if heard.inbound.code:
        return Turn(state.step, state.draft, orders=(BindByCode(heard.inbound.code),))
    return Turn(state.step, state.draft, says=(Say(say("hello.first"), ("complain", "progress")),))


def _stale(state: State, heard: Heard, view: View) -> Turn:
    """A choice of an overtaken question changes nothing; the open one is repeated."""
    says = (Say(say("stale.choice")), *repeated(state, heard, view))
    return Turn(state.step, state.draft, says=says)


def repeated(state: State, heard: Heard, view: View) -> tuple[Say, ...]:
    """The open question once more, so that nobody has to scroll for it."""
    if state.step == "confirm":
        return (intake.card(state.draft, view),)
    if state.step == "need" and state.draft.asked:
        open_one = replace(state.draft, asked=state.draft.asked[:-1])
        question = needs.next_question(open_one)
        return (Say(question[1], question[2]),) if question else ()
    if state.step in ("label", "guess"):
        return (Say(say("label.ask"), tuple(intake.LABEL_CHOICES)),)
    if state.step == "kind":
        return (Say(say("kind.ask"), ("complain", "just_asking")),)
    if state.step == "privacy":
        return (Say(say("privacy.ask"), ("keep_secret", "no_need")),)
    return ()


def _wish_in(state: State, heard: Heard) -> Wish | None:
    """A wish of the bot told in the person's own words, where the step leaves room for it."""
    if heard.answer or not heard.text or heard.inbound.media:
        return None
    intent = intent_of(heard.text)
    if intent is Intent.PERSON:
        return _WISHES["person"]
    if state.step in _LINES:
        return None
    if intent is Intent.DROP and not state.draft.is_empty:
        return _WISHES["drop"]
    if intent in (Intent.HOW_LONG, Intent.WHO) and state.step in _MIDDLE:
        return _WISHES["interrupt"]
    has_cases = intent in (Intent.PROGRESS, Intent.URGE, Intent.WITHDRAW, Intent.HOW_LONG)
    if has_cases and state.step == "open" and not _tells_a_grievance(heard):
        names = {Intent.URGE: "urge", Intent.WITHDRAW: "withdraw"}
        return _WISHES[names.get(intent, "progress") if intent else "progress"]
    return None


def _tells_a_grievance(heard: Heard) -> bool:
    """A progress question that carries a complaint of its own is that complaint."""
    return heard.reading is not None and heard.reading.is_complaint and len(heard.text) > 14


def _person(state: State, heard: Heard, view: View) -> Turn:
    words = "\n".join((*state.draft.said, heard.text)).strip()
    return Turn("open", orders=(CallAPerson(words),))


def _helped(state: State) -> Turn:
    says = (Say(say("hello.first"), ("complain", "progress", "person")),)
    return Turn(state.step, state.draft, says=says)


def _cancel(state: State, heard: Heard, view: View) -> Turn:
    if state.draft.is_empty:
        return Turn("open", says=(Say(say("cancel.nothing")),))
    return _drop(state, heard, view)


def _drop(state: State, heard: Heard, view: View) -> Turn:
    question = Say(say("dropping.ask"), ("drop_it", "still_complain"))
    return Turn("dropping", state.draft, says=(question,))


def _interrupt(state: State, heard: Heard, view: View) -> Turn:
    intent = intent_of(heard.text) or Intent.QUESTION
    says = (Say(answering.interruption(heard, view, intent)), *repeated(state, heard, view))
    return Turn(state.step, state.draft, says=says)


def _complain(state: State, heard: Heard, view: View) -> Turn:
    if state.step == "kind":
        return intake.kind(state.draft, heard, view)
    return Turn("describe", state.draft.started(heard.now), says=(Say(say("describe.ask")),))


def _just_asking(state: State, heard: Heard, view: View) -> Turn:
    return answering.just_asking(heard, view)


_WISHES: Final[dict[str, Wish]] = {
    "person": _person,
    "cancel": _cancel,
    "help": lambda state, heard, view: _helped(state),
    "drop": _drop,
    "interrupt": _interrupt,
    "progress": lambda state, heard, view: matters.progress(state.draft, view, state.step),
    "urge": lambda state, heard, view: matters.urge(state.draft, view, state.step),
    "withdraw": lambda state, heard, view: matters.withdraw(state.draft, view, state.step),
    "complain": _complain,
    "just_asking": _just_asking,
}
