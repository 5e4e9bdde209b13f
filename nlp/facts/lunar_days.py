"""Lunar days as said: 正月十五, 腊月二十三, 三月初八, 大年初二; and festivals by name."""

import re
from datetime import date
from typing import Final

from models import moon as moons
from nlp.facts import festivals
from nlp.facts.calendar import NUMBER, Calendar, choose, make, number, tense_of, year_of
from nlp.facts.tense import Tense

_FIRST_TEN: Final = r"初(?:十|[一二三四五六七八九])"
_MOON: Final = r"闰?(?:十[一二]?|[一二三四五六七八九]|1[0-2]|[1-9])"
#: A month and day are lunar where the words say so: 农历, 正月 and 腊月, 初八, 八月十五.
LUNAR: Final = re.compile(
    rf"(?:(?:农历|阴历|古历|旧历|老历)的?(?P<said_month>{_MOON}|[正腊冬])月(?P<said_day>{_FIRST_TEN}|{NUMBER})"
    rf"|(?P<month>[正腊冬])月(?P<day>{_FIRST_TEN}|{NUMBER})"
    rf"|(?P<plain_month>{_MOON})月(?P<first_ten>{_FIRST_TEN}|廿[一二三四五六七八九]?(?![号日]))"
    r"|(?P<autumn>八月)(?P<full_moon>十五)(?![号日])"
    rf"|(?P<new_year>大?年)(?P<new_year_day>{_FIRST_TEN})|(?:大年|年(?=廿))(?P<after_new_year>{NUMBER})"
    rf"|(?<![上读念教升当起最])(?<![上读念]了)(?P<this_moon>{_FIRST_TEN}))[号日]?(?!\s?[条盒包件箱支个]|[中高年级直再次时切些共般声遍]|(?<=月初一)(?:开始|起|下|个|点))"
)

#: 旧年八月十五, 去年腊月廿三: of the moon's own years.
_YEAR_BEFORE: Final = re.compile(r"(今年|去年|旧年|前年|明年)的?(?:农历|阴历|旧历|老历)?$")

#: 国庆期间, 春节后, 端午前: about a festival, but 端午前一天 is a day.
_AROUND: Final = re.compile(r"(?:之|以|过)?(前|后|期间|假期|长假)(?!一天|一日|一晚|两天|三天)")

#: 快中秋了, 马上过年: the feast is near, and nothing is said to happen on its day.
_NEARLY: Final = re.compile(r"(?:快|马上|眼看|将近|临近|转眼)(?:就|要|到|过|是)*$")


def lunar_day(match: re.Match[str], calendar: Calendar) -> date | None:
    """The solar day of a lunar one; 初五 with no month is of the present moon."""
    # Of the groups exactly one form has matched: perhaps a month, and always a day, the last.
    groups = {name: said for name, said in match.groupdict().items() if said}
    month = next((said for name, said in groups.items() if "month" in name or name == "autumn"), "")
    said = next(said for name, said in reversed(groups.items()) if name not in ("new_year",))
    day = number(said.removeprefix("初"))
    if not day:
        return None
    moon = {"正": 1, "冬": 11, "腊": 12}.get(month) or number(month.strip("闰月"))
    if "after_new_year" in groups and day > 20:  # 大年二十九 is still in the old year
        moon = 12
    if moon is None:
        is_new_year = "this_moon" not in groups
        return festivals.day_of_this_moon(day, calendar.today, is_new_year=is_new_year)
    year = _YEAR_BEFORE.search(match.string[max(0, match.start() - 5) : match.start()])
    if year and (now := moons.lunar_day(calendar.today)):
        return moons.solar_day(
            now.year + year_of(year[1], calendar.today) - calendar.today.year, moon, day
        )
    days = festivals.lunar(moon, day, calendar.today.year)
    if said.startswith("廿") and "plain_month" in groups:
        days += _solar_days(moon, day, calendar.today.year)
    return choose(days, calendar.today, tense_of(match))


def _solar_days(month: int, day: int, year: int) -> list[date]:
    """六月廿六 is said of the sun's calendar too; whichever is nearer is meant."""
    days = (make(year + shift, month, day) for shift in (-1, 0, 1))
    return [one for one in days if one]


def festival(match: re.Match[str], calendar: Calendar) -> date | None:
    """The festival of the year said, else the one nearest to today; 节后 names no one day."""
    if _NEARLY.search(match.string[max(0, match.start() - 4) : match.start()]):
        return None
    tense = tense_of(match)
    around = _AROUND.match(match.string, match.end())
    if around and (around[1] != "前" or tense is Tense.PAST):
        return None
    years = [calendar.today.year + shift for shift in (-1, 0, 1)]
    if (said := match.groupdict().get("year")) is not None:
        years = [year_of(said, calendar.today)]
    days = [day for year in years if (day := festivals.day_in(match["name"], year))]
    return choose(days, calendar.today, tense)
