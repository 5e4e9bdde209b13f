"""Days: 昨天, 上周三, 3月5号, 腊月二十三, 中秋, counted from the day of the message.

Only what names one day is a day; 前几天, 月底, 每周三 and 等了三天 are not.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from nlp.facts import festivals, lunar_days, month_days, weekdays
from nlp.facts.calendar import Calendar, Resolve, months_later, tense_of
from nlp.facts.numerals import value
from nlp.facts.tense import Tense
from nlp.reading import Day, Span

_PART: Final = r"早上?|晚上?|夜里?|晨|上午|下午|中午"
#: Behind these 明 with a part of the day ends another word or a name: 声明上午发的, 张明上午来过.
_NOT_MING: Final = (
    "[分声证表照透文聪精英失查写标注三高光鲜王李张刘陈杨赵吴徐孙朱胡郭郑唐韩曹邓萧冯彭潘袁董吕魏蒋杜沈姜傅卢"
    "崔陆廖姚谭贾孟秦薛邵郝]"
)
#: 前 and 后 end other words: 之前晚了三天, 以前个别司机, 端午前夜.
_NOT_BEFORE: Final = "[天日月年周期之以目提先眼面空产巴]"
_NOT_AFTER: Final = "[最以之然先天月年周期往今明落随午节饭]"
_RELATIVE: Final = (
    (-4, "前", r"大大前[天日]"),
    (
        -3,
        "前",
        r"(?:大|(?:(?<!\w)|(?<=[我你他是就从这那批条]))上|(?<!原)先)前(?:天(?![天气])|日|儿个?)"
        r"|大前(?:个(?!月|星期|礼拜|周)|[晚夜])",
    ),
    (3, "后", r"大后(?:天|日|儿个?)"),
    (
        -1,
        "昨",
        rf"昨(?:天|晡?日(?:子(?![弟公女时]))?|儿[个黑]?|个儿?|{_PART}|[朝黑宿晡暝暗昏冥]|傍晚)?",
    ),
    (
        -1,
        "夜",
        r"(?<![半深黑连大整前熬午今当每一子通彻后入])(?<!天到)夜"
        r"(?:来(?!香|了|人)|个儿?(?!人)|儿个?|隔|黑(?!灯|心|漆))",
    ),
    (-1, "寻琴噚㖊擒禽", r"(?<![找搜追钢弹风口小提古])[寻琴噚㖊擒禽][日晚朝](?!子|期|[鸟类])"),
    (
        -2,
        "前",
        rf"(?:(?<!{_NOT_BEFORE})|(?<=[昨今明后]天)|(?<=[昨今明后]日))前"
        r"(?:天(?![天气])|日(?!子)|日子(?=[送到订定发收打][来到的了货])|晡日|(?<![从头午那早跟门晌节秋夕旦]前)"
        r"(?:儿个?|个儿?(?!月|星期|礼拜|周|人|别|体)|晚|夜))",
    ),
    (
        0,
        "今",
        rf"(?<![如迄])今(?:天|日|儿个?|个儿?(?!月|星期|礼拜|年)|{_PART}|[朝黑暝昏]|晡日?|暗(?!示)|[仔阿]日|[晏上下]昼|[前后]晌|晌午)",
    ),
    (
        1,
        "明",
        rf"(?<![昆黎])(?<!(?<!明)明)(?:明(?:天(?!天(?![气晴阴亮黑冷热]))|日(?!报)|儿个?(?!子)|朝)"
        rf"|(?<!{_NOT_MING})明(?:个儿?(?!月|星期|礼拜|白)|{_PART}|[仔阿](?:载|日|早)))",
    ),
    (1, "听光", r"(?<!打)听[日朝晚](?!子|期)|天光日(?![头子])"),
    (
        2,
        "后",
        rf"(?:(?<!{_NOT_AFTER})|(?<=[明今前]天)|(?<=[明今前]日))后"
        r"(?:天(?![天气黑亮])|日(?!子)|儿个?(?!子)|晚)",
    ),
)


def _shift(days: int) -> Resolve:
    return lambda _match, calendar: calendar.today + timedelta(days=days)


_BY_WHEN: Final = "[在于请应到至]"
_COUNT: Final = r"(?:\d{1,3}|[一二两俩三四五六七八九十百]{1,4}|半)"
#: 三日前 is three days ago; 15日前 and 在十日前 name a day unless the past is told of.
_TOLD_OF: Final = r"(?:之|以)?前[^,。;!?]{0,6}?(?:过(?!来|去)|了(?!吗|没))"
_DAYS_AGO: Final = rf"(?<!{_BY_WHEN}.)(?<!{_BY_WHEN}..)日(?:(?<!\d日)|(?={_TOLD_OF}))"
_AGO: Final = re.compile(
    rf"(?<![\d第几多好])(?P<count>{_COUNT})(?P<unit>个半?月|(?<=[两俩半])月|个?半?(?:星期|礼拜)|天|周"
    rf"|{_DAYS_AGO}|日(?=(?:之|以)?后))(?P<side>(?:之|以)?[前后])(?![后天几年])"
)
_IN_DAYS: Final = re.compile(rf"(?:再?过|再等)(?P<count>{_COUNT})(?P<unit>天)(?!了|都|还)")


def _ago(match: re.Match[str], calendar: Calendar) -> date | None:
    """三天前, 半个月前, 再过两天; a month ago is the same day of the month before."""
    count = value(match["count"])
    side = match.groupdict().get("side") or "后"
    if count is None or (side.endswith("后") and tense_of(match) is Tense.PAST):
        return None
    sign = -1 if side.endswith("前") else 1
    unit = match["unit"]
    if "月" in unit:
        if count == 0.5:
            return calendar.today + timedelta(days=15 * sign)
        if "半" in unit:
            return months_later(calendar.today, sign * int(count)) + timedelta(days=15 * sign)
        return months_later(calendar.today, sign * int(count)) if count == int(count) else None
    if count != int(count):
        return None
    length = 1 if unit in "天日" else 7
    return calendar.today + timedelta(days=sign * length * int(count))


_BY: Final = {
    **dict.fromkeys(("前一天", "前一日", "头一天", "头天", "前一晚"), -1),
    "前两天": -2,
    "前三天": -3,
    **dict.fromkeys(("第二天", "后一天", "次日", "转天"), 1),
}
_BESIDE: Final = re.compile(rf"的?({'|'.join(_BY)})")

#: A rule is tried only where one of its characters stands in the text: most messages name no day.
_RULES: Final[tuple[tuple[str, re.Pattern[str], Resolve], ...]] = (
    ("2", month_days.FULL_DATE, month_days.full_date),
    ("2", month_days.COMPACT, month_days.full_date),
    (
        "节一三夕元春年端阳秋半重八清冬国双圣平庆龙二5立夏寒雨蛰分满种暑露霜雪",
        festivals.PATTERN,
        lunar_days.festival,
    ),
    ("月初年", lunar_days.LUNAR, lunar_days.lunar_day),
    ("月", month_days.OF_A_MONTH, month_days.of_a_month),
    ("月", month_days.MONTH_DAY, month_days.month_day),
    ("周期拜", weekdays.WEEKDAY, weekdays.weekday),
    ("前后", _AGO, _ago),
    ("过等", _IN_DAYS, _ago),
    *((words, re.compile(pattern), _shift(days)) for days, words, pattern in _RELATIVE),
    ("号日", month_days.DAY_ONLY, month_days.day_only),
    (".-/", month_days.DOTTED, month_days.dotted),
    ("货销送", weekdays.OWN_DAY, weekdays.own_day),
)


#: Sayings that name a day and mean none.
_SAYINGS: Final = re.compile(
    r"躲[得过]*初一[,也都却]?(?:躲|逃|跑)[不得过]*十五|(?:做得?)?初一[,你我他]*(?:做|就)[^,]{0,2}十五|初一十五"
    r"|今[天日儿]个?推明[天日儿]个?[,、又再]?(?:明[天日儿]个?(?:又|再)?推后[天日儿]个?)?|今[天日]复明[天日]|明[天日儿]复明[天日儿]"
    r"|今[天日儿]不知明[天日儿]|有今[天日儿]没明[天日儿]|[今明][日天]事[今明][日天]毕|昨日黄花|明[天日儿]个?,?(?:又|再|还是|复)?明[天日儿]个?|今朝有酒|今[天日儿]个?这[个样],?明[天日儿]个?那[个样]"
    r"|今[天日儿]个?(?:说|讲|等)明[天日儿]个?,?明[天日儿]个?(?:说|讲|等)后[天日儿]个?|三十晚上盼|大年三十[^,]{0,3}(?:案板|砧板)"
)
_SENTENCE_END: Final = re.compile(r"[。;!?\n]")
#: 明天周日, 6月14号(星期天), 14号是周日: two names of one day.
_APPOSITION: Final = re.compile(r"[(, ]?(?:就?是|也就是|即)?[( ]?")


def find(folded: str, original: str, calendar: Calendar) -> Iterator[Day]:
    """The days of a folded text in which phones, orders and brands are hidden already."""
    text = _SAYINGS.sub(lambda saying: "#" * len(saying[0]), folded)
    last: Day | None = None
    for day in sorted(_named(text, original, calendar), key=lambda day: day.span.start):
        if last and _is_of_next_week(day, last, text):
            day = replace(day, on=last.on + timedelta(days=(day.on - last.on).days % 7))
        elif last and _APPOSITION.fullmatch(text, last.span.end, day.span.start):
            day = _as_named_beside(day, last)
        last = day
        yield day


def _as_named_beside(day: Day, last: Day) -> Day:
    """A bare weekday beside a day that falls on it is that day."""
    is_told_by_it = weekdays.BARE.fullmatch(day.text) and not weekdays.BARE.fullmatch(last.text)
    if is_told_by_it and day.on.weekday() == last.on.weekday():
        return replace(day, on=last.on)
    return day


def _is_of_next_week(day: Day, last: Day, text: str) -> bool:
    """下礼拜一我要出门,改礼拜二: a bare weekday goes on in the week named in the sentence."""
    if _SENTENCE_END.search(text, last.span.end, day.span.start):
        return False
    return bool(weekdays.BARE.fullmatch(day.text)) and last.text.startswith("下")


def _named(folded: str, original: str, calendar: Calendar) -> Iterator[Day]:
    """What each rule finds, an earlier rule first."""
    taken: list[Span] = []
    for characters, pattern, resolve in _RULES:
        if not any(character in folded for character in characters):
            continue
        for match in pattern.finditer(folded):
            span = Span(*match.span())
            if span.overlaps(taken):
                continue
            taken.append(span)
            if on := _resolved(resolve, match, calendar):
                on, end = _moved(on, folded, span.end)
                yield Day(original[span.start : end], on, Span(span.start, end))


def _moved(on: date, text: str, end: int) -> tuple[date, int]:
    """冬至前一天 and 3号的第二天: the day beside the one named, and where the words end."""
    match = _BESIDE.match(text, end)
    if not match:
        return on, end
    try:
        return on + timedelta(days=_BY[match[1]]), match.end()
    except OverflowError:
        return on, end


def _resolved(resolve: Resolve, match: re.Match[str], calendar: Calendar) -> date | None:
    """The day of a match; None for one that does not exist, as 2月30号."""
    try:
        return resolve(match, calendar)
    except (ValueError, OverflowError):
        return None
