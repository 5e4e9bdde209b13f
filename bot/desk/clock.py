"""The clocks of a case: one timer, set to when something next falls due."""

from collections.abc import Iterator
from datetime import datetime

from bot.desk.shift import Shift
from models.case import AssistState, Case
from models.deadlines import deadlines, promise_by, report_by
from models.reminders import Clock, ClockKind, next_check_at
from models.terms import Kind, Stage


def lane_of(case: Case) -> str:
    return f"case:{case.id}"


def clocks(shift: Shift, case: Case) -> Iterator[Clock]:
    """The clocks that run for a case now, each from stored facts (C7)."""
    if not case.is_open or case.kind is Kind.GRUMBLE:
        return
    for kind, start, due in _running(shift, case):
        yield Clock(kind, start, due, case.grade, case.nudged)


def _running(shift: Shift, case: Case) -> Iterator[tuple[ClockKind, datetime, datetime]]:
    policy = shift.policy
    if case.contacted_at is None:
        yield ClockKind.RESPOND, case.clocks_from, case.respond_by
    yield ClockKind.CLOSE, case.clocks_from, case.close_by
    is_promised = case.stage in (Stage.ACCEPTED, Stage.CARRIED_OUT) and case.received_at is None
    if is_promised and case.promised_on and case.agreed_at:
        due = max(promise_by(case.promised_on, policy), case.agreed_at)
        yield ClockKind.PROMISE, case.agreed_at, due
    if case.major_at and case.reported_at is None:
        yield ClockKind.REPORT, case.major_at, report_by(case.major_at, policy).at


def set_timer(shift: Shift, case: Case) -> None:
    """Look at the case again when something next falls due; never again once it is final."""
    shift.work.mail.set_timer(lane_of(case), next_look(shift, case), {"case": case.id}, shift.now)


def next_look(shift: Shift, case: Case) -> datetime | None:
    """The earliest of the reminders to come, the helpers' clocks, and the follow-up."""
    if case.stage is Stage.WITHDRAWN:
        return None
    moments = [
        next_check_at(clocks(shift, case), shift.now, shift.calendar, shift.policy),
        case.follow_up_at,
        *(assist_dues(shift, case) if case.is_open else ()),
    ]
    return min((moment for moment in moments if moment), default=None)


def reckon(shift: Shift, case: Case) -> None:
    """Set both deadlines from when the clocks started, by the calendar as it is known now (C7)."""
    due = deadlines(case.clocks_from, shift.calendar, shift.policy)
    case.respond_by, case.close_by = due.respond.at, due.close.at
    case.provisional = due.provisional


def assist_dues(shift: Shift, case: Case) -> list[datetime]:
    """When the helpers' answers are owed, as far as nobody was told of them being late."""
    return [
        assist.due_at
        for assist in shift.work.cases.assists(case.id)
        if assist.state is not AssistState.ANSWERED and not assist.escalated
    ]
