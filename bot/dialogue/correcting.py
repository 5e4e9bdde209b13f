"""Correcting: what a retailer puts right, in whatever wording; the right slot changes, no other.

Understood are a fact put in place of another (不是云烟 是玉溪; 三条 不对 两条; 昨天送的), the name
of what is wrong without its right value (数量不对), and another matter than the one noted (不是压坏
是少送了).
"""

import re
from dataclasses import replace
from typing import Final

from bot.dialogue import needs
from bot.dialogue.draft import Draft
from bot.dialogue.meant import denied, meant, put_in_place
from bot.dialogue.turn import Heard
from models.terms import Role
from nlp.facts.numerals import bare_number
from nlp.reading import Band, Reading

_NUMBER: Final = re.compile(r"[0-9０-９]+(?:\.[0-9]+)?|[零一二两三四五六七八九十百俩仨半]+")
#: The name of what is wrong, where the right value isn't said; and the need that asks for it.
_NAMED_WRONG: Final = (
    ("day", re.compile(r"(?:日期|时间|日子|哪天|天数?).{0,3}(?:不对|错|不是)")),
    ("count", re.compile(r"(?:数量?|条数|几条|多少).{0,3}(?:不对|错|不是)")),
    ("brand", re.compile(r"(?:烟|牌子|品牌|品种|名字).{0,3}(?:不对|错|不是)")),
    ("label", re.compile(r"(?:不是这个?(?:事|类)|类别?.{0,3}(?:不对|错)|说的不是|意思不对)")),
)
_CORRECTS: Final = re.compile(
    r"^(?:对\s|不对|不是|错了|其实|应该|改成?)|不是.{1,12}(?:是|,|，|\s)|(?:不对|错了)(?:$|[,，。\s])"
)
#: Words that carry no matter of their own beside a corrected fact.
_BESIDE: Final = 8
_PEOPLE: Final = {
    "送货": Role.DELIVERY,
    "司机": Role.DELIVERY,
    "经理": Role.CUSTOMER_MANAGER,
    "电访": Role.ORDER_CENTRE,
    "专卖": Role.LICENCE_OFFICE,
    "稽查": Role.LICENCE_OFFICE,
}


def corrected(draft: Draft, heard: Heard) -> Draft:
    """The draft with what was put right; what was said is kept with the other words."""
    reading = heard.reading
    if reading is None:
        return draft
    fixed = draft.with_facts(meant(reading))
    fixed = _unknown_brand(draft, fixed, heard)
    if fixed == draft:
        fixed = _bare_count(draft, heard.text)
    fixed = _other_person(fixed, heard)
    fixed = _other_matter(fixed, heard, reading)
    return replace(fixed, said=(*draft.said, heard.text))


def named_wrong(draft: Draft, heard: Heard) -> tuple[Draft, str]:
    """What was called wrong without its right value: the draft without it, and what to ask."""
    if heard.reading is None:
        return draft, ""
    if denied(heard.text, heard.reading.facts.brands):
        return replace(draft, brand="", official="", brand_options=()), "brand"
    if denied(heard.text, heard.reading.facts.quantities):
        return replace(draft, number=None), "goods"
    if denied(heard.text, heard.reading.facts.days):
        return replace(draft, happened_on=""), "day"
    for need, words in _NAMED_WRONG:
        if words.search(heard.text):
            return _without(draft, need), "goods" if need == "count" else need
    return draft, ""


def _without(draft: Draft, need: str) -> Draft:
    if need == "day":
        return replace(draft, happened_on="")
    if need == "count":
        return replace(draft, number=None)
    if need == "brand":
        return replace(draft, brand="", official="", brand_options=())
    return draft.unsorted()


def _unknown_brand(draft: Draft, fixed: Draft, heard: Heard) -> Draft:
    """不是云烟 是土家缘: the right name may be one that no table knows."""
    assert heard.reading is not None  # noqa: S101 - the caller looked
    right = without_number(put_in_place(heard.text))
    wrong = denied(heard.text, heard.reading.facts.brands)
    if wrong and fixed.brand == draft.brand and 2 <= len(right) <= 8:
        return replace(fixed, brand=right, official="", brand_options=())
    return fixed


def _bare_count(draft: Draft, text: str) -> Draft:
    """不是两条 是三; 3: a number without a unit corrects the count."""
    number = bare_number(put_in_place(text) or text)
    if number is None or len(without_number(put_in_place(text) or text)) > 3:
        return draft
    return replace(draft, number=number, unit=draft.unit or "条")


def _other_person(draft: Draft, heard: Heard) -> Draft:
    """不是送货的 是经理."""
    right = put_in_place(heard.text)
    if not draft.about_role or not right or len(right) > _BESIDE:
        return draft
    role = role_in(right)
    return replace(draft, about_role=role.value, about_name="") if role else draft


def role_in(words: str) -> Role | None:
    """The role that a word for a member of staff points to."""
    return next((role for word, role in _PEOPLE.items() if word in words), None)


def _other_matter(draft: Draft, heard: Heard, reading: Reading) -> Draft:
    """Another label or kind of matter, where the words say so and are more than corrected facts."""
    instead = heard.instead
    if instead and instead.is_complaint and not _is_only_facts(instead):
        return draft.sorted_as(instead.label, instead.subcategory or "")
    sure = reading.is_complaint and reading.band is Band.ACT and reading.label != draft.label
    if sure and not _is_only_facts(reading):
        return draft.sorted_as(reading.label, reading.subcategory or "")
    return draft


def _is_only_facts(reading: Reading) -> bool:
    """Whether words are no more than their facts, so that they can't move the matter itself."""
    facts = reading.facts
    spans = [item.span for group in (facts.brands, facts.quantities, facts.days) for item in group]
    told = sum(span.end - span.start for span in spans)
    return bool(spans) and len(reading.text) - told <= _BESIDE


def without_number(text: str) -> str:
    """The words of a short answer ("玉溪 1") beside its number and unit."""
    return re.sub(r"[条盒包件箱支个吧啊呀\s,，。]", "", _NUMBER.sub("", text))


def reopened(draft: Draft, need: str) -> Draft:
    """The draft from which `need` may be asked once more, for a reason the retailer gave."""
    return replace(draft, asked=tuple(asked for asked in draft.asked if asked != need))


def is_correction(heard: Heard) -> bool:
    """Whether the words set something right, so that they tell of no matter of their own."""
    return bool(_CORRECTS.search(heard.text)) or bool(put_in_place(heard.text))


def can_ask(need: str) -> bool:
    """Whether a wrong thing is asked for by a question; a wrong label is asked for by buttons."""
    return need in needs.ASKABLE
