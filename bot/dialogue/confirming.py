"""Confirming: the summary card, a like case in its way, and what the retailer puts right on it."""

from dataclasses import replace

from bot.desk.view import View
from bot.dialogue import correcting, filing, needs
from bot.dialogue.draft import Draft
from bot.dialogue.intents import Intent, intent_of, is_angry
from bot.dialogue.steps import Step
from bot.dialogue.summary import summary
from bot.dialogue.turn import Heard, Say, Turn
from bot.wording import say


def confirming(draft: Draft, heard: Heard, view: View, *, key: str = "confirm.ask") -> Turn:
    """The summary card, after what stands in its way: a like case that is still open (I6)."""
    draft = filing.told_for_another(draft, view)
    like = view.similar(draft.told(draft.words), draft.licence)
    if like and not draft.separate:
        shop = say("similar.shop", name=name) if (name := view.shop_named(like)) else ""
        text = shop + say("similar.ask", number=like.number, what=like.summary)
        return Turn(Step.SIMILAR, draft, says=(Say(text, ("add_to_it", "file_apart"), like.id),))
    return Turn(Step.CONFIRM, draft, says=(sorry_first(heard, draft, card(draft, view, key=key)),))


def card(draft: Draft, view: View, *, key: str = "confirm.ask") -> Say:
    return Say(say(key, summary=summary(draft, view.now)), ("right", "change"))


def sorry_first(heard: Heard, draft: Draft, question: Say) -> Say:
    """Anger is met with an apology before a question, once."""
    if not is_angry(heard.text) or any(is_angry(said) for said in draft.said[:-1]):
        return question
    return replace(question, text=f"{say('sorry.first')}{question.text}")


def confirm(draft: Draft, heard: Heard, view: View) -> Turn:
    """The card is right, or something is to be changed; "no" cancels nothing."""
    if heard.answer == "right":
        return filing.identified(draft, heard, view)
    no = intent_of(heard.text) is Intent.NO and not heard.answer
    if no or heard.answer == "change":
        return Turn(Step.AMEND, draft, says=(Say(say("amend.ask")),))
    return amend(draft, heard, view)


def amend(draft: Draft, heard: Heard, view: View) -> Turn:
    """A correction in any wording; what changed shows on the next card."""
    if heard.reading is None:
        return Turn(Step.CONFIRM, draft, says=(card(draft, view),))
    fixed = correcting.corrected(draft, heard)
    if replace(fixed, said=draft.said) != draft:
        return Turn(Step.CONFIRM, fixed, says=(card(fixed, view, key="confirm.changed"),))
    return _still_wrong(draft, fixed, heard, view)


def _still_wrong(draft: Draft, fixed: Draft, heard: Heard, view: View) -> Turn:
    """Nothing was put in place: the thing named is asked for, other words add to the matter."""
    without, need = correcting.named_wrong(fixed, heard)
    if correcting.can_ask(need):
        asked, text, offers = needs.ask(correcting.reopened(without, need), need)
        return Turn(Step.NEED, asked, says=(Say(text, offers),))
    if need == "label":
        return Turn(Step.LABEL, without, says=(Say(say("label.ask"), needs.LABEL_OFFERS[:-1]),))
    if intent_of(heard.text) is Intent.NO:
        return Turn(Step.AMEND, draft, says=(Say(say("amend.ask")),))
    return Turn(Step.CONFIRM, fixed, says=(card(fixed, view, key="confirm.added"),))
