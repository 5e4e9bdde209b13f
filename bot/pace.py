"""Pace: who floods the desk is answered more slowly, and no message is lost by it."""

from collections import OrderedDict, deque
from datetime import datetime, timedelta
from typing import Final

#: More answers than this within a minute are a flood.
_A_MINUTE: Final = timedelta(minutes=1)
_MOST: Final = 15
#: What comes in a flood is gathered for so long and answered as one.
_FLOOD_PAUSE: Final = timedelta(seconds=5)
#: How many people are remembered at a time.
_REMEMBERED: Final = 10_000


class Pace:
    """How often each conversation was answered of late. Forgotten by a restart, which harms none:
    a flood shows again within seconds."""

    def __init__(self) -> None:
        self._answers: OrderedDict[str, deque[datetime]] = OrderedDict()

    def count(self, lane: str, now: datetime) -> None:
        """One more answer at `now`."""
        self._answers.setdefault(lane, deque(maxlen=_MOST)).append(now)
        self._answers.move_to_end(lane)
        if len(self._answers) > _REMEMBERED:
            self._answers.popitem(last=False)

    def flood_pause(self, lane: str, now: datetime) -> timedelta | None:
        """How long to gather what this conversation says; None at an ordinary pace."""
        answers = self._answers.get(lane)
        is_flood = answers and len(answers) == _MOST and now - answers[0] < _A_MINUTE
        return _FLOOD_PAUSE if is_flood else None
