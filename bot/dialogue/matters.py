"""Matters that exist already: how they stand, and what the retailer answers about them."""

from collections.abc import Callable
from typing import Final

from bot.desk.orders import (
    AddToCase,
    AnswerOffer,
    AnswerReceipt,
    ExplainRating,
    ObjectTo,
    OpenCase,
    Order,
    RateCase,
    Reopen,
    UnderstandDismissal,
    Urge,
    Withdraw,
)
from bot.desk.view import View
from bot.dialogue.draft import Draft, State
from bot.dialogue.intents import intent_of
from bot.dialogue.summary import for_the_house
from bot.dialogue.turn import Heard, Say, Turn
from bot.wording import say
from models.case import Case
from models.satisfaction import Satisfaction
from models.terms import Stage
from nlp.reading import Band, Reading

#: How many matters one list shows.
LISTED: Final = 5


def _rated(grade: Satisfaction) -> Callable[[int], Order]:
    return lambda case_id: RateCase(case_id, grade.value)


#: Choices that belong to a case and mean the same wherever the conversation stands.
CASE_ANSWERS: Final[dict[str, Callable[[int], Order]]] = {
    "agree": lambda case_id: AnswerOffer(case_id, "agree"),
    "received": lambda case_id: AnswerReceipt(case_id, "received"),
    "not_received": lambda case_id: AnswerReceipt(case_id, "not_received"),
    "object": lambda case_id: ObjectTo(case_id),
    "accept_dismissal": lambda case_id: UnderstandDismissal(case_id),
    "urge": lambda case_id: Urge(case_id),
    "want_call": lambda case_id: AddToCase(case_id, say("call_first.words")),
    **{f"rate_{grade.value}": _rated(grade) for grade in Satisfaction},
}
#: Choices of a case after which one free line is asked for, and its step.
WITH_WORDS: Final = {
    "refuse": "refusing",
    "discuss": "discussing",
    "withdraw": "withdrawing",
    "reopen": "reopening",
    "answer_owner": "answering",
}
_POOR: Final = ("rate_poor", "rate_very_poor", "rate_fair")


def answer(draft: Draft, heard: Heard, view: View) -> Turn | None:
    """What a choice of a case asks for; None where it isn't one. The open step stays as it is."""
    if heard.answer == "all_well":
        return Turn("open", says=(Say(say("quarter.thanks")),))
    if heard.case_id is None:
        return None
    if heard.answer in WITH_WORDS:
        step = WITH_WORDS[heard.answer]
        case_draft = Draft(identity=str(heard.case_id))
        question = Say(say(f"{step}.ask"), ("no_words",), heard.case_id)
        return Turn(step, case_draft, says=(question,))
    if heard.answer == "no_call":
        return Turn("open", says=(Say(say("call_first.no_need")),))
    if heard.answer not in CASE_ANSWERS:
        return None
    order = CASE_ANSWERS[heard.answer](heard.case_id)
    if heard.answer in _POOR:
        return Turn(
            "rating",
            Draft(identity=str(heard.case_id)),
            orders=(order,),
            asks=(Say(say("rating.ask"), ("no_words",), heard.case_id),),
        )
    return Turn("open", orders=(order,))


def offer_again(heard: Heard, view: View) -> tuple[Say, ...]:
    """The offer that is on the table in the case that was spoken of, with its answers."""
    case = next((case for case in view.cases if case.id == heard.case_id), None)
    if case is None or case.stage is not Stage.PROPOSED:
        return ()
    told = {"number": case.number, "offer": case.offer, "day": view.promised_day(case)}
    return (Say(say("proposed.again", **told), ("agree", "refuse", "discuss"), case.id),)


def _words(heard: Heard) -> str:
    return "" if heard.answer == "no_words" else heard.text


def refusing(draft: Draft, heard: Heard, view: View) -> Turn:
    return Turn("open", orders=(AnswerOffer(int(draft.identity), "refuse", _words(heard)),))


