"""Orders: what a dialogue, the console or the clock asks the desk to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from models.messages import Address
from models.terms import Category, Grade, Kind, Role


@dataclass(frozen=True, slots=True)
class Actor:
    """Who gives an order: a retailer at an address (with the licence of the shop they are bound
    to, if any), a member of staff, or the desk's own clock."""

    address: Address | None = None
    licence: str = ""
    staff_no: str = ""

    @property
    def signature(self) -> str:
        """How the ledger names them."""
        if self.staff_no:
            return f"staff:{self.staff_no}"
        return "retailer" if self.address else "desk"


@dataclass(frozen=True, slots=True)
class Told:
    """A matter as the retailer told and confirmed it, ready to become a case."""

    said: str
    summary: str
    category: Category | None = None
    subcategory: str = ""
    grade: Grade = Grade.NORMAL
    grade_words: tuple[str, ...] = ()
    brand: str = ""
    happened_on: date | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    about_role: Role | None = None
    about_name: str = ""
    anonymous: bool = False


class OfferAnswer(StrEnum):
    """What may be answered to a proposal; silence is none of it."""

    AGREE = "agree"
    REFUSE = "refuse"
    DISCUSS = "discuss"


class ReceiptAnswer(StrEnum):
    """What may be answered to whether something has arrived."""

    RECEIVED = "received"
    NOT_RECEIVED = "not_received"


class Order:
    """Anything the desk can be asked to do."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class OpenCase(Order):
    """File a complaint, or keep dissatisfaction that is not to be filed as a grumble."""

    told: Told
    begun_at: datetime
    kind: Kind = Kind.COMPLAINT
    licence: str = ""


@dataclass(frozen=True, slots=True)
class RecordFor(Order):
    """代录 (F1): a member of staff was asked first and records the matter for the shop."""

    told: Told
    shop_as_said: str


@dataclass(frozen=True, slots=True)
class GoAway(Order):
    """A member of staff will be absent, both days included (F6)."""

    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class OpenConsole(Order):
    """A member of staff asks in chat for a link into the console."""


@dataclass(frozen=True, slots=True)
class ExtendList(Order):
    """An admin adds a word to one of the lists that staff choose from."""

    list_name: str
    words: str


@dataclass(frozen=True, slots=True)
class SendMine(Order):
    """A retailer wants a file with what is known of them here."""


@dataclass(frozen=True, slots=True)
class EraseMine(Order):
    """A retailer wants all that they told here to be taken away."""


@dataclass(frozen=True, slots=True)
class AddToCase(Order):
    """Something more about an open case (补充). Like every line about a case, it takes along what
    was sent since then, photos and voice as they came; nothing where it says no time."""

    case_id: int
    words: str
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Withdraw(Order):
    """The retailer takes the complaint back (撤回)."""

    case_id: int
    words: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Urge(Order):
    """The retailer presses (催一下)."""

    case_id: int


@dataclass(frozen=True, slots=True)
class AnswerOffer(Order):
    """The retailer's answer to a proposal, with what else they want."""

    case_id: int
    answer: OfferAnswer
    words: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class AnswerReceipt(Order):
    """Whether what was promised has arrived."""

    case_id: int
    answer: ReceiptAnswer


@dataclass(frozen=True, slots=True)
class ObjectTo(Order):
    """The retailer objects to a dismissal."""

    case_id: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class UnderstandDismissal(Order):
    """The retailer takes the reason of a dismissal as it is (知道了)."""

    case_id: int


@dataclass(frozen=True, slots=True)
class Reopen(Order):
    """The retailer says that what was closed is not done (重新打开)."""

    case_id: int
    words: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class CallAPerson(Order):
    """转人工: a person has to take over, with everything said so far."""

    words: str


@dataclass(frozen=True, slots=True)
class BindByCode(Order):
    """A one-time code was shown: bind this conversation to what it stands for."""

    code: str


@dataclass(frozen=True, slots=True)
class BindByRoster(Order):
    """The retailer named the licence: bind this conversation to the shop."""

    licence: str


@dataclass(frozen=True, slots=True)
class Deed(Order):
    """A staff member's move on a case, with the answers `given` to what it asks for."""

    name: str
    case_id: int
    given: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Retrain(Order):
    """An admin wants a new classifier made from what was confirmed since."""


@dataclass(frozen=True, slots=True)
class ShowClassifier(Order):
    """An admin asks which classifier serves and what could take its place."""


@dataclass(frozen=True, slots=True)
class PromoteClassifier(Order):
    """An admin lets a version serve; `anyway` also where the rules would have it wait."""

    version: str
    anyway: bool = False


@dataclass(frozen=True, slots=True)
class RollBackClassifier(Order):
    """An admin lets the version before serve again."""


@dataclass(frozen=True, slots=True)
class ReportMonth(Order):
    """Somebody wants the report of the month of a day; without one, of the last month."""

    month: date | None = None


@dataclass(frozen=True, slots=True)
class RateCase(Order):
    """The retailer's answer to the follow-up: one of five grades."""

    case_id: int
    grade: str


@dataclass(frozen=True, slots=True)
class ExplainRating(Order):
    """The free line after it; `other` files the matter it tells of, where that is another one."""

    case_id: int
    words: str = ""
    other: OpenCase | None = None
    since: datetime | None = None
