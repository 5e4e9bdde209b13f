"""What the law gives a retailer: to be told, to have their own data, to have it removed.

(个人信息保护法 第十七条, 第四十五条, 第四十六条, 第四十七条.) Their own is what was told in this
conversation: another chat of the same shop may hold a matter whose teller asked to be left unnamed.
"""

from datetime import datetime, timedelta
from typing import Final

from bot.desk import erasing
from bot.desk.discarding import discard_unnamed
from bot.desk.orders import Actor, EraseMine, SendMine
from bot.desk.post import Letter, send
from bot.desk.shift import Shift
from bot.desk.telling import language_at
from bot.moments import spoken_day
from bot.wording import say, speaking
from models.case import Case
from models.ids import first_id_at
from models.mail import Queue
from models.messages import Address
from models.policy import Policy
from models.privacy import EDITION, PrivacyNotice
from models.terms import Stage

#: Nobody has told more in one conversation, nor has more of them in the archive.
MOST_CASES: Final = 200
_ASKED: Final = "店主本人要求"


def notice_for(shift: Shift, to: Address) -> str:
    """The notice in two sentences, to go with what is said next; its moment is on record with
    this. Empty where this conversation was told before."""
    if shift.work.talk.was_told(to, EDITION):
        return ""
    told = PrivacyNotice(
        company_id=shift.work.company_id, address=str(to), edition=EDITION, told_at=shift.now
    )
    shift.work.talk.note_told(told)
    return say("privacy.notice")


def in_full(policy: Policy) -> str:
    """The same at length, with the numbers of this installation."""
    return say(
        "privacy.in_full",
        withdrawn=policy.erase_withdrawn_days,
        closed=policy.erase_closed_days // 365,
        talk=policy.talk_days,
    )


def send_mine(order: SendMine, actor: Actor, shift: Shift) -> None:
    """Ask for a file with what this conversation told; at most one an hour is made."""
    if actor.address is None:
        return
    lane = str(actor.address)
    hour = f"{shift.now:%Y%m%d%H}"
    fresh = shift.work.mail.put(Queue.DRAW, lane, f"mine:{lane}:{hour}", {"mine": True}, shift.now)
    with speaking(language_at(shift, actor.address)):
        said = "privacy.coming" if fresh else "privacy.came"
        send(shift, actor.address, Letter(say(said)))


def erase_mine(order: EraseMine, actor: Actor, shift: Shift) -> None:
    """Take away all that this conversation told, and cut it off from its shop; while a case is open
    or may be opened again, nothing goes, and they read until when."""
    if actor.address is None:
        return
    cases = shift.work.cases.of_complainant(actor.address, limit=MOST_CASES)
    archived = shift.work.archive.of_complainant(actor.address, limit=MOST_CASES)
    with speaking(language_at(shift, actor.address)):
        if said := _in_the_way(shift, cases):
            send(shift, actor.address, Letter(said))
            return
        done = say("privacy.erased", cases=len(cases) + len(archived))
    for case in cases:
        erasing.erase(shift, case.full_number, _ASKED, by="retailer")
    for one in archived:
        erasing.erase_archived(shift, one, _ASKED, by="retailer")
    _forget_talk(shift, actor.address)
    for binding in shift.work.people.bindings_at(actor.address):
        shift.work.people.unbind(actor.address, binding.ref)
    send(shift, actor.address, Letter(done))


def _in_the_way(shift: Shift, cases: list[Case]) -> str:
    """What keeps their data from being erased now, and until when; empty where nothing does."""
    if still_open := [case.number for case in cases if case.is_open]:
        return say("privacy.still_open", number="、".join(still_open[:3]))
    until = max((last for case in cases if (last := _reopens_until(shift, case))), default=None)
    if until is not None and until >= shift.now:
        return say("privacy.not_yet", day=spoken_day(until, shift.now))
    return ""


def _reopens_until(shift: Shift, case: Case) -> datetime | None:
    if case.stage is not Stage.CLOSED or case.closed_at is None:
        return None
    return case.closed_at + timedelta(days=shift.policy.reopen_days)


def _forget_talk(shift: Shift, address: Address) -> None:
    """What was said on no case's record, what could not be read or sent, and what a page still
    shows."""
    now = first_id_at(shift.now + timedelta(seconds=1))
    stray = shift.work.forgetting.stray_at(str(address), after=0, before=now)
    for one in stray:
        shift.work.forgetting.forget_said(one)
    files = [ref for one in stray for ref in one.media.split()]
    discard_unnamed(shift, str(address), files)
    for queue in Queue:
        for job in shift.work.aside.in_lane(queue, str(address)):
            shift.work.aside.forget(job)
    if address.is_page:
        shift.work.page.clear(address.conversation)