def discussing(draft: Draft, heard: Heard, view: View) -> Turn:
    return Turn("open", orders=(AnswerOffer(int(draft.identity), "discuss", _words(heard)),))


def withdrawing(draft: Draft, heard: Heard, view: View) -> Turn:
    return Turn("open", orders=(Withdraw(int(draft.identity), _words(heard)),))


def rating(draft: Draft, heard: Heard, view: View) -> Turn:
    """What was not well. Where it is plainly another matter than the one that was asked about, or
    is about who answers for that one (F5), it is told as one."""
    case_id = int(draft.identity)
    case = next((case for case in view.cases if case.id == case_id), None)
    other = _other_matter(case, heard.reading, heard, view) if case and heard.reading else None
    return Turn("open", orders=(ExplainRating(case_id, _words(heard), other),))


def _other_matter(case: Case, reading: Reading, heard: Heard, view: View) -> OpenCase | None:
    draft = Draft().absorb(reading)
    told = draft.told(for_the_house(draft, heard.now))
    if is_other_matter(case, reading) or view.is_about_owner(case, told):
        return OpenCase(told, heard.came_at)
    return None


def is_other_matter(case: Case, reading: Reading) -> bool:
    """Whether what was understood is surely a complaint, and of another kind than the case."""
    if not reading.is_complaint or reading.band is not Band.ACT:
        return False
    differs = bool(reading.subcategory) and reading.subcategory != case.subcategory
    return reading.label != case.category or differs


def reopening(draft: Draft, heard: Heard, view: View) -> Turn:
    return Turn("open", orders=(Reopen(int(draft.identity), _words(heard)),))


def answering(draft: Draft, heard: Heard, view: View) -> Turn:
    """What the retailer answers to a message of the owner's."""
    return Turn("open", orders=(AddToCase(int(draft.identity), heard.text),))


def to_owner(state: State, heard: Heard, view: View) -> Turn | None:
    """Words and files that follow a message of the owner's go to the owner, unless they plainly
    tell of another matter."""
    has_said = bool(heard.text or heard.inbound.media) and not heard.answer
    if state.step != "open" or not has_said or intent_of(heard.text) is not None:
        return None
    case = view.written_about
    if case is None or (heard.reading and is_other_matter(case, heard.reading)):
        return None
    return Turn("open", orders=(AddToCase(case.id, heard.text),))


def progress(draft: Draft, view: View, step: str) -> Turn:
    """How every open matter stands; with one, also what may be done about it."""
    cases = view.open_cases or view.cases[:1]
    if not cases:
        return Turn(step, draft, says=(Say(say("progress.none"), ("complain",)),))
    says = tuple(
        Say(view.progress(case), ("urge", "withdraw") if case.is_open else ("reopen",), case.id)
        for case in cases[:LISTED]
    )
    return Turn(step, draft, says=says)


def urge(draft: Draft, view: View, step: str) -> Turn:
    """催一下: of the one open matter; of several, it is asked which."""
    return _about_one(draft, view, step, "urge", lambda case: (Urge(case.id),))


def withdraw(draft: Draft, view: View, step: str) -> Turn:
    """撤回: asked for once more in words, so that nobody withdraws by a slip."""
    cases = view.open_cases
    if len(cases) != 1:
        return _about_one(draft, view, step, "withdraw", lambda case: ())
    asked = Say(say("withdrawing.ask"), ("no_words",), cases[0].id)
    return Turn("withdrawing", Draft(identity=str(cases[0].id)), says=(asked,))


def _about_one(
    draft: Draft, view: View, step: str, key: str, orders: Callable[[Case], tuple[Order, ...]]
) -> Turn:
    cases = view.open_cases
    if not cases:
        return Turn(step, draft, says=(Say(say("progress.none"), ("complain",)),))
    if len(cases) == 1:
        return Turn(step, draft, orders=orders(cases[0]))
    says = tuple(
        Say(say("which.line", number=case.number, what=case.summary), (key,), case.id)
        for case in cases[:LISTED]
    )
    return Turn(step, draft, says=(Say(say("which.ask")), *says))
