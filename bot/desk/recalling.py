"""A year of the calendar was imported: deadlines on record are reckoned again (C7, C8).

`respond_by` and `close_by` are derived from the first message; they are kept so that lists can be
sorted by them, so they have to follow when what they are derived from changes.
"""

from bot.desk import clock
from bot.desk.shift import Shift
from models import ledger
from models.case import Case
from storage.case_list import CaseFilter, PageKey

_A_PAGE = 500


def reckon_open_cases(shift: Shift) -> int:
    """Set the deadlines of every open case by the calendar as it is known now; how many moved.

    Whoever imports a year calls this in the same transaction.
    """
    moved = 0
    after: PageKey | None = None
    while page := shift.work.cases.list(CaseFilter(only_open=True), after=after, limit=_A_PAGE):
        moved += sum(_reckon(shift, case) for case in page)
        after = PageKey.of(page[-1])
    return moved


def _reckon(shift: Shift, case: Case) -> bool:
    before = (case.respond_by, case.close_by, case.provisional)
    clock.reckon(shift, case)
    if before == (case.respond_by, case.close_by, case.provisional):
        return False
    told = {"respond_by": case.respond_by.isoformat(), "close_by": case.close_by.isoformat()}
    shift.work.cases.record(ledger.write(case, "reckon", by="desk", now=shift.now, **told))
    shift.work.cases.keep(case)
    clock.set_timer(shift, case)
    return True
