"""A year of the calendar was imported: deadlines on record are reckoned again (C7, C8).

`respond_by` and `close_by` are derived from the first message, and an assist's `due_at` from when
it was asked; they are kept so that lists can be sorted by them, so they have to follow when what
they are derived from changes.
"""

from itertools import groupby
from operator import attrgetter

from bot.desk import clock
from bot.desk.shift import Shift
from models.case import Assist, Case
from models.deadlines import assist_by
from storage.case_list import CaseFilter


def reckon_open_cases(shift: Shift) -> int:
    """Set the deadlines of every open case, and of what was asked of helpers, by the calendar as it
    is known now; how many cases moved.

    Whoever imports a year calls this in the same transaction.
    """
    _reckon_assists(shift)
    return sum(_reckon(shift, case) for case in shift.work.cases.each(CaseFilter(only_open=True)))


def _reckon_assists(shift: Shift) -> None:
    for case_id, asked in groupby(shift.work.cases.unanswered_assists(), attrgetter("case_id")):
        case = shift.work.cases.find(case_id)
        if case and sum(_move(shift, case, assist) for assist in asked):
            shift.work.cases.keep(case)
            clock.set_timer(shift, case)


def _move(shift: Shift, case: Case, assist: Assist) -> bool:
    """One that is due later than was thought, and not yet, is late no more."""
    due = assist_by(assist.asked_at, shift.calendar, shift.policy).at
    if due == assist.due_at:
        return False
    assist.due_at, assist.escalated = due, assist.escalated and due <= shift.now
    shift.work.cases.keep_assist(assist)
    shift.record(case, "reckon", helper=assist.helper_no, due=due.isoformat())
    return True


def _reckon(shift: Shift, case: Case) -> bool:
    before = (case.respond_by, case.close_by, case.provisional)
    clock.reckon(shift, case)
    if before == (case.respond_by, case.close_by, case.provisional):
        return False
    respond_by, close_by = case.respond_by.isoformat(), case.close_by.isoformat()
    shift.record(case, "reckon", respond_by=respond_by, close_by=close_by)
    shift.work.cases.keep(case)
    clock.set_timer(shift, case)
    return True
