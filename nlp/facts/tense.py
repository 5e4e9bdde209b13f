"""Tense: whether the words around a day speak of what happened or of what is to come.

Chinese has no tense; a bare 周三 or 15号 is placed by the words beside it.
"""

import re
from enum import Enum
from typing import Final


class Tense(Enum):
    """Past, future, or nothing said about it."""

    PAST = "past"
    OPEN = "open"
    FUTURE = "future"


_CLAUSE_END: Final = re.compile(r"[,。;!?\n，；！？]|\s{2,}")
_PART_OF_DAY: Final = r"(?:那天|当天|这天|上午|下午|早上|晚上|中午|早|晚|一早)?"
_COMING: Final = re.compile(
    rf"{_PART_OF_DAY}(?:(?:之|以)?前(?!订|送|面|头|就|[一两三][天日晚])|之内|能|会|要|可以|再|准备|打算|给我|帮我|来不来|送不送|到不到|[都也]?不?在(?:店|家)|不在(?:$|[,。])"
    r"|都?不?行|有空|在家|会不会|能不能|可不可以|还送(?=货?[不吗么嘛?]|货?$)|送吗|到吗|来吗|有吗|办酒|办席|办喜|摆酒|结婚|过寿|办事|我想|我要|我家|放假|放不放|必须|务必|截止|上不上班|不上班|上班[吗吧])"
)
#: 2号再进就没了: tried once more, in vain.
_TRIED: Final = re.compile(
    r"[^,]{0,3}再(?!不)[^,]{1,4}?(?:就|都|已经|才)[^,]{0,2}(?:没|不|断|完|光|停|晚)"
)
_GONE: Final = re.compile(
    r"(?:[^前能会要]{0,3}?)(?:订的|定的|送的|到的|来的|买的|拿的|发的|收的|报的|打的|说的|进的|换的|就|已经|没|才|的货|的烟|的单)"
)
_PAST: Final = re.compile(
    r"了|过|没|已经|刚|才|结果|居然|竟然|到现在|少|坏|破|湿|压|漏|错|扔|骂|[送订定来到发拿收买报进]的"
)
_FUTURE: Final = re.compile(
    r"能不能|可以|吗|会不会|是不是|准备|打算|等到(?!周|星期|礼拜|现在|今[天日儿]|天黑|半夜|晚)|记得|麻烦|请|想要|补送|几点|之前|以前|务必|一定要|什么时候|来得及|赶得[上及]|行不行?$|[行中成]不$"
)
_PROMISED: Final = re.compile(
    r"(?:答应|说好|承诺|说是|保证|约好|约定|通知|说|讲|讲好|定在|改到|改成)(?:了|的|是|我)?$"
)
#: 上次说19号到: a day named some time ago, past or not.
_SAID_BEFORE: Final = re.compile(
    r"(?:上次|上回|上趟|那次|那回|之前|以前|当时|当初|早就|原来|本来|原先|头回|前面)[^,。;!?]{0,4}"
    r"(?:答应|说好|承诺|说是?|保证|约好|约定|通知|讲好?|定在|改到|改成)(?:了|的|是|我)?$"
)
_NOT_KEPT: Final = re.compile(
    r"到现在|还没|也没|都没|没来|没换|没见|没人|没送|没到|没补|没给|没[打回](?!货)|结果|过了|又没|至今|今[天儿日]个?(?:都|也|已经|又)|都过|快过|不见|没影|连个|影子|白等|白跑|空等|迟了|晚[了几一两三四五六七八九十\d]+天"
)
#: Said later than in the same clause: 三十号到货,现在七月二号了.
_LATE: Final = re.compile(
    r"[^。!?]{0,14}(?:到现在|至今|没影|影子|没见|都没来|还没[来到]|现在[^,]{0,6}了|今天都)"
)


def tense_at(text: str, start: int, end: int) -> Tense:
    """The tense of the day at `text[start:end]`, from its clause and the words behind it."""
    clause = _clause_after(text, end)
    before = text[max(0, start - 12) : start]
    if _COMING.match(clause) and not _TRIED.match(clause):
        return Tense.PAST if _NOT_KEPT.search(clause) else Tense.FUTURE
    if _SAID_BEFORE.search(before):
        return Tense.PAST if _NOT_KEPT.search(text[end : end + 60]) else Tense.OPEN
    if _PROMISED.search(before):
        return Tense.PAST if _NOT_KEPT.search(text[end : end + 60]) else Tense.FUTURE
    if _GONE.match(clause) or _PAST.search(clause):
        return Tense.PAST
    if _FUTURE.search(clause):
        return Tense.FUTURE
    return Tense.PAST if _LATE.match(text, end) else Tense.OPEN


def _clause_after(text: str, end: int) -> str:
    stop = _CLAUSE_END.search(text, end)
    return text[end : min(stop.start() if stop else len(text), end + 40)]
