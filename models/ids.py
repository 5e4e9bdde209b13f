"""Ids that need no counter in the database: time first, then chance, 63 bits."""

import secrets
from datetime import datetime
from threading import Lock
from typing import Final

from models.columns import to_micros

#: Two processes that make an id in the same millisecond agree once in four million times; their
#: unit of work is then done again with another.
_CHANCE_BITS: Final = 22
#: 2025-01-01 UTC: leaves 41 bits of milliseconds, 69 years.
_START_MILLIS: Final = 1_735_689_600_000
#: How far apart ids of one millisecond lie at most: processes that began alike part ways.
_STRIDE_BITS: Final = 12

#: The largest id that both databases can keep.
MOST: Final = 2**63 - 1

_last = 0
_turn = Lock()


def new_id(now: datetime) -> int:
    """A 63-bit id that sorts by creation time; ids of one process only ever grow."""
    global _last
    millis = max(to_micros(now) // 1000 - _START_MILLIS, 0)
    fresh = millis << _CHANCE_BITS | secrets.randbits(_CHANCE_BITS)
    with _turn:
        _last = fresh if fresh > _last else _last + 1 + secrets.randbits(_STRIDE_BITS)
        return _last


def first_id_at(at: datetime) -> int:
    """The smallest id that something made at that moment could have."""
    return max(to_micros(at) // 1000 - _START_MILLIS, 0) << _CHANCE_BITS


def new_token() -> str:
    """A token of 128 bits that can't be guessed, 22 characters that are safe in a link."""
    return secrets.token_urlsafe(16)
