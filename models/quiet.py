"""Quiet hours (rule C6): when a normal case lets people sleep."""

from datetime import datetime, time, timedelta

from models.calendar import CST
from models.policy import Policy
from models.terms import Grade


def quiet_until(now: datetime, grade: Grade, policy: Policy) -> datetime:
    """The first instant from `now` on at which a notice may go out: only normal cases wait."""
    local = now.astimezone(CST)
    if grade is not Grade.NORMAL or not is_quiet(local.time(), policy):
        return local
    morning = datetime.combine(local.date(), policy.quiet_until, CST)
    return morning if morning > local else morning + timedelta(days=1)


def is_quiet(hour: time, policy: Policy) -> bool:
    """Whether the time of day in China is quiet; the span may run over midnight or not."""
    begins, ends = policy.quiet_from, policy.quiet_until
    if begins <= ends:
        return begins <= hour < ends
    return hour >= begins or hour < ends
