"""Places: where it happened, as said (门口, 路边, 村口小店, 解放路)."""

import re
from collections.abc import Iterator
from typing import Final

from nlp.reading import Span, Value

_SPOTS: Final = re.compile(
    r"(?:大?门口|店门口|家门口|村口|路口|巷口|桥头|街口)(?:外)?|马路(?:边|对面|牙子|上)|(?:大?路|街|道)边|(?:店|屋|家)(?:里头?|外头?)|柜台(?:上|里)?"
    r"|(?:送货)?车(?:上|里|厢里?|斗里?)|仓库|中转站|(?:学校|医院|车站|超市|菜场|市场|小区|邮局|银行|村委会|卫生院)(?:门口|旁边|对面)"
    r"|隔壁(?:店|家|超市)?|对面(?:店|超市)?|邻村|镇上|街上|乡下|县城|城里|村里|镇里|雨里|太阳底下|地上|台阶上|门卫|保安室|快递点|代收点"
)
_STOP: Final = "在到往去从把我你他的了是给送和跟住就都家有没说,。;!?，；！？、 \n不上下来"
_NAMED: Final = re.compile(
    rf"(?<=[在到往去从住是的,。，\s])[^{_STOP}\x00\x01\d]{{1,5}}(?:路|街|大道|巷|村|镇|乡|小区|大厦|广场|超市|便利店|小卖部|烟酒店|市场)(?:\d{{1,4}}号)?"
    rf"|^[^{_STOP}\x00\x01\d]{{1,5}}(?:路|大道|村|镇|小区|超市|便利店|小卖部|烟酒店)(?:\d{{1,4}}号)?"
)


def find(folded: str, original: str) -> Iterator[Value]:
    """The places of a folded text; the value is the folded wording."""
    taken: list[Span] = []
    for pattern in (_NAMED, _SPOTS):
        for match in pattern.finditer(folded):
            span = Span(*match.span())
            if not span.overlaps(taken):
                taken.append(span)
                yield Value(original[span.start : span.end], match[0], span)
