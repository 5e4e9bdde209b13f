"""A phone: one conversation as a page shows it, under an address of its own."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from bot.page import Bubble, Speaker
from models.calendar import CST
from models.mail import PageEvent
from models.messages import Address, Choice, Media
from storage.unit_of_work import Work

_WEEKDAYS: Final = "一二三四五六日"


class Side(StrEnum):
    """Who holds the phone."""

    RETAILER = "retailer"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Phone:
    """A conversation and the path under which its page lives."""

    base: str
    conversation: str

    @property
    def address(self) -> Address:
        return Address.of_page(self.conversation)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who the desk knows the holder of a phone to be."""

    side: Side = Side.RETAILER
    name: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One bubble with its place, and the day where a new one begins."""

    seq: int
    key: str
    bubble: Bubble
    clock: str
    day: str = ""
    choices: tuple[Choice, ...] = ()
    is_last_offer: bool = True

    @property
    def is_desk(self) -> bool:
        return self.bubble.by is Speaker.DESK

    @property
    def media(self) -> Sequence[Media]:
        return self.bubble.media


def holder_of(work: Work, address: Address) -> Holder:
    """Who the conversation is bound to; a stranger is taken for a retailer."""
    for binding in work.people.bindings_at(address):
        kind, _, key = binding.ref.partition(":")
        if kind == "staff" and (person := work.people.staff(key)):
            return Holder(Side.STAFF, person.title)
        if kind == "shop" and (shop := work.people.shop(key)):
            return Holder(Side.RETAILER, shop.name)
    return Holder()


def lines(events: Iterable[PageEvent], before: datetime | None = None) -> Iterator[Line]:
    """The events as lines; `before` is when the thing before them was said."""
    for event in events:
        local = event.at.astimezone(CST)
        is_new_day = before is None or before.astimezone(CST).date() != local.date()
        bubble = Bubble.unpack(event.content)
        day = _day(local) if is_new_day else ""
        yield Line(event.seq, event.key, bubble, f"{local:%H:%M}", day, bubble.choices)
        before = event.at


def said_in_full(at: datetime) -> str:
    """Day and time in China: 3月12日 星期四 10:00."""
    local = at.astimezone(CST)
    return f"{_day(local)} {local:%H:%M}"


def _day(local: datetime) -> str:
    return f"{local.month}月{local.day}日 星期{_WEEKDAYS[local.weekday()]}"


def still_open(shown: Sequence[Line]) -> list[Line]:
    """The lines with those choices taken away that are overtaken, and the last offer marked.

    A choice that was pressed or closed settles its letter; a later letter about the same matter
    overtakes the earlier one. Only the last offer shows its digits, since a digit answers no other.
    """
    pressed = {line.bubble.pressed for line in shown} - {""}
    pressed |= {token for line in shown for token in line.bubble.closes}
    offering = {line.bubble.matter: line.seq for line in shown if line.choices}
    last = max(offering.values(), default=0)
    return [
        replace(line, is_last_offer=line.seq == last)
        if line.seq in offering.values() and not pressed & {one.token for one in line.choices}
        else replace(line, choices=())
        for line in shown
        if not line.bubble.closes
    ]
