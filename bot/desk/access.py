"""Access: the one door to a case. Nobody gets a case any other way, and a case that somebody may
not see is told apart from one that does not exist by nothing at all."""

from collections.abc import Iterable

from bot.desk.orders import Actor
from bot.desk.shift import Shift
from bot.wording import say
from models.archive import ArchivedCase
from models.case import Case
from models.company import Company
from models.errors import NotTheOwner, NotToBeSeen
from models.event_record import EventRecord
from models.ownership import barred_from, may_decide, may_see
from models.people import Staff
from storage.whole import Whole, whole_of


def case_for(shift: Shift, case_id: int, actor: Actor) -> Case:
    """The case, if this person may see it. Raises `NotToBeSeen`."""
    return _allowed(shift, shift.work.cases.find(case_id), actor)


def case_numbered(shift: Shift, number: str, actor: Actor) -> Case:
    """The case of that number, if this person may see it. Raises `NotToBeSeen`."""
    return _allowed(shift, shift.work.cases.by_number(number), actor)


def whole_numbered(shift: Shift, number: str, actor: Actor) -> tuple[Whole, ArchivedCase | None]:
    """The case of that number with all that stands beside it, and how it lies in the archive if it
    does. Raises `NotToBeSeen`."""
    archive = shift.work.archive
    case, archived = shift.work.cases.by_number(number), archive.by_number(number)
    if case is None and archived is not None:
        whole = whole_of(archived)
        _allowed(shift, whole.case, actor)
        return whole, archived
    return archive.gather(_allowed(shift, case, actor)), None


def _allowed(shift: Shift, case: Case | None, actor: Actor) -> Case:
    """What is looked up does not depend on whether there is such a case, so that neither the words
    nor the time of the answer tell."""
    if not _is_open_to(shift, case or _nobodys(shift, actor), actor) or case is None:
        raise NotToBeSeen(say("refusal.no_such_case"))
    return case


def _nobodys(shift: Shift, actor: Actor) -> Case:
    """Stands where there is no such case, and is withheld from who asks for it."""
    now = shift.now
    return Case(
        company_id=shift.work.company_id,
        id=0,
        number="",
        year=now.year,
        complainant="",
        said="",
        first_receiver_no="",
        owner_no="",
        withheld=(actor.staff_no,),
        first_message_at=now,
        filed_at=now,
        respond_by=now,
        close_by=now,
    )


def case_to_decide(shift: Shift, case_id: int, actor: Actor) -> Case:
    """The case, if this member of staff may do the owner's deeds on it. Raises a `Refusal`."""
    case = case_for(shift, case_id, actor)
    if not may_decide(case, shift.staff_at(actor), shift.company):
        owner = shift.staff(case.owner_no)
        raise NotTheOwner(say("refusal.not_the_owner", number=case.number, owner=owner.title))
    return case


def visible(shift: Shift, cases: Iterable[Case], viewer: Staff) -> list[Case]:
    """Of these cases, those that `viewer` may see; every list and count goes through here."""
    company = shift.company  # asked for once: each time it looks whether the staff has changed
    return [case for case in cases if _staff_may_see(shift, case, viewer, company)]


def _is_open_to(shift: Shift, case: Case, actor: Actor) -> bool:
    if actor.staff_no:
        return _staff_may_see(shift, case, shift.staff_at(actor), shift.company)
    if actor.address is None:
        return False
    is_theirs = case.complainant == str(actor.address)
    return is_theirs or bool(case.shop and case.shop == actor.licence and not case.anonymous)


def _staff_may_see(shift: Shift, case: Case, viewer: Staff, company: Company) -> bool:
    if may_see(case, viewer, company):
        return True
    return may_see(case, viewer, company, _asked(shift, case))


def _asked(shift: Shift, case: Case) -> set[str]:
    """Who was asked for help, or for their yes to a hand-over that was not refused."""
    asked = {assist.helper_no for assist in shift.work.cases.assists(case.id)}
    for hand_over in shift.work.cases.hand_overs(case.id):
        if hand_over.refused_at is None:
            asked |= {hand_over.receiver_no, hand_over.approver_no}
    return asked


def event_of(shift: Shift, event_id: int | None, viewer: Staff) -> tuple[EventRecord, int] | None:
    """An event, and how many of its cases are not withheld from `viewer`.

    None where so few are left that they would be no event: that there is one would tell that there
    are more.
    """
    event = shift.work.survey.event(event_id) if event_id else None
    if event is None:
        return None
    together = shift.work.survey.in_event(event.id)
    count = sum(viewer.no not in barred_from(case, shift.company) for case in together)
    is_whole = count == len(together)
    return (event, count) if is_whole or count >= shift.policy.event_cases else None
