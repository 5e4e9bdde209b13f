"""Escalation: a timer has rung; whatever fell due since is done once, and only the latest."""

from bot.desk import clock, follow_up, notices
from bot.desk.intake import keep
from bot.desk.shift import Shift
from models import ledger
from models.case import AssistState, Case
from models.people import Staff
from models.reminders import Clock, ClockKind, Nudge, nudge_owed
from models.terms import Role
from storage.errors import NotFound


def ring(case_id: int, shift: Shift) -> None:
    """Look at a case whose timer has come: remind, escalate, ask; then set the next look."""
    try:
        case = shift.work.cases.get(case_id)
    except NotFound:
        return
    for running in list(clock.clocks(shift, case)):
        owed = nudge_owed(running, shift.now, shift.house.calendar, shift.house.policy)
        if owed:
            _nudge(shift, case, running, owed)
    if case.is_open:
        _late_assists(shift, case)
    if case.follow_up_at and case.follow_up_at <= shift.now:
        follow_up.ask(shift, case)
    keep(shift, case)


def _nudge(shift: Shift, case: Case, running: Clock, nudge: Nudge) -> None:
    case.nudged = (*case.nudged, nudge.key)
    kind = running.kind
    shift.work.cases.record(
        ledger.write(
            case, "remind", by="desk", now=shift.now, clock=kind.value, step=nudge.step.value
        )
    )
    notices.nudged(shift, case, kind, running.due, nudge.step)
    if nudge.step.is_escalation:
        _escalate(shift, case, kind)


def _escalate(shift: Shift, case: Case, kind: ClockKind) -> None:
    """F7: an overdue response goes to the supervisor, an overdue close to the director; who is
    told last decides from now on."""
    ladder = [step for step in shift.company.ladder(case.owner_no) if step.no not in case.withheld]
    told = _directors(ladder) if kind is ClockKind.CLOSE else ladder[:1]
    if told:
        case.decider_no = told[-1].no
        notices.escalated(shift, case, kind, [step.no for step in told])


def _directors(ladder: list[Staff]) -> list[Staff]:
    return [step for step in ladder if step.has(Role.DIRECTOR)] or ladder[-1:]


def _late_assists(shift: Shift, case: Case) -> None:
    """F3: an overdue assist goes to that desk's head and shows on the owner's card."""
    for assist in shift.work.cases.assists(case.id):
        if assist.state is AssistState.ANSWERED or assist.escalated or assist.due_at > shift.now:
            continue
        assist.escalated = True
        shift.work.cases.keep_assist(assist)
        shift.work.cases.record(
            ledger.write(case, "assist_late", by="desk", now=shift.now, helper=assist.helper_no)
        )
        notices.assist_late(shift, case, assist)
