"""Repeating: the open question once more, so that nobody has to scroll for it."""

from typing import Final

from bot.dialogue.draft import State
from bot.dialogue.steps import Step, Trait, at
from bot.dialogue.turn import Say
from bot.wording import say

#: The answers that are offered beside a free line about a case.
_BESIDE: Final = {Step.WITHDRAWING: ("withdraw_it", "keep_it")}


def line_asked(step: Step, case_id: int) -> Say:
    """The question that one free line about a case answers."""
    return Say(say(f"{step}.ask"), _BESIDE.get(step, ("no_words",)), case_id)


def repeated(state: State) -> tuple[Say, ...]:
    """The open question as it was put; nothing where none is open."""
    draft = state.draft
    if at(state.step, Trait.LINE):
        return (line_asked(state.step, draft.case_id),)
    if state.step is Step.OPEN or not draft.asked_text:
        return ()
    return (Say(draft.asked_text, draft.asked_offers, draft.asked_case),)
