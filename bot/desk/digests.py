"""Digests: each working morning to whoever has open cases, each week to supervisors and, as early
warning, to directors and admins. Each is sent once, and to those with nothing it is not sent."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from bot.desk import worklist
from bot.desk.access import visible
from bot.desk.post import Letter, offers, send
from bot.desk.shift import Shift
from bot.wording import say
from models.calendar import CST
from models.case import Case, FollowUpState
from models.company import stand_in, watchers
from models.deadlines import respond_by
from models.ledger import LedgerEntry
from models.people import Staff
from models.rates import CONTACTING, Outcome, Share, is_called_solved, rates
from models.satisfaction import grade_of
from models.terms import Kind, Role, Stage
from models.warnings import Count, Spot, stands_out, warnings

_A_DAY: Final = timedelta(days=1)
#: How many cases a digest names.
_NAMED: Final = 5
#: Over how many days the three rates of a weekly digest are reckoned.
_RATES_OVER: Final = 28


def morning(shift: Shift) -> None:
    """Whoever has an open case, or acts for somebody who has, gets a digest of their own."""
    acting = {worker for owner in shift.work.survey.owners() for worker in _workers(shift, owner)}
    for no in sorted(acting):
        shift.work.mail.set_timer(f"digest:{no}", shift.now, {"digest": no}, shift.now)


def _workers(shift: Shift, owner_no: str) -> set[str]:
    return {owner_no, stand_in(shift.company, owner_no).no}


def morning_for(no: str, shift: Shift) -> None:
    """My cases and what is due today, the most pressing named."""
    me = shift.company.find(no)
    if me is None:
        return
    cases = worklist.mine(shift, me)
    if not cases or not shift.company.is_present(no):
        return
    due = worklist.due_by_today(shift, cases)
    text = say("digest.morning", count=len(cases), due=len(due), which=_named(due or cases))
    letter = Letter(text, offers("cases", "today_due"), until=_midnight(shift.now) + _A_DAY)
    send(shift, shift.address_of_staff(no), letter, key=f"digest:{shift.today}:{no}")


def _named(cases: list[Case]) -> str:
    return "；".join(f"{case.number} {(case.summary or case.said)[:16]}" for case in cases[:_NAMED])


def weekly(shift: Shift) -> None:
    """A digest for each supervisor, and the early warning."""
    for person in shift.company.holding(Role.SUPERVISOR):
        payload = {"weekly": person.no}
        shift.work.mail.set_timer(f"weekly:{person.no}", shift.now, payload, shift.now)
    warn(shift)


def weekly_for(no: str, shift: Shift) -> None:
    """How the cases of one's people stand, and their three rates over four weeks."""
    me = shift.company.find(no)
    if me is None:
        return
    since = shift.now - timedelta(days=_RATES_OVER)
    cases = [case for owner in _team(shift, no) for case in _of_owner(shift, owner, since)]
    seen = visible(shift, cases, me)
    if not seen:
        return
    text = _weekly_text(shift, seen)
    send(shift, shift.address_of_staff(no), Letter(text), key=f"weekly:{shift.today}:{no}")


def _team(shift: Shift, no: str) -> list[str]:
    return sorted({no} | shift.company.under(no))


def _of_owner(shift: Shift, no: str, since: datetime) -> Iterable[Case]:
    """The owner's open cases, and those filed lately."""
    open_ones = shift.work.cases.owned_by(no, only_open=True)
    both = [*open_ones, *shift.work.survey.filed_for(no, since)]
    return {case.id: case for case in both}.values()


def _weekly_text(shift: Shift, cases: list[Case]) -> str:
    complaints = [case for case in cases if case.kind is Kind.COMPLAINT]
    open_ones = [case for case in complaints if case.is_open]
    overdue = [case for case in open_ones if case.next_due < shift.now]
    found = rates(outcome(shift, case, shift.work.cases.ledger(case.id)) for case in complaints)
    return say(
        "digest.weekly",
        open=len(open_ones),
        overdue=len(overdue),
        which=_named(overdue) or say("digest.none"),
        response=_percent(found.response),
        resolution=_percent(found.resolution),
        satisfaction=_percent(found.satisfaction),
        unreached=found.not_reached,
    )


def _percent(share: Share) -> str:
    value = share.value
    return (
        say("digest.no_figure") if value is None else f"{value:.0%}（{share.part}/{share.whole}）"
    )


def outcome(shift: Shift, case: Case, lines: Iterable[LedgerEntry]) -> Outcome:
    """What the three rates ask of a case. The first contact and its clock are those after the first
    message, whatever a reopening did to them on record."""
    score = case.satisfaction
    answer = None if score is None else grade_of(score, shift.policy)
    told = list(lines)
    is_poor = answer is not None and answer.reopens
    return Outcome(
        respond_by=respond_by(case.first_message_at, shift.calendar, shift.policy).at,
        contacted_at=_first_contact(case, told),
        is_closed=case.stage is Stage.CLOSED,
        called_solved=not is_poor and is_called_solved(line.deed for line in told),
        answer=answer,
        not_reached=case.follow_up is FollowUpState.UNREACHED,
    )


def _first_contact(case: Case, lines: Iterable[LedgerEntry]) -> datetime | None:
    if not case.reopened:
        return case.contacted_at
    return next((line.at for line in lines if line.deed in CONTACTING), case.contacted_at)


def warn(shift: Shift) -> None:
    """预警: each director and admin is told of what stands out among the cases they may see."""
    until = _midnight(shift.now) - timedelta(days=shift.now.astimezone(CST).weekday())
    began = until - timedelta(days=7)
    since = began - timedelta(weeks=shift.policy.warning_weeks)
    counted = (
        Count(Spot(one.category, one.subcategory, one.brand, one.area), one.this_week, one.before)
        for one in shift.work.survey.week_counts(since, began, until)
    )
    found = warnings(counted, shift.policy)
    for person in watchers(shift.company):
        seen = [
            own for spot in found if (own := _as_seen(shift, spot, person, since, began, until))
        ]
        if seen:
            text = say("digest.warning", which="\n".join(map(_spot_line, seen)))
            key = f"warning:{shift.today}:{person.no}"
            send(shift, shift.address_of_staff(person.no), Letter(text), key=key)


def _as_seen(
    shift: Shift, count: Count, viewer: Staff, since: datetime, began: datetime, until: datetime
) -> Count | None:
    """The count without the cases that are withheld from the viewer, if it still stands out."""
    spot = count.spot
    alike = shift.work.survey.alike_since(spot.category, spot.subcategory, since)
    here = [
        one.case
        for one in alike
        if (one.case.brand, one.case.area) == (spot.brand, spot.area) and one.case.filed_at < until
    ]
    seen = visible(shift, here, viewer)
    this_week = sum(case.filed_at >= began for case in seen)
    own = Count(spot, this_week, len(seen) - this_week)
    return own if stands_out(own, shift.policy) else None


def _spot_line(count: Count) -> str:
    spot = count.spot
    where = " ".join(part for part in (spot.brand, spot.area) if part)
    return say(
        "digest.warning_line",
        what=spot.category.chinese_with(spot.subcategory),
        where=where or say("digest.anywhere"),
        count=count.this_week,
        before=count.before,
    )


def _midnight(now: datetime) -> datetime:
    return now.astimezone(CST).replace(hour=0, minute=0, second=0, microsecond=0)
