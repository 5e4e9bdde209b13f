"""Days: 昨天, 上周三, 3月5号, 腊月二十三, 中秋, counted from the day of the message.

Only what names one day is a day; 前几天, 月底, 每周三 and 等了三天 are not.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from nlp.facts import festivals
from nlp.facts.numerals import value
from nlp.facts.tense import Tense, tense_at
from nlp.reading import Day, Span


@dataclass(frozen=True, slots=True)
class Calendar:
    """The day of the message and the shop's own weekdays (Monday is 1), where known."""

    today: date
    order_weekday: int | None = None
    delivery_weekday: int | None = None


_Resolve = Callable[[re.Match[str], Calendar], date | None]

_NUMBER: Final = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3}|廿[一二三四五六七八九]?|卅一?)"
_COUNT: Final = r"(?:\d{1,3}|[一二两俩三四五六七八九十百]{1,4}|半)"
_WEEK: Final = r"(?:周|星期|礼拜|拜(?![日天]))"
_WEEKDAYS: Final = {
    **dict(zip("一二三四五六", range(6), strict=True)),
    **dict(zip("123456", range(6), strict=True)),
    "日": 6,
    "天": 6,
    "7": 6,
}
_HABIT_BEFORE: Final = re.compile(
    r"(?:每|逢|每个|每到|每逢|每次|一般|平时都是|都是|历来|固定)(?:个)?$"
)


def find(folded: str, original: str, calendar: Calendar) -> Iterator[Day]:
    """The days of a folded text in which phones, orders and brands are hidden already."""
    taken: list[tuple[int, int]] = []
    for characters, pattern, resolve in _RULES:
        if not any(character in folded for character in characters):
            continue
        for match in pattern.finditer(folded):
            start, end = match.span()
            if any(start < other and before < end for before, other in taken):
                continue
            try:
                on = resolve(match, calendar)
            except (ValueError, OverflowError):
                on = None
            taken.append((start, end))
            if on is not None:
                yield Day(original[start:end], on, Span(start, end))


def _tense(match: re.Match[str]) -> Tense:
    return tense_at(match.string, match.start(), match.end())


# --- words that name a day by themselves -------------------------------------------------------

_PART: Final = r"早上?|晚上?|夜里?|晨|上午|下午|中午"
_RELATIVE: Final = (
    (-4, "前", r"大大前[天日]"),
    (-3, "前", r"大前(?:天|日|儿个?|个(?!月|星期|礼拜|周))"),
    (3, "后", r"大后(?:天|日|儿个?)"),
    (-1, "昨", rf"昨(?:天|日|儿个?|个|{_PART}|朝|黑|傍晚|晡|暝)"),
    (-1, "夜", r"(?<![半深黑连大整前熬午])夜(?:来(?!香|了|人)|个(?!人)|儿个?|隔)"),
    (-1, "日晚", r"[寻琴噚擒][日晚]"),
    (
        -2,
        "前",
        r"(?<![天日月年周之以面目跟提期拜向从])"
        r"前(?:天(?!天)|日(?!子)|儿个?|个(?!月|星期|礼拜|周|人)|晚|夜)",
    ),
    (0, "今", rf"(?<![如至迄于])今(?:天|日|儿个?|个(?!月|星期|礼拜|年)|{_PART}|朝|黑)"),
    (1, "明", rf"(?<![说声证表发文])明(?:天|日|儿个?|个(?!月|星期|礼拜|白)|{_PART}|朝)"),
    (1, "听", r"听[日朝晚]"),
    (
        2,
        "后",
        r"(?<![最以之然先天月年周期拜往今明落])后(?:天(?!天)|日(?!子)|儿个?(?!子)|晚)",
    ),
)


def _shift(days: int) -> _Resolve:
    return lambda _match, calendar: calendar.today + timedelta(days=days)


# --- so many days ago ----------------------------------------------------------------------

_AGO: Final = re.compile(
    rf"(?<![\d第几多好])(?P<count>{_COUNT})(?P<unit>个?(?:半)?(?:月|星期|礼拜)|天|日|周)"
    r"(?P<side>(?:之|以)?[前后])(?![后天几年])"
)
_IN_DAYS: Final = re.compile(rf"(?:再?过|再等)(?P<count>{_COUNT})(?P<unit>天)(?!了|都|还)")


