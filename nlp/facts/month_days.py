"""Days of a month: 3月5号, 上个月20号, 15号, 2026-03-05, 3.5."""

import re
from datetime import date
from typing import Final

from nlp.facts.calendar import (
    HABIT_BEFORE,
    LAST,
    NEXT,
    NUMBER,
    Calendar,
    choose,
    make,
    months_later,
    number,
    tense_of,
    year_of,
)
from nlp.facts.tense import Tense

_YEAR: Final = r"(?:(?P<year>今年|去年|旧年|上年|前年|明年|(?:20)?\d{2}年)的?)?"
#: Without 号 a number behind a month is a day only where the words say so: 三月五到, but 本月三回.
_SPOKEN_OF: Final = (
    r"(?:(?<![月份的]一)|(?=国庆|放假|那天|[前后,。;!?]|$))(?<!两)(?=\s?(?:[号日,。;!?、)]|$|[那当这]天|[上下中]午|早|晚|(?:之|以)?[前后]"
    r"|[到来](?!\s?[\d多一二两三四五六七八九十])|所?[送订定发收拿报买补换退取进扣打交付]|下(?!来)|的(?!\s?\d)"
    r"|妇女|劳动|国庆|放假|开始|起|还没|没[到来送收发给补]))"
)
_DIGIT: Final = "[一二三四五六七八九]"
#: Above ten, in figures or as 廿八, it is one unless something is counted: 9月30断货.
_NOT_COUNTED: Final = (
    rf"(?:(?<=[\d一二三四五六七八九十]月[1-3]\d)|(?<=[十廿]{_DIGIT}))(?!\s?[条盒包件箱支根个块元次天点档%.度岁"
    rf"多来几回趟单遍家户种款样周批车人名位分成万千百斤倍折笔项年月级组排楼袋吨台只瓶张道场]|\d|十|{_DIGIT})"
)
#: 3号车, 15号文件: a number, not a day.
_NOT_AN_ADDRESS: Final = (
    r"(?!店|车|线|仓|柜|门|楼|库|机|岗|桌|窗|位|选|路|档|员|铺|文件|技|码|字|烟|池|院|房|厅|摊|商|桥"
    r"|召|令|称)"
)
FULL_DATE: Final = re.compile(
    r"(?<![\d.\-/])(?P<y>20\d{2})\s?(?P<s>[\-/.年])\s?(?P<m>\d{1,2})\s?[\-/.月]\s?(?P<d>\d{1,2})\s?[日号]?(?![\d])"
)
COMPACT: Final = re.compile(
    r"(?<![\da-z])(?P<y>20[0-4]\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?![\da-z])"
)
MONTH_DAY: Final = re.compile(
    rf"(?<![\d个]){_YEAR}(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九元])月份?的?\s?"
    rf"(?P<day>{NUMBER})(?:\s?[号日]{_NOT_AN_ADDRESS}|{_SPOKEN_OF}|{_NOT_COUNTED})"
)
OF_A_MONTH: Final = re.compile(
    rf"(?P<which>{LAST}上个?|{LAST}一?个?|[这呢依]一?个?|(?<![如迄至])今个|本|当"
    rf"|{NEXT}一?个?)月份?的?(?P<day>{NUMBER})"
    rf"(?:[号日]|{_SPOKEN_OF})"
)
DAY_ONLY: Final = re.compile(
    r"(?<![\d.a-z第编工牌街道巷弄村路楼栋幢元档/*\-])"
    rf"(?:(?P<day>{NUMBER})\s?号|(?<=[在于请应到至])(?P<deadline>{NUMBER})日(?=(?:之|以)?前)|(?<![等满过迟晚拖期超已了])(?P<figure>\d{{1,2}})\s?日(?!常|子|本|期|用|报|均|烟|内|之内|以内))"
    rf"{_NOT_AN_ADDRESS}(?!波|台风|风球|球|线)"
)
DOTTED: Final = re.compile(
    r"(?<![\d.\-/~])(?P<m>1[0-2]|0?[1-9])(?P<s>[.\-/])(?P<d>3[01]|[12]\d|0?[1-9])(?![\d.\-/~])"
)
#: What follows a day written with a point: a price or a strength may be written so too.
_DAY_BEHIND: Final = re.compile(
    r"\s?(?:[号日](?![店车线仓])|那[天批次回]|[送订定收报]|到(?:[货的,。;!?]|$)|发[货的]|来[货的]|[拿换进买补]的|早上?|晚(?!会)|晚上"
    r"|[上下]午|中午|下单|(?:之|以)?前[送到]|之[前后]|就[送订到]|下的单|妇女|劳动|放假|当天)"
)
#: What is told of a day written with a point, unless a price, a score or a version stands there.
_TOLD_BEHIND: Final = re.compile(
    r"\s?(?:(?:才|就|又|也)?(?:[我你咱俺他她]们?|店里|这边|司机|师傅|经理|快递|货|烟|车)?(?:才|就|又|也)?\s?"
    r"(?:发现|收到|收货|签收|看到|拆开|开箱|反映|通知|报[的了过损修]|退[的了货给]|查[的了出过]|拆[的了箱]"
    r"|打(?:了|过|来)?电话|打过|给(?:[我你咱俺]们?)?(?:退|换|补|送|打)|跟[你他]们?[说讲])"
    r"|(?:(?:货|烟|车|快递|司机|经理|他)才|才|就|又)(?:[送到来发][的了货过]?(?!价)|[订定报退拆查换补](?!\d)|下单)"
    r"(?![\d块元价]))"
)
_A_MEASURE_BEFORE: Final = re.compile(
    r"(?:价格?|卖|赚|利润|[涨降升加跌]|版本?|v|评?分|打|约|[¥￥$]|[块元]|[每一][条包盒件箱]|毛利|重|长|宽|厚|差|[扣罚付收得挣]"
    r"|比例|返)(?:是|为|到|成|至|了|[我你他])?\s?$"
)
_ALSO_BEHIND: Final = re.compile(r"\s?(?:前|后|就|还|的|我|你|没|又|也|才|都|给|打|说|发|到|来)")
_DATE_BEFORE: Final = re.compile(r"(?:在|于|从|(?<![涨降加])到|截止|是|日期|时间)\s?$")


