"""Stations: what one process of the service does. One process may man all of them, or a few.

web         serves the pages and keeps what they post
worker      reads messages and answers them; rings timers that nobody rang for a while
timekeeper  rings timers
telegram    speaks with Telegram: keeps what arrives, delivers what goes there
"""

from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum
from typing import Final


class Station(StrEnum):
    """One thing that a process of the service does."""

    WEB = "web"
    WORKER = "worker"
    TIMEKEEPER = "timekeeper"
    TELEGRAM = "telegram"


ALL: Final = frozenset(Station)
#: A worker leaves timers to the timekeepers for so long, and then rings them itself.
LEFT_TO_TIMEKEEPERS: Final = timedelta(seconds=8)


class UnknownStation(Exception):
    """There is no such role; the message names those that there are."""


def stations_of(text: str) -> frozenset[Station]:
    """The stations of a list between commas; all of them for an empty one.

    Raises `UnknownStation`.
    """
    names = [name for part in text.split(",") if (name := part.strip().lower())]
    try:
        return frozenset(map(Station, names)) or ALL
    except ValueError:
        raise UnknownStation(", ".join(Station)) from None


def cannot_part(stations: Iterable[Station]) -> bool:
    """Whether a lone process manning these would leave messages or deadlines unattended: on SQLite
    no second process could help it out."""
    return not {Station.WORKER, Station.TIMEKEEPER}.issubset(stations)
