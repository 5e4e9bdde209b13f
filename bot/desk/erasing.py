"""Putting cases into the archive, and taking personal data out of those that may go."""

from datetime import datetime, timedelta
from typing import Final

from bot.desk.clock import lane_of
from bot.desk.discarding import discard_unnamed
from bot.desk.shift import Shift
from models import erasure
from models.archive import ArchivedCase
from models.case import Case
from models.errors import NotToBeSeen
from models.ids import first_id_at
from models.kept_file import digest_of
from models.mail import Queue
from models.messages import Address
from storage.whole import Whole, whole_of

#: A letter may wait for the morning, or for a channel that is away, before a page shows it.
_LATER: Final = timedelta(days=7)


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
    _forget_what_was_said(shift, whole)
    discard_unnamed(shift, whole.case.complainant, whole.files)
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


def _forget_what_was_said(shift: Shift, whole: Whole) -> None:
    """Take the words and pictures of the record off the pages on which they were read, out of the
    conversations in which they were typed, and from among what was set aside there; nothing else
    that was said there."""
    lines = shift.work.cases.ledger(whole.case.id)
    words = {one.text for one in whole.said if erasure.is_telling(one.text)}
    words |= erasure.words_of(whole.case, whole.beside, lines)
    files = set(whole.files)
    first = min([whole.case.first_message_at, *(one.at for one in whole.said)])
    last = max([whole.case.closed_at or shift.now, *(one.at for one in whole.said)])
    for address in {one.address for one in whole.said}:
        for stray in shift.work.forgetting.stray_at(
            address, after=first_id_at(first), before=first_id_at(last + _LATER)
        ):
            if " ".join(stray.text.split()) in words:
                shift.work.forgetting.forget_said(stray)
        page = Address.parse(address)
        if page.is_page:
            _empty_page(shift, page.conversation, (first - _LATER, last + _LATER), words, files)
        _forget_set_aside(shift, whole, address, (first, last + _LATER))


def _forget_set_aside(
    shift: Shift, whole: Whole, address: str, between: tuple[datetime, datetime]
) -> None:
    """Letters of the case that nobody took, files that could not be fetched; of what its teller
    sent in that time all that nobody could read, since it may have been about the case."""
    (first, last), aside = between, shift.work.aside
    letters, files = {one.id for one in whole.said}, set(map(digest_of, whole.files))
    gone = [
        job for job in aside.in_lane(Queue.OUT, address) if job.payload.get("letter") in letters
    ]
    gone += [job for job in aside.in_lane(Queue.FETCH, address) if job.payload["digest"] in files]
    if address == whole.case.complainant:
        gone += [job for job in aside.in_lane(Queue.IN, address) if first <= job.put_at < last]
    for job in gone:
        aside.forget(job)


def _empty_page(
    shift: Shift, page: str, between: tuple[datetime, datetime], words: set[str], files: set[str]
) -> None:
    for seq, content in shift.work.forgetting.shown(page, *between):
        if content.get("text") in words or files & _files_in(content):
            shift.work.forgetting.forget_shown(page, seq)


def _files_in(content: dict[str, object]) -> set[str]:
    media = content.get("media")
    return {str(each["ref"]) for each in media} if isinstance(media, list) else set()


def _forget_conversation(shift: Shift, address: str) -> None:
    if address:
        before = shift.now - timedelta(days=shift.policy.talk_days)
        shift.work.forgetting.forget_conversation(Address.parse(address), before)
