"""Needs: what the desk has to know of a matter before anybody can act on it, and how to ask."""

from dataclasses import replace
from typing import Final

from bot.dialogue.draft import Draft
from bot.wording import say

#: Never more questions than this after the first message (conversations, "what these must prove").
QUESTION_LIMIT: Final = 2

_GOODS: Final = ("goods",)
_GOODS_DAY: Final = ("goods", "day")

#: By subcategory, in the order of asking; what is not listed needs nothing beyond what was said.
NEEDS: Final[dict[str, tuple[str, ...]]] = {
    "破损残次": _GOODS_DAY,
    "霉变变质": _GOODS_DAY,
    "数量短缺": _GOODS_DAY,
    "包装标识": _GOODS,
    "喷码不符": _GOODS,
    "疑似假烟": ("brand", "code_photo"),
    "日期陈旧": _GOODS,
    "紧俏烟分配": ("brand",),
    "畅销断货": ("brand",),
    "搭售捆绑": ("brand",),
    "迟送未送": ("day",),
    "少送错送": _GOODS,
    "途中破损": _GOODS,
    "丢失被盗": _GOODS,
    "态度": ("who", "day"),
    "承诺不兑现": ("who",),
    "强推任务": ("who",),
}


def missing(draft: Draft) -> tuple[str, ...]:
    """What is still needed, in order, without what was asked or skipped before."""
    wanted = NEEDS.get(draft.subcategory, ())
    return tuple(need for need in wanted if not is_known(draft, need) and need not in draft.asked)


def is_known(draft: Draft, need: str) -> bool:
    """Whether the draft already tells it."""
    known = {
        "goods": bool(draft.brand) and draft.number is not None,
        "brand": bool(draft.brand),
        "day": bool(draft.happened_on),
        "who": bool(draft.about_role or draft.about_name),
        "code_photo": bool(draft.media),
    }
    return known[need]


def next_question(draft: Draft) -> tuple[Draft, str, tuple[str, ...]] | None:
    """The next thing to ask: the draft that remembers it, the question, the answers offered.

    None when nothing more is needed or two questions were asked already.
    """
    if draft.brand_options and "which_brand" not in draft.asked:
        options = "、".join(draft.brand_options[:4])
        asked = replace(draft, asked=(*draft.asked, "which_brand"))
        return asked, say("need.which_brand", said=draft.brand, options=options), ("dont_know",)
    wanted = missing(draft)
    if not wanted or len(draft.asked) >= QUESTION_LIMIT:
        return None
    need = wanted[0]
    asked = replace(draft, asked=(*draft.asked, need))
    return asked, wording(draft, need), OFFERS.get(need, ("dont_know",))


OFFERS: Final[dict[str, tuple[str, ...]]] = {
    "day": ("today", "yesterday", "earlier", "dont_know"),
    "who": ("who_manager", "who_driver", "who_clerk", "who_officer", "dont_know"),
    "code_photo": ("cannot_photo",),
}


def wording(draft: Draft, need: str) -> str:
    """The question for a need; of goods it asks only for the half that is missing."""
    if need == "goods" and draft.brand:
        return say("need.count", brand=draft.brand)
    if need == "goods" and draft.number is not None:
        return say("need.brand")
    return say(f"need.{need}")
