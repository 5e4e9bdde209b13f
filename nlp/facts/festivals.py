"""Festivals and lunar days on the solar calendar.

Lunar days come from `models.moon`, the terms of the sun's year from `solar_terms`.
"""

import re
from datetime import date, timedelta
from typing import Final

from models import moon
from nlp.facts.solar_terms import TERMS, WEATHER, day_of_term
from nlp.patterns import any_of

_SOLAR: Final = {
    "元旦": (1, 1),
    "情人节": (2, 14),
    "妇女节": (3, 8),
    "三八": (3, 8),
    "植树节": (3, 12),
    "315": (3, 15),
    "愚人节": (4, 1),
    "劳动节": (5, 1),
    "五一": (5, 1),
    "青年节": (5, 4),
    "五四": (5, 4),
    "儿童节": (6, 1),
    "六一": (6, 1),
    "建党节": (7, 1),
    "七一": (7, 1),
    "建军节": (8, 1),
    "八一": (8, 1),
    "教师节": (9, 10),
    "国庆": (10, 1),
    "十一": (10, 1),
    "双十一": (11, 11),
    "光棍节": (11, 11),
    "双11": (11, 11),
    "双十二": (12, 12),
    "双12": (12, 12),
    "平安夜": (12, 24),
    "圣诞": (12, 25),
}
_LUNAR: Final = {
    "春节": (1, 1),
    "大年初一": (1, 1),
    "元宵": (1, 15),
    "龙抬头": (2, 2),
    "三月三": (3, 3),
    "六月六": (6, 6),
    "九月九": (9, 9),
    "二月二": (2, 2),
    "端午": (5, 5),
    "端阳": (5, 5),
    "五月节": (5, 5),
    "七夕": (7, 7),
    "七月半": (7, 15),
    "中元": (7, 15),
    "中秋": (8, 15),
    "八月节": (8, 15),
    "八月半": (8, 15),
    "重阳": (9, 9),
    "腊八": (12, 8),
    "小年": (12, 23),
}
_NEW_YEARS_EVE: Final = ("除夕", "大年三十", "年三十", "大年夜", "年夜")
#: The month and the number of its Sunday.
_SUNDAYS: Final = {"母亲节": (5, 2), "父亲节": (6, 3)}

#: Names that are numbers too count only with 节 or a word of time behind them.
_NUMBERS: Final = ("三八", "五四", "七一", "八一", "十一", "315")
_LOOSE: Final = ("五一", "六一")
_PLAIN: Final = sorted(
    ({*_SOLAR, *_LUNAR, *_NEW_YEARS_EVE, *_SUNDAYS, *TERMS} - {*_NUMBERS, *_LOOSE, *WEATHER}),
    key=len,
    reverse=True,
)

_WORD_OF_TIME: Final = (
    "节 建军 建党 青年 妇女 那天 当天 长假 放假 假期 期间 黄金周 前 后 过后 的时候"
)
PATTERN: Final = re.compile(
    r"(?:(?P<year>今年|去年|旧年|前年|明年)的?)?(?<![一二三四五六七八九十\d])"
    rf"(?P<name>{any_of(' '.join(_PLAIN))}"
    rf"|{any_of(' '.join(_NUMBERS))}(?={any_of(_WORD_OF_TIME)})"
    rf"|{any_of(' '.join(WEATHER))}(?=那天|那日|当天|当日|这天|节气)"
    rf"|{any_of(' '.join(_LOOSE))}"
    r"(?!\s?[条盒包件箱支根个号点档块元%日月路村中小]|[一二三四五六七八九十\d]))"
    r"(?!轻|头|纪|号|日|十|廿|花园|路|街|村|月饼|广场|山庄|礼盒|晚会)(?:节)?"
)


def day_in(name: str, year: int) -> date | None:
    """The day of a festival in the given year, or None where the tables end."""
    if name in _SOLAR:
        return date(year, *_SOLAR[name])
    if name in TERMS:
        return day_of_term(name, year)
    if name in _SUNDAYS:
        month, count = _SUNDAYS[name]
        first = date(year, month, 1)
        return first + timedelta(days=(6 - first.weekday()) % 7 + 7 * (count - 1))
    if name in _NEW_YEARS_EVE:
        new_year = moon.solar_day(year, 1, 1)
        return new_year - timedelta(days=1) if new_year else None
    lunar_year = year - 1 if name in ("腊八", "小年") else year
    return moon.solar_day(lunar_year, *_LUNAR[name])


def lunar(month: int, day: int, year: int) -> list[date]:
    """The solar days of a lunar day in the lunar years around the given one."""
    around = (moon.solar_day(lunar_year, month, day) for lunar_year in (year - 1, year, year + 1))
    return [found for found in around if found]


def day_of_this_moon(day: int, today: date, *, is_new_year: bool) -> date | None:
    """初五 with no month: of the first moon where New Year is named, else of the present moon."""
    now = moon.lunar_day(today)
    if now is None:
        return None
    return moon.solar_day(now.year, 1 if is_new_year else now.month, day)
