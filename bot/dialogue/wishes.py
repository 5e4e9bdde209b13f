"""Wishes: what a person wants of the bot itself, at any step and in their own words.

转人工, 查进度, 催一下, 撤回, 算了, 取消, a question in the middle: each is answered, and the open
question is put again after it.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from bot.desk.orders import CallAPerson, EraseMine, SendMine
from bot.desk.view import View
from bot.dialogue import answering, filing, matters, sorting, telling
from bot.dialogue.asking_after import Asked, asks_after
from bot.dialogue.draft import Draft, State
from bot.dialogue.hints import hint
from bot.dialogue.intents import Intent, intent_of
from bot.dialogue.repeating import repeated
from bot.dialogue.steps import Step, Trait, at
from bot.dialogue.turn import Heard, Say, Turn
from bot.wording import say
from nlp.reading import Band

Wish = Callable[[State, Heard, View], Turn]

#: What a few words want that only ask.
_MERE_QUESTION: Final = (None, Intent.QUESTION, Intent.HOW_LONG, Intent.WHO)
#: Kinds of matter that are about one told before.
_DRAGS_ON: Final = frozenset({"处理拖延推诿", "承诺不兑现"})
#: A longer question that is read as a complaint is one.
_A_SHORT_QUESTION: Final = 14


def wish_in(state: State, heard: Heard, view: View) -> Wish | None:
    """A wish of the bot told in the person's own words, where the step leaves room for it."""
    if heard.answer or not heard.text or heard.inbound.media:
        return None
    intent = intent_of(heard.text)
    if intent is Intent.PERSON:
        return WISHES["person"]
    is_line = at(state.step, Trait.LINE)
    if intent is Intent.DROP and not is_line and state.step not in (Step.OPEN, Step.DROPPING):
        return WISHES["drop"]
    if intent not in _ABOUT_CASES and _asks_after(state, heard, view):
        return WISHES["progress"]
    if is_line or intent is None:
        return None
    if at(state.step, Trait.MIDDLE):
        return _wish_in_the_middle(intent, heard)
    is_at_rest = state.step in (Step.OPEN, Step.KIND)
    if intent in _ABOUT_CASES and is_at_rest and not _tells_a_grievance(heard):
        return WISHES[_ABOUT_CASES[intent]]
    return None


def _asks_after(state: State, heard: Heard, view: View) -> bool:
    """Whether it is the progress of an existing matter that is asked for. What only may be meant
    so counts at rest, where there is a matter and no member of staff has just written of it."""
    asked = asks_after(heard.text)
    if asked is None or _tells_a_grievance(heard) or _is_surely_another(heard):
        return False
    if asked is Asked.PLAINLY and not at(state.step, Trait.LINE):
        return bool(view.cases) or not (heard.reading and heard.reading.is_complaint)
    if asked is Asked.PLAINLY:
        return len(heard.text) <= _A_SHORT_QUESTION and bool(view.cases)
    if state.step not in (Step.OPEN, Step.KIND, Step.LABEL) or view.written_about:
        return False
    return bool(view.cases) if asked is Asked.LIKELY else _nobody_else_knows(heard, view)


def _nobody_else_knows(heard: Heard, view: View) -> bool:
    """Whether a question is of nothing but the matter that is open: it hints at no other, and no
    table answers it."""
    reading = heard.reading
    if not view.open_cases or reading is None or intent_of(heard.text) not in _MERE_QUESTION:
        return False
    if reading.is_complaint and reading.subcategory not in _DRAGS_ON:
        return False
    tells = hint(heard.text) or reading.facts.brands or reading.facts.quantities
    return not tells and not answering.known_answer(heard, view)


def _is_surely_another(heard: Heard) -> bool:
    """Whether it is surely a complaint, and not that something told before drags on."""
    reading = heard.reading
    if reading is None or not reading.is_complaint or reading.band is not Band.ACT:
        return False
    return reading.subcategory not in _DRAGS_ON


def _wish_in_the_middle(intent: Intent, heard: Heard) -> Wish | None:
    """A question in the middle of a matter is answered, and the open question asked again."""
    if intent in (Intent.HOW_LONG, Intent.WHO):
        return WISHES["interrupt"]
    facts = heard.reading.facts if heard.reading else None
    tells = facts and (facts.brands or facts.quantities or facts.days)
    is_problem = heard.reading is not None and heard.reading.is_complaint
    if intent is Intent.QUESTION and not tells and not is_problem:
        return WISHES["interrupt"]
    return None


def _tells_a_grievance(heard: Heard) -> bool:
    """A progress question that carries a complaint of its own is that complaint."""
    reading = heard.reading
    if reading is None or not reading.is_complaint or len(heard.text) <= _A_SHORT_QUESTION:
        return False
    return reading.band is Band.ACT or asks_after(heard.text) is not Asked.PLAINLY


def _person(state: State, heard: Heard, view: View) -> Turn:
    """转人工: a person calls, and what was told stays on record: as the complaint that it is where
    its summary was confirmed, else as a grumble."""
    told = state.aside
    words = "\n".join((*told.draft.said, *told.draft.waiting, heard.text)).strip()
    call = CallAPerson(words)
    if not told.holds_a_problem:
        return Turn(Step.OPEN, orders=(call,))
    kept = filing.left(told.draft, heard, view, is_confirmed=at(told.step, Trait.CONFIRMED))
    return Turn(Step.OPEN, orders=(*kept, call))


