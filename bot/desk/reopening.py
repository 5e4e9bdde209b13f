"""Taking up again: an objection to a dismissal, and a case that was closed and is not well.

Both go one step up the ladder, never back to who decided before.
"""

from bot.desk import clock, files, notices
from bot.desk.access import case_for
from bot.desk.intake import keep
from bot.desk.orders import Actor, ObjectTo, Reopen
from bot.desk.shift import Shift
from models import lifecycle
from models.case import Case, Verdict
from models.ownership import superior_for
from models.terms import Stage


def object_to(order: ObjectTo, actor: Actor, shift: Shift) -> Case:
    """不服: judged again by somebody else; also after the dismissed case was closed."""
    case = case_for(shift, order.case_id, actor)
    if case.stage is Stage.CLOSED and case.verdict is Verdict.DISMISSED:
        _open_again(shift, case, order.words)
    else:
        shift.work.cases.record(lifecycle.object_to_dismissal(case, order.words, now=shift.now))
    one_step_up_decides(shift, case)
    notices.objected(shift, case, order.words)
    keep(shift, case)
    return case


def reopen(order: Reopen, actor: Actor, shift: Shift) -> Case:
    """重新打开: with limits in days and times; beyond them it is told anew. Raises `TooLate`."""
    case = case_for(shift, order.case_id, actor)
    _open_again(shift, case, order.words)
    one_step_up_decides(shift, case)
    media = files.taken_along(shift, case, actor, order.since)
    notices.reopened(shift, case, order.words, media)
    keep(shift, case)
    return case


def _open_again(shift: Shift, case: Case, words: str) -> None:
    lifecycle.must_be_reopenable(case, shift.now, shift.policy)
    open_again(shift, case, words)


def open_again(shift: Shift, case: Case, words: str) -> None:
    """The case is open, its clocks start anew."""
    entry = lifecycle.reopen(case, words, by="retailer", now=shift.now)
    shift.work.cases.record(entry)
    clock.reckon(shift, case)


def one_step_up_decides(shift: Shift, case: Case) -> None:
    """At the top of the ladder the one who decided stays: there is nobody above."""
    above = superior_for(case, shift.company)
    case.decider_no = above.no if above else case.decider_no
