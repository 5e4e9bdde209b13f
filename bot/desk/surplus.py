"""Surplus: what is told beyond a day's number of cases is kept, and a person reads it.

A case means a number, two clocks and cards for many people. So a shop, from all its chats together,
and a stranger, from theirs, get as many of them in a day as the policy says. What they tell beyond
that goes word for word to who would have answered for it, collected for an hour into one letter;
what is major does not wait.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any, Final

from bot.desk import files, intake
from bot.desk.orders import Actor, OpenCase
from bot.desk.post import Letter, send, tell_staff
from bot.desk.routing import responsibility
from bot.desk.shift import Shift
from bot.desk.telling import language_at
from bot.naming import titled
from bot.wording import say, speaking
from models.calendar import CST
from models.company import Barred, stand_in
from models.ids import new_id
from models.mail import JobState, Queue
from models.messages import Address
from models.people import Staff
from models.terms import Grade

_COLLECTED_FOR: Final = timedelta(hours=1)
#: How many matters go into one letter at most.
_IN_ONE_LETTER: Final = 20

#: What stands in a timer: JSON's own values.
Content = Mapping[str, Any]


def open_or_collect(order: OpenCase, actor: Actor, shift: Shift) -> None:
    """File what was told, unless they have had their cases of the day."""
    if actor.address is None or not _had_theirs(actor.address, shift):
        intake.open_case(order, actor, shift)
        return
    owner = _collect(order, actor, shift)
    with speaking(language_at(shift, actor.address)):
        told = {"count": shift.policy.cases_per_day, "name": titled(owner), "phone": owner.phone}
        send(shift, actor.address, Letter(say("surplus.kept", **told)))


def _had_theirs(address: Address, shift: Shift) -> bool:
    midnight = datetime.combine(shift.today, time(), CST)
    return shift.work.survey.told_since(address, midnight) >= shift.policy.cases_per_day


def _collect(order: OpenCase, actor: Actor, shift: Shift) -> Staff:
    """Keep it for the next letter to who would have owned it (F1, F5); who that is."""
    shop = shift.work.people.shop(order.licence or actor.licence)
    duty = responsibility(shift, order.told, shop)
    is_major = order.told.grade is Grade.MAJOR
    letter = {
        "is_major": is_major,
        "to": duty.owner_no,
        "accused": list(duty.accused),
        "withheld": list(duty.withheld),
        "who": _who(order, actor, shift),
    }
    media = files.since(shift, str(actor.address), order.begun_at)
    matter = {"words": order.told.said or order.told.summary, "media": files.listed(media)}
    lane = f"surplus:{_digest(letter)}"
    shift.work.mail.put(
        Queue.TIMER,
        lane,
        f"{lane}:{new_id(shift.now)}",
        {"surplus": {"lane": lane, "letter": letter, "matter": matter}},
        shift.now,
        due=shift.now if is_major else shift.now + _COLLECTED_FOR,
    )
    return shift.staff(duty.owner_no)


def _who(order: OpenCase, actor: Actor, shift: Shift) -> str:
    """By licence where that may be known; what a stranger said of themself, as they said it."""
    if order.told.anonymous:
        return say("surplus.name_kept")
    if shop := shift.work.people.shop(order.licence or actor.licence):
        return say("card.caller", name=shop.name, owner=shop.owner_name, phone=shop.phone)
    told = (str(order.told.facts.get(name, "")) for name in ("identity", "phone"))
    return " ".join(filter(None, told)) or say("card.caller_unknown")


def _digest(letter: Content) -> str:
    told = json.dumps(letter, sort_keys=True)
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def ring(first: Content, shift: Shift) -> None:
    """An hour has gone by since the first: one letter with it and all that were told since."""
    matters = [first["matter"]]
    for job in shift.work.mail.waiting_jobs(Queue.TIMER, first["lane"], _IN_ONE_LETTER - 1):
        matters.append(job.payload["surplus"]["matter"])
        shift.work.mail.settle(job, JobState.DONE, shift.now)
    _deliver(first["letter"], matters, shift)


def _deliver(letter: Content, matters: Sequence[Content], shift: Shift) -> None:
    """To who acts for them by now, and never to whom it is about."""
    owner_no = letter["to"]
    barred = Barred(
        shift.company,
        frozenset(letter["accused"]),
        frozenset(letter["withheld"]),
        cleared=frozenset({owner_no}),
    )
    person = stand_in(shift.company, owner_no, barred)
    words = "\n".join(
        f"{place}. {matter['words'] or say('staff.files')}"
        for place, matter in enumerate(matters, start=1)
    )
    text = say("surplus.collected", who=letter["who"], count=len(matters), words=words)
    media = tuple(one for matter in matters for one in files.unlisted(matter["media"]))
    tell_staff(shift, [person.no], Letter(text, media=media))
