"""Standing errands: what the desk does by itself each working morning, each week, each quarter.

Each has one timer, set anew when it has rung; what fell due while the service was down rings once.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from bot.desk import digests, picturing, tidying, watchfulness
from bot.desk.post import Letter, offers, send
from bot.desk.shift import Shift
from bot.desk.telling import language_at
from bot.wording import say, speaking
from models.calendar import CST, Calendar
from models.people import Shop
from models.periods import months_before, quarter_began, quarter_of

_A_DAY: Final = timedelta(days=1)
#: When people read their digest.
_MORNING: Final = time(8)
#: Shops are asked in the middle of the morning, when the counter is quiet.
_ASKED_AT: Final = time(10)
#: For how long after its hour a digest is still worth reading.
_STILL_MORNING: Final = timedelta(hours=4)
#: What needs nobody's attention is done while nobody waits.
_AT_NIGHT: Final = time(3)
_BEGUN: Final = "standing"


@dataclass(frozen=True, slots=True)
class Errand:
    """What is done, and on which day after a given one it is done next."""

    do: Callable[[Shift], None]
    next_day: Callable[[date, Calendar], date]
    at: time = _MORNING
    is_of_its_day: bool = False  #: left out where it would come on another day, or late on its own


def begin(shift: Shift) -> None:
    """Set the timers of the errands that have none yet: at the first start, and after an update
    that brings a new one."""
    begun = shift.work.meta.get(_BEGUN, [])
    for name in STANDING:
        if name not in begun:
            _set_timer(shift, name)
    if set(begun) != set(STANDING):
        shift.work.meta.set(_BEGUN, sorted(STANDING))


def ring(name: str, shift: Shift) -> None:
    """Do the errand and set its timer anew; one that this version does not know is let go."""
    if name in STANDING:
        if not STANDING[name].is_of_its_day or _is_its_morning(STANDING[name], shift):
            STANDING[name].do(shift)
        _set_timer(shift, name)


def _is_its_morning(errand: Errand, shift: Shift) -> bool:
    """Whether it is a working day and not long after the hour: yesterday's digest is not sent
    today, nor this morning's in the evening."""
    due = datetime.combine(shift.today, errand.at, CST)
    is_late = not due <= shift.now < due + _STILL_MORNING
    return shift.calendar.is_working_day(shift.today) and not is_late


def _set_timer(shift: Shift, name: str) -> None:
    due = _next_due(STANDING[name], shift)
    shift.work.mail.set_timer(f"standing:{name}", due, {"standing": name}, shift.now)


def _next_due(errand: Errand, shift: Shift) -> datetime:
    """When it is to be done next: later today, if this is its day and its hour has not come."""
    days = (errand.next_day(since, shift.calendar) for since in (shift.today - _A_DAY, shift.today))
    dues = (datetime.combine(day, errand.at, CST) for day in days)
    return next(due for due in dues if due > shift.now)


def _next_day(day: date, _: Calendar) -> date:
    return day + _A_DAY


def _next_working_day(day: date, calendar: Calendar) -> date:
    return calendar.next_working_day(day)


def _next_week(day: date, calendar: Calendar) -> date:
    """The first working day of the coming week."""
    sunday = day + timedelta(days=6 - day.weekday())
    return calendar.next_working_day(sunday)


def _next_quarter(day: date, calendar: Calendar) -> date:
    """The first working day of the coming quarter."""
    coming = months_before(quarter_began(day), -3)
    return calendar.next_working_day(coming - _A_DAY)


def ask_the_silent(shift: Shift) -> None:
    """A small random share of the shops that did not complain last quarter is asked how things are:
    about one dissatisfied customer in twenty-five complains (section 7)."""
    quarter = quarter_of(shift.today)
    told = shift.work.survey.complainers(shift.now - timedelta(days=92))
    for shop in shift.work.people.all_shops():
        if shop.active and shop.licence not in told and _is_drawn(shift, shop, quarter):
            _ask(shift, shop, quarter)


def _is_drawn(shift: Shift, shop: Shop, quarter: str) -> bool:
    """By lot, and the same lot if it is drawn again after a crash."""
    lot = hashlib.sha256(f"{quarter}:{shop.licence}".encode()).digest()
    return int.from_bytes(lot[:4]) % 100 < shift.policy.quarter_shops_percent


def _ask(shift: Shift, shop: Shop, quarter: str) -> None:
    for binding in shift.work.people.bindings_of(f"shop:{shop.licence}"):
        if binding.reachable:
            with speaking(language_at(shift, binding.address)):
                letter = Letter(say("quarter.ask"), offers("all_well", "complain"))
            send(shift, binding.address, letter, key=f"quarter:{quarter}:{shop.licence}")
            return


STANDING: Final[dict[str, Errand]] = {
    "morning": Errand(digests.morning, _next_working_day, is_of_its_day=True),
    "weekly": Errand(digests.weekly, _next_week),
    "pictures": Errand(picturing.weekly, _next_week),
    "quarter": Errand(ask_the_silent, _next_quarter, _ASKED_AT),
    "classifier": Errand(watchfulness.look_after, _next_week),
    "tidy": Errand(tidying.begin, _next_day, _AT_NIGHT),
}
