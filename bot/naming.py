"""Naming: people, stages, matters and goods as they are called in the language being spoken.

Names of people and brands stay as they are written. What the house itself reads is Chinese, so
the names of the trade stand in `models`; here they are only said to somebody.
"""

from datetime import date, datetime
from typing import Final

from bot.moments import spoken_day
from bot.wording import LOCALES, say, spoken_locale
from models.case import Case
from models.people import Staff
from models.terms import Role

_LEADS: Final = frozenset({Role.CUSTOMER_MANAGER, Role.SUPERVISOR})
#: Units of the trade as they are called in English.
_UNITS: Final = {
    "条": "carton(s)",
    "盒": "pack(s)",
    "包": "pack(s)",
    "件": "case(s)",
    "箱": "case(s)",
    "支": "stick(s)",
}


def is_chinese() -> bool:
    return spoken_locale() == LOCALES[0]


def titled(person: Staff) -> str:
    """张明经理, Manager 张明."""
    if is_chinese():
        return person.title
    if any(person.has(role) for role in _LEADS):
        return say("title.manager", name=person.name)
    if person.has(Role.DIRECTOR):
        return say("title.director", name=person.name)
    return person.name


def stage_of(case: Case) -> str:
    """已受理, accepted."""
    return case.stage.chinese if is_chinese() else say(f"stage.{case.stage.value}")


def counted(number: float, unit: str) -> str:
    """1 条, 1 carton."""
    word = unit or "条"
    return f"{number:g} {word if is_chinese() else _UNITS.get(word, word)}"


def matter(case: Case) -> str:
    """What a case is about: the summary that its retailer confirmed, else in other words."""
    told = case.summary or case.said[:40]
    if is_chinese() or case.category is None:
        return told
    number = case.facts.get("number")
    count = "" if number is None else counted(number, str(case.facts.get("unit", "")))
    goods = f"{case.facts.get('brand') or case.brand} {count}".strip()
    about = topic(case.category.value, case.subcategory)
    return f"{goods}, {about}" if goods else about


def topic(label: str, subcategory: str) -> str:
    """The matter in plain words; the official word of a subcategory is never said."""
    is_known = subcategory not in ("", "其他")
    return say(f"topic.{subcategory}" if is_known else f"topic.{label}")


def day_of_month(day: date, now: datetime) -> str:
    """3月18日, Wed 18 Mar."""
    if is_chinese():
        return f"{day.month}月{day.day}日"
    return spoken_day(datetime.combine(day, now.time(), now.tzinfo), now)


def together(first: str, second: str) -> str:
    """Two sentences, one behind the other."""
    is_apart = is_chinese() or first.endswith("\n")
    return f"{first}{second}" if is_apart else f"{first} {second}"
