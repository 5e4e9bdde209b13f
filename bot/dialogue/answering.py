"""Answering: questions and corrections, at whatever point of the conversation they come."""

import re
from dataclasses import replace
from typing import Final

from bot.desk.view import View
from bot.dialogue.draft import Draft
from bot.dialogue.intents import Intent
from bot.dialogue.turn import Heard, Say, Turn
from bot.wording import say
from nlp.facts.numerals import bare_number

_NUMBER: Final = re.compile(r"[0-9０-９]+(?:\.[0-9]+)?|[零一二两三四五六七八九十百俩仨]+")


def not_a_complaint(heard: Heard, view: View, intent: Intent | None) -> Turn:
    """Thanks, greetings and questions; a question is never forced into a complaint (I2)."""
    if intent is Intent.THANKS:
        return Turn("open", says=(Say(say("thanks.reply")),))
    if intent in (Intent.GREETING, Intent.HELP):
        return Turn("open", says=(Say(say("hello.reply"), ("complain", "progress", "person")),))
    return Turn("open", says=(Say(answer_to(heard, view), ("complain", "just_asking")),))


def answer_to(heard: Heard, view: View) -> str:
    """What the desk can answer itself, else who can: the customer manager, with phone."""
    if view.manager is None:
        return say("inquiry.unknown")
    return say("inquiry.manager", manager=view.manager.title, phone=view.manager.phone)


def just_asking(heard: Heard, view: View) -> Turn:
    """Nothing is filed, and the retailer hears so."""
    return Turn("open", says=(Say(say("just_asking.done")),))


def interruption(heard: Heard, view: View, intent: Intent) -> str:
    """The answer to a question in the middle; the open question is asked again after it."""
    if intent is Intent.HOW_LONG:
        return say("interrupt.how_long")
    if intent is Intent.WHO and view.manager:
        return say("interrupt.who", manager=view.manager.title, phone=view.manager.phone)
    return answer_to(heard, view)


_INSTEAD: Final = re.compile(
    r"不是(?P<wrong>[^,，。;；\s]+?)[,，。;；\s]*(?:是|要|应该是)(?P<right>.+)"
)


def corrected(draft: Draft, heard: Heard, view: View) -> Draft:
    """The draft with what the retailer corrected: "不是云烟 是玉溪", "三条 不对 两条", "昨天送的".

    The last of several brands, counts or days said is the one that is meant; what is added in
    words is kept with what was said.
    """
    assert heard.reading is not None  # noqa: S101 - the caller looked
    reading = heard.reading
    fixed = draft.with_facts(reading.facts)
    if fixed == draft:
        number = bare_number(heard.text)
        if number is not None and len(without_number(heard.text)) <= 3:
            fixed = replace(draft, number=number, unit=draft.unit or "条")
    if reading.is_complaint and reading.label != draft.label and not _is_only_facts(heard):
        fixed = fixed.sorted_as(reading.label, reading.subcategory or "")
    return replace(fixed, said=(*draft.said, heard.text))


def _is_only_facts(heard: Heard) -> bool:
    """Whether a correction is no more than its facts, so that it can't move the matter itself."""
    assert heard.reading is not None  # noqa: S101 - the caller looked
    facts = heard.reading.facts
    spans = [item.span for group in (facts.brands, facts.quantities, facts.days) for item in group]
    told = sum(span.end - span.start for span in spans)
    return len(heard.text) - told <= 8


def without_number(text: str) -> str:
    """The words of a short answer ("玉溪 1") beside its number and unit."""
    return re.sub(r"[条盒包件箱支个\s,，。]", "", _NUMBER.sub("", text))
