"""Calendar months and quarters: what they are called, and when they began."""

import re
from datetime import date
from typing import Final

_MONTH: Final = re.compile(r"20[0-9]{2}-(?:0[1-9]|1[0-2])")


def first_of_month(called: str) -> date | None:
    """The first day of the month that is called "2026-11"; None for what is no month."""
    return date.fromisoformat(f"{called}-01") if _MONTH.fullmatch(called) else None


def month_of(day: date) -> str:
    """2026-11."""
    return f"{day:%Y-%m}"


def quarter_of(day: date) -> str:
    """2026Q4."""
    return f"{day:%Y}Q{(day.month + 2) // 3}"


def quarter_began(day: date) -> date:
    """The first day of the quarter of a day."""
    return day.replace(month=day.month - (day.month - 1) % 3, day=1)


def months_before(month: date, count: int) -> date:
    """The first day of the month that lies `count` months before; after it, where negative."""
    number = month.year * 12 + month.month - 1 - count
    return date(number // 12, number % 12 + 1, 1)
