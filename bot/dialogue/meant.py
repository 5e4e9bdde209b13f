"""What is meant: of the facts in a message, those that were not said to be wrong.

People correct themselves and us in many ways: 不是云烟 是玉溪, 三条 不对 两条, 是玉溪不是云烟. In
all of them the wrong fact stands beside a word of denial and the right one stands free.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final, Protocol, TypeVar

from nlp.reading import Facts, Reading, Span


class _Placed(Protocol):
    @property
    def span(self) -> Span: ...


_Fact = TypeVar("_Fact", bound=_Placed)

#: Words of denial that stand right before what is wrong, or right behind it.
_DENIED_BEFORE: Final = re.compile(
    r"(?:不是|并非|不要写|别写|不叫|不该是|[写记弄搞看]成了?|错成了?)\s?$"
)
_DENIED_BEHIND: Final = re.compile(
    r"\s*[,，。、!！]?\s*(?:不对(?![味劲头版板路号码称数])|不是|错了|(?:是)?(?:写|记|说|搞|弄)(?:错|岔)|说的不对|有误)"
)
#: "三条对的" and "两条不是三条": the denial behind belongs to what follows it.
_DENIES_ON: Final = re.compile(r"\s*[,，。、]?\s*不是\s?[^\s,，。]")

#: What stands in place of the wrong thing: 不是压坏 是少送了, 应该是…, 改成….
_INSTEAD: Final = re.compile(
    r"(?:不是|不对|错了|搞错|弄错|记错|写错).*?[,，。;；、\s了](?:应该)?(?:是|叫|改成?|换成)\s?(?P<right>\S.*)$"
    r"|^(?:应该|其实|我说的)是\s?(?P<told>\S.*)$"
    r"|(?:改成|改为|写成)\s?(?P<changed>\S.*)$"
)


def meant(reading: Reading) -> Facts:
    """The facts of a message without those that were denied in it."""
    text, facts = reading.text, reading.facts
    return replace(
        facts,
        brands=kept(text, facts.brands),
        quantities=kept(text, facts.quantities),
        days=kept(text, facts.days),
    )


def kept(text: str, facts: tuple[_Fact, ...]) -> tuple[_Fact, ...]:
    return tuple(fact for fact in facts if not is_denied(text, fact.span))


def denied(text: str, facts: Iterable[_Fact]) -> list[_Fact]:
    """The facts that the message says are wrong."""
    return [fact for fact in facts if is_denied(text, fact.span)]


def is_denied(text: str, span: Span) -> bool:
    """Whether a word of denial stands right before or behind `text[span]`."""
    if _DENIED_BEFORE.search(text[max(0, span.start - 5) : span.start]):
        return True
    behind = text[span.end : span.end + 12]
    return bool(_DENIED_BEHIND.match(behind)) and not _DENIES_ON.match(behind)


def put_in_place(text: str) -> str:
    """What a correction puts in place of the wrong thing, in the retailer's words; else empty."""
    found = _INSTEAD.search(text)
    return next((part for part in found.groups() if part), "").strip() if found else ""