def _ago(match: re.Match[str], calendar: Calendar) -> date | None:
    count = value(match["count"])
    side = match.groupdict().get("side") or "后"
    if count is None or (side.endswith("后") and _tense(match) is Tense.PAST):
        return None
    sign = -1 if side.endswith("前") else 1
    unit = match["unit"]
    if "月" in unit:
        if count == 0.5:
            return calendar.today + timedelta(days=15 * sign)
        if "半" in unit:
            return _months(calendar.today, sign * int(count)) + timedelta(days=15 * sign)
        return _months(calendar.today, sign * int(count)) if count == int(count) else None
    if count != int(count):
        return None
    length = 1 if unit in "天日" else 7
    return calendar.today + timedelta(days=sign * length * int(count))


def _months(day: date, months: int) -> date:
    """The same day of another month, or that month's last."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    for number in (day.day, 30, 29, 28):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    return date(year, month, 28)


# --- weekdays ------------------------------------------------------------------------------

_WEEKDAY: Final = re.compile(
    rf"(?P<week>上上个?|大上个?|上一?个?|下下个?|下一?个?|这一?个?|本|今|前一个)?"
    rf"(?:(?<=[上下这本个今])(?:周|星期|礼拜)的?)?"
    rf"(?<![一二两三四五六七八九十半几小老姓\d]){_WEEK}(?P<day>[一二三四五六日天]|[1-7](?![\d.]))"
    r"(?![条盒包件箱支根个次趟回号年月多本报刊])(?![到至\-~](?:周|星期|礼拜|[一二三四五六日天]))"
)
_FROM_WEEKDAY: Final = re.compile(r"(?:周|星期|礼拜)[一二三四五六日天][到至\-~]$")
_WEEK_SHIFT: Final = (("上上", -2), ("大上", -2), ("下下", 2), ("上", -1), ("前", -1), ("下", 1))


def _weekday(match: re.Match[str], calendar: Calendar) -> date | None:
    if _is_habit(match):
        return None
    weekday = _WEEKDAYS[match["day"]]
    if week := match["week"]:
        shift = next((by for word, by in _WEEK_SHIFT if week.startswith(word)), 0)
        monday = calendar.today - timedelta(days=calendar.today.weekday())
        return monday + timedelta(days=weekday + 7 * shift)
    return _nearest_weekday(weekday, calendar.today, _tense(match))


def _is_habit(match: re.Match[str]) -> bool:
    """每周三, 周一到周五: a rule of the week and no one day."""
    text, start = match.string, match.start()
    before = text[max(0, start - 5) : start]
    return bool(_HABIT_BEFORE.search(before) or _FROM_WEEKDAY.search(before))


def _nearest_weekday(weekday: int, today: date, tense: Tense) -> date:
    if tense is Tense.FUTURE:
        return today + timedelta(days=(weekday - today.weekday()) % 7)
    return today - timedelta(days=(today.weekday() - weekday) % 7)


# --- days of a month -----------------------------------------------------------------------

_YEAR: Final = r"(?:(?P<year>今年|去年|旧年|上年|前年|明年|(?:20)?\d{2}年)的?)?"
_NOT_COUNTED: Final = r"(?!\s?[条盒包件箱支根个块元次天点档%.度岁]|\d|[一二三四五六七八九十])"
#: 3号车, 15号文件: a number, not a day.
_NOT_AN_ADDRESS: Final = (
    r"(?!店|车|线|仓|柜|门|楼|库|机|岗|桌|窗|位|选|路|档|员|铺|文件|技|码|字|烟|池|院|房|厅|摊|商|桥"
    r"|召|令|称)"
)
_FULL_DATE: Final = re.compile(
    r"(?<![\d.\-/])(?P<y>20\d{2})\s?(?P<s>[\-/.年])\s?(?P<m>\d{1,2})\s?[\-/.月]\s?(?P<d>\d{1,2})\s?[日号]?(?![\d])"
)
_COMPACT: Final = re.compile(
    r"(?<!\d)(?P<y>20[0-4]\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?!\d)"
)
_MONTH_DAY: Final = re.compile(
    rf"(?<![\d个]){_YEAR}(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九元])月份?的?\s?"
    rf"(?P<day>{_NUMBER})(?:\s?[号日]{_NOT_AN_ADDRESS}|{_NOT_COUNTED})"
)
_OF_A_MONTH: Final = re.compile(
    rf"(?P<which>上上个?|上一?个?|这一?个?|本|当|下一?个?)月份?的?(?P<day>{_NUMBER})[号日]"
)
_DAY_ONLY: Final = re.compile(
    r"(?<![\d.a-z第编工牌街道巷弄村路楼栋幢单元档/*\-])"
    rf"(?:(?P<day>{_NUMBER})\s?号|(?<![等满过迟晚拖期超已了])(?P<figure>\d{{1,2}})\s?日(?!常|子|本|期|用|报|均|烟|内|之内|以内))"
    rf"{_NOT_AN_ADDRESS}(?!波|台风|风球|球|线)"
)
_DOTTED: Final = re.compile(
    r"(?<![\d.\-/~])(?P<m>1[0-2]|0?[1-9])(?P<s>[.\-/])(?P<d>3[01]|[12]\d|0?[1-9])"
    r"(?=\s?(?:[号日]|那|送|订|定|到货|到的|发|收|进|来|买|拿|补|换|晚|早|下|上|前|后|就|还|的|说|报|打|给|妇女|劳动|放假"
    r"|我|你|没|又|也|号)|\s?[,。;!?]|\s*$)(?![号日]?[店车线仓])"
)
_DATE_BEFORE: Final = re.compile(r"(?:在|于|从|到|截止|是|日期|时间|说|了|的|,|。|^)\s?$")
_LONG_MONTH_WORDS: Final = {"元": 1}


def _full(match: re.Match[str], _calendar: Calendar) -> date | None:
    return date(int(match["y"]), int(match["m"]), int(match["d"]))


def _month_day(match: re.Match[str], calendar: Calendar) -> date | None:
    month, day = _number(match["month"]), _number(match["day"])
    if not month or not day:
        return None
    if match["year"]:
        return date(_year(match["year"], calendar.today), month, day)
    return _nearest_year(month, day, calendar.today, _tense(match))


def _dotted(match: re.Match[str], calendar: Calendar) -> date | None:
    """3.5 is a day only where the words around it speak of one; 3.5 alone is a number."""
    text, end = match.string, match.end()
    rest = text[end:].lstrip()
    if not rest or rest[0] in ",。;!?":
        if not _DATE_BEFORE.search(text[max(0, match.start() - 3) : match.start()]):
            return None
        if match["s"] == "." and not text[: match.start()].strip():
            return None
    return _nearest_year(int(match["m"]), int(match["d"]), calendar.today, _tense(match))


def _number(said: str) -> int | None:
    number = _LONG_MONTH_WORDS.get(said) or value(said)
    return int(number) if number else None


def _year(said: str, today: date) -> int:
    by_word = {"今年": 0, "去年": -1, "旧年": -1, "上年": -1, "前年": -2, "明年": 1}
    if said in by_word:
        return today.year + by_word[said]
    number = int(said.removesuffix("年"))
    return number if number > 99 else 2000 + number


def _nearest_year(month: int, day: int, today: date, tense: Tense) -> date | None:
    return choose(
        [made for year in (-1, 0, 1) if (made := _make(today.year + year, month, day))],
        today,
        tense,
    )


def _make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def choose(candidates: list[date], today: date, tense: Tense) -> date | None:
    """The candidate nearest to today on the side the tense points to."""
    if tense is Tense.PAST:
        candidates = [day for day in candidates if day <= today] or candidates
    elif tense is Tense.FUTURE:
        candidates = [day for day in candidates if day >= today] or candidates
    return min(candidates, key=lambda day: abs((day - today).days), default=None)


def _of_a_month(match: re.Match[str], calendar: Calendar) -> date | None:
    shifts = (("上上", -2), ("上", -1), ("下", 1))
    shift = next((by for word, by in shifts if match["which"].startswith(word)), 0)
    day = _number(match["day"])
    first = _months(calendar.today.replace(day=1), shift)
    return _make(first.year, first.month, day) if day else None


def _day_only(match: re.Match[str], calendar: Calendar) -> date | None:
    """A bare 15号: this month's unless it is still to come and the words speak of the past."""
    before = match.string[max(0, match.start() - 5) : match.start()]
    day = _number(match["day"] or match["figure"])
    if not day or day > 31 or _HABIT_BEFORE.search(before) or before.endswith(("每月", "每个月")):
        return None
    today = calendar.today
    if day > today.day and _tense(match) is Tense.PAST:
        shifts = (-1, -2)
    elif day < today.day and _tense(match) is Tense.FUTURE:
        shifts = (1, 2)
    else:
        shifts = (0, -1)
    months = [_months(today.replace(day=1), shift) for shift in shifts]
    return next((made for first in months if (made := _make(first.year, first.month, day))), None)


