"""Escalation: a timer has rung; whatever fell due since is done once, and only the latest."""

from bot.desk import clock, colleagues, follow_up, notices
from bot.desk.intake import keep
from bot.desk.shift import Shift
from models.case import AssistState, Case
from models.company import is_above, one_step_up
from models.ownership import barred_from, director_for
from models.people import Staff
from models.reminders import Clock, ClockKind, Nudge, nudge_owed


def ring(case_id: int, shift: Shift) -> None:
    """Look at a case whose timer has come: remind, escalate, ask; then set the next look."""
    case = shift.work.cases.find(case_id)
    if case is None:
        return
    for running in list(clock.clocks(shift, case)):
        owed = nudge_owed(running, shift.now, shift.calendar, shift.policy)
        if owed:
            _nudge(shift, case, running, owed)
    if case.is_open:
        _late_assists(shift, case)
    if case.follow_up_at and case.follow_up_at <= shift.now:
        follow_up.fell_due(shift, case)
    keep(shift, case)


def _nudge(shift: Shift, case: Case, running: Clock, nudge: Nudge) -> None:
    case.nudged = (*case.nudged, nudge.key)
    kind = running.kind
    shift.record(case, "remind", clock=kind.value, step=nudge.step.value)
    notices.nudged(shift, case, running, nudge)
    if nudge.step.is_escalation:
        _escalate(shift, case, kind, nudge.key)


def _escalate(shift: Shift, case: Case, kind: ClockKind, reminder: str) -> None:
    """F7: an overdue response goes to the supervisor, an overdue close to the director; who stands
    highest of those told decides from now on."""
    superior = _superior(shift, case, kind)
    if superior is None:
        return
    if not is_above(shift.company, case.decider_no, superior.no):
        case.decider_no = superior.no
    notices.escalated(shift, case, kind, [superior.no], reminder)


def _superior(shift: Shift, case: Case, kind: ClockKind) -> Staff | None:
    if kind is ClockKind.CLOSE:
        return director_for(case, shift.company)
    return one_step_up(shift.company, case.owner_no, barred_from(case, shift.company))


def _late_assists(shift: Shift, case: Case) -> None:
    """F3: an overdue assist goes to that desk's head and shows on the owner's card."""
    for assist in shift.work.cases.assists(case.id):
        if assist.state is AssistState.ANSWERED or assist.escalated or assist.due_at > shift.now:
            continue
        assist.escalated = True
        shift.work.cases.keep_assist(assist)
        shift.record(case, "assist_late", helper=assist.helper_no)
        colleagues.assist_late(shift, case, assist)
