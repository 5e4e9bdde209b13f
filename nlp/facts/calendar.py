"""The calendar a message is read by, and the arithmetic that all kinds of days share."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from nlp.facts.numerals import value
from nlp.facts.tense import Tense, tense_at


@dataclass(frozen=True, slots=True)
class Calendar:
    """The day of the message and the shop's own weekdays (Monday is 1), where known."""

    today: date
    order_weekday: int | None = None
    delivery_weekday: int | None = None


Resolve = Callable[[re.Match[str], Calendar], date | None]

#: A day of the month or a count of small size, in figures or characters.
NUMBER: Final = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3}|廿[一二三四五六七八九]?|卅一?)"
#: 上周三 and 下个月, but not the end of another word: 网上周三订的, 问一下周三的货.
LAST: Final = "(?<![网晚早线街马路])上"
NEXT: Final = "(?<![乡楼线之一私名])下"
#: Before a day these make it a habit: 每周三, 每月15号.
HABIT_BEFORE: Final = re.compile(
    r"(?:每|逢|每个|每到|每逢|每次|一般|平时都是|都是|历来|固定|(?:原来|以前|从前)都?是|(?:一直|一向|向来|从来)都?是?)(?:个)?$"
    r"|每[次回趟周][^,。;!?]{0,4}?(?:(?:周|星期|礼拜)[一二三四五六日天])*$"
    r"|(?:送货|到货|来货|配送|订货|访销)(?:日子?)?(?:不是|说是|说好是?|定[在的]?是?|就?是)(?:每个?)?$"
)


def tense_of(match: re.Match[str]) -> Tense:
    return tense_at(match.string, match.start(), match.end())


def number(said: str) -> int | None:
    """A month or day as a number; 元月 is the first."""
    found = 1.0 if said == "元" else value(said)
    return int(found) if found else None


def year_of(said: str, today: date) -> int:
    by_word = {"今年": 0, "去年": -1, "旧年": -1, "上年": -1, "前年": -2, "明年": 1}
    if said in by_word:
        return today.year + by_word[said]
    number = int(said.removesuffix("年"))
    return number if number > 99 else 2000 + number


def make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


#: A feast so few days ago, or ahead, is meant whatever the words if the other is so far away.
_JUST_PAST, _AT_HAND, _FAR = timedelta(days=45), timedelta(days=15), timedelta(days=200)


def choose(candidates: list[date], today: date, tense: Tense) -> date | None:
    """The candidate nearest to today on the side the tense points to.

    Nobody speaks of next year's 中秋 just after this year's, nor of last year's just before.
    """
    passed = max((day for day in candidates if day <= today), default=None)
    coming = min((day for day in candidates if day >= today), default=None)
    if passed and coming and today - passed < _JUST_PAST and coming - today > _FAR:
        return passed
    if passed and coming and coming - today < _AT_HAND and today - passed > _FAR:
        return coming
    if tense is Tense.PAST:
        candidates = [day for day in candidates if day <= today] or candidates
    elif tense is Tense.FUTURE:
        candidates = [day for day in candidates if day >= today] or candidates
    return min(candidates, key=lambda day: abs((day - today).days), default=None)


def months_later(day: date, months: int) -> date:
    """The same day of another month, or that month's last."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    for number in (day.day, 30, 29, 28):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    return date(year, month, 28)


def nearest_weekday(weekday: int, today: date, tense: Tense) -> date:
    if tense is Tense.FUTURE:
        return today + timedelta(days=(weekday - today.weekday()) % 7)
    return today - timedelta(days=(today.weekday() - weekday) % 7)
