"""How things read on the console's pages: moments, shares, terms in the language of the page."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final

from bot.desk.cards import topic
from bot.wording import say
from models.calendar import CST
from models.rates import Share
from models.terms import Role


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


def term(word: Any) -> str:
    """What a member of a closed word list is called."""
    return "—" if word is None else str(word.chinese)


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
    "topic": topic,
    "role": role,
    "weekday": weekday,
}
GLOBALS: Final[dict[str, Any]] = {"say": say}
