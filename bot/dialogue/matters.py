"""Matters that exist already: how they stand, and what the retailer answers about them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from bot.desk.orders import (
    AddToCase,
    AnswerOffer,
    AnswerReceipt,
    ExplainRating,
    ObjectTo,
    OfferAnswer,
    OpenCase,
    Order,
    RateCase,
    ReceiptAnswer,
    Reopen,
    UnderstandDismissal,
    Urge,
    Withdraw,
)
from bot.desk.view import View
from bot.dialogue import telling
from bot.dialogue.draft import Draft, State
from bot.dialogue.intents import Intent, intent_of, is_question, is_wordless, keeps_complaint
from bot.dialogue.repeating import line_asked, repeated
from bot.dialogue.steps import Step
from bot.dialogue.summary import for_the_house
from bot.dialogue.turn import Heard, Say, Turn
from bot.wording import house_say, say
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
    "agree": lambda case_id: AnswerOffer(case_id, OfferAnswer.AGREE),
    "received": lambda case_id: AnswerReceipt(case_id, ReceiptAnswer.RECEIVED),
    "not_received": lambda case_id: AnswerReceipt(case_id, ReceiptAnswer.NOT_RECEIVED),
    "object": lambda case_id: ObjectTo(case_id),
    "accept_dismissal": lambda case_id: UnderstandDismissal(case_id),
    "urge": lambda case_id: Urge(case_id),
    "want_call": lambda case_id: AddToCase(case_id, house_say("call_first.words")),
    **{f"rate_{grade.value}": _rated(grade) for grade in Satisfaction},
}
#: Choices of a case after which one free line is asked for, and its step.
WITH_WORDS: Final = {
    "refuse": Step.REFUSING,
    "discuss": Step.DISCUSSING,
    "withdraw": Step.WITHDRAWING,
    "reopen": Step.REOPENING,
    "answer_owner": Step.ANSWERING,
}
#: What one free line goes along with.
_WithALine = AnswerOffer | Reopen | Withdraw
_POOR: Final = ("rate_poor", "rate_very_poor", "rate_fair")


def answer(state: State, heard: Heard, view: View) -> Turn | None:
    """What a choice of a case asks for; None where it isn't one. The open step stays as it is, and
    a matter that is being told waits where it stands."""
    if heard.answer == "all_well":
        return _stays(state, Say(say("quarter.thanks")))
    if heard.case_id is None:
        return None
    if heard.answer in WITH_WORDS:
        return awaits_line(state, WITH_WORDS[heard.answer], heard.case_id)
    if heard.answer == "no_call":
        return _stays(state, Say(say("call_first.no_need")))
    if heard.answer not in CASE_ANSWERS:
        return None
    order = CASE_ANSWERS[heard.answer](heard.case_id)
    if heard.answer in _POOR:
        return awaits_line(state, Step.RATING, heard.case_id, order)
    # A line about the same case is not waited for any more.
    here = state.aside if state.draft.case_id == heard.case_id else state
    return Turn(here.step, here.draft, orders=(order,), asks=repeated(here))


def _stays(state: State, said: Say) -> Turn:
    return Turn(state.step, state.draft, says=(said, *repeated(state)))


def awaits_line(state: State, step: Step, case_id: int, *orders: Order) -> Turn:
    """One free line about the case is asked for. What is being told waits until it has come."""
    here = state.aside
    is_told = here.step is not Step.OPEN
    kept = replace(here.draft, back=here.step.value) if is_told else Draft()
    return Turn(
        step, replace(kept, case_id=case_id), orders=orders, asks=(line_asked(step, case_id),)
    )


def line_given(draft: Draft, step: Step, *orders: Order) -> Turn:
    """The line has come; on with the matter that waited for it."""
    here = State(step, draft).aside
    return Turn(here.step, here.draft, orders=orders, asks=repeated(here))


def offer_again(heard: Heard, view: View) -> tuple[Say, ...]:
    """The offer that is on the table in the case that was spoken of, with its answers."""
    case = next((case for case in view.cases if case.id == heard.case_id), None)
    if case is None or case.stage is not Stage.PROPOSED:
        return ()
    told = {"number": case.number, "offer": case.offer, "day": view.promised_day(case)}
    return (Say(say("proposed.again", **told), ("agree", "refuse", "discuss"), case.id),)


def _words(heard: Heard) -> str:
    return "" if heard.answer else heard.text


def _goes_along(state: State, order: _WithALine, heard: Heard, view: View) -> Turn:
    """The line goes to who answers for the case. Where it may be about them it is told as a matter
    of its own, and they read nothing of it here (F5)."""
    case = _case_of(state.draft, view)
    if case and heard.reading and _is_about_owner(case, heard, heard.reading, view):
        told = told_apart(state, heard, view)
        return replace(told, says=(), orders=(order,), asks=(*told.says, *told.asks))
    order = replace(order, words=_words(heard), since=heard.came_at)
    return line_given(state.draft, state.step, order)


def _case_of(draft: Draft, view: View) -> Case | None:
    """The case that a line is about."""
    return next((case for case in view.cases if case.id == draft.case_id), None)


def _is_about_owner(case: Case, heard: Heard, reading: Reading, view: View) -> bool:
    draft = Draft().absorb(reading)
    return view.is_about_owner(case, draft.told(for_the_house(draft, heard.now)))


def refusing(draft: Draft, heard: Heard, view: View) -> Turn:
    order = AnswerOffer(draft.case_id, OfferAnswer.REFUSE)
    return _goes_along(State(Step.REFUSING, draft), order, heard, view)


def discussing(draft: Draft, heard: Heard, view: View) -> Turn:
    order = AnswerOffer(draft.case_id, OfferAnswer.DISCUSS)
    return _goes_along(State(Step.DISCUSSING, draft), order, heard, view)


def withdrawing(draft: Draft, heard: Heard, view: View) -> Turn:
    """A yes or a reason withdraws it, for good. What may be a no leaves it as it is, another matter
    is told as one, and anything else is kept with the case and asked about once more."""
    case = _case_of(draft, view)
    if _withdraws(heard):
        order = Withdraw(draft.case_id)
        return _goes_along(State(Step.WITHDRAWING, draft), order, heard, view)
    kept = Say(say("withdrawing.kept", number=case.number)) if case else None
    if _keeps(heard) and kept:
        turn = line_given(draft, Step.WITHDRAWING)
        return replace(turn, says=(kept,))
    if case and kept and heard.reading and is_other_matter(case, heard.reading):
        turn = told_apart(State(Step.WITHDRAWING, draft), heard, view)
        return replace(turn, says=(kept, *turn.says))
    orders = (AddToCase(draft.case_id, heard.text, heard.came_at),) if _adds(heard) else ()
    asks = (line_asked(Step.WITHDRAWING, draft.case_id),)
    return Turn(Step.WITHDRAWING, draft, orders=orders, asks=asks)


def _keeps(heard: Heard) -> bool:
    """Whether the case is to go on."""
    intent = intent_of(heard.text)
    is_no = intent in (Intent.NO, Intent.DROP) or keeps_complaint(heard.text)
    return heard.answer == "keep_it" or (not heard.answer and is_no)


def _withdraws(heard: Heard) -> bool:
    """Whether it is a yes, or words that can be no more than the reason."""
    if heard.answer or not heard.text or is_question(heard.text):
        return heard.answer == "withdraw_it"
    intent = intent_of(heard.text)
    if intent in (Intent.YES, Intent.WITHDRAW):
        return True
    is_reason = intent in (None, Intent.THANKS) and not is_wordless(heard.text)
    return is_reason and not _keeps(heard) and not heard.is_surely_a_matter


def _adds(heard: Heard) -> bool:
    return bool(heard.inbound.media) or heard.is_surely_a_matter


def told_apart(state: State, heard: Heard, view: View) -> Turn:
    """What a line about a case tells is a matter of its own; it waits its turn behind the one
    under way, if one is."""
    here = state.aside
    if here.step is Step.OPEN:
        return telling.told(Draft(), heard, view)
    draft = replace(here.draft, waiting=(*here.draft.waiting, heard.text))
    return Turn(here.step, draft, says=(Say(say("another.noted")), *repeated(here)))


def rating(draft: Draft, heard: Heard, view: View) -> Turn:
    """What was not well. Where it is plainly another matter than the one that was asked about, or
    is about who answers for that one (F5), it is told as one."""
    case = _case_of(draft, view)
    other = _other_matter(case, heard.reading, heard, view) if case and heard.reading else None
    order = ExplainRating(draft.case_id, _words(heard), other, heard.came_at)
    return line_given(draft, Step.RATING, order)


def _other_matter(case: Case, reading: Reading, heard: Heard, view: View) -> OpenCase | None:
    if is_other_matter(case, reading) or _is_about_owner(case, heard, reading, view):
        draft = Draft().absorb(reading)
        return OpenCase(draft.told(for_the_house(draft, heard.now)), heard.came_at)
    return None


def is_other_matter(case: Case, reading: Reading) -> bool:
    """Whether what was understood is surely a complaint, and of another kind than the case."""
    if not reading.is_complaint or reading.band is not Band.ACT:
        return False
    differs = bool(reading.subcategory) and reading.subcategory != case.subcategory
    return reading.label != case.category or differs


def reopening(draft: Draft, heard: Heard, view: View) -> Turn:
    return _goes_along(State(Step.REOPENING, draft), Reopen(draft.case_id), heard, view)


def answering(draft: Draft, heard: Heard, view: View) -> Turn:
    """What the retailer answers to a message of the owner's; what may be about the owner is told as
    a matter of its own (F5)."""
    case = _case_of(draft, view)
    if case and heard.reading and _is_about_owner(case, heard, heard.reading, view):
        return told_apart(State(Step.ANSWERING, draft), heard, view)
    order = AddToCase(draft.case_id, heard.text, heard.came_at)
    return line_given(draft, Step.ANSWERING, order)


def to_owner(state: State, heard: Heard, view: View) -> Turn | None:
    """Words and files that follow a message of the owner's go to the owner, unless they plainly
    tell of another matter or may be about the owner (F5)."""
    has_said = bool(heard.text or heard.inbound.media) and not heard.answer
    if state.step is not Step.OPEN or not has_said or intent_of(heard.text) is not None:
        return None
    case = view.written_about
    if case is None or (heard.reading and _other_matter(case, heard.reading, heard, view)):
        return None
    return Turn(Step.OPEN, orders=(AddToCase(case.id, heard.text, heard.came_at),))


def progress(state: State, view: View) -> Turn:
    """How every open matter stands; with one, also what may be done about it."""
    cases = view.open_cases or view.cases[:1]
    if not cases:
        return Turn(state.step, state.draft, says=(Say(say("progress.none"), ("complain",)),))
    says = tuple(
        Say(view.progress(case), ("urge", "withdraw") if case.is_open else ("reopen",), case.id)
        for case in cases[:LISTED]
    )
    return Turn(state.step, state.draft, says=says)


def urge(state: State, heard: Heard, view: View) -> Turn:
    """催一下: of the one open matter; of several, it is asked which."""
    if len(view.open_cases) != 1:
        return _which(state, view, "urge")
    return Turn(state.step, state.draft, orders=(Urge(view.open_cases[0].id),))


def withdraw(state: State, heard: Heard, view: View) -> Turn:
    """撤回: asked for once more, so that nobody withdraws by a slip."""
    if len(view.open_cases) != 1:
        return _which(state, view, "withdraw")
    return awaits_line(state, Step.WITHDRAWING, view.open_cases[0].id)


def _which(state: State, view: View, key: str) -> Turn:
    """Of several open matters, which is meant."""
    if not view.open_cases:
        return Turn(state.step, state.draft, says=(Say(say("progress.none"), ("complain",)),))
    says = tuple(
        Say(say("which.line", number=case.number, what=case.summary), (key,), case.id)
        for case in view.open_cases[:LISTED]
    )
    return Turn(state.step, state.draft, says=(Say(say("which.ask")), *says))
