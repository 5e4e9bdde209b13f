"""The engine: one message advances a retailer's conversation by one turn.

choices of a case → universal wishes (转人工, 查进度, 算了 …) → the step it stands at; then the open
question is remembered, so that it can be put again after anything that comes between.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from bot.desk.orders import BindByCode, CallAPerson
from bot.desk.view import View
from bot.dialogue import answering, confirming, correcting, filing, matters, sorting, telling
from bot.dialogue.draft import Draft, State
from bot.dialogue.intents import Intent, intent_of, is_wordless
from bot.dialogue.meant import put_in_place
from bot.dialogue.turn import Heard, Say, Turn
from bot.wording import say
from models.messages import InboundKind
from nlp.matters import split
from nlp.reading import Band, Reading

Step = Callable[[Draft, Heard, View], Turn]
Wish = Callable[[State, Heard, View], Turn]
Read = Callable[[str], Reading]

STEPS: Final[dict[str, Step]] = {
    "open": sorting.opening,
    "describe": sorting.describe,
    "guess": sorting.guess,
    "kind": sorting.kind,
    "label": sorting.label,
    "need": telling.need,
    "supply": telling.supply,
    "earlier": telling.earlier,
    "another": telling.another,
    "similar": telling.similar,
    "split": telling.split,
    "which": telling.split,
    "dropping": telling.dropping,
    "confirm": confirming.confirm,
    "amend": confirming.amend,
    "privacy": filing.privacy,
    "identity": filing.identity,
    "refusing": matters.refusing,
    "discussing": matters.discussing,
    "withdrawing": matters.withdrawing,
    "rating": matters.rating,
    "reopening": matters.reopening,
    "answering": matters.answering,
}
#: Steps at which one free line is awaited: whatever comes is that line.
LINES: Final = frozenset(
    {"refusing", "discussing", "withdrawing", "rating", "reopening", "answering", "identity"}
)
#: Steps at which a matter is being told, so that a question in between leaves it where it stands.
_MIDDLE: Final = frozenset(
    {
        "guess",
        "label",
        "need",
        "supply",
        "earlier",
        "another",
        "similar",
        "split",
        "confirm",
        "privacy",
    }
)
#: How many times a message may be cut into the matters that wait in it.
_MOST_RETOLD: Final = 4
#: How many sentences of an unsure message are read one by one.
_MOST_SENTENCES: Final = 4


def advance(state: State, heard: Heard, view: View, read: Read) -> Turn:
    """One turn of a retailer's conversation; `read` reads a part of a message on its own."""
    heard = _taken_apart(_put_right(heard, read), read)
    turn = _turn(_with_files(state, heard), heard, view)
    for _ in range(_MOST_RETOLD):
        if turn.step != "retell":
            break
        part = turn.draft.said[-1]
        fresh = replace(turn.draft, said=())
        told = telling.told(fresh, replace(heard, text=part, reading=read(part), answer=""), view)
        # What comes of the next matter is said after what the desk answers to the one before.
        turn = replace(told, says=turn.says, orders=turn.orders, asks=(*turn.asks, *told.says))
    return _remembering(turn)


def _put_right(heard: Heard, read: Read) -> Heard:
    """With the reading of what a correction puts in place."""
    right = put_in_place(heard.text) if heard.reading else ""
    return replace(heard, instead=read(right)) if right else heard


def _taken_apart(heard: Heard, read: Read) -> Heard:
    """With its sentences read one by one, where the whole is unsure: it may tell two matters."""
    if heard.reading is None or heard.reading.band is Band.ACT:
        return heard
    sentences = split(heard.text)[:_MOST_SENTENCES]
    return replace(heard, parts=tuple(map(read, sentences))) if len(sentences) > 1 else heard


def _with_files(state: State, heard: Heard) -> State:
    """I5: files count at any step and are kept at once; a line about a case keeps its own."""
    if not heard.inbound.media or state.step in LINES - {"identity"}:
        return state
    names = tuple(media.ref for media in heard.inbound.media)
    draft = state.draft.started(heard.now).with_media(names, is_voice=heard.is_voice)
    return replace(state, draft=draft)


