"""Rations: how much of something each of many may have, so that nobody takes what is another's."""

from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Final

#: How many are remembered at a time; who is forgotten begins with a full ration.
_REMEMBERED: Final = 10_000


class Ration:
    """So much at once, and one more whenever `every` has passed; counted apart for each of many.

    Kept is the instant at which each has their whole ration again (the "virtual scheduling" of the
    generic cell rate algorithm, ITU-T I.371). A restart forgets it, which harms nobody for long.
    """

    def __init__(self, at_once: float, every: timedelta, remembered: int = _REMEMBERED) -> None:
        self._every: Final = every
        self._at_once: Final = at_once * every
        self._remembered: Final = remembered
        self._whole_at: Final[OrderedDict[str, datetime]] = OrderedDict()

    def draw(self, whose: str, now: datetime, many: float = 1) -> timedelta:
        """Take that many in any case; how far this runs ahead of the ration, zero within it."""
        whole_at = self._with_more(whose, now, many)
        self._keep(whose, whole_at)
        return self._ahead(whole_at, now)

    def ask(self, whose: str, now: datetime, many: float = 1) -> timedelta:
        """Take that many if the ration allows; else nothing is taken, and how long it is to
        wait."""
        whole_at = self._with_more(whose, now, many)
        ahead = self._ahead(whole_at, now)
        if not ahead:
            self._keep(whose, whole_at)
        return ahead

    def give_up(self, whose: str, now: datetime) -> float:
        """Forget what they drew; how many of it time has not given back."""
        return max(self._whole_at.pop(whose, now) - now, timedelta(0)) / self._every

    def _with_more(self, whose: str, now: datetime, many: float) -> datetime:
        return max(now, self._whole_at.get(whose, now)) + many * self._every

    def _ahead(self, whole_at: datetime, now: datetime) -> timedelta:
        return max(whole_at - now - self._at_once, timedelta(0))

    def _keep(self, whose: str, whole_at: datetime) -> None:
        self._whole_at[whose] = whole_at
        self._whole_at.move_to_end(whose)
        if len(self._whole_at) > self._remembered:
            self._whole_at.popitem(last=False)
