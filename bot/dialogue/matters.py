"""Matters that exist already: how they stand, and what the retailer answers about them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from bot.desk.orders import (
    AnswerOffer,
    AnswerReceipt,
    ObjectTo,
    Order,
    RateCase,
    Urge,
    Withdraw,
)
from bot.desk.view import View
from bot.dialogue.draft import Draft
from bot.dialogue.turn import Heard, Say, Turn
from bot.wording import say
from models.case import Case
from models.satisfaction import Satisfaction

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
    "urge": lambda case_id: Urge(case_id),
    **{f"rate_{grade.value}": _rated(grade) for grade in Satisfaction},
}
#: Choices of a case after which one free line is asked for, and its step.
WITH_WORDS: Final = {"refuse": "refusing", "discuss": "discussing", "withdraw": "withdrawing"}
_POOR: Final = ("rate_poor", "rate_very_poor", "rate_fair")


def answer(draft: Draft, heard: Heard, view: View) -> Turn | None:
    """What a choice of a case asks for; None where it isn't one. The open step stays as it is."""
    if heard.case_id is None:
        return None
    if heard.answer in WITH_WORDS:
        step = WITH_WORDS[heard.answer]
        case_draft = Draft(identity=str(heard.case_id))
        question = Say(say(f"{step}.ask"), ("no_words",), heard.case_id)
        return Turn(step, case_draft, says=(question,))
    if heard.answer == "accept_dismissal":
        return Turn("open", says=(Say(say("dismissal.accepted")),))
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


def _words(heard: Heard) -> str:
    return "" if heard.answer == "no_words" else heard.text


def refusing(draft: Draft, heard: Heard, view: View) -> Turn:
    return Turn("open", orders=(AnswerOffer(int(draft.identity), "refuse", _words(heard)),))


def discussing(draft: Draft, heard: Heard, view: View) -> Turn:
    return Turn("open", orders=(AnswerOffer(int(draft.identity), "discuss", _words(heard)),))


def withdrawing(draft: Draft, heard: Heard, view: View) -> Turn:
    return Turn("open", orders=(Withdraw(int(draft.identity), _words(heard)),))


def rating(draft: Draft, heard: Heard, view: View) -> Turn:
    words = _words(heard)
    if not words:
        return Turn("open", says=(Say(say("rating.thanks")),))
    return Turn("open", orders=(RateCase(int(draft.identity), words=words),))


def progress(draft: Draft, view: View, step: str) -> Turn:
    """How every open matter stands; with one, also what may be done about it."""
    cases = view.open_cases or view.cases[:1]
    if not cases:
        return Turn(step, draft, says=(Say(say("progress.none"), ("complain",)),))
    says = tuple(
        Say(view.progress(case), ("urge", "withdraw") if case.is_open else (), case.id)
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


def add_to_latest(draft: Draft, heard: Heard, view: View) -> Turn:
    """Words after filing that tell nothing new to sort: offered to the newest open matter."""
    case = view.open_cases[0]
    kept = replace(draft.started(heard.now), said=(*draft.said, heard.text))
    text = say("similar.ask", number=case.number, what=case.summary)
    return Turn("similar", kept, says=(Say(text, ("add_to_it", "file_apart"), case.id),))
