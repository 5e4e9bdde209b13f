"""Seeing many cases: lists, counts, searches and exports of what somebody may see.

The database picks those that could be theirs; whether they are is decided case by case by the one
function that decides it everywhere (`bot.desk.access.visible`).
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from bot.desk.access import visible
from bot.desk.shift import Shift
from models.case import Case
from models.people import Shop, Staff
from models.terms import Role
from storage.case_list import CaseFilter, Near, PageKey
from storage.shop_list import ShopFilter

#: How many cases are read from the database at a time.
_A_BATCH: Final = 200


def seen_cases(
    shift: Shift, wanted: CaseFilter, viewer: Staff, after: PageKey | None = None
) -> Iterator[Case]:
    """The cases that fit and that `viewer` may see, the latest filed first, read as they are
    asked for; `after` is the key of the last one seen."""
    asked = replace(wanted, near=_near(shift, viewer))
    while batch := shift.work.cases.list(asked, after=after, limit=_A_BATCH):
        yield from visible(shift, batch, viewer)
        if len(batch) < _A_BATCH:
            return
        after = PageKey.of(batch[-1])


def seen_archived(
    shift: Shift, wanted: CaseFilter, viewer: Staff, after: PageKey | None = None
) -> Iterator[Case]:
    """The same of the archive."""
    while batch := shift.work.archive.latest(wanted, after=after, limit=_A_BATCH):
        yield from visible(shift, (whole.case for whole in batch), viewer)
        if len(batch) < _A_BATCH:
            return
        after = PageKey.of(batch[-1].case)


def sees_anywhere(viewer: Staff) -> bool:
    """Whether cases of theirs may be anywhere; which of them they see is asked all the same."""
    return viewer.has(Role.ADMIN) or viewer.has(Role.DIRECTOR)


def _near(shift: Shift, viewer: Staff) -> Near | None:
    """Among which cases theirs can be found at all; None where they may be anywhere."""
    if sees_anywhere(viewer):
        return None
    company = shift.company
    # Whoever stands in for somebody is found only by asking for each case; so all that belong to
    # anybody who is away, or are theirs to decide, are looked at.
    away = frozenset(company.absent())
    return Near(viewer.no, away.union({viewer.no}, company.under(viewer.no)), deciders=away)


def seen_shops(
    shift: Shift, wanted: ShopFilter, viewer: Staff, *, after: str = "", limit: int = 50
) -> list[Shop]:
    """The shops that fit and that `viewer` may look up: their own, those of everybody under them,
    and all of them for directors and admins."""
    if not sees_anywhere(viewer):
        theirs = frozenset({viewer.no, *shift.company.under(viewer.no)})
        wanted = replace(wanted, managers=theirs)
    return shift.work.people.list_shops(wanted, after=after, limit=limit)
