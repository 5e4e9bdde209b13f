"""Reading: what was understood of one message, with the words that say so."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from models.terms import Grade

#: The label of a message that holds no complaint; the others are `models.terms.Category` values.
NONE: Final = "none"


class Band(StrEnum):
    """What may be done on a classifier's word: act on it, ask back, or let a person decide."""

    ACT = "act"
    ASK = "ask"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Span:
    """Where a fact stands in the text as received: `text[start:end]`."""

    start: int
    end: int

    def overlaps(self, taken: Iterable["Span"]) -> bool:
        """Whether any of those taken already shares a character with it."""
        return any(self.start < one.end and one.start < self.end for one in taken)


@dataclass(frozen=True, slots=True)
class Brand:
    """A specification (品规) as said, with every official name it may mean.

    `official` has one name where the word is certain, several where it must be asked back
    (软蓝 is 黄鹤楼, 芙蓉王 or 利群).
    """

    said: str
    official: tuple[str, ...]
    span: Span

    @property
    def is_certain(self) -> bool:
        return len(self.official) == 1


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of 条, 盒, 件 … as said; halves are 0.5."""

    text: str
    number: float
    unit: str
    span: Span


@dataclass(frozen=True, slots=True)
class Day:
    """A day as said, and the date it means counted from the day of the message."""

    text: str
    on: date
    span: Span


@dataclass(frozen=True, slots=True)
class Value:
    """A literal found in the text: an order number, a phone number."""

    text: str
    value: str
    span: Span


@dataclass(frozen=True, slots=True)
class Person:
    """Who is complained about: a name if one was said, and the role the words point to.

    `role` is a `models.terms.Role` value or None; `is_target` is False where the person is
    merely mentioned ("张经理叫我来这里说").
    """

    text: str
    name: str | None
    role: str | None
    is_target: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: exchange, refund, supplement, apology, explanation, call, visit."""

    text: str
    kind: str
    span: Span


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of one message or one matter, in the order in which they were said."""

    brands: tuple[Brand, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    days: tuple[Day, ...] = ()
    order_numbers: tuple[Value, ...] = ()
    phones: tuple[Value, ...] = ()
    people: tuple[Person, ...] = ()
    places: tuple[Value, ...] = ()
    wishes: tuple[Wish, ...] = ()


@dataclass(frozen=True, slots=True)
class Matter:
    """One of the matters in a message, with its own words, label and facts."""

    text: str
    label: str
    confidence: float
    subcategory: str | None
    facts: Facts = field(default_factory=Facts)


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was understood of one message.

    `label` is the likeliest of the five whether or not it may be acted on; `band` says which.
    `reasons` are the words that decided for the label and `grade_words` those that decided the
    grade, both in the retailer's own spelling; where the subcategory alone made the grade, it
    stands for the words. `matters` has one entry for an ordinary message
    and one a matter where several stand clearly in it.
    """

    text: str
    label: str
    confidence: float
    band: Band
    secondary: str | None = None
    subcategory: str | None = None
    grade: Grade = Grade.NORMAL
    grade_words: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    facts: Facts = field(default_factory=Facts)
    matters: tuple[Matter, ...] = ()
    version: str = ""

    @property
    def is_complaint(self) -> bool:
        return self.label != NONE
