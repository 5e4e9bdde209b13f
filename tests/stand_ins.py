"""Stand-ins: real implementations of a port, small enough to see through."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from bot.port import Accept, Raw
from models.calendar import CST
from models.messages import Address, Caps, Inbound, InboundKind, Media, Outbound
from nlp import facts, grades
from nlp.reading import NONE, Band, Matter, Reading

#: Words that decide for the keyword reader, the first that is found counts.
KEYWORDS = (
    ("没给换", "service", "处理拖延推诿"),
    ("少送", "transport", "少送错送"),
    ("送来", "transport", "少送错送"),
    ("没送", "transport", "迟送未送"),
    ("压", "transport", "途中破损"),
    ("骂", "service", "态度"),
    ("凶", "service", "态度"),
    ("霉", "product", "霉变变质"),
    ("假", "product", "疑似假烟"),
    ("好烟都给", "supply", "紧俏烟分配"),
    ("订不到", "supply", "畅销断货"),
    ("没订上", "supply", "畅销断货"),
    ("没换", "service", "处理拖延推诿"),
)


#: As much of a photo as says what it is.
A_PICTURE = b"\xff\xd8\xff\xda\x00\x02 of a torn carton\xff\xd9"


class KeywordReader:
    """Sorts by keywords and is always sure of itself; facts and grades are the real ones."""

    version = "keywords"

    def read(
        self,
        text: str,
        today: date,
        order_weekday: int | None = None,
        delivery_weekday: int | None = None,
    ) -> Reading:
        label, subcategory = _sorted(text)
        grade, words = grades.grade(text)
        found = facts.extract(text, today, order_weekday, delivery_weekday)
        return Reading(
            text=text,
            label=label,
            confidence=0.99,
            band=Band.ACT,
            subcategory=subcategory,
            grade=grade,
            grade_words=words,
            facts=found,
            matters=_matters(text, today),
            version=self.version,
        )


def _sorted(text: str) -> tuple[str, str | None]:
    for word, label, subcategory in KEYWORDS:
        if word in text:
            return label, subcategory
    return NONE, None


def _matters(text: str, today: date) -> tuple[Matter, ...]:
    parts = [part for part in text.replace(",", "，").split("，") if _sorted(part)[0] != NONE]
    if len({_sorted(part)[0] for part in parts}) < 2:
        parts = [text]
    return tuple(
        Matter(part, _sorted(part)[0], 0.99, _sorted(part)[1], facts.extract(part, today))
        for part in parts
    )


@dataclass
class StoppedClock:
    """A clock that moves only when it is told to."""

    at: datetime = field(default_factory=lambda: datetime(2026, 3, 12, 10, 0, tzinfo=CST))

    def __call__(self) -> datetime:
        return self.at.astimezone(UTC)

    def pass_by(self, **time: float) -> None:
        """Let some time go by, in the words of `timedelta`."""
        self.at += timedelta(**time)

    def turn_to(self, month: int, day: int, hour: int = 10, minute: int = 0) -> None:
        self.at = self.at.replace(month=month, day=day, hour=hour, minute=minute)


class RecordingChannel:
    """A channel whose other end is a list: what was sent to whom, with the choices offered."""

    name = "test"
    account = "town"
    caps = Caps()

    def __init__(self) -> None:
        self.letters: list[Outbound] = []
        self.trouble: list[Exception] = []
        self.unfetchable: list[Exception] = []
        self.content = A_PICTURE

    def decode(self, raw: Raw) -> Inbound | None:
        kind = InboundKind(raw.get("kind", "text"))
        return Inbound(
            address=Address(self.name, self.account, raw["conversation"]),
            event_id=raw["event_id"],
            user=raw["conversation"],
            name=raw["conversation"],
            at=datetime.now(UTC),
            kind=kind,
            text=raw.get("text", ""),
            choice=raw.get("choice", ""),
            code=raw.get("code", ""),
            phone=raw.get("phone", ""),
            album=raw.get("album", ""),
            anchor=raw.get("anchor", ""),
            place=tuple(raw["place"]) if "place" in raw else None,
            media=tuple(Media(kind, ref) for ref in raw.get("media", ())),
        )

    async def send(self, letter: Outbound) -> str:
        if self.trouble:
            raise self.trouble.pop(0)
        self.letters.append(letter)
        return str(len(self.letters))

    async def fetch(self, media: Media) -> bytes:
        if self.unfetchable:
            raise self.unfetchable.pop(0)
        return self.content

    async def serve(self, accept: Accept) -> None:
        return

    def to(self, conversation: str) -> list[Outbound]:
        return [one for one in self.letters if one.address.conversation == conversation]
