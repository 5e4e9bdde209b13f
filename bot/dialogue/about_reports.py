"""/report in chat: the month that somebody names behind it."""

import re
from datetime import date
from typing import Final

from bot.desk.orders import ReportMonth
from models.periods import months_before

_NAMED: Final = re.compile(r"(?:(20\d\d)\s*[-/.年]\s*)?(0?[1-9]|1[0-2])\s*月?(?:份)?")
#: Months by what they are called, and how long ago each is.
_CALLED: Final = {"": 1, "上月": 1, "上个月": 1, "本月": 0, "这个月": 0}


def order_of(words: str, today: date) -> ReportMonth | None:
    """The report that is wanted: of the month that was named, the last one where none was; None
    for what is no month, or is still to come. A month without a year is the latest such."""
    told = words.strip()
    if told in _CALLED:
        return ReportMonth(months_before(today, _CALLED[told]))
    found = _NAMED.fullmatch(told)
    if found is None:
        return None
    month = int(found[2])
    year = int(found[1]) if found[1] else today.year - (month > today.month)
    wanted = date(year, month, 1)
    return ReportMonth(wanted) if wanted <= today else None