def _remembering(turn: Turn) -> Turn:
    """The turn with its question kept as the open one."""
    if turn.step == "open":
        return turn
    said = (*turn.says, *turn.asks)
    if not said:
        return turn
    last = said[-1]
    return replace(turn, draft=turn.draft.asking(last.text, last.offers, last.case_id))


def _turn(state: State, heard: Heard, view: View) -> Turn:
    if heard.inbound.kind is InboundKind.START:
        return _started(state, heard)
    if heard.is_stale:
        return _stale(state)
    about_case = matters.answer(state.draft, heard, view)
    if about_case:
        return about_case
    wish = _WISHES.get(heard.answer) or _wish_in(state, heard)
    if wish:
        return wish(state, heard, view)
    if to_owner := matters.to_owner(state, heard, view):
        return to_owner
    if _says_nothing(state, heard):
        return Turn(state.step, _placed(state.draft, heard), says=repeated(state))
    if heard.inbound.kind is InboundKind.EDIT:
        return _edited(state, heard, view)
    return STEPS.get(state.step, sorting.opening)(_placed(state.draft, heard), heard, view)


def _says_nothing(state: State, heard: Heard) -> bool:
    """A sticker, emoji, or a place in the middle: kept as it may be, and the question put again."""
    if state.step in LINES or state.step in ("open", "describe") or heard.answer:
        return False
    return is_wordless(heard.text) and not heard.inbound.media and not heard.inbound.phone


def _placed(draft: Draft, heard: Heard) -> Draft:
    if heard.inbound.place is None:
        return draft
    latitude, longitude = heard.inbound.place
    return replace(draft, place=f"{latitude:.6f},{longitude:.6f}")


def _edited(state: State, heard: Heard, view: View) -> Turn:
    """An edited message puts right what it told before; its facts count in place of the old."""
    if state.step not in ("need", "confirm", "amend"):
        return STEPS.get(state.step, sorting.opening)(state.draft, heard, view)
    fixed = correcting.corrected(state.draft, heard)
    turn = telling.onward(fixed, heard, view)
    if turn.step != "confirm":
        return turn
    return replace(turn, says=(confirming.card(fixed, view, key="confirm.changed"),))


def _started(state: State, heard: Heard) -> Turn:
    """/start, with the code of a QR or an invitation, or without."""
    if heard.inbound.code:
        asks = repeated(state)
        return Turn(state.step, state.draft, orders=(BindByCode(heard.inbound.code),), asks=asks)
    if state.step != "open":
        return Turn(state.step, state.draft, says=repeated(state))
    return Turn("open", state.draft, says=(Say(say("hello.first"), ("complain", "progress")),))


def _stale(state: State) -> Turn:
    """A choice of an overtaken question changes nothing; the open one is repeated."""
    return Turn(state.step, state.draft, says=(Say(say("stale.choice")), *repeated(state)))


def repeated(state: State) -> tuple[Say, ...]:
    """The open question once more, so that nobody has to scroll for it."""
    draft = state.draft
    if state.step == "open" or not draft.asked_text:
        return ()
    return (Say(draft.asked_text, draft.asked_offers, draft.asked_case),)


def _wish_in(state: State, heard: Heard) -> Wish | None:
    """A wish of the bot told in the person's own words, where the step leaves room for it."""
    if heard.answer or not heard.text or heard.inbound.media:
        return None
    intent = intent_of(heard.text)
    if intent is Intent.PERSON:
        return _WISHES["person"]
    if state.step in LINES or intent is None:
        return None
    if intent is Intent.DROP and state.step not in ("open", "dropping"):
        return _WISHES["drop"]
    if state.step in _MIDDLE:
        return _wish_in_the_middle(intent, heard)
    if intent in _ABOUT_CASES and state.step in ("open", "kind") and not _tells_a_grievance(heard):
        return _WISHES[_ABOUT_CASES[intent]]
    return None


