"""How things read on the console's pages: moments, shares, terms in the language of the page."""

from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from bot import naming
from bot.desk import cards
from bot.naming import is_chinese, titled
from bot.report.names import called
from bot.wording import say
from models.calendar import CST
from models.case import Case, Verdict
from models.rates import Share
from models.terms import Category, Grade, Kind, Role, Stage


def moment(at: datetime | None) -> str:
    """Day and time in China: 2026-03-12 10:00."""
    return f"{at.astimezone(CST):%Y-%m-%d %H:%M}" if at else "—"


def short_moment(at: datetime | None) -> str:
    """The same without the year: 03-12 10:00."""
    return f"{at.astimezone(CST):%m-%d %H:%M}" if at else "—"


def day(on: date | None) -> str:
    return on.isoformat() if on else "—"


def percent(share: Share) -> str:
    value = share.value
    return "—" if value is None else f"{value:.0%}"


def masked(phone: str) -> str:
    """A telephone number of which the middle is left out: 139****0001."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 8 else phone


#: Where the English names of a closed word list stand in the catalogue.
_ENGLISH: Final[dict[type[StrEnum], str]] = {
    Stage: "stage",
    Category: "console.word.category",
    Grade: "console.word.grade",
    Kind: "console.word.kind",
    Role: "console.word.role",
    Verdict: "console.word.verdict",
}


def term(word: Any) -> str:
    """What a member of a closed word list is called in the language of the page."""
    if word is None:
        return "—"
    family = _ENGLISH.get(type(word))
    if is_chinese() or family is None:
        return str(word.chinese)
    return say(f"{family}.{word.value}")


def about(case: Case) -> str:
    """产品—破损残次; in English the matter in plain words."""
    if is_chinese() or case.category is None:
        return cards.topic(case)
    return naming.topic(case.category.value, case.subcategory)


def role(value: str) -> str:
    """What a role is called that is kept by its value."""
    return term(Role(value))


def weekday(number: int | None) -> str:
    """The short name of a weekday, Monday being 1."""
    return say(f"console.weekday.{number}") if number else "—"


FILTERS: Final[dict[str, Callable[..., Any]]] = {
    "moment": moment,
    "short_moment": short_moment,
    "day": day,
    "percent": percent,
    "masked": masked,
    "term": term,
    "topic": about,
    "titled": titled,
    "called": called,
    "role": role,
    "weekday": weekday,
}
GLOBALS: Final[dict[str, Any]] = {"say": say}