def _helped(state: State, heard: Heard, view: View) -> Turn:
    says = Say(say("hello.first"), ("complain", "progress", "person"))
    return Turn(state.step, state.draft, says=(says, *repeated(state)))


def _cancel(state: State, heard: Heard, view: View) -> Turn:
    """取消: a line about a case is not waited for; a matter is dropped, asked once."""
    if not state.holds_a_problem:
        return Turn(Step.OPEN, says=(Say(say("cancel.nothing")),))
    return _drop(state.aside, heard, view)


def _drop(state: State, heard: Heard, view: View) -> Turn:
    """算了: asked once, where a problem was told; a mere question is simply over."""
    if not state.holds_a_problem:
        return answering.just_asking(state.draft)
    question = Say(say("dropping.ask"), ("drop_it", "still_complain"))
    return Turn(Step.DROPPING, state.draft.unconfirmed(), says=(question,))


def _interrupt(state: State, heard: Heard, view: View) -> Turn:
    intent = intent_of(heard.text) or Intent.QUESTION
    answer = Say(answering.interruption(state.draft, heard, view, intent))
    return Turn(state.step, state.draft, says=(answer, *repeated(state)))


def _complain(state: State, heard: Heard, view: View) -> Turn:
    if state.step in (Step.KIND, Step.LABEL, Step.GUESS):
        return sorting.kind(state.draft, heard, view)
    if state.step is Step.DROPPING:
        return telling.dropping(state.draft, heard, view)
    if state.holds_a_problem:
        here = state.aside
        return Turn(here.step, here.draft, says=repeated(here))
    draft = replace(Draft().started(heard.came_at), sure=True)
    return Turn(Step.DESCRIBE, draft, says=(Say(say("describe.ask")),))


def _progress(state: State, heard: Heard, view: View) -> Turn:
    if state.step is Step.KIND:  # that it was a question is answered
        return matters.progress(State(), view)
    turn = matters.progress(state, view)
    return replace(turn, says=(*turn.says, *repeated(state)))


def _just_asking(state: State, heard: Heard, view: View) -> Turn:
    if view.cases and any(map(asks_after, state.draft.said)):
        return matters.progress(State(), view)
    if state.step in (Step.OPEN, Step.KIND, Step.LABEL, Step.SIMILAR):
        return answering.just_asking(state.draft)
    return Turn(state.step, state.draft, says=repeated(state))


def _privacy_page(state: State, heard: Heard, view: View) -> Turn:
    says = Say(view.privacy, ("my_data", "wrong_data", "erase_mine"))
    return Turn(state.step, state.draft, says=(says, *repeated(state)))


def _my_data(state: State, heard: Heard, view: View) -> Turn:
    return Turn(state.step, state.draft, orders=(SendMine(),), asks=repeated(state))


def _wrong_data(state: State, heard: Heard, view: View) -> Turn:
    """What is wrong in the roster is put right by people, who can see the licence."""
    call = CallAPerson(say("privacy.wrong_words"))
    return Turn(state.step, state.draft, orders=(call,), asks=repeated(state))


def _erase_mine(state: State, heard: Heard, view: View) -> Turn:
    if state.step is not Step.OPEN:
        first = Say(say("privacy.finish_first"))
        return Turn(state.step, state.draft, says=(first, *repeated(state)))
    question = Say(say("privacy.erase_ask"), ("erase_sure", "keep_mine"))
    return Turn(Step.ERASING, says=(question,))


def erasing(draft: Draft, heard: Heard, view: View) -> Turn:
    """Anything but a plain answer leaves all as it is."""
    kept = Say(say("privacy.kept"))
    if not heard.is_surely_a_matter:
        return Turn(Step.OPEN, says=(kept,))
    turn = telling.told(Draft(), heard, view)
    return replace(turn, says=(kept, *turn.says))


def _erase_sure(state: State, heard: Heard, view: View) -> Turn:
    """Only in answer to that question."""
    if state.step is not Step.ERASING:
        return Turn(state.step, state.draft, says=repeated(state))
    return Turn(Step.OPEN, orders=(EraseMine(),))


_ABOUT_CASES: Final = {
    Intent.URGE: "urge",
    Intent.WITHDRAW: "withdraw",
}
WISHES: Final[dict[str, Wish]] = {
    "person": _person,
    "cancel": _cancel,
    "help": _helped,
    "drop": _drop,
    "interrupt": _interrupt,
    "progress": _progress,
    "urge": matters.urge,
    "withdraw": matters.withdraw,
    "complain": _complain,
    "just_asking": _just_asking,
    "privacy_page": _privacy_page,
    "my_data": _my_data,
    "wrong_data": _wrong_data,
    "erase_mine": _erase_mine,
    "erase_sure": _erase_sure,
    "keep_mine": lambda state, heard, view: erasing(state.draft, heard, view),
    # Commands of staff's, which mean little to anybody else.
    "cases": _progress,
    **dict.fromkeys(
        ("today_due", "record", "away", "console", "report", "retrain", "model"), _helped
    ),
}
