"""A roster of any size: read and checked on disk, then taken in as a whole or not at all.

    with checked_roster(open_sheet(path)) as roster:
        outcome = store.run_now(lambda work: roster.take_in(work, policy))

Reading is done before the transaction, which so is short, and may be run again without reading the
file again. Nothing grows in memory with the rows: a country's roster has five and a half million.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from itertools import islice
from operator import length_hint
from typing import Final, TypeVar

from bot.imports import shops
from bot.imports.columns import lines_of, missing_columns, places_of
from bot.imports.faults import Fault, fault
from bot.imports.outcome import NOTHING, Outcome
from bot.imports.sheet import Sheet
from bot.imports.unique import there_already
from models.policy import Policy
from models.tiers import tier_marks
from storage.faults import in_our_words
from storage.roster import Tally
from storage.spool import RosterSpool
from storage.unit_of_work import Work

T = TypeVar("T")

#: What two shops can't have in common.
_ONCE: Final = ("licence", "customer_code")
_AT_ONCE: Final = 2_000
#: A step is told of every so many rows.
_BETWEEN: Final = 100_000


class Step(StrEnum):
    """What is being done."""

    READ = "read"
    COMPARE = "compare"
    WRITE = "write"


#: Told the step, how many rows are done, and how many there are, roughly.
Tell = Callable[[Step, int, int], None]


def _to_nobody(step: Step, done: int, total: int) -> None:
    """Progress that nobody asked for."""


@contextmanager
def checked_roster(sheet: Sheet, tell: Tell = _to_nobody) -> Iterator["CheckedRoster"]:
    """The roster of a sheet, read and checked; gone at the end, its faults with it.

    Raises `SheetRefused`, or a StoreFault where the disk has no room.
    """
    with in_our_words("临时文件夹"):
        spool = RosterSpool()
    try:
        roster = CheckedRoster(sheet, spool, tell)
        with in_our_words("临时文件夹"):
            roster.check()
        yield roster
    finally:
        spool.close()


class CheckedRoster:
    """The rows of a roster with all that is wrong with them."""

    def __init__(self, sheet: Sheet, spool: RosterSpool, tell: Tell) -> None:
        self.rows = 0
        self.faults: Final = _SpooledFaults(spool)
        self.places: Final = places_of(sheet, shops.COLUMNS)
        self._sheet: Final = sheet
        self._spool: Final = spool
        self._tell: Final = tell

    def check(self) -> None:
        """Read the sheet and note what can be seen to be wrong without the store."""
        if missing := missing_columns(self._sheet, shops.COLUMNS):
            self.rows = sum(1 for _ in self._sheet.rows)
            self._refuse(missing)
            return
        about = length_hint(self._sheet.rows)
        lines = self._progress(Step.READ, lines_of(self._sheet, shops.COLUMNS), about)
        while some := list(islice(lines, _AT_ONCE)):
            self._spool.put([(line.number, *shops.told_by(line)) for line in some])
            self._refuse(each for line in some for each in line.faults)
            self.rows += len(some)
        for field in _ONCE:
            column, _ = shops.FIELDS[field]
            again = self._spool.twice(field)
            self._refuse(
                fault(row, column.name, there_already(first), value) for row, first, value in again
            )

    def take_in(self, work: Work, policy: Policy, *, partial: bool = False) -> Outcome:
        """Add or change the shops, and set the tiers of all anew; shops it does not name stay.

        With faults nothing is taken in, unless `partial`: then all rows without any.
        """
        work.roster.take_time()
        self._refuse_unknown_managers(work)
        good = self._spool.count_good()
        tally = NOTHING
        if good and (partial or not self.faults):
            tally = self._write(work, policy, good)
        return Outcome(self.rows, tally, self.rows - good, self.faults, self.places)

    def _write(self, work: Work, policy: Policy, good: int) -> Tally:
        """Tiers depend on all shops, so those there are already are looked at as well."""
        told = [field for field, (column, _) in shops.FIELDS.items() if column.name in self.places]
        kept = self._progress(Step.COMPARE, work.roster.amounts(), work.people.count_shops())
        self._spool.compare(kept, with_amounts=shops.PURCHASES.name in self.places)
        marks = tier_marks(self._spool.amounts, policy)
        rows = self._progress(Step.WRITE, self._spool.rows(work.company_id, marks), good)
        tally = work.roster.take_in(told, rows)
        work.roster.set_tiers(marks)
        return tally

    def _refuse_unknown_managers(self, work: Work) -> None:
        """Asked in the transaction, and anew where it is run again: staff may have changed."""
        self._spool.withdraw(shops.NO_SUCH_MANAGER)
        staff = [person.no for person in work.people.all_staff() if person.active]
        self._refuse(
            fault(row, shops.MANAGER.name, shops.NO_SUCH_MANAGER, no)
            for row, no in self._spool.managers_besides(staff)
        )

    def _refuse(self, faults: Iterable[Fault]) -> None:
        self._spool.refuse((each.row, each.column, each.rule, each.value) for each in faults)

    def _progress(self, step: Step, rows: Iterable[T], total: int) -> Iterator[T]:
        """The rows, telling now and then how many have gone by."""
        for done, row in enumerate(rows, 1):
            if done % _BETWEEN == 0:
                self._tell(step, done, max(done, total))
            yield row


class _SpooledFaults:
    """The faults of a roster, read from the disk each time."""

    def __init__(self, spool: RosterSpool) -> None:
        self._spool: Final = spool

    def __len__(self) -> int:
        return self._spool.count_faults()

    def __iter__(self) -> Iterator[Fault]:
        return (Fault(*each) for each in self._spool.faults())
