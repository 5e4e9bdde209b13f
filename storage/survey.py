"""Cases looked at together: of one shop, alike, settled, in one event, without an active owner."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, String, and_, bindparam, case, exists, func, or_, select

from models.case import Assist, Case, HandOver, Verdict
from models.event_record import EventRecord
from models.messages import Address
from models.people import Binding, Shop, Staff
from models.terms import Category, Kind
from storage.drawer import COMPANY, Drawer, Shelf
from storage.tables import IN_EVENT, OPEN, SETTLED, TO_ACCEPT, TO_DECIDE, UNANSWERED

_CASES: Final = Shelf(Case)
_SHOPS: Final = Shelf(Shop)
_STAFF: Final = Shelf(Staff)
_EVENTS: Final = Shelf(EventRecord)
_BINDINGS: Final = Shelf(Binding)
_ASSISTS: Final = Shelf(Assist)
_HAND_OVERS: Final = Shelf(HandOver)

_COMPLAINTS: Final = _CASES.kind == Kind.COMPLAINT.value
_SINCE: Final = _CASES.filed_at >= bindparam("since", type_=_CASES.filed_at.type)

_OF_SHOP: Final = (
    select(_CASES.table)
    .where(_CASES.ours, _CASES.shop == bindparam("licence"))
    .order_by(_CASES.id.desc())
    .limit(bindparam("limit"))
)
_SETTLED_ALIKE: Final = (
    select(_CASES.table)
    .where(_CASES.ours, _CASES.subcategory == bindparam("sub"), SETTLED)
    .order_by(_CASES.closed_at.desc())
    .limit(bindparam("limit"))
)
_ALIKE: Final = (
    _CASES.ours,
    _CASES.category == bindparam("of_category"),
    _CASES.subcategory == bindparam("sub"),
    _SINCE,
    _COMPLAINTS,
)
_ALIKE_SINCE: Final = (
    select(_CASES.table, _SHOPS.order_day, _SHOPS.delivery_day)
    .outerjoin(
        _SHOPS.table,
        (_SHOPS.company_id == _CASES.company_id) & (_SHOPS.licence == _CASES.shop),
    )
    .where(*_ALIKE)
    .order_by(_CASES.filed_at, _CASES.id)
)
_UPHELD_ALIKE: Final = (
    select(_CASES.table)
    .where(
        *_ALIKE,
        _CASES.unit == bindparam("of_unit"),
        or_(_CASES.verdict == Verdict.UPHELD, _CASES.verdict == Verdict.PARTLY),
    )
    .order_by(_CASES.filed_at, _CASES.id)
)
_FILED_BY_OWNER: Final = (
    select(_CASES.table)
    .where(_CASES.ours, _CASES.owner_no == bindparam("no"), _SINCE, _COMPLAINTS)
    .order_by(_CASES.filed_at, _CASES.id)
)
_DECIDED: Final = (
    select(_CASES.table)
    .where(_CASES.ours, _CASES.decider_no == bindparam("no"), TO_DECIDE)
    .order_by(_CASES.id)
)
_EXPECTED: Final = (
    select(_CASES.table)
    .where(_CASES.ours, _CASES.expected_no == bindparam("no"), TO_ACCEPT)
    .order_by(_CASES.id)
)
_OWN: Final = _BINDINGS.table.alias("own")
#: The chats of everybody whose chat this is: of one shop, or of several.
_OF_THE_SAME: Final = (
    select(
        _BINDINGS.channel + ":" + _BINDINGS.account + ":" + _BINDINGS.conversation,
    )
    .join(_OWN, (_OWN.c.company_id == _BINDINGS.company_id) & (_OWN.c.ref == _BINDINGS.ref))
    .where(
        _OWN.c.company_id == COMPANY,
        _OWN.c.channel == bindparam("at_channel"),
        _OWN.c.account == bindparam("at_account"),
        _OWN.c.conversation == bindparam("at_conversation"),
    )
)
_TOLD_SINCE: Final = select(func.count()).where(
    _CASES.ours,
    _CASES.complainant.in_(select(bindparam("at_address", type_=String)).union(_OF_THE_SAME)),
    _SINCE,
)
_OWNERS: Final = (
    select(_CASES.owner_no).where(_CASES.ours, OPEN).distinct().order_by(_CASES.owner_no)
)
_COMPLAINERS: Final = select(_CASES.shop).where(_CASES.ours, _SINCE, _CASES.shop != "").distinct()
_SHOPS_OF_EACH: Final = (
    select(_SHOPS.manager_no, func.count()).where(_SHOPS.ours).group_by(_SHOPS.manager_no)
)
_IN_EVENT: Final = (
    select(_CASES.table)
    .where(_CASES.ours, _CASES.event_id == bindparam("event"), IN_EVENT)
    .order_by(_CASES.id)
)


def _has_left(no: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether there is no such person on the active staff; nobody has not left."""
    is_there = exists().where(_STAFF.ours, _STAFF.no == no, _STAFF.active.is_(True))
    return and_(no != "", ~is_there)