def full_date(match: re.Match[str], _calendar: Calendar) -> date | None:
    """2026-03-05, 2026年3月5日, 20260305; ValueError where there is no such day."""
    return date(int(match["y"]), int(match["m"]), int(match["d"]))


def month_day(match: re.Match[str], calendar: Calendar) -> date | None:
    """3月5号, of the year said or of the nearest."""
    month, day = number(match["month"]), number(match["day"])
    if not month or not day:
        return None
    if match["year"]:
        return date(year_of(match["year"], calendar.today), month, day)
    return _nearest_year(month, day, calendar.today, tense_of(match))


def dotted(match: re.Match[str], calendar: Calendar) -> date | None:
    """3.5 and 3/5 are days only where the words around them speak of one."""
    text, end = match.string, match.end()
    rest, before = text[end:], text[max(0, match.start() - 5) : match.start()]
    speaks = _DAY_BEHIND.match(rest) or (match["s"] != "." and _ALSO_BEHIND.match(rest))
    speaks = speaks or (_TOLD_BEHIND.match(rest) and not _A_MEASURE_BEFORE.search(before))
    closes = not rest.strip() or rest.lstrip()[0] in ",。;!?"
    if not speaks and not (closes and before and _DATE_BEFORE.search(before)):
        return None
    return _nearest_year(int(match["m"]), int(match["d"]), calendar.today, tense_of(match))


def _nearest_year(month: int, day: int, today: date, tense: Tense) -> date | None:
    return choose(
        [made for year in (-1, 0, 1) if (made := make(today.year + year, month, day))],
        today,
        tense,
    )


def of_a_month(match: re.Match[str], calendar: Calendar) -> date | None:
    """上个月20号, 本月5号."""
    shifts = (("上上", -2), ("上", -1), ("下", 1))
    shift = next((by for word, by in shifts if match["which"].startswith(word)), 0)
    day = number(match["day"])
    first = months_later(calendar.today.replace(day=1), shift)
    return make(first.year, first.month, day) if day else None


def day_only(match: re.Match[str], calendar: Calendar) -> date | None:
    """A bare 15号: this month's unless it is still to come and the words speak of the past."""
    before = match.string[max(0, match.start() - 5) : match.start()]
    day = number(match["day"] or match["figure"] or match["deadline"])
    if not day or day > 31 or HABIT_BEFORE.search(before) or before.endswith(("每月", "每个月")):
        return None
    today = calendar.today
    if day > today.day and tense_of(match) is Tense.PAST:
        shifts = (-1, -2)
    elif day < today.day and tense_of(match) is Tense.FUTURE:
        shifts = (1, 2)
    else:
        shifts = (0, -1)
    months = [months_later(today.replace(day=1), shift) for shift in shifts]
    return next((made for first in months if (made := make(first.year, first.month, day))), None)
