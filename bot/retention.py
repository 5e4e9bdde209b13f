"""Retention: what is long done is archived, and personal data goes when its time is over.

Each case is a unit of its own, so that nobody waits long for it, and a day without service changes
nothing: what is due is computed from what is kept.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from bot.desk import discarding, erasing
from bot.desk.house import House
from bot.desk.shift import Shift
from bot.files import remove
from models.ids import first_id_at
from models.messages import Address
from models.terms import Stage
from storage.engine import Store
from storage.unit_of_work import Work

_AT_ONCE: Final = 50
#: Messages and page events are small; more of them go in one transaction.
_SAID_AT_ONCE: Final = 500
#: Up to which utterance what is on no record has been taken away.
_SAID_UNTIL: Final = "retention:said"
_EXPIRED: Final = "保存期满"


@dataclass(frozen=True, slots=True)
class Tidied:
    """How much was put away or taken away."""

    archived: int = 0
    erased: int = 0
    said: int = 0
    shown: int = 0
    aside: int = 0
    files: int = 0


@dataclass(frozen=True, slots=True)
class Retention:
    """Does what the policy's numbers ask for, in small steps; `media` is where files lie."""

    store: Store
    house: House
    media: Path
    clock: Callable[[], datetime]

    async def tidy(self) -> Tidied:
        """Do all that is due now."""
        return Tidied(
            archived=await self._all(self._archive_some),
            erased=await self._all(self._erase_some),
            said=await self._all(self._forget_said),
            shown=await self._all(self._forget_shown),
            aside=await self._all(self._forget_set_aside),
            files=await self.remove_files(),
        )

    async def _all(self, some: Callable[[Shift], int]) -> int:
        """Do a little again and again until nothing is left of it."""
        total = 0
        while done := await self.store.run(lambda work: some(self._shift(work))):
            total += done
        return total

    def _shift(self, work: Work) -> Shift:
        return Shift(work, self.clock(), self.house)

    def _archive_some(self, shift: Shift) -> int:
        before = shift.now - timedelta(days=shift.policy.archive_after_days)
        cases = shift.work.archive.closed_before(before, _AT_ONCE)
        for case in cases:
            erasing.archive(shift, case)
        return len(cases)

    def _erase_some(self, shift: Shift) -> int:
        """Withdrawn cases wherever they are, closed ones out of the archive."""
        withdrawn = shift.now - timedelta(days=shift.policy.erase_withdrawn_days)
        closed = shift.now - timedelta(days=shift.policy.erase_closed_days)
        for case in shift.work.archive.withdrawn_before(withdrawn, _AT_ONCE):
            erasing.archive(shift, case)
        due = [
            *shift.work.archive.unerased(Stage.WITHDRAWN, withdrawn, _AT_ONCE),
            *shift.work.archive.unerased(Stage.CLOSED, closed, _AT_ONCE),
        ]
        for archived in due:
            erasing.erase_archived(shift, archived, _EXPIRED, by="desk")
        return len(due)

    def _forget_said(self, shift: Shift) -> int:
        """What was said about nothing: greetings, questions, the desk's own letters."""
        before = shift.now - timedelta(days=shift.policy.talk_days)
        after = shift.work.meta.get(_SAID_UNTIL, 0)
        stray = shift.work.forgetting.stray(
            after=after, before=first_id_at(before), limit=_SAID_AT_ONCE
        )
        for one in stray:
            shift.work.forgetting.forget_said(one)
        for address in sorted({one.address for one in stray}):
            files = [ref for one in stray if one.address == address for ref in one.media.split()]
            discarding.discard_unnamed(shift, address, files)
            shift.work.forgetting.forget_conversation(Address.parse(address), before)
        if stray:
            shift.work.meta.set(_SAID_UNTIL, stray[-1].id)
        return len(stray)

    def _forget_shown(self, shift: Shift) -> int:
        before = shift.now - timedelta(days=shift.policy.talk_days)
        return shift.work.forgetting.forget_shown_before(before, _SAID_AT_ONCE)

    def _forget_set_aside(self, shift: Shift) -> int:
        """What could not be read or sent, and nobody has tried once more."""
        before = shift.now - timedelta(days=shift.policy.talk_days)
        return shift.work.aside.forget_before(before, _SAID_AT_ONCE)

    async def remove_files(self) -> int:
        """Remove the files that nothing on record speaks of any more; how many there were."""
        await self.store.run(lambda work: discarding.let_go(self._shift(work)))
        names = await self.store.read(lambda work: discarding.to_remove(self._shift(work)))
        if not names:
            return 0
        removed = remove(names, self.media)
        await self.store.run(lambda work: discarding.are_removed(self._shift(work), names))
        return removed
