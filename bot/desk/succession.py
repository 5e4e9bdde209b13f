"""Succession (F6, F8): who acts when people are away, and who takes over when they have gone.

An open case of somebody who is away stays theirs; who stands in acts and is told. An open case of
somebody who has left gets another owner at once, in the transaction that took them off the staff.
"""

from datetime import datetime
from typing import Final

from bot.desk import colleagues, handing_over, intake
from bot.desk.access import visible
from bot.desk.cutting_off import cut_off_staff
from bot.desk.post import Letter, offers, send
from bot.desk.shift import Shift
from bot.desk.telling import card_to
from bot.wording import say
from models import ledger
from models.calendar import CST
from models.case import Case
from models.ownership import acting_owner
from models.people import Absence

#: How many of the absent person's cases one letter names.
_NAMED: Final = 10


def reassign_orphans(shift: Shift) -> int:
    """Give every open case whose owner has left an active one; how many there were.

    Whoever changes the staff calls this in the same transaction: F8 holds at every instant.
    """
    orphans = shift.work.survey.orphaned()
    for case in orphans:
        _reassign(shift, case)
    return len(orphans)


def leave(shift: Shift, no: str) -> int:
    """Somebody leaves the company: no access on any channel from now on, and every open case of
    theirs has another owner at once; how many cases those were."""
    person = shift.work.people.staff(no)
    if person is None:
        return 0
    person.active = False
    shift.work.people.put_staff([person])
    cut_off_staff(shift, no)
    return reassign_orphans(shift)


def _reassign(shift: Shift, case: Case) -> None:
    """The substitute, else the supervisor, else the duty desk; the retailer hears the new name."""
    handing_over.call_off(shift, case)
    was, case.owner_no = case.owner_no, acting_owner(case, shift.company).no
    if case.expected_no and not shift.company.find(case.expected_no):
        case.expected_no = ""
    told = {"giver": was, "receiver": case.owner_no}
    shift.work.cases.record(ledger.write(case, "succeed", by="desk", now=shift.now, **told))
    colleagues.succeeded(shift, case)
    intake.keep(shift, case)


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
