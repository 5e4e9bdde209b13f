"""Picturing: reports that people get in chat, as a picture with a few sentences.

The desk only asks for one. It is counted, drawn and sent outside the desk's own transactions
(`bot.draughtsman`), since drawing takes longer than anybody's message should wait.
"""

from datetime import date, datetime, time
from typing import Any, Final

from bot.desk.orders import Actor, ReportMonth
from bot.desk.seeing import seen_cases
from bot.desk.shift import Shift
from bot.wording import say
from models.calendar import CST
from models.errors import NotPermitted
from models.ids import new_id
from models.mail import Queue
from models.messages import Address
from models.people import Staff
from models.periods import months_before
from models.terms import Role
from models.weekly import A_WEEK, Week, monday_of, week_of
from storage.case_list import CaseFilter

#: Who reads reports, here as in the console.
READERS: Final = (Role.SUPERVISOR, Role.DIRECTOR, Role.ADMIN)


def reads_reports(person: Staff) -> bool:
    return person.active and any(person.has(role) for role in READERS)


def report_month(order: ReportMonth, actor: Actor, shift: Shift) -> None:
    """/report: the month that was named, else the last one. Raises `NotPermitted`."""
    if not reads_reports(shift.staff_at(actor)):
        raise NotPermitted(say("refusal.no_reports"))
    month = order.month or months_before(shift.today, 1)
    if actor.address is not None:
        told = {"month": month.isoformat(), "no": actor.staff_no}
        _ask(shift, actor.address, told, f"report:{actor.staff_no}:{new_id(shift.now)}")


def weekly(shift: Shift) -> None:
    """The picture of the week that is over, to everybody who reads reports; each once."""
    monday = monday_of(shift.today)
    for person in {one.no: one for role in READERS for one in shift.company.holding(role)}.values():
        told = {"week": monday.isoformat(), "no": person.no}
        _ask(shift, shift.address_of_staff(person.no), told, f"week:{monday}:{person.no}")


def _ask(shift: Shift, to: Address, told: dict[str, Any], key: str) -> None:
    shift.work.mail.put(Queue.DRAW, str(to), key, told, shift.now)


def week_for(shift: Shift, viewer: Staff, monday: date) -> Week:
    """The figures of a week, made of the cases that `viewer` may see."""
    midnight = datetime.combine(monday - A_WEEK, time(), CST)
    return week_of(seen_cases(shift, CaseFilter(since=midnight), viewer), monday)