# --- lunar days, festivals, the shop's own days ----------------------------------------------

_FIRST_TEN: Final = r"初(?:十|[一二三四五六七八九])"
_MOON: Final = r"闰?(?:十[一二]?|[一二三四五六七八九]|1[0-2]|[1-9])"
#: A month and day are lunar where the words say so: 农历, 正月 and 腊月, 初八, 八月十五.
_LUNAR: Final = re.compile(
    rf"(?:(?:农历|阴历|古历|旧历|老历)的?(?P<said_month>{_MOON}|[正腊冬])月(?P<said_day>{_FIRST_TEN}|{_NUMBER})"
    rf"|(?P<month>[正腊冬])月(?P<day>{_FIRST_TEN}|{_NUMBER})"
    rf"|(?P<plain_month>{_MOON})月(?P<first_ten>{_FIRST_TEN})"
    r"|(?P<autumn>八月)(?P<full_moon>十五)(?![号日])"
    rf"|(?P<new_year>大?年)(?P<new_year_day>{_FIRST_TEN})|大年(?P<after_new_year>{_NUMBER})"
    rf"|(?P<this_moon>{_FIRST_TEN}))[号日]?(?!\s?[条盒包件箱支个]|[中高年级])"
)
_OWN_DAY: Final = re.compile(
    r"(?P<which>上上次|上一?次|上回|上趟|这一?次|这回|本次|下一?次|下回|下趟|下个)?的?"
    r"(?P<kind>送货|到货|来货|配送|订货|定货|访销)(?:日|那天|那日|当天|的那天|的日子)?"
)


