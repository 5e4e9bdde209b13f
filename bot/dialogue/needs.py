"""Needs: what the desk has to know of a matter before anybody can act on it, and how to ask."""

from dataclasses import replace
from typing import Final

from bot.dialogue.draft import Draft
from bot.wording import say
from nlp.reading import NONE

#: Never more questions than this after the first message (conversations, "what these must prove").
QUESTION_LIMIT: Final = 2

#: By subcategory, in the order of asking; what is not listed needs nothing beyond what was said.
#: 哪种、几条 is one answer of a retailer, so "goods" is one question.
NEEDS: Final[dict[str, tuple[str, ...]]] = {
    "破损残次": ("goods", "day"),
    "霉变变质": ("goods", "day"),
    "数量短缺": ("goods", "day"),
    "包装标识": ("goods",),
    "喷码不符": ("goods", "code_photo"),
    "疑似假烟": ("brand", "code_photo"),
    "日期陈旧": ("goods",),
    "紧俏烟分配": ("brand",),
    "畅销断货": ("brand",),
    "搭售捆绑": ("brand",),
    "区域不均": ("brand",),
    "截留货源": ("who",),
    "态度": ("who", "day"),
    "承诺不兑现": ("who",),
    "强推任务": ("who",),
    "电访订货差错": ("day",),
    "结算扣款": ("day",),
    "执法检查": ("day",),
    "迟送未送": ("day",),
    "少送错送": ("goods",),
    "途中破损": ("goods",),
    "丢失被盗": ("goods",),
    "不送到店": ("day",),
    "未验收签字": ("day",),
}

#: The answers that a question offers beside free words; every question may be skipped.
OFFERS: Final[dict[str, tuple[str, ...]]] = {
    "day": ("today", "yesterday", "earlier", "dont_know"),
    "who": ("who_manager", "who_driver", "who_clerk", "who_officer", "dont_know"),
    "code_photo": ("cannot_photo",),
}
#: The big buttons for who cannot be understood; each stands for a label.
LABEL_CHOICES: Final = {
    "label_product": "product",
    "label_supply": "supply",
    "label_transport": "transport",
    "label_service": "service",
    "just_asking": NONE,
}
LABEL_OFFERS: Final = tuple(LABEL_CHOICES)
_SKIP: Final = ("dont_know",)
#: What counts as a question about the matter; who it is and what is kept secret is asked beside.
ASKABLE: Final = frozenset({"goods", "brand", "day", "who", "code_photo", "which_brand"})


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


def next_need(draft: Draft) -> str:
    """The next thing to ask; empty when nothing more is needed or enough was asked."""
    if sum(need in ASKABLE for need in draft.asked) >= QUESTION_LIMIT:
        return ""
    if draft.brand_options and "which_brand" not in draft.asked:
        return "which_brand"
    return next(iter(missing(draft)), "")


def ask(draft: Draft, need: str) -> tuple[Draft, str, tuple[str, ...]]:
    """The draft that remembers what is asked, the question, and the answers it offers."""
    asked = replace(draft, asked=(*draft.asked, need))
    return asked, wording(draft, need), OFFERS.get(need, _SKIP)


def wording(draft: Draft, need: str) -> str:
    """The question for a need; of goods it asks only for the half that is missing."""
    if need == "which_brand":
        options = "、".join(draft.brand_options[:4])
        return say("need.which_brand", said=draft.brand, options=options)
    if need == "goods" and draft.brand:
        return say("need.count", brand=draft.brand)
    if need == "goods" and draft.number is not None:
        return say("need.brand")
    return say(f"need.{need}")
