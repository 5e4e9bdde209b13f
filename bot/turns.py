"""Turns: whose lane is read next, so that strangers hold up nobody whom the desk knows."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.admission import Standing, Standings, find_in
from bot.dialogue import thought
from models.mail import Queue
from storage.unit_of_work import Work


@dataclass(frozen=True, slots=True)
class Taken:
    """A lane that is held to the end of the transaction, and whether a stranger writes there."""

    lane: str
    is_stranger: bool = False

    @property
    def characters(self) -> int:
        """How many characters of it are read as one thought."""
        return thought.OF_A_STRANGER if self.is_stranger else thought.MOST_CHARACTERS


class Turns:
    """Takes the lane that is read next, of the channels named; what it finds is told, not kept, so
    that many hands may take turns at once."""

    def __init__(self, clock: Callable[[], datetime], channels: Collection[str]) -> None:
        self._clock: Final = clock
        self._channels: Final = channels
        self._standings: Final = Standings()

    def of_known(self, work: Work) -> Taken | None:
        """The lane that has been due the longest, of those of people whom the desk knows."""
        lane = work.mail.take_known(Queue.IN, self._clock(), self._channels)
        return None if lane is None else Taken(lane)

    def of_anybody(self, work: Work) -> Taken | None:
        """The lane that has been due the longest, of the lanes of people whom the desk knows if
        there is one; they are only looked for where a stranger's would be taken."""
        now = self._clock()
        lane = work.mail.take(Queue.IN, now, self._channels)
        if lane is None:
            return None
        if self._standings.of(lane, now, find_in(work)).standing is not Standing.STRANGER:
            return Taken(lane)
        return self.of_known(work) or Taken(lane, is_stranger=True)