def _wish_in_the_middle(intent: Intent, heard: Heard) -> Wish | None:
    """A question in the middle of a matter is answered, and the open question asked again."""
    if intent in (Intent.HOW_LONG, Intent.WHO):
        return _WISHES["interrupt"]
    if intent is Intent.PROGRESS and not _tells_a_grievance(heard):
        return _WISHES["progress"]
    facts = heard.reading.facts if heard.reading else None
    tells = facts and (facts.brands or facts.quantities or facts.days)
    is_problem = heard.reading is not None and heard.reading.is_complaint
    if intent is Intent.QUESTION and not tells and not is_problem:
        return _WISHES["interrupt"]
    return None


def _tells_a_grievance(heard: Heard) -> bool:
    """A progress question that carries a complaint of its own is that complaint."""
    return heard.reading is not None and heard.reading.is_complaint and len(heard.text) > 14


def _person(state: State, heard: Heard, view: View) -> Turn:
    words = "\n".join((*state.draft.said, heard.text)).strip()
    if state.holds_a_problem and state.step not in LINES:
        turn = filing.kept_as_grumble(state.draft, heard, view)
        return Turn("open", orders=(*turn.orders, CallAPerson(words)))
    return Turn("open", orders=(CallAPerson(words),))


def _helped(state: State, heard: Heard, view: View) -> Turn:
    says = Say(say("hello.first"), ("complain", "progress", "person"))
    return Turn(state.step, state.draft, says=(says, *repeated(state)))


def _cancel(state: State, heard: Heard, view: View) -> Turn:
    if not state.holds_a_problem or state.step in LINES - {"identity"}:
        return Turn("open", says=(Say(say("cancel.nothing")),))
    return _drop(state, heard, view)


def _drop(state: State, heard: Heard, view: View) -> Turn:
    """算了: asked once, where a problem was told; a mere question is simply over."""
    if not state.holds_a_problem:
        return answering.just_asking()
    question = Say(say("dropping.ask"), ("drop_it", "still_complain"))
    return Turn("dropping", state.draft, says=(question,))


def _interrupt(state: State, heard: Heard, view: View) -> Turn:
    intent = intent_of(heard.text) or Intent.QUESTION
    answer = Say(answering.interruption(state.draft, heard, view, intent))
    return Turn(state.step, state.draft, says=(answer, *repeated(state)))


def _complain(state: State, heard: Heard, view: View) -> Turn:
    if state.step in ("kind", "label", "guess"):
        return sorting.kind(state.draft, heard, view)
    if state.step in _MIDDLE:
        return Turn(state.step, state.draft, says=repeated(state))
    draft = replace(Draft().started(heard.now), sure=True)
    return Turn("describe", draft, says=(Say(say("describe.ask")),))


def _progress(state: State, heard: Heard, view: View) -> Turn:
    turn = matters.progress(state.draft, view, state.step)
    return replace(turn, says=(*turn.says, *repeated(state)))


def _just_asking(state: State, heard: Heard, view: View) -> Turn:
    if state.step in ("open", "kind", "label", "similar"):
        return answering.just_asking()
    return Turn(state.step, state.draft, says=repeated(state))


_ABOUT_CASES: Final = {
    Intent.PROGRESS: "progress",
    Intent.HOW_LONG: "progress",
    Intent.URGE: "urge",
    Intent.WITHDRAW: "withdraw",
}
_WISHES: Final[dict[str, Wish]] = {
    "person": _person,
    "cancel": _cancel,
    "help": _helped,
    "drop": _drop,
    "interrupt": _interrupt,
    "progress": _progress,
    "urge": lambda state, heard, view: matters.urge(state.draft, view, state.step),
    "withdraw": lambda state, heard, view: matters.withdraw(state.draft, view, state.step),
    "complain": _complain,
    "just_asking": _just_asking,
}
