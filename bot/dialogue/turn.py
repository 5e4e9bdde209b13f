"""One turn: what was heard, and what is to be said and done about it."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.desk.orders import Order
from bot.dialogue.draft import Draft
from bot.dialogue.steps import Step
from models.messages import Inbound, InboundKind
from nlp.reading import Band, Reading


@dataclass(frozen=True, slots=True)
class Heard:
    """One message as the dialogue takes it.

    `answer` is the key of the choice that was pressed, typed as its word or typed as its digit;
    `case_id` the case that choice belongs to. `is_stale` is a choice of a question that has been
    overtaken, or of an offer that is not the one they were shown. `reading` is there for every
    message with text that isn't an answer; `instead` is the reading of what a correction puts in
    place (玉溪 of "不是云烟 是玉溪"); `parts` are those of a message's sentences, where the whole
    left it unsure. `about` is the case of the message that it answers or changes.
    """

    inbound: Inbound
    now: datetime
    text: str = ""
    answer: str = ""
    case_id: int | None = None
    is_stale: bool = False
    reading: Reading | None = None
    instead: Reading | None = None
    parts: tuple[Reading, ...] = ()
    about: int | None = None

    @property
    def came_at(self) -> datetime:
        """When it came, which may be long before somebody looked at it: the clocks of a matter
        that it begins start there (C1), and its files go with it."""
        return self.inbound.at

    @property
    def is_surely_a_matter(self) -> bool:
        """Whether its words, which are no answer, are surely a complaint."""
        reading = self.reading
        return reading is not None and reading.is_complaint and reading.band is Band.ACT

    @property
    def is_voice(self) -> bool:
        return self.inbound.kind is InboundKind.VOICE

    @property
    def is_anothers_card(self) -> bool:
        """Whether it is a contact card, and not the sender's own."""
        return self.inbound.kind is InboundKind.CONTACT and not self.inbound.phone


@dataclass(frozen=True, slots=True)
class Say:
    """One sentence for the person, with the answers it offers (keys of the catalogue)."""

    text: str
    offers: tuple[str, ...] = ()
    case_id: int | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """Where the conversation stands now, what is said, and what the desk is asked to do.

    `says` come before what the desk answers, `asks` after it.
    """

    step: Step
    draft: Draft = field(default_factory=Draft)
    says: tuple[Say, ...] = ()
    orders: tuple[Order, ...] = ()
    asks: tuple[Say, ...] = ()
