"""The draft: what a retailer has told of a matter so far, kept between two messages."""

from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final

from bot.desk.orders import Told
from bot.dialogue.intents import is_angry
from bot.dialogue.meant import meant
from bot.dialogue.steps import Step, Trait, at, step_of
from models.calendar import CST
from models.terms import SUBCATEGORIES, Category, Grade, Role
from nlp.reading import NONE, Facts, Person, Reading

#: How much of the retailer's own words a case keeps; nobody tells more than this on purpose.
SAID_LIMIT: Final = 6000
#: The subcategory of what fits no other; its official word says nothing to anybody.
OTHER: Final = "其他"

#: What is asked once the summary is confirmed.
_ASKED_LAST: Final = frozenset({"privacy", "privacy again", "identity"})


@dataclass(frozen=True, slots=True)
class Draft:
    """A matter in the telling. Every field has a plain JSON value."""

    begun_at: str = ""  #: ISO instant of the first message: the clocks start there (C1)
    said: tuple[str, ...] = ()
    label: str = ""
    subcategory: str = ""
    grade: str = Grade.NORMAL.value
    grade_words: tuple[str, ...] = ()
    brand: str = ""  #: as the retailer says it
    official: str = ""  #: the one specification it means, where that is certain
    brand_options: tuple[str, ...] = ()
    number: float | None = None
    unit: str = ""
    happened_on: str = ""
    is_delivery: bool = False  #: the day is the last delivery by the roster, nobody said it
    order_no: str = ""
    wish: str = ""
    about_role: str = ""
    about_name: str = ""
    asked: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    misread: int = 0
    rejected: tuple[str, ...] = ()  #: labels that the retailer said it is not
    licence: str = ""
    identity: str = ""
    told_for: str = ""  #: 代报: for whom, as it was said
    phone: str = ""
    anonymous: bool = False
    separate: bool = False  #: the retailer wants it apart from the similar open case
    supply: str = ""  #: the supply facts that were shown
    waiting: tuple[str, ...] = ()  #: other matters of the same message, to be told next
    parts: tuple[str, ...] = ()  #: the matters of the message, while it is asked how to part them
    whole: bool = False  #: a part of a message that was divided already, not to be divided again
    sure: bool = False  #: the retailer said that it is a complaint
    unheard: bool = False  #: told by voice alone, and nobody has listened yet (I5)
    place: str = ""  #: "latitude,longitude" of a location that was sent
    case_id: int = 0  #: the case that the free line is about which is awaited
    back: str = ""  #: the step at which the matter waits until that line has come
    asked_text: str = ""  #: the open question as it was put, to be put again
    asked_offers: tuple[str, ...] = ()
    asked_case: int | None = None

    @staticmethod
    def load(document: dict[str, Any]) -> "Draft":
        """The draft of a JSON document; fields it doesn't know are left out."""
        known: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in document.items()
            if name in Draft.__slots__
        }
        return Draft(**known)

    def document(self) -> dict[str, Any]:
        """Only what differs from an empty draft: a conversation at rest is an empty document."""
        empty = asdict(Draft())
        return {name: value for name, value in asdict(self).items() if value != empty[name]}

    @property
    def is_empty(self) -> bool:
        return not self.said and not self.media

    @property
    def category(self) -> Category | None:
        return Category(self.label) if self.label not in ("", NONE) else None

    @property
    def words(self) -> str:
        return "\n".join(self.said)[:SAID_LIMIT]

    def absorb(self, reading: Reading) -> "Draft":
        """Take in what one more message says; what is told again replaces what was told."""
        draft = replace(self, said=(*self.said, reading.text), unheard=False)
        draft = draft.graded(reading)
        if reading.is_complaint and not self.label:
            draft = draft.sorted_as(reading.label, reading.subcategory or "")
        return draft.with_facts(meant(reading) if self.said else reading.facts)

    def graded(self, reading: Reading) -> "Draft":
        """The graver of the two grades, with the words that decided it."""
        if reading.grade.weight <= Grade(self.grade).weight:
            return self
        return replace(self, grade=reading.grade.value, grade_words=reading.grade_words)

    @property
    def has_topic(self) -> bool:
        """Whether the kind of matter is known, so that it can be named in plain words."""
        return bool(self.subcategory) and self.subcategory != OTHER

    def unsorted(self) -> "Draft":
        """It is not what it was taken for."""
        return replace(self.sorted_as(""), rejected=(*self.rejected, self.label))

    def unconfirmed(self) -> "Draft":
        """It has to be confirmed once more, and then who tells it is asked as if for the first
        time."""
        asked = tuple(one for one in self.asked if one not in _ASKED_LAST)
        return replace(self, asked=asked)

    def sorted_as(self, label: str, subcategory: str = "") -> "Draft":
        """The matter belongs to `label`; a subcategory of another label is dropped."""
        fits = label not in ("", NONE) and subcategory in SUBCATEGORIES[Category(label)]
        return replace(self, label=label, subcategory=subcategory if fits else "")

    def with_facts(self, facts: Facts) -> "Draft":
        """The facts found in a message, each over what was known of it before; of several of one
        kind the last that was said counts."""
        changes: dict[str, Any] = {}
        if facts.brands:
            last = facts.brands[-1]
            changes["brand"] = last.said
            changes["official"] = last.official[0] if last.is_certain else ""
            changes["brand_options"] = () if last.is_certain else last.official
        if facts.quantities:
            last_count = facts.quantities[-1]
            changes |= {"number": last_count.number, "unit": last_count.unit}
        if facts.days:
            changes |= {"happened_on": facts.days[-1].on.isoformat(), "is_delivery": False}
        if facts.order_numbers:
            changes["order_no"] = facts.order_numbers[-1].value
        if facts.wishes:
            changes["wish"] = facts.wishes[-1].text
        for person in facts.people:
            if person.is_target or self._may_be_about(person):
                changes |= {"about_role": person.role or "", "about_name": person.name or ""}
        return replace(self, **changes)

    def _may_be_about(self, person: Person) -> bool:
        """F5, when unsure: a customer manager named in a matter of service or supply may be who
        it is about, so they are kept out of it until a superior has looked."""
        manager = person.role == Role.CUSTOMER_MANAGER
        return manager and self.label in (Category.SERVICE, Category.SUPPLY)

    def told(self, summary: str) -> Told:
        """The matter as an order for the desk."""
        return Told(
            said=self.words,
            summary=summary,
            category=self.category,
            subcategory=self.subcategory,
            grade=Grade(self.grade),
            grade_words=self.grade_words,
            brand=self.official or self.brand,
            happened_on=date.fromisoformat(self.happened_on) if self.happened_on else None,
            facts=self._facts(),
            about_role=Role(self.about_role) if self.about_role else None,
            about_name=self.about_name,
            anonymous=self.anonymous,
        )

    def _facts(self) -> dict[str, Any]:
        kept = {
            "brand": self.brand,
            "number": self.number,
            "unit": self.unit,
            "order_no": self.order_no,
            "wish": self.wish,
            "supply": self.supply,
            "identity": self.identity,
            "told_for": self.told_for,
            "phone": self.phone,
            "place": self.place,
            "media": list(self.media),
            "is_angry": any(is_angry(said) for said in self.said),
        }
        return {name: value for name, value in kept.items() if value}

    def started(self, now: datetime) -> "Draft":
        return self if self.begun_at else replace(self, begun_at=now.isoformat())

    def begun(self, now: datetime) -> datetime:
        """When the first message of the matter came, in China Standard Time (C1)."""
        first = datetime.fromisoformat(self.begun_at) if self.begun_at else now
        return first.astimezone(CST)

    def with_media(self, names: tuple[str, ...], *, is_voice: bool) -> "Draft":
        """Photos, voice notes and papers count at any step and are kept at once (I5)."""
        alone = is_voice and not self.said
        return replace(self, media=(*self.media, *names), unheard=self.unheard or alone)

    def asking(self, text: str, offers: tuple[str, ...], case_id: int | None) -> "Draft":
        """The draft with the question that is open now."""
        return replace(self, asked_text=text, asked_offers=offers, asked_case=case_id)


@dataclass(frozen=True, slots=True)
class State:
    """Where a conversation stands: its step and the draft of the matter being told."""

    step: Step = Step.OPEN
    draft: Draft = field(default_factory=Draft)

    @staticmethod
    def load(step: str, document: dict[str, Any]) -> "State":
        """The state as a conversation keeps it."""
        state = State(step_of(step), Draft.load(document))
        draft = state.draft
        if at(state.step, Trait.LINE) and not draft.case_id and draft.identity.isdecimal():
            # Kept by a version that had no place of its own for the case.
            return replace(state, draft=replace(draft, case_id=int(draft.identity), identity=""))
        return state

    @property
    def aside(self) -> "State":
        """Where the matter waits that is being told, once no line about a case is awaited."""
        if not at(self.step, Trait.LINE):
            return self
        if not self.draft.back:
            return State()
        return State(step_of(self.draft.back), replace(self.draft, case_id=0, back=""))

    @property
    def holds_a_problem(self) -> bool:
        """I1: whether a problem was told that would be lost if nothing more came."""
        return not self.draft.is_empty and at(self.aside.step, Trait.TELLS)