_ORPHANED: Final = (
    select(_CASES.table).where(_CASES.ours, OPEN, _has_left(_CASES.owner_no)).order_by(_CASES.id)
)
_HELPER_LEFT: Final = exists().where(
    _ASSISTS.ours, _ASSISTS.case_id == _CASES.id, UNANSWERED, _has_left(_ASSISTS.helper_no)
)
_ANSWER_LEFT: Final = exists().where(
    _HAND_OVERS.ours,
    _HAND_OVERS.case_id == _CASES.id,
    _HAND_OVERS.refused_at.is_(None),
    or_(_HAND_OVERS.accepted_at.is_(None), _HAND_OVERS.approved_at.is_(None)),
    or_(_has_left(_HAND_OVERS.receiver_no), _has_left(_HAND_OVERS.approver_no)),
)
_LEFT_BEHIND: Final = (
    select(_CASES.table)
    .where(
        _CASES.ours,
        OPEN,
        or_(
            _has_left(_CASES.owner_no),
            _has_left(_CASES.expected_no),
            _has_left(_CASES.decider_no),
            _HELPER_LEFT,
            _ANSWER_LEFT,
        ),
    )
    .order_by(_CASES.id)
)
_THIS_WEEK: Final = case(
    (_CASES.filed_at >= bindparam("week_began", type_=_CASES.filed_at.type), 1), else_=0
)
_COUNTS: Final = (
    select(
        _CASES.brand,
        _CASES.area,
        _CASES.category,
        _CASES.subcategory,
        func.sum(_THIS_WEEK),
        func.count(),
    )
    .where(
        _CASES.ours,
        _SINCE,
        _CASES.filed_at < bindparam("until", type_=_CASES.filed_at.type),
        _COMPLAINTS,
        _CASES.category.is_not(None),
    )
    .group_by(_CASES.brand, _CASES.area, _CASES.category, _CASES.subcategory)
)


class WeekCount(NamedTuple):
    """How often one thing was complained about: in the last week, and in the weeks before."""

    brand: str
    area: str
    category: Category
    subcategory: str
    this_week: int
    before: int


class Delivered(NamedTuple):
    """A case with the weekdays of its shop, Monday being 1."""

    case: Case
    order_day: int | None
    delivery_day: int | None


class Survey(Drawer):
    """Reads cases by what they have in common; changes nothing but events."""

    __slots__ = ()

    def of_shop(self, licence: str, *, limit: int) -> list[Case]:
        """The shop's cases, open or not, the latest first."""
        return self._all(_CASES, _OF_SHOP, licence=licence, limit=limit)

    def settled_alike(self, subcategory: str, *, limit: int) -> list[Case]:
        """Closed cases of a subcategory, the latest closed first."""
        return self._all(_CASES, _SETTLED_ALIKE, sub=subcategory, limit=limit)

    def alike_since(self, category: Category, subcategory: str, since: datetime) -> list[Delivered]:
        """Complaints of a subcategory filed since then, in order."""
        told = {"of_category": category, "sub": subcategory, "since": since}
        rows = self._rows(_ALIKE_SINCE, **told)
        return [Delivered(_CASES.read(row[:-2]), row[-2], row[-1]) for row in rows]

    def upheld_alike(
        self, category: Category, subcategory: str, unit: str, since: datetime
    ) -> list[Case]:
        """Upheld and partly upheld complaints of one fault of one unit, in order."""
        told = {"of_category": category, "sub": subcategory, "of_unit": unit, "since": since}
        return self._all(_CASES, _UPHELD_ALIKE, **told)

    def filed_for(self, owner_no: str, since: datetime) -> list[Case]:
        """Complaints filed since then that a member of staff answers for."""
        return self._all(_CASES, _FILED_BY_OWNER, no=owner_no, since=since)

    def waiting_for(self, no: str) -> list[Case]:
        """Open cases that others own and that wait for this person: to decide, or to accept."""
        return [
            *self._all(_CASES, _DECIDED, no=no),
            *self._all(_CASES, _EXPECTED, no=no),
        ]

    def told_since(self, address: Address, since: datetime) -> int:
        """How many cases were told since then in this chat and in all that belong to the same."""
        at = {"at_channel": address.channel, "at_account": address.account}
        at |= {"at_conversation": address.conversation, "at_address": str(address)}
        return int(self._value(_TOLD_SINCE, since=since, **at))

    def owners(self) -> list[str]:
        """Who has an open case."""
        return [row[0] for row in self._rows(_OWNERS)]

    def complainers(self, since: datetime) -> set[str]:
        """The licences of the shops that told anything since then."""
        return {row[0] for row in self._rows(_COMPLAINERS, since=since)}

    def shops_of_each(self) -> dict[str, int]:
        """How many shops each manager looks after."""
        return {no: int(count) for no, count in self._rows(_SHOPS_OF_EACH)}

    def orphaned(self) -> list[Case]:
        """Open cases whose owner is not, or no longer, on the active staff."""
        return self._all(_CASES, _ORPHANED)

    def left_behind(self) -> list[Case]:
        """Open cases in which somebody has a part who is not, or no longer, on the active staff:
        to answer for it, accept it, decide, help, or say yes to a hand-over."""
        return self._all(_CASES, _LEFT_BEHIND)

    def week_counts(
        self, since: datetime, week_began: datetime, until: datetime
    ) -> Iterator[WeekCount]:
        """By brand, area and subcategory: complaints of the week that began then, and before."""
        rows = self._rows(_COUNTS, since=since, week_began=week_began, until=until)
        for brand, area, category, subcategory, this_week, total in rows:
            count = int(this_week)
            yield WeekCount(brand, area, category, subcategory, count, int(total) - count)

    def add_event(self, event: EventRecord) -> None:
        self._insert(_EVENTS, event)

    def keep_event(self, event: EventRecord) -> None:
        self._change(_EVENTS, event)

    def event(self, event_id: int) -> EventRecord | None:
        return self._get(_EVENTS, event_id)

    def in_event(self, event_id: int) -> list[Case]:
        """The cases of an event, in the order they were filed."""
        return self._all(_CASES, _IN_EVENT, event=event_id)
