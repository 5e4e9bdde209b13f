"""Wishes: what the retailer asks for, told apart from what was refused them."""

import re
from collections.abc import Iterator
from typing import Final

from nlp.patterns import any_of
from nlp.reading import Span, Wish

_ASKING: Final = (
    r"(?:我?(?:只|就)?"
    + any_of(
        """
        要求 希望 想要? 要 盼着 指望 请 麻烦 求 能不能 可不可以 能否 可否 得 必须 赶紧 赶快
        快点 抓紧 尽快 马上 给[我俺额]们? 帮[我俺额]们? 把[^,。;!?]{1,8}
        """
    )
    + ")"
)
_BETWEEN: Final = r"[^,。;!?\n不没]{0,6}?"
_ONE: Final = r"(?:一?[条盒包件箱])"
#: Each kind of wish: a character that must stand in the text, and the words for it.
_WISHES: Final = (
    (
        "exchange",
        "换",
        rf"换(?:货|{_ONE}|新的|好的|掉|回|了|个|几[条盒包])?(?!人|经理|司机|季|证|线|班)",
    ),
    (
        "refund",
        "退赔返把",
        rf"退(?:货|款|钱|回|烟|掉|还|{_ONE})?(?!休|役)|赔(?:钱|偿|我|付)?(?!不是|礼)|返还",
    ),
    (
        "supplement",
        "补",
        rf"补(?:货|送|上|给|齐|发|过来|{_ONE}|[\d两三四五]+[条盒包件箱])?(?!贴|习|办|交)",
    ),
    ("apology", "歉赔认对", any_of("道歉 赔不是 赔个不是 赔礼 认错 说声?对不起")),
    (
        "explanation",
        "说解交答回结",
        any_of("说法 解释 说明 交代 交待 说清楚 讲清楚 说道 回复 答复 回话 结果"),
    ),
    (
        "call",
        "电联回",
        r"(?:打|回|来)(?:一?个|一?通)?电话|联系(?:我|一下)|回电|致电",
    ),
    (
        "visit",
        "上来派过跑走",
        r"上门|来(?:一趟|店里|看看|看一下|我店|我这|处理|拿|人|收)|派(?:一?个)?人"
        r"|过来(?:看|拿|取|处理|一趟|一下)?|跑一趟|[拿拉取收]走",
    ),
)
_DESIRED: Final = tuple(
    (kind, characters, re.compile(rf"{_ASKING}{_BETWEEN}(?P<wish>{words})"))
    for kind, characters, words in _WISHES
)
#: Short requests with no word of asking: 换货, 退款, 给个说法, 道歉!
_BARE: Final = re.compile(
    r"(?:^|[,。;!?\n\s])(?:要)?(?:(?P<exchange>换货|换一下|换新的|换了吧)"
    r"|(?P<refund>退货|退款|退钱|赔钱)|(?P<supplement>补货|补上|补发|补给我)|(?P<apology>道歉)"
    r"|(?P<explanation>给[个我]?一?个?(?:说法|解释|交代))|(?P<call>回电|(?:打|回)个?电话)"
    r"|(?P<visit>上门))(?=$|[,。;!?\n\s吧啊呀])"
)
_REFUSED: Final = re.compile(
    r"(?:不|没|拒绝|不肯|不让|未|冇|懒得)"
    r"(?:给|能|会|来|同意|愿意|帮|得|人|有|让|肯|想)?(?:我|我们)?$"
)
_REFUSED_AFTER: Final = re.compile(
    r"不了|不成|不到|不着|没[换退补]|不下来|了[好几\d两三]+[次趟回]|过了?[,。]|的那?[条盒包]"
)


def find(folded: str, original: str) -> Iterator[Wish]:
    """The wishes of a folded text: those with a word of asking, then the bare ones."""
    taken: set[tuple[str, int]] = set()
    for kind, characters, pattern in _DESIRED:
        if not any(character in folded for character in characters):
            continue
        for match in pattern.finditer(folded):
            wished, end = match.span("wish")
            if (kind, wished) in taken or _is_refused(folded, match.start(), wished, end):
                continue
            taken.add((kind, wished))
            yield Wish(original[match.start() : end], kind, Span(match.start(), end))
    for match in _BARE.finditer(folded):
        kind = match.lastgroup or ""
        start, end = match.span(kind)
        if not any(other == kind and abs(place - start) < 4 for other, place in taken):
            yield Wish(original[start:end], kind, Span(start, end))


def _is_refused(text: str, asking: int, start: int, end: int) -> bool:
    return bool(
        _REFUSED.search(text[max(0, start - 4) : start])
        or _REFUSED.search(text[max(0, asking - 2) : asking])
        or _REFUSED_AFTER.match(text, end)
    )
