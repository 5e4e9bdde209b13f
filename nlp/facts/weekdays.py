"""Weekdays (上周三, 礼拜四) and the shop's own days (送货日, 上次订货)."""

import re
from datetime import date, timedelta
from typing import Final

from nlp.facts.calendar import HABIT_BEFORE, LAST, NEXT, Calendar, nearest_weekday, tense_of
from nlp.facts.tense import Tense, tense_at

_WEEK: Final = r"(?:周|星期|礼拜|拜(?![日天]))"
_WEEKDAYS: Final = {
    **dict(zip("一二三四五六", range(6), strict=True)),
    **dict(zip("123456", range(6), strict=True)),
    "日": 6,
    "天": 6,
    "7": 6,
}
WEEKDAY: Final = re.compile(
    rf"(?P<week>{LAST}上个?|大上个?|{LAST}一?个?|{NEXT}下个?|{NEXT}一?个?|这一?个?|(?<![基根日])本|(?<![至如迄])今"
    rf"|(?<![之以目])前一?个)?"
    rf"(?:(?<=[上下这本个今])(?:周|星期|礼拜)的?)?"
    rf"(?:(?<=[周期拜][一二三四五六日天])|(?<![二两四五六七八九十半几小老姓\d])(?<!(?<!第)[一三]))"
    rf"{_WEEK}(?P<day>[一二三四五六日天]|[1-7](?![\d.]))"
    r"(?![条盒包件箱支根次趟号年月刊福]|多(?![送给发扣收订报补])|回(?![电话来]|复)|报(?![的了过损上给]|破)"
    r"|(?<=日)本(?![来该店])|个(?!货|烟|单|辰光))"
    r"(?![到至\-~](?:周|星期|礼拜|[一二三四五六日天]))"
)
#: A weekday that names no week.
BARE: Final = re.compile(rf"{_WEEK}[一二三四五六日天1-7]")
#: 周六周日都行, 周三、周四没来: what is said behind the last is said of each.
_AND_NEXT: Final = re.compile(rf"(?:\s?[、和跟或]?\s?{_WEEK}[一二三四五六日天])+")
#: 每周三送货,凭什么改成周六: the new rule of the week is a habit too.
_HABIT_CHANGED: Final = re.compile(
    r"(?:每个?|逢|一向|历来|一直|平时|原来|以前|本来|向来|从来)[^。;!?]{0,4}(?:周|星期|礼拜)(?![^。;!?]*(?:[这本上下]个?(?:周|星期|礼拜|次|回|趟)|今天|临时))"
    r"[^。;!?]{0,20}(?:改|换|调|变|挪|移)(?:成|到|为|在|至)了?(?:每个?)?$"
)
#: 双周四送, 逢周二周五来 are rules; 单 behind 订 or 这 is an order: 订单周四没到.
_OF_SOME_WEEKS: Final = re.compile(
    rf"(?:[逢双隔]|(?:^|[,。;!?\s是按逢组线区排])单)(?:数|号)?(?:一?个?(?:周|星期|礼拜)的?)?一?个?"
    rf"(?:{_WEEK}[一二三四五六日天][、和跟同或]?)*$"
)
_FROM_WEEKDAY: Final = re.compile(r"(?:周|星期|礼拜)[一二三四五六日天][到至\-~]$")
_WEEK_SHIFT: Final = (("上上", -2), ("大上", -2), ("下下", 2), ("上", -1), ("前", -1), ("下", 1))
OWN_DAY: Final = re.compile(
    r"(?P<which>上上次|上一?次|上回|上趟|这一?次|这回|本次|下一?次|下回|下趟|下个)?的?"
    r"(?P<kind>送货|到货|来货|配送|订货|定货|访销)(?:日|那天|那日|当天|的那天|的日子)?"
)


def weekday(match: re.Match[str], calendar: Calendar) -> date | None:
    """上周三 of the week before, counted from Monday; a bare 周三 is the nearest by its words."""
    if _is_habit(match):
        return None
    weekday = _WEEKDAYS[match["day"]]
    if week := match["week"]:
        shift = next((by for word, by in _WEEK_SHIFT if week.startswith(word)), 0)
        monday = calendar.today - timedelta(days=calendar.today.weekday())
        return monday + timedelta(days=weekday + 7 * shift)
    run = _AND_NEXT.match(match.string, match.end())
    tense = tense_at(match.string, match.start(), run.end() if run else match.end())
    return nearest_weekday(weekday, calendar.today, tense)


def _is_habit(match: re.Match[str]) -> bool:
    """每周三, 周一到周五: a rule of the week and no one day."""
    text, start = match.string, match.start()
    before = text[max(0, start - 16) : start]
    if HABIT_BEFORE.search(before) or (not match["week"] and _FROM_WEEKDAY.search(before)):
        return True
    if not match["week"] and _OF_SOME_WEEKS.search(before):
        return True
    return bool(not match["week"] and _HABIT_CHANGED.search(text[max(0, start - 40) : start]))


def own_day(match: re.Match[str], calendar: Calendar) -> date | None:
    """送货日, 上次订货: by the shop's own weekday, or None where that is not known."""
    is_order = match["kind"] in ("订货", "定货", "访销")
    weekday = calendar.order_weekday if is_order else calendar.delivery_weekday
    which = match["which"] or ""
    names_a_day = which or match[0].endswith(("日", "那天", "当天", "日子"))
    if weekday is None or not 1 <= weekday <= 7 or not names_a_day:
        return None
    weekday -= 1
    if which.startswith("上上"):
        return nearest_weekday(weekday, calendar.today, Tense.PAST) - timedelta(days=7)
    if which.startswith("下"):
        return nearest_weekday(weekday, calendar.today + timedelta(days=1), Tense.FUTURE)
    return nearest_weekday(weekday, calendar.today, Tense.PAST if which else tense_of(match))
