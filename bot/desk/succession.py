"""Succession (F6, F8): who acts when people are away, and who takes over when they have gone.

An open case of somebody who is away stays theirs; who stands in acts and is told. Whatever part
somebody who has left had in an open case (answering for it, accepting it, deciding, helping, a yes
to a hand-over) goes to another at once, in the transaction that took them off the staff.
"""

from contextlib import suppress
from datetime import datetime
from typing import Final

from bot.desk import assistance, colleagues, handing_over, intake
from bot.desk.access import visible
from bot.desk.cutting_off import cut_off_staff
from bot.desk.post import Letter, offers, send
from bot.desk.shift import Shift
from bot.desk.telling import card_to
from bot.wording import say
from models.calendar import CST
from models.case import Case
from models.company import Barred, stand_in
from models.errors import NobodyThere
from models.ownership import acting_owner, barred_from
from models.people import Absence

#: How many of the absent person's cases one letter names.
_NAMED: Final = 10


def reassign_orphans(shift: Shift) -> int:
    """Give every part that somebody who has left had in an open case to another; how many cases
    have another owner.

    Whoever changes the staff calls this in the same transaction: F8 holds at every instant.
    """
    return sum(_pass_on(shift, case) for case in shift.work.survey.left_behind())


def leave(shift: Shift, no: str) -> int:
    """Somebody leaves the company: no access on any channel from now on, and another has their
    part in every open case at once; how many cases have another owner."""
    person = shift.work.people.staff(no)
    if person is None:
        return 0
    person.active = False
    shift.work.people.put_staff([person])
    cut_off_staff(shift, no)
    return reassign_orphans(shift)


def _pass_on(shift: Shift, case: Case) -> bool:
    """Whether the case has another owner now. Who else has a part is looked at afterwards: they
    have to be somebody else than the owner."""
    is_orphaned = not shift.company.find(case.owner_no)
    if is_orphaned:
        _pass_ownership(shift, case)
    for pass_part in (_pass_acceptance, _pass_decision, assistance.pass_on, handing_over.pass_on):
        with suppress(NobodyThere):  # nobody else is free of it: the owner is there all the same
            pass_part(shift, case)
    intake.keep(shift, case)
    return is_orphaned


def _pass_ownership(shift: Shift, case: Case) -> None:
    """The substitute, else the supervisor, else the duty desk; the retailer hears the new name."""
    handing_over.call_off(shift, case)
    was, case.owner_no = case.owner_no, acting_owner(case, shift.company).no
    if case.expected_no == case.owner_no:
        case.expected_no = ""
    shift.record(case, "succeed", giver=was, receiver=case.owner_no)
    colleagues.succeeded(shift, case)


def _pass_acceptance(shift: Shift, case: Case) -> None:
    """What somebody else recorded (F1) waits for who stands in for the customer manager, unless
    that is the owner by now."""
    if not case.expected_no or shift.company.find(case.expected_no):
        return
    left, barred = case.expected_no, barred_from(case, shift.company)
    successor = _who_stands_in(shift, left, barred)
    case.expected_no = "" if successor == case.owner_no else successor
    shift.record(case, "expect", left=left, expected=case.expected_no)
    colleagues.now_expected(shift, case, left)


def _pass_decision(shift: Shift, case: Case) -> None:
    """F7: who stands in for the superior decides, and knows a name that is kept (F5)."""
    if not case.decider_no or shift.company.find(case.decider_no):
        return
    left, barred = case.decider_no, barred_from(case, shift.company).also({case.owner_no})
    case.decider_no = _who_stands_in(shift, left, barred)
    shift.record(case, "report_up", left=left, to=case.decider_no)
    colleagues.now_deciding(shift, case, left)


def _who_stands_in(shift: Shift, no: str, barred: Barred) -> str:
    """Empty where nobody on the staff is free of the case."""
    try:
        return stand_in(shift.company, no, barred).no
    except NobodyThere:
        return ""


def lane_of(no: str, absence: Absence) -> str:
    return f"absence:{no}:{absence.first_day.isoformat()}"


def announce(shift: Shift, absence: Absence) -> None:
    """Tell who stands in, now or on the morning of the first day."""
    starts = datetime.combine(absence.first_day, shift.policy.quiet_until, CST)
    if starts > shift.now:
        payload = {"absence": absence.staff_no}
        lane = lane_of(absence.staff_no, absence)
        shift.work.mail.set_timer(lane, starts, payload, shift.now)
        return
    absence_began(absence.staff_no, shift)


def absence_began(no: str, shift: Shift) -> None:
    """Every open case of the absent person is made known to who acts on it."""
    if shift.company.is_present(no):
        return
    acting: dict[str, list[Case]] = {}
    for case in shift.work.cases.owned_by(no, only_open=True):
        substitute = acting_owner(case, shift.company)
        acting.setdefault(substitute.no, []).append(case)
    for substitute_no, cases in sorted(acting.items()):
        if substitute_no != no:
            _tell(shift, no, substitute_no, cases)


def _tell(shift: Shift, absent_no: str, no: str, cases: list[Case]) -> None:
    seen = visible(shift, cases, shift.staff(no))
    absent = shift.staff(absent_no).title
    text = say("staff.stand_in", name=absent, count=len(seen))
    send(shift, shift.address_of_staff(no), Letter(text, offers("cases")))
    for case in seen[:_NAMED]:
        card_to(shift, case, no, say("staff.stand_in_one", name=absent))
