"""Putting cases into the archive, and taking personal data out of those that may go."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from bot.desk.clock import lane_of
from bot.desk.shift import Shift
from models import erasure
from models.archive import ArchivedCase
from models.case import Case
from models.errors import NotToBeSeen
from models.messages import Address
from storage.archive import Whole, whole_of

#: Names of files that are to go, until they are gone: written with what makes them needless.
_DOOMED: Final = "files:doomed"
#: A letter may wait for the morning, or for a channel that is away, before a page shows it.
_SHOWN_LATER: Final = timedelta(days=7)
#: Pages are conversations of this channel.
_PAGES: Final = "web"


def archive(shift: Shift, case: Case) -> ArchivedCase:
    """Put a case that is long closed into the archive, whole."""
    shift.work.mail.set_timer(lane_of(case), None, {}, shift.now)
    return shift.work.archive.put(shift.work.archive.gather(case), shift.now)


def erase(shift: Shift, number: str, reason: str, *, by: str) -> Case:
    """Take personal data out of a case, by its number; what is left is in the archive.

    Raises NotToBeSeen where there is no such case, WrongStage while it may still go on, and
    Incomplete without a reason.
    """
    case = shift.work.cases.by_number(number)
    archived = shift.work.archive.by_number(number)
    if case is not None:
        erasure.must_be_erasable(case, shift.now, shift.policy)
        archived = archive(shift, case)
    if archived is None:
        raise NotToBeSeen(f"没有编号 {number[:20]}。")
    return erase_archived(shift, archived, reason, by=by)


def erase_archived(shift: Shift, archived: ArchivedCase, reason: str, *, by: str) -> Case:
    """The same for a case that is in the archive already."""
    whole = whole_of(archived)
    erasure.must_be_erasable(whole.case, shift.now, shift.policy)
    _forget_what_was_shown(shift, whole)
    _doom(shift, map(shift.work.forgetting.forget_file, whole.files))
    shift.work.labels.forget_case(archived.id)
    address = whole.case.complainant
    erasure.scrub(whole.case, whole.beside)
    _erase_ledger(shift, whole.case, reason, by=by)
    left = Whole(whole.case, whole.assists, whole.offers, whole.hand_overs, ())
    archived.erased_at = shift.now
    shift.work.archive.keep(archived, left)
    _forget_conversation(shift, address)
    return whole.case


def _erase_ledger(shift: Shift, case: Case, reason: str, *, by: str) -> None:
    lines = shift.work.cases.ledger(case.id)
    shift.work.archive.erase_details(erasure.erase_lines(lines))
    shift.work.cases.record(erasure.record(case, lines, reason, by=by, now=shift.now))


def _forget_what_was_shown(shift: Shift, whole: Whole) -> None:
    """Take the case's words and pictures off the pages on which they were read, and no others."""
    for address in {one.address for one in whole.said}:
        said = [one for one in whole.said if one.address == address]
        page = Address.parse(address)
        if page.channel != _PAGES:
            continue
        texts = {one.text for one in said if one.text}
        files = {ref for one in said for ref in one.media.split()}
        since, until = min(one.at for one in said), max(one.at for one in said)
        for seq, content in shift.work.forgetting.shown(
            page.conversation, since - _SHOWN_LATER, until + _SHOWN_LATER
        ):
            if content.get("text") in texts or files & _files_in(content):
                shift.work.forgetting.forget_shown(page.conversation, seq)


def _files_in(content: dict[str, object]) -> set[str]:
    media = content.get("media")
    return {str(each["ref"]) for each in media} if isinstance(media, list) else set()


def _forget_conversation(shift: Shift, address: str) -> None:
    if address:
        before = shift.now - timedelta(days=shift.policy.talk_days)
        shift.work.forgetting.forget_conversation(Address.parse(address), before)


def _doom(shift: Shift, names: Iterable[str]) -> None:
    doomed = [*shift.work.meta.get(_DOOMED, []), *names]
    if doomed:
        shift.work.meta.set(_DOOMED, sorted(set(doomed)))


def doom(shift: Shift, refs: Iterable[str]) -> None:
    """Let files go that nothing on record speaks of any more."""
    _doom(shift, map(shift.work.forgetting.forget_file, refs))


def doomed(shift: Shift) -> list[str]:
    """The names of files that are to be removed now that nothing speaks of them."""
    names: list[str] = shift.work.meta.get(_DOOMED, [])
    return names


def are_gone(shift: Shift, names: Iterable[str]) -> None:
    """These files have been removed."""
    shift.work.meta.set(_DOOMED, sorted(set(doomed(shift)) - set(names)))
