"""Facts: brands, quantities, days, numbers, people, places and wishes said in a message."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol, TypeVar

from nlp.facts import brands, days, numbers, people, phones, places, quantities, wishes
from nlp.facts.calendar import Calendar
from nlp.facts.folding import fold
from nlp.reading import Facts, Span

__all__ = ["LONGEST", "extract"]

#: What stands behind this many characters is not read: nobody types so much by hand.
LONGEST = 20_000

#: What stands for a brand that was read already, and for any other such fact.
_BRAND, _READ = "\x00", "\x01"


class _Placed(Protocol):
    @property
    def span(self) -> Span: ...


_Fact = TypeVar("_Fact", bound=_Placed)


def extract(
    text: str,
    today: date,
    order_weekday: int | None = None,
    delivery_weekday: int | None = None,
) -> Facts:
    """The facts of a text as received, each with its span in that text.

    Long numbers come first and are hidden from the rest, then brands, days and quantities, so
    that no year is read in 经典1956, no day in 三十条到货 and no quantity in a phone number.
    Weekdays count from Monday = 1, as the shop's file does, and let 送货日 and 订货日 be resolved.
    """
    text = text[:LONGEST]
    plain = fold(text)
    called = _ordered(phones.find(plain, text))
    rest = _hide(plain, called, _READ)
    orders = _ordered(numbers.order_numbers(rest, text))
    rest = _hide_spans(_hide(rest, orders, _READ), numbers.codes(rest), _READ)
    named = _ordered(brands.find(rest, text))
    rest = _hide(rest, named, _BRAND)
    calendar = Calendar(today, order_weekday, delivery_weekday)
    dated = _ordered(days.find(rest, text, calendar))
    undated = _hide(rest, dated, _READ)
    counted = _ordered(quantities.find(undated, text))
    return Facts(
        brands=named,
        quantities=counted,
        days=dated,
        order_numbers=orders,
        phones=called,
        people=_ordered(people.find(undated, text)),
        places=_ordered(places.find(undated, text)),
        wishes=_ordered(wishes.find(plain, text)),
    )


def _ordered(facts: Iterable[_Fact]) -> tuple[_Fact, ...]:
    """In the order said; of two that overlap, the one that begins first and is longer."""
    kept: list[_Fact] = []
    for fact in sorted(facts, key=lambda fact: (fact.span.start, -fact.span.end)):
        if not kept or fact.span.start >= kept[-1].span.end:
            kept.append(fact)
    return tuple(kept)


def _hide(text: str, facts: Iterable[_Placed], mark: str) -> str:
    return _hide_spans(text, (fact.span for fact in facts), mark)


def _hide_spans(text: str, spans: Iterable[Span], mark: str) -> str:
    characters: list[str] | None = None
    for span in spans:
        characters = characters or list(text)
        characters[span.start : span.end] = mark * (span.end - span.start)
    return "".join(characters) if characters else text
