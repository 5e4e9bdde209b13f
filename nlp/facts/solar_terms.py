"""The twenty-four solar terms (节气), which fall on a day of the sun's year.

The usual formula: the day is [Y·0.2422 + C] - [L/4], with Y the year's last two digits and L the
leap years so far, which in January and February are those of the year before. C is the constant
of the twenty-first century; the few years in which the formula is a day off are listed.
"""

from datetime import date
from typing import Final

#: Month and constant of each term.
TERMS: Final = {
    "小寒": (1, 5.4055),
    "大寒": (1, 20.12),
    "立春": (2, 3.87),
    "雨水": (2, 18.73),
    "惊蛰": (3, 5.63),
    "春分": (3, 20.646),
    "清明": (4, 4.81),
    "谷雨": (4, 20.1),
    "立夏": (5, 5.52),
    "小满": (5, 21.04),
    "芒种": (6, 5.678),
    "夏至": (6, 21.37),
    "小暑": (7, 7.108),
    "大暑": (7, 22.83),
    "立秋": (8, 7.5),
    "处暑": (8, 23.13),
    "白露": (9, 7.646),
    "秋分": (9, 23.042),
    "寒露": (10, 8.318),
    "霜降": (10, 23.438),
    "立冬": (11, 7.438),
    "小雪": (11, 22.36),
    "大雪": (12, 7.18),
    "冬至": (12, 21.94),
}
#: Terms that are weather too, or a word of their own: they take 那天, 当天 or 节气.
WEATHER: Final = ("雨水", "谷雨", "白露", "小雪", "大雪", "霜降", "小满", "大寒", "小寒", "大暑")
_A_DAY_OFF: Final = {
    ("雨水", 2026): -1,
    ("春分", 2084): 1,
    ("小满", 2008): 1,
    ("小暑", 2016): 1,
    ("立秋", 2002): 1,
    ("霜降", 2089): 1,
    ("立冬", 2089): 1,
    ("冬至", 2021): -1,
    ("小寒", 2019): -1,
    ("大寒", 2082): 1,
}


def day_of_term(name: str, year: int) -> date | None:
    """The day of a term, or None outside of 2000 to 2099."""
    if not 2000 <= year <= 2099:
        return None
    month, constant = TERMS[name]
    short = year % 100
    leaps = (short - 1) // 4 if month < 3 else short // 4
    day = int(short * 0.2422 + constant) - leaps + _A_DAY_OFF.get((name, year), 0)
    return date(year, month, day)
