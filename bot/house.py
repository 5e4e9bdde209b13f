"""The house of an installation: its rules as its settings say, for whoever needs no more of it."""

from datetime import date, timedelta

from bot.desk.house import House
from bot.imports.calendar import calendar_with
from bot.settings import Settings
from models.policy import Policy
from nlp import facts


def house_of(settings: Settings) -> House:
    """The rules of this installation; raises BadPolicy."""
    policy = Policy.load(settings.policy) if settings.policy else Policy()
    return House(policy, calendar_with, read_day, settings.site, settings.classifiers)


def read_day(text: str, today: date) -> date | None:
    """The day a promise names: "周三补送" said on a Thursday is the Wednesday to come."""
    days = facts.extract(text, today).days
    if not days:
        return None
    last = days[-1]
    weeks_back = (today - last.on).days // 7 + 1 if last.on < today else 0
    is_weekday = any(word in last.text for word in ("周", "礼拜", "星期"))
    return last.on + timedelta(weeks=weeks_back) if is_weekday or not weeks_back else None
