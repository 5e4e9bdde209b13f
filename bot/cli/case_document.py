"""A case as a document: everything on record about it, for scripts and archives."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from models.archive import ArchivedCase
from models.calendar import CST
from models.case import Assist, Case, Offer
from models.conversation import Utterance
from models.ledger import LedgerEntry

if TYPE_CHECKING:
    from storage.unit_of_work import Work
    from storage.whole import Whole


def document_of(work: "Work", case: Case) -> dict[str, Any]:
    """The case with its assists, offers and ledger; times are ISO 8601 in China's time."""
    return _document(work, case, work.cases.assists(case.id), work.cases.offers(case.id))


def archived_document_of(work: "Work", whole: "Whole") -> dict[str, Any]:
    """The same of a case in the archive."""
    return _document(work, whole.case, whole.assists, whole.offers)


def _document(
    work: "Work", case: Case, assists: Iterable[Assist], offers: Iterable[Offer]
) -> dict[str, Any]:
    return {
        **_of_case(case),
        "assists": [_assist(each) for each in assists],
        "offers": [_offer(each) for each in offers],
        "history": [_line(each) for each in work.cases.ledger(case.id)],
    }


def whole_document_of(work: "Work", number: str) -> dict[str, Any] | None:
    """The same and all that was said about it, from the archive where it lies there."""
    from storage.whole import whole_of

    if case := work.cases.by_number(number):
        return _whole(work, work.archive.gather(case), None)
    if archived := work.archive.by_number(number):
        return _whole(work, whole_of(archived), archived)
    return None


def _whole(work: "Work", whole: "Whole", archived: ArchivedCase | None) -> dict[str, Any]:
    return {
        **_of_case(whole.case),
        "archived_at": at(archived.archived_at) if archived else None,
        "erased_at": at(archived.erased_at) if archived else None,
        "assists": [_assist(each) for each in whole.assists],
        "offers": [_offer(each) for each in whole.offers],
        "conversation": [_said(each) for each in whole.said],
        "history": [_line(each) for each in work.cases.ledger(whole.case.id)],
    }


def _of_case(case: Case) -> dict[str, Any]:
    return {
        "number": case.number,
        "full_number": case.full_number,
        "kind": case.kind.value,
        "state": case.stage.value,
        "category": case.category.value if case.category else None,
        "subcategory": case.subcategory or None,
        "read_as": case.read_as,
        "read_by": case.read_by,
        "grade": case.grade.value,
        "shop": case.shop or None,
        "first_receiver": case.first_receiver_no,
        "owner": case.owner_no,
        "said": case.said,
        "summary": case.summary,
        "first_message_at": at(case.first_message_at),
        "filed_at": at(case.filed_at),
        "respond_by": at(case.respond_by),
        "close_by": at(case.close_by),
        "provisional": case.provisional,
        "contacted_at": at(case.contacted_at),
        "verdict": case.verdict.value if case.verdict else None,
        "unit": case.unit or None,
        "cause": case.cause or None,
        "severity": case.severity or None,
        "measure": case.measure or None,
        "closed_at": at(case.closed_at),
        "satisfaction": case.satisfaction,
    }


def at(instant: datetime | None) -> str | None:
    """An instant as ISO 8601 with China's offset, to the second."""
    return instant.astimezone(CST).isoformat(timespec="seconds") if instant else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _assist(assist: Assist) -> dict[str, Any]:
    return {
        "desk": assist.desk.value,
        "helper": assist.helper_no,
        "asked_by": assist.asked_by,
        "asked_at": at(assist.asked_at),
        "due_at": at(assist.due_at),
        "question": assist.question,
        "state": assist.state.value,
        "answer": assist.answer or None,
        "answered_at": at(assist.answered_at),
    }


def _offer(offer: Offer) -> dict[str, Any]:
    return {
        "text": offer.text,
        "promised_on": _day(offer.promised_on),
        "made_by": offer.made_by,
        "made_at": at(offer.made_at),
        "state": offer.state.value,
        "answer": offer.answer or None,
        "answered_at": at(offer.answered_at),
    }


def _said(one: Utterance) -> dict[str, Any]:
    return {
        "at": at(one.at),
        "by": one.by,
        "kind": one.kind,
        "text": one.text,
        "files": one.media.split(),
    }


def _line(entry: LedgerEntry) -> dict[str, Any]:
    return {
        "seq": entry.seq,
        "at": at(entry.at),
        "by": entry.actor,
        "deed": entry.deed,
        "from": entry.before,
        "to": entry.after,
        "detail": entry.detail,
    }