def _lunar(match: re.Match[str], calendar: Calendar) -> date | None:
    groups = {name: said for name, said in match.groupdict().items() if said}
    month = next((said for name, said in groups.items() if "month" in name or name == "autumn"), "")
    said = next(said for name, said in reversed(groups.items()) if name not in ("new_year",))
    day = _number(said.removeprefix("初"))
    if not day:
        return None
    number = {"正": 1, "冬": 11, "腊": 12}.get(month) or _number(month.strip("闰月"))
    if "after_new_year" in groups and day > 20:  # 大年二十九 is still in the old year
        number = 12
    if number is None:
        is_new_year = "this_moon" not in groups
        return festivals.day_of_this_moon(day, calendar.today, is_new_year=is_new_year)
    return choose(festivals.lunar(number, day, calendar.today.year), calendar.today, _tense(match))


def _festival(match: re.Match[str], calendar: Calendar) -> date | None:
    years = [calendar.today.year + shift for shift in (-1, 0, 1)]
    if (said := match.groupdict().get("year")) is not None:
        years = [_year(said, calendar.today)]
    days = [day for year in years if (day := festivals.day_in(match["name"], year))]
    return choose(days, calendar.today, _tense(match))


def _own_day(match: re.Match[str], calendar: Calendar) -> date | None:
    is_order = match["kind"] in ("订货", "定货", "访销")
    weekday = calendar.order_weekday if is_order else calendar.delivery_weekday
    which = match["which"] or ""
    names_a_day = which or match[0].endswith(("日", "那天", "当天", "日子"))
    if weekday is None or not 1 <= weekday <= 7 or not names_a_day:
        return None
    weekday -= 1
    if which.startswith("上上"):
        return _nearest_weekday(weekday, calendar.today, Tense.PAST) - timedelta(days=7)
    if which.startswith("下"):
        return _nearest_weekday(weekday, calendar.today + timedelta(days=1), Tense.FUTURE)
    return _nearest_weekday(weekday, calendar.today, Tense.PAST if which else _tense(match))


#: A rule is tried only where one of its characters stands in the text: most messages name no day.
_RULES: Final[tuple[tuple[str, re.Pattern[str], _Resolve], ...]] = (
    ("2", _FULL_DATE, _full),
    ("2", _COMPACT, _full),
    ("节一三夕元春年端阳秋半重八清冬国国双圣平庆龙二5", festivals.PATTERN, _festival),
    ("月初年", _LUNAR, _lunar),
    ("月", _OF_A_MONTH, _of_a_month),
    ("月", _MONTH_DAY, _month_day),
    ("周期拜", _WEEKDAY, _weekday),
    ("前后", _AGO, _ago),
    ("过等", _IN_DAYS, _ago),
    *((words[0], re.compile(pattern), _shift(days)) for days, words, pattern in _RELATIVE),
    ("号日", _DAY_ONLY, _day_only),
    (".-/", _DOTTED, _dotted),
    ("货销送", _OWN_DAY, _own_day),
)
