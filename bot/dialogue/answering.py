"""Answering: questions to the desk, alone or in the middle of a matter, and small talk."""

from dataclasses import replace

from bot.desk.view import View
from bot.dialogue import filing
from bot.dialogue.draft import Draft
from bot.dialogue.intents import Intent, is_angry
from bot.dialogue.steps import Step
from bot.dialogue.turn import Heard, Say, Turn
from bot.moments import by, spoken_day
from bot.naming import titled, together
from bot.wording import say

_EITHER = ("complain", "just_asking")


def not_a_complaint(draft: Draft, heard: Heard, view: View, intent: Intent | None) -> Turn:
    """Thanks, greetings and questions; a question is never forced into a complaint (I2)."""
    if intent is Intent.THANKS:
        return Turn(Step.OPEN, says=(Say(say("thanks.reply")),))
    if intent in (Intent.GREETING, Intent.HELP):
        return Turn(Step.OPEN, says=(Say(say("hello.reply"), ("complain", "progress", "person")),))
    if is_angry(heard.text):
        text = f"{say('sorry.first')}{say('describe.ask')}"
        return Turn(Step.DESCRIBE, draft.started(heard.came_at), says=(Say(text, ("person",)),))
    kept = replace(draft.started(heard.came_at), said=(*draft.said, heard.text))
    if heard.reading:  # it may be made a complaint after all, and what it tells is told
        kept = kept.with_facts(heard.reading.facts).graded(heard.reading)
    answer = known_answer(heard, view)
    if intent is None and not answer and view.open_cases:
        return _more_about_a_case(kept, view)
    return answered(kept, answer or _who_knows(view))


def _more_about_a_case(draft: Draft, view: View) -> Turn:
    """Words after filing that tell nothing to sort are offered to the newest open matter."""
    case = view.open_cases[0]
    text = say("similar.words", number=case.number)
    return Turn(Step.SIMILAR, draft, says=(Say(text, ("add_to_it", "just_asking"), case.id),))


def answered(draft: Draft, answer: str) -> Turn:
    """The answer, with one button to make it a complaint after all."""
    return Turn(Step.KIND, draft, says=(Say(together(answer, say("kind.ask")), _EITHER),))


def known_answer(heard: Heard, view: View) -> str:
    """What the table of frequent questions or the allotment table says; empty where neither."""
    return view.answer_to(heard.text) or _about_supply(heard, view)


def _about_supply(heard: Heard, view: View) -> str:
    """我这档能订多少: the rule of the shop's class, or honestly that there is no table."""
    brands = heard.reading.facts.brands if heard.reading else ()
    wants = any(word in heard.text for word in ("订多少", "能订", "几条", "投放", "放多少", "额度"))
    if not brands or not wants or view.shop is None:
        return ""
    card = view.supply_card((*brands[-1].official, brands[-1].said))
    if card:
        return f"{card.text}\n"
    return "" if view.has_supply_table else say("supply.no_table")


def _who_knows(view: View) -> str:
    """Who can answer what the desk can't: the customer manager, with phone."""
    if view.manager is None:
        return say("inquiry.unknown")
    return say("inquiry.manager", manager=titled(view.manager), phone=view.manager.phone)


def just_asking(draft: Draft) -> Turn:
    """Nothing is filed, and the retailer hears so; on with what waits of the same message."""
    return filing.done_with(draft, says=(Say(say("just_asking.done")),))


def interruption(draft: Draft, heard: Heard, view: View, intent: Intent) -> str:
    """The answer to a question in the middle; the open question is asked again after it."""
    if intent is Intent.HOW_LONG:
        due = view.deadlines(draft.begun(heard.came_at))
        respond, close = by(due.respond.at, view.now), spoken_day(due.close.at, view.now)
        return say("interrupt.how_long", respond=respond, close=close)
    if intent is Intent.WHO and view.manager:
        return say("interrupt.who", manager=titled(view.manager), phone=view.manager.phone)
    return known_answer(heard, view) or _who_knows(view)
