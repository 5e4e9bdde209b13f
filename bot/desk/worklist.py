"""The work list: which open cases one member of staff has to do with, and what falls due."""

from collections.abc import Iterable
from datetime import datetime

from bot.desk.access import visible
from bot.desk.shift import Shift
from models.calendar import day_of
from models.case import Case
from models.company import covered_by
from models.people import Staff
from models.terms import Kind


def mine(shift: Shift, me: Staff) -> list[Case]:
    """What I own, what waits for my decision or acceptance, the same of those for whom I stand in,
    and where my help is asked: grade before tier before the clock that runs out first (C5)."""
    cases = shift.work.cases
    found: list[Case] = []
    for no in (me.no, *covered_by(shift.company, me.no)):
        found += cases.owned_by(no, only_open=True)
        found += shift.work.survey.waiting_for(no)
    helping = (cases.find(assist.case_id) for assist in cases.assists_of(me.no))
    found += [case for case in helping if case and case.is_open]
    once = {case.id: case for case in visible(shift, found, me)}
    return sorted(once.values(), key=_priority)


def _priority(case: Case) -> tuple[int, str, datetime, int]:
    return -case.grade.weight, case.tier, case.close_by, case.id


def due_by_today(shift: Shift, cases: Iterable[Case]) -> list[Case]:
    """Of these, those whose next deadline falls today or has passed."""
    return [
        case
        for case in cases
        if case.kind is Kind.COMPLAINT and day_of(case.next_due) <= shift.today
    ]
