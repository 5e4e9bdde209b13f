"""Cases, their numbers and their ledger."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from sqlalchemy import bindparam, case, select

from models.case import Case
from models.ledger import LedgerEntry
from models.messages import Address
from models.terms import Grade
from storage.beside import Beside
from storage.case_list import CaseFilter, PageKey, listing, number_and_year
from storage.counters import Counters
from storage.drawer import Shelf
from storage.errors import NotFound
from storage.tables import OPEN

_CASES: Final = Shelf(Case)
_LEDGER: Final = Shelf(LedgerEntry)

_BY_NUMBER: Final = (
    select(_CASES.table)
    .where(_CASES.ours, _CASES.number == bindparam("number"))
    .order_by(_CASES.year.desc())
    .limit(1)
)
_BY_FULL_NUMBER: Final = _BY_NUMBER.where(_CASES.year == bindparam("in_year"))

_OPEN_OF_SHOP: Final = (
    select(_CASES.table)
    .where(_CASES.ours, _CASES.shop == bindparam("licence"), OPEN)
    .order_by(_CASES.id.desc())
)
_OF_COMPLAINANT: Final = (
    select(_CASES.table)
    .where(_CASES.ours, _CASES.complainant == bindparam("address"))
    .order_by(_CASES.id.desc())
    .limit(bindparam("limit"))
)

#: Grade before tier before the clock that runs out first (客户优先).
_BY_PRIORITY: Final = (
    case({grade.value: -grade.weight for grade in Grade}, value=_CASES.grade),
    _CASES.tier,
    _CASES.close_by,
    _CASES.id,
)
_OWNED: Final = (
    select(_CASES.table)
    .where(_CASES.ours, _CASES.owner_no == bindparam("no"))
    .order_by(*_BY_PRIORITY)
)
_OWNED_OPEN: Final = (
    select(_CASES.table)
    .where(_CASES.ours, _CASES.owner_no == bindparam("no"), OPEN)
    .order_by(*_BY_PRIORITY)
)

#: How many cases' lines are asked for at a time.
_MANY: Final = 500
_LINES_OF_MANY: Final = (
    select(_LEDGER.table)
    .where(_LEDGER.ours, _LEDGER.case_id.in_(bindparam("case_ids", expanding=True)))
    .order_by(_LEDGER.case_id, _LEDGER.seq)
)
_LINES: Final = (
    select(_LEDGER.table)
    .where(_LEDGER.ours, _LEDGER.case_id == bindparam("case_id"))
    .order_by(_LEDGER.seq)
)


class Cases(Beside):
    """Cases by id and number, in lists, and line by line."""

    __slots__ = ()

    def next_number(self, day: date) -> tuple[str, int]:
        """The next number of the day as people say it, "0312-07", and its year."""
        place = Counters(self._scribe).next(f"case:{day.isoformat()}")
        return f"{day:%m%d}-{place:02d}", day.year

    def add(self, case: Case) -> None:
        self._insert(_CASES, case)

    def get(self, case_id: int) -> Case:
        """Raises NotFound."""
        if (case := self._get(_CASES, case_id)) is None:
            raise NotFound("没有这件投诉。请核对编号。")
        return case

    def find(self, case_id: int) -> Case | None:
        return self._get(_CASES, case_id)

    def by_number(self, number: str) -> Case | None:
        """The case "2026-0312-07", or the latest of all years that is called "0312-07"."""
        short, year = number_and_year(number)
        if year is None:
            return self._first(_CASES, _BY_NUMBER, number=short)
        return self._first(_CASES, _BY_FULL_NUMBER, number=short, in_year=year)

    def keep(self, case: Case) -> None:
        """Keep how it stands now; raises Conflict when it was kept by somebody else since."""
        self._keep(_CASES, case)

    def record(self, entry: LedgerEntry) -> None:
        """Write a line of the ledger. It can't be changed or removed again."""
        self._insert(_LEDGER, entry)

    def ledger(self, case_id: int) -> list[LedgerEntry]:
        return self._all(_LEDGER, _LINES, case_id=case_id)

    def ledgers(self, case_ids: Sequence[int]) -> dict[int, list[LedgerEntry]]:
        """The ledgers of many cases by id; who has no line is not named."""
        found: dict[int, list[LedgerEntry]] = {}
        for start in range(0, len(case_ids), _MANY):
            told = {"case_ids": case_ids[start : start + _MANY]}
            for row in self._scribe.rows_of_passing(_LINES_OF_MANY, told):
                entry = _LEDGER.read(row)
                found.setdefault(entry.case_id, []).append(entry)
        return found

    def open_of_shop(self, licence: str) -> list[Case]:
        """The open cases of a shop, the latest first."""
        return self._all(_CASES, _OPEN_OF_SHOP, licence=licence)

    def of_complainant(self, address: Address | str, *, limit: int) -> list[Case]:
        """What was complained about from an address, the latest first."""
        return self._all(_CASES, _OF_COMPLAINANT, address=str(address), limit=limit)

    def owned_by(self, no: str, *, only_open: bool) -> list[Case]:
        """The cases that a member of staff answers for, the most pressing first."""
        return self._all(_CASES, _OWNED_OPEN if only_open else _OWNED, no=no)

    def list(
        self, wanted: CaseFilter, *, after: PageKey | None = None, limit: int = 50
    ) -> list[Case]:
        """The cases that fit, the latest filed first; `after` is the key of the last one seen."""
        statement, binds = listing(_CASES, wanted, after)
        rows = self._scribe.rows_of_passing(statement, {"limit": limit, **binds})
        return [_CASES.read(row) for row in rows]

    def each(self, wanted: CaseFilter) -> Iterator[Case]:
        """Every case that fits, the latest filed first, read as they are asked for."""
        after = None
        while page := self.list(wanted, after=after, limit=_MANY):
            yield from page
            after = PageKey.of(page[-1])
