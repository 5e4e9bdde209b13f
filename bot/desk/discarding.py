"""Discarding: files that nothing on record speaks of any more are named until they are removed.

They are named in the transaction that makes them needless, and removed after it. What was made for
somebody to open — a picture, a sheet — goes of itself after its days.
"""

from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum
from typing import Final

from bot.desk.shift import Shift

_TO_REMOVE: Final = "files:doomed"


class Made(StrEnum):
    """Files that are made for somebody, by the name of their list."""

    OWN_DATA = "privacy:files"  #: what a retailer told, for them alone
    PICTURE = "pictures"  #: of a report


#: For how long a file with somebody's own data can be opened from the conversation.
_OWN_DATA_FOR: Final = timedelta(days=7)


def discard(shift: Shift, refs: Iterable[str]) -> None:
    """Let files go that nothing on record speaks of any more."""
    names = {name for ref in refs if (name := shift.work.forgetting.forget_file(ref))}
    if names:
        shift.work.meta.change(_TO_REMOVE, [], lambda there: sorted({*there, *names}))


def discard_unnamed(shift: Shift, address: str, refs: Iterable[str]) -> None:
    """Let files go that were named by what was said there about nothing, but for those that a case
    has on its record, too: who changes the words under a photo sends the photo once more."""
    if gone := set(refs):
        discard(shift, gone - shift.work.forgetting.on_record(address))


def to_remove(shift: Shift) -> list[str]:
    """The names of files that are to be removed."""
    names: list[str] = shift.work.meta.get(_TO_REMOVE, [])
    return names


def are_removed(shift: Shift, names: Iterable[str]) -> None:
    """These files have been removed."""
    shift.work.meta.change(_TO_REMOVE, [], lambda there: sorted({*there} - {*names}))


def note_made(shift: Shift, kind: Made, refs: Iterable[str]) -> None:
    """Remember files that were made for somebody, with the day, so that they can go again."""
    new = [[ref, shift.today.isoformat()] for ref in refs]
    if new:
        shift.work.meta.change(kind, [], lambda made: [*made, *new])


def let_go(shift: Shift) -> None:
    """Let the files go that were made long enough ago."""
    for kind in Made:
        good_for = _OWN_DATA_FOR
        if kind is Made.PICTURE:
            good_for = timedelta(days=shift.policy.talk_days)
        _let_go(shift, kind, (shift.today - good_for).isoformat())


def _let_go(shift: Shift, kind: Made, oldest: str) -> None:
    gone = {ref for ref, day in shift.work.meta.get(kind, []) if day < oldest}
    if gone:
        discard(shift, sorted(gone))
        shift.work.meta.change(
            kind, [], lambda made: [each for each in made if each[0] not in gone]
        )
