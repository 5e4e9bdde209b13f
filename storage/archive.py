"""The archive: cases that are long closed, each whole in one row, and what is left of erased ones.

The ledger stays in its own table, where it can't be moved or removed.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Select, bindparam, delete, select, update
from sqlmodel import SQLModel

from models.archive import ArchivedCase
from models.case import Assist, Case, HandOver, Offer
from models.conversation import Utterance
from models.ledger import LedgerEntry
from models.messages import Address
from models.terms import Stage
from storage.buttons import Buttons
from storage.case_list import (
    CaseFilter,
    PageKey,
    behind,
    fits,
    month_bounds,
    number_and_year,
)
from storage.cases import Cases
from storage.drawer import Drawer, Shelf
from storage.tables import FINAL, UNERASED
from storage.talk import Talk
from storage.whole import Whole, document_of, whole_of

_ARCHIVE: Final = Shelf(ArchivedCase)
_CASES: Final = Shelf(Case)
_LEDGER: Final = Shelf(LedgerEntry)
_BESIDE: Final[tuple[type[SQLModel], ...]] = (Assist, Offer, HandOver, Utterance)

_BY_NUMBER: Final = (
    select(_ARCHIVE.table)
    .where(_ARCHIVE.ours, _ARCHIVE.number == bindparam("number"))
    .order_by(_ARCHIVE.year.desc())
    .limit(1)
)
_BY_FULL_NUMBER: Final = _BY_NUMBER.where(_ARCHIVE.year == bindparam("in_year"))
_FILED: Final = (
    select(_ARCHIVE.table)
    .where(
        _ARCHIVE.ours,
        _ARCHIVE.filed_at >= bindparam("from_at"),
        _ARCHIVE.filed_at < bindparam("to_at"),
    )
    .order_by(_ARCHIVE.filed_at.desc(), _ARCHIVE.id.desc())
)
_TOLD_AT: Final = (
    select(_ARCHIVE.table)
    .where(_ARCHIVE.ours, _ARCHIVE.complainant == bindparam("at_address"))
    .order_by(_ARCHIVE.id.desc())
    .limit(bindparam("limit"))
)
_A_PAGE: Final = 200
_AFTER: Final = (
    select(_ARCHIVE.table)
    .where(_ARCHIVE.ours, _ARCHIVE.id > bindparam("after"))
    .order_by(_ARCHIVE.id)
    .limit(bindparam("limit"))
)
_UNERASED: Final = (
    select(_ARCHIVE.table)
    .where(
        _ARCHIVE.ours,
        UNERASED,
        _ARCHIVE.stage == bindparam("of_stage", type_=_ARCHIVE.stage.type),
        _ARCHIVE.closed_at < bindparam("before"),
    )
    .order_by(_ARCHIVE.closed_at)
    .limit(bindparam("limit"))
)
_CLOSED_BEFORE: Final = (
    select(_CASES.table)
    .where(_CASES.ours, FINAL, _CASES.closed_at < bindparam("before"))
    .order_by(_CASES.closed_at, _CASES.id)
    .limit(bindparam("limit"))
)
_WITHDRAWN_BEFORE: Final = _CLOSED_BEFORE.where(
    _CASES.stage == bindparam("of_stage", type_=_CASES.stage.type)
)
_FORGET_CASE: Final = delete(_CASES.table).where(_CASES.ours, _CASES.id == bindparam("of_case"))
_FORGET_BESIDE: Final = [
    delete(shelf.table).where(shelf.ours, shelf.case_id == bindparam("of_case"))
    for shelf in map(Shelf, _BESIDE)
]
_SET_DETAIL: Final = (
    update(_LEDGER.table)
    .where(
        _LEDGER.ours,
        _LEDGER.case_id == bindparam("of_case"),
        _LEDGER.seq == bindparam("at_seq"),
    )
    .values(detail=bindparam("new_detail", type_=_LEDGER.detail.type))
)


class Archive(Drawer):
    """Archived cases by number and month, and the way into the archive."""

    __slots__ = ()

    def closed_before(self, before: datetime, limit: int) -> list[Case]:
        """Closed and withdrawn cases among the working ones that were so by then."""
        return self._all(_CASES, _CLOSED_BEFORE, before=before, limit=limit)

    def withdrawn_before(self, before: datetime, limit: int) -> list[Case]:
        told = {"of_stage": Stage.WITHDRAWN, "before": before, "limit": limit}
        return self._all(_CASES, _WITHDRAWN_BEFORE, **told)

    def unerased(self, stage: Stage, before: datetime, limit: int) -> list[ArchivedCase]:
        """Archived cases that were closed by then and still tell of people."""
        told = {"of_stage": stage, "before": before, "limit": limit}
        return self._all(_ARCHIVE, _UNERASED, **told)

    def find(self, case_id: int) -> ArchivedCase | None:
        return self._get(_ARCHIVE, case_id)

    def by_number(self, number: str) -> ArchivedCase | None:
        """The case "2026-0312-07", or the latest of all years that is called "0312-07"."""
        short, year = number_and_year(number)
        if year is None:
            return self._first(_ARCHIVE, _BY_NUMBER, number=short)
        return self._first(_ARCHIVE, _BY_FULL_NUMBER, number=short, in_year=year)

    def of_complainant(self, address: Address | str, *, limit: int) -> list[ArchivedCase]:
        """What was told from an address and is not erased, the latest first."""
        return self._all(_ARCHIVE, _TOLD_AT, at_address=str(address), limit=limit)

    def filed_in(self, month: date) -> list[Case]:
        """The archived cases that were filed in a month, the latest first."""
        first, past = month_bounds(month)
        found = self._all(_ARCHIVE, _FILED, from_at=first, to_at=past)
        return [whole_of(each).case for each in found]

    def latest(
        self, wanted: CaseFilter, after: PageKey | None = None, limit: int = _A_PAGE
    ) -> list[Whole]:
        """Archived cases that fit, the latest filed first; `after` is the key of the last seen."""
        found: list[Whole] = []
        first, past = month_bounds(wanted.month) if wanted.month else (None, None)
        while len(found) < limit:
            statement, binds = _page_of(wanted.stage, first, past, after)
            page = self._scribe.rows_of_passing(statement, binds)
            wholes = [whole_of(_ARCHIVE.read(row)) for row in page]
            found += [whole for whole in wholes if fits(whole.case, wanted)]
            if len(page) < _A_PAGE:
                break
            after = PageKey.of(wholes[-1].case)
        return found[:limit]

    def each(self) -> Iterator[ArchivedCase]:
        """Every archived case, in the order of their ids."""
        after = 0
        while page := self._all(_ARCHIVE, _AFTER, after=after, limit=_A_PAGE):
            yield from page
            after = page[-1].id

    def gather(self, case: Case) -> Whole:
        """A working case with all that stands beside it."""
        cases, talk = Cases(self._scribe), Talk(self._scribe)
        return Whole(
            case,
            tuple(cases.assists(case.id)),
            tuple(cases.offers(case.id)),
            tuple(cases.hand_overs(case.id)),
            tuple(talk.of_case(case.id)),
        )

    def put(self, whole: Whole, now: datetime) -> ArchivedCase:
        """Put a case away whole; of the working tables only its ledger still knows of it."""
        case = whole.case
        if case.closed_at is None:
            raise ValueError("an open case stays where it is")
        archived = ArchivedCase(
            company_id=self._company,
            id=case.id,
            number=case.number,
            year=case.year,
            stage=case.stage,
            complainant=case.complainant or None,
            filed_at=case.filed_at,
            closed_at=case.closed_at,
            archived_at=now,
            document=document_of(whole),
        )
        self._insert(_ARCHIVE, archived)
        buttons = Buttons(self._scribe)
        for one in whole.said:
            buttons.forget_letter(one.address, one.id)
        for statement in (*_FORGET_BESIDE, _FORGET_CASE):
            self._write(statement, of_case=case.id)
        return archived

    def keep(self, archived: ArchivedCase, whole: Whole) -> None:
        """Write over an archived case with what is left of it."""
        archived.document = document_of(whole)
        archived.complainant = whole.case.complainant or None
        self._change(_ARCHIVE, archived)

    def erase_details(self, entries: Sequence[LedgerEntry]) -> None:
        """Let hashes take the place of details in the ledger; nothing else of a line can change."""
        for entry in entries:
            told = {"of_case": entry.case_id, "at_seq": entry.seq, "new_detail": entry.detail}
            self._write(_SET_DETAIL, **told)


def _page_of(
    stage: Stage | None, first: datetime | None, past: datetime | None, after: PageKey | None
) -> tuple[Select[Any], dict[str, Any]]:
    """A page of the archive, the latest filed first, and its binds."""
    statement = select(_ARCHIVE.table).where(_ARCHIVE.ours)
    binds: dict[str, Any] = {}
    if stage:
        statement = statement.where(_ARCHIVE.stage == bindparam("of_stage"))
        binds["of_stage"] = stage
    if first and past:
        statement = statement.where(
            _ARCHIVE.filed_at >= bindparam("from_at"), _ARCHIVE.filed_at < bindparam("to_at")
        )
        binds |= {"from_at": first, "to_at": past}
    if after:
        statement = statement.where(behind(_ARCHIVE))
        binds |= {"after_at": after.filed_at, "after_id": after.case_id}
    ordered = statement.order_by(_ARCHIVE.filed_at.desc(), _ARCHIVE.id.desc())
    return ordered.limit(_A_PAGE), binds
