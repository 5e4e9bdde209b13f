"""A case as its page shows it: how it stands, its line of time, what was said, what can be done."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from bot.desk import lists
from bot.desk.access import event_of, visible
from bot.desk.shift import Shift
from bot.desk.view import StaffView
from bot.naming import titled
from bot.web.admin.moves import Move, moves_for
from bot.web.admin.rows import Row, rows_of
from bot.wording import catalogue, say, spoken_locale
from models.archive import ArchivedCase
from models.case import Assist, Case, HandOver, Offer
from models.conversation import Utterance
from models.event_record import EventRecord
from models.ledger import LedgerEntry
from models.messages import InboundKind
from models.ownership import may_know_who
from models.people import Shop, Staff
from storage.whole import Whole

#: How many other cases of the shop are named.
_EARLIER: Final = 5
#: What a line of the ledger tells beside its deed, in this order; numbers of staff become names.
_TOLD: Final = (
    "words", "reason", "verdict", "unit", "cause", "offer", "promised_on", "answer", "why", "grade",
    "category", "sub", "severity", "measure", "reply", "tried",
)  # fmt: skip
_PEOPLE: Final = ("giver", "receiver", "approver", "helper", "to", "expected")


Name = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the case's time: when, who, what, and what is told beside it."""

    at: datetime
    who: str
    what: str
    told: tuple[str, ...]
    is_attempt: bool


@dataclass(frozen=True, slots=True)
class File:
    """Something that was sent with the words; `place` names it in an address."""

    place: int
    kind: InboundKind


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was said between shop and desk."""

    at: datetime
    who: str
    text: str
    files: tuple[File, ...]
    is_retailer: bool


@dataclass(frozen=True, slots=True)
class CaseView:
    """Everything on the page; `shop` is None where it is not known or not to be known."""

    case: Case
    owner: Staff
    first_receiver: Staff
    decider: Staff | None
    shop: Shop | None
    is_withheld: bool
    event: EventRecord | None
    assists: list[tuple[Assist, str]]
    hand_overs: list[tuple[HandOver, str, str]]
    offers: list[Offer]
    earlier: list[Row]
    advice: str
    timeline: list[Moment]
    talk: list[Said]
    moves: list[Move]
    archived: ArchivedCase | None


def view_of(
    shift: Shift, whole: Whole, viewer: Staff, archived: ArchivedCase | None = None
) -> CaseView:
    """The page of a case that `viewer` may see; nothing moves in the archive any more."""
    case = whole.case
    known = may_know_who(case, viewer)
    name = _namer(shift)
    event = event_of(shift, case.event_id, viewer)
    lines = [one for one in shift.work.cases.ledger(case.id) if event or one.deed != "event"]
    return CaseView(
        case=case,
        owner=shift.staff(case.owner_no),
        first_receiver=shift.staff(case.first_receiver_no),
        decider=shift.staff(case.decider_no) if case.decider_no else None,
        shop=shift.shop_of(case) if known else None,
        is_withheld=not known,
        event=event[0] if event else None,
        assists=[(one, name(one.helper_no)) for one in whole.assists],
        hand_overs=[
            (one, name(one.receiver_no), name(one.approver_no)) for one in whole.hand_overs
        ],
        offers=list(whole.offers),
        earlier=_earlier(shift, case, viewer) if known and case.shop else [],
        advice=lists.countermeasure(shift.work, case.subcategory) if case.is_open else "",
        timeline=[_moment(line, name) for line in lines],
        talk=list(_talk(whole, name)),
        moves=[] if archived else moves_for(shift, case, StaffView(shift, viewer)),
        archived=archived,
    )


def _namer(shift: Shift) -> Name:
    """Names people by their numbers."""
    return lambda no: titled(shift.staff(no)) if no else ""


def _earlier(shift: Shift, case: Case, viewer: Staff) -> list[Row]:
    """The shop's other cases, as far as they may be seen and known to be the shop's."""
    others = shift.work.survey.of_shop(case.shop, limit=_EARLIER * 4)
    seen = visible(shift, others, viewer)
    known = [one for one in seen if one.id != case.id and may_know_who(one, viewer)]
    return rows_of(shift, known[:_EARLIER], viewer)


def _moment(line: LedgerEntry, name: Name) -> Moment:
    is_attempt = line.deed == "attempt"
    return Moment(
        at=line.at,
        who=_who(line.actor, name),
        what=_deed(line.deed),
        told=tuple(_told(line.detail, name)),
        is_attempt=is_attempt,
    )


def _who(actor: str, name: Name) -> str:
    kind, _, no = actor.partition(":")
    return name(no) if kind == "staff" else say(f"console.actor.{kind}")


def _deed(deed: str) -> str:
    """The deed in words; one of a later version by its own name."""
    key = f"console.deed.{deed}"
    return say(key) if key in catalogue(spoken_locale()) else deed


def _told(detail: Mapping[str, Any], name: Name) -> Iterator[str]:
    for key in _TOLD:
        if value := detail.get(key):
            yield say(f"console.told.{key}", value=_in_words(key, str(value)))
    for key in _PEOPLE:
        if value := detail.get(key):
            yield say(f"console.told.{key}", value=name(str(value)))


def _in_words(key: str, value: str) -> str:
    """A value that the ledger keeps as a word of the program, as people call it."""
    called = f"console.word.{key}.{value}"
    return say(called) if called in catalogue(spoken_locale()) else value


def _talk(whole: Whole, name: Name) -> Iterator[Said]:
    """What was said between the one who complained and the desk, with its files numbered."""
    place = 0
    for one in spoken_about(whole):
        files = tuple(
            File(place + step, InboundKind(one.kind)) for step, _ in enumerate(one.media.split())
        )
        place += len(files)
        is_retailer = one.by == "retailer"
        yield Said(one.at, _who(one.by, name), one.text, files, is_retailer)


def spoken_about(whole: Whole) -> list[Utterance]:
    """The conversation of the one who complained, as far as it is on this case's record."""
    return [one for one in whole.said if one.address == whole.case.complainant]


def file_refs(said: Iterable[Utterance]) -> list[str]:
    """The files that were sent, in order."""
    return [ref for one in said for ref in one.media.split()]
