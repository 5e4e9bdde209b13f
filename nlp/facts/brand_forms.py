"""What follows from an official name: the other ways in which people say a specification.

黄鹤楼(硬1916如意) is also 黄鹤楼1916如意 and, read aloud, 黄鹤楼一九一六如意; 娇子(硬红) is 硬红娇
to those who call the family 娇 for short; 清香 behind 玉溪 is half of 清香世家.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

_OFFICIAL: Final = re.compile(r"(?P<family>[^(]+)\((?P<own>.+)\)")
#: What may be left out of a specification's own name: 炫赫门 for 硬炫赫门.
_FRAME: Final = re.compile(
    r"^(?:双中支|[细中短]支|[软硬])|(?<=..)(?:双中支|[细中短]支|爆珠)$|^新版$|^爆珠$"
)
_SLIM: Final = re.compile(r"([细中短])支")
#: What every family may have: 硬中, 细荷, 华软.
_BODIES: Final = "软硬细"
_COLOURS: Final = "新红蓝金黄绿紫"
#: Own names of up to this many characters are said before the short name of a family.
_SHORT_OWN: Final = 3
#: Halves of an own name that say nothing: 新一品, 大天叶, 软红.
_EMPTY: Final = re.compile(r"[新老大小软硬红黄蓝绿紫黑白金银细中短双支版代]+|\d+")

#: 8mg and 经典1906 go before the family; figures alone are a count there.
_MIXED: Final = re.compile(r"\dmg|[\u4e00-\u9fff]\d")
_FIGURE: Final = re.compile(r"\d")
_READ_BY_DIGIT: Final = str.maketrans("0123456789", "零一二三四五六七八九")
_ROUND: Final = {"100": "一百", "150": "一百五", "108": "一百零八", "5000": "五千"}


def own_name(official: str) -> str:
    """The name without its family and frame: 炫赫门 of 南京(硬炫赫门); empty for a family."""
    match = _OFFICIAL.fullmatch(official)
    return _FRAME.sub("", match["own"]) if match else ""


@lru_cache(maxsize=2)
def own_names(official: str) -> tuple[str, ...]:
    """The own name with and without its frame; empty for a family."""
    match = _OFFICIAL.fullmatch(official)
    own = (match["own"], _FRAME.sub("", match["own"])) if match else ()
    return tuple(name for name in dict.fromkeys(own) if name)


def composed(official: str) -> Iterator[str]:
    """Family and own name in either order, with and without 细支 and the like."""
    match = _OFFICIAL.fullmatch(official)
    for own in own_names(official):
        if match and own not in "软硬" and match["family"] not in own:
            yield match["family"] + own
            if not own[-1].isascii() or _MIXED.search(own):
                yield own + match["family"]


def pieces(official: str) -> Iterator[str]:
    """What may stand beside the family for the own name: itself or a telling part of it.

    An own name of four characters is two words; a longer one may lose its last character.
    """
    for own in own_names(official):
        if len(own) > 1 and not own.isascii():
            yield own
        if re.fullmatch(r"[\u4e00-\u9fff]{4}", own):
            yield from (half for half in (own[:2], own[2:]) if not _EMPTY.fullmatch(half))
    if re.fullmatch(r"[\u4e00-\u9fff]{5,}", own := own_name(official)):
        yield own[:-1]


def shortened(official: str, family_in_short: str) -> Iterator[str]:
    """Own name and the family's one character: 福贵, 玫瑰紫钻, 硬红娇; for a family 硬中, 中细."""
    for own in own_names(official):
        own = _SLIM.sub(r"\1", own)
        if len(own) <= _SHORT_OWN and not own.isascii() and not own.endswith(family_in_short):
            yield own + family_in_short
    if "(" not in official:
        yield from (body + family_in_short for body in _BODIES + _COLOURS)
        yield from (family_in_short + body for body in _BODIES)


def read_aloud(name: str) -> str:
    """A name with its figures in characters, as a phone hears it: 云烟九七, 红塔山一百."""
    if not _FIGURE.search(name):
        return name
    for figures, said in _ROUND.items():
        name = re.sub(rf"(?<!\d){figures}(?!\d)", said, name)
    return name.translate(_READ_BY_DIGIT)
