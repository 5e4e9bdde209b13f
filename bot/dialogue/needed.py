"""What was needed: the answer to a question about the matter, taken into the draft."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.desk.view import View
from bot.dialogue import correcting
from bot.dialogue.draft import Draft
from bot.dialogue.turn import Heard
from models.terms import Role
from nlp.facts.numerals import bare_number

_WHO: Final = {
    "who_manager": Role.CUSTOMER_MANAGER,
    "who_driver": Role.DELIVERY,
    "who_clerk": Role.ORDER_CENTRE,
    "who_officer": Role.LICENCE_OFFICE,
}
_DAYS_BACK: Final = {"today": 0, "yesterday": 1, "earlier": None}


def answered(draft: Draft, heard: Heard, wanted: str, view: View) -> Draft:
    """The draft with the answer in it, whatever else the words told."""
    if heard.answer in _DAYS_BACK:
        back = _DAYS_BACK[heard.answer]
        if back is None:
            return draft
        return replace(draft, happened_on=(view.today - timedelta(days=back)).isoformat())
    if heard.answer in _WHO:
        return replace(draft, about_role=_WHO[heard.answer].value)
    if heard.reading is None:
        return draft
    before = draft
    fill = _FILLS.get(wanted, _nothing_more)
    return fill(before, draft.absorb(heard.reading), heard.text)


def _nothing_more(before: Draft, draft: Draft, text: str) -> Draft:
    return draft


def _goods(before: Draft, draft: Draft, text: str) -> Draft:
    """玉溪 1: a number with no unit after a question for a count is one of 条."""
    if draft.number == before.number and (number := bare_number(text)) is not None:
        draft = replace(draft, number=number, unit=draft.unit or "条")
    return _brand(before, draft, text)


def _brand(before: Draft, draft: Draft, text: str) -> Draft:
    """The name of a brand that no table knows: as the retailer wrote it, without its number."""
    if before.brand or draft.brand:
        return draft
    words = correcting.without_number(text)
    return replace(draft, brand=words) if 2 <= len(words) <= 12 else draft


def _which_brand(before: Draft, draft: Draft, text: str) -> Draft:
    """Of several brands that one short name may mean, the one whose name shares most with the
    answer."""
    if not before.brand_options:
        return draft
    ranked = sorted(before.brand_options, key=lambda name: -len(set(name) & set(text)))
    shares = set(ranked[0]) & set(text)
    return replace(
        draft, brand=before.brand, official=ranked[0] if shares else "", brand_options=()
    )


def _who(before: Draft, draft: Draft, text: str) -> Draft:
    """小李; 送货的那个: who it was, as said, where no rule made a person of it."""
    if draft.about_role or draft.about_name or len(text) > 8:
        return draft
    return replace(draft, about_name=text.strip("。.!！是的啊呀 "))


_FILLS: Final[dict[str, Callable[[Draft, Draft, str], Draft]]] = {
    "goods": _goods,
    "brand": _brand,
    "which_brand": _which_brand,
    "who": _who,
}
