"""Wishes: what the retailer asks for, told apart from what was refused them."""

import re
from collections.abc import Iterator
from typing import Final

from nlp.reading import Span, Wish

_ASKING: Final = r"(?:我?(?:只|就)?(?:要求|希望|想要?|要|盼着|指望|请|麻烦|求)|能不能|可不可以|可以不可以|能否|可否|得|必须|赶紧|赶快|快点|抓紧|尽快|马上|给我们?|帮我?们?|把[^,。;!?]{1,8})"
_BETWEEN: Final = r"[^,。;!?\n不没]{0,6}?"
_WISHES: Final = (
    (
        "exchange",
        r"换(?:货|一?[条盒包件箱]|新的|好的|掉|回|了|个|几[条盒包])?(?!人|经理|司机|了?个?送货|季|证|线|班|位|个人)",
    ),
    (
        "refund",
        r"退(?:货|款|钱|回|烟|掉|还|一?[条盒包件箱])?(?!休|役)|赔(?:钱|偿|我|付)?|返还|把钱",
    ),
    (
        "supplement",
        r"补(?:货|送|上|给|齐|发|过来|一?[条盒包件箱]|[\d两三四五]+[条盒包件箱])?(?!贴|习|办|交)",
    ),
    ("apology", r"道歉|赔不是|赔礼|认错|说声?对不起|赔个不是"),
    ("explanation", r"说法|解释|说明|交代|交待|说清楚|讲清楚|说道|回复|答复|回话|结果"),
    (
        "call",
        r"打(?:个|一个|通)?电话|回(?:个|一个)?电话?|来(?:个|一个)?电话|联系(?:我|一下)|回电|致电",
    ),
    (
        "visit",
        r"上门|来(?:一趟|店里|看看|看一下|我店|我这|处理|拿|人)|派(?:个|一个)?人|过来(?:看|拿|取|处理|一趟|一下)?|跑一趟|拿走|拉走|取走",
    ),
)
#: The characters of which one must stand in the text for a kind of wish to be looked for.
_CHARACTERS: Final = {
    "exchange": "换",
    "refund": "退赔返把",
    "supplement": "补",
    "apology": "歉赔认对",
    "explanation": "说解交答回结",
    "call": "电联回",
    "visit": "上来派过跑走",
}
_DESIRED: Final = tuple(
    (kind, _CHARACTERS[kind], re.compile(rf"{_ASKING}{_BETWEEN}(?P<wish>{words})"))
    for kind, words in _WISHES
)
#: Short requests with no word of asking: 换货, 退款, 给个说法, 道歉!
_BARE: Final = re.compile(
    r"(?:^|[,。;!?\n\s])(?:要)?(?:(?P<exchange>换货|换一下|换新的|换了吧)|(?P<refund>退货|退款|退钱|赔钱)|(?P<supplement>补货|补上|补发|补给我)"
    r"|(?P<apology>道歉)|(?P<explanation>给[个我]?一?个?(?:说法|解释|交代))|(?P<call>回电|(?:打|回)个?电话)|(?P<visit>上门))(?=$|[,。;!?\n\s吧啊呀])"
)
_REFUSED: Final = re.compile(
    r"(?:不|没|拒绝|不肯|不让|未|冇|懒得)(?:给|能|会|来|同意|愿意|帮|得|人|有|让|肯|想)?(?:我|我们)?$"
)
_REFUSED_AFTER: Final = re.compile(
    r"(?:不了|不成|不到|不着|没换|没退|没补|不下来|了[好几\d两三]+[次趟回]|过了?[，,。]|的那?[条盒包])"
)


def find(folded: str, original: str) -> Iterator[Wish]:
    """The wishes of a folded text, one a kind and place."""
    taken: set[tuple[str, int]] = set()
    for kind, characters, pattern in _DESIRED:
        if not any(character in folded for character in characters):
            continue
        for match in pattern.finditer(folded):
            start, end = match.span("wish")
            if _is_refused(folded, match.start(), start, end) or (kind, start) in taken:
                continue
            taken.add((kind, start))
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
