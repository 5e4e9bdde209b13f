"""Cutting off: a chat that is nobody's any more — a telephone that was lost, somebody who left.

From then on it reads nothing and may do nothing: what waited to be sent there is not sent, what
was offered there means nothing, its page is empty. What was said stays on record.
"""

from dataclasses import dataclass
from typing import Final

from bot.desk.shift import Shift
from models.case import Case
from models.mail import JobState, Queue
from models.messages import Address

#: How many letters of one chat are looked at together.
_A_BATCH: Final = 200
#: Under this name a case keeps that its retailer's chat was cut off.
_LOST: Final = "chat_lost"
#: More cases than anybody told from one chat.
_ALL: Final = 10_000


@dataclass(frozen=True, slots=True)
class Ended:
    """What was ended: which chats, and how many sessions in the console."""

    chats: tuple[Address, ...]
    sessions: int = 0


def cut_off(shift: Shift, ref: str) -> tuple[Address, ...]:
    """Cut every chat of a shop ("shop:LICENCE") or member of staff ("staff:NO"), and void the codes
    for new ones; which chats there were."""
    shift.work.entrance.void_codes(ref, shift.now)
    chats = tuple(binding.address for binding in shift.work.people.bindings_of(ref))
    for address in chats:
        cut_off_chat(shift, address)
    return chats


def cut_off_staff(shift: Shift, no: str) -> Ended:
    """Everything by which somebody writes, reads or signs in: chats, sessions, codes, password."""
    chats, entrance = cut_off(shift, f"staff:{no}"), shift.work.entrance
    entrance.void_codes(f"console:{no}", shift.now)
    entrance.forget_password(no)
    return Ended(chats, entrance.end_all(no))


def cut_off_chat(shift: Shift, address: Address) -> None:
    """Cut one chat from everybody whose it was."""
    for binding in shift.work.people.bindings_at(address):
        shift.work.people.unbind(address, binding.ref)
    _call_back_letters(shift, address)
    shift.work.buttons.forget_all(address)
    _begin_anew(shift, address)
    if address.is_page:
        shift.work.page.clear(address.conversation)
    for case in shift.work.cases.of_complainant(address, limit=_ALL):
        _leave_chat(shift, case)


def take_back_cases(shift: Shift, address: Address, licence: str) -> None:
    """A chat was bound to the shop by a code: cases whose own chat was cut off are told here."""
    for case in shift.work.survey.of_shop(licence, limit=_ALL):
        if case.facts.get(_LOST) and not case.complainant and _may_move(case):
            case.facts = {name: value for name, value in case.facts.items() if name != _LOST}
            _told_at(shift, case, address)


def _call_back_letters(shift: Shift, address: Address) -> None:
    lane, mail = str(address), shift.work.mail
    for queue in (Queue.OUT, Queue.DRAW):
        # What was set aside too, else an admin could let it be tried once more.
        for job in shift.work.aside.in_lane(queue, lane):
            mail.settle(job, JobState.DONE, shift.now, "cut off")
        while waiting := mail.waiting_jobs(queue, lane, _A_BATCH):
            for job in waiting:
                mail.settle(job, JobState.DONE, shift.now, "cut off")


def _begin_anew(shift: Shift, address: Address) -> None:
    """Whoever writes there next is a stranger, and finds no question open."""
    conversation = shift.work.talk.conversation(address)
    if conversation is not None:
        conversation.step, conversation.slots = "open", {}
        shift.work.talk.keep(conversation)


def _leave_chat(shift: Shift, case: Case) -> None:
    """Its news go to another chat of the shop; where it has none, or may have none, people
    telephone."""
    bound = shift.work.people.bindings_of(f"shop:{case.shop}") if case.shop else []
    others = [binding.address for binding in bound if binding.reachable]
    if others and _may_move(case):
        _told_at(shift, case, others[0])
        return
    case.facts = {**case.facts, _LOST: True}
    _told_at(shift, case, None)


def _may_move(case: Case) -> bool:
    """Whether its news may go to another chat than the one that told it. Codes for chats are made
    by admins, so a matter that is withheld from anybody, or told with the name kept back, stays
    with who told it."""
    return not (case.accused or case.withheld or case.anonymous)


def _told_at(shift: Shift, case: Case, address: Address | None) -> None:
    case.complainant = str(address) if address else ""
    shift.work.cases.keep(case)
