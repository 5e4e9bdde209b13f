"""Enrolment: one-time codes that bind a chat to a shop or to staff, and who is away."""

import hashlib
import re
import secrets
from datetime import datetime, timedelta
from typing import Final

from bot.desk import lists, privacy, succession
from bot.desk.cutting_off import take_back_cases
from bot.desk.entrance import count_try, still_to_wait
from bot.desk.orders import Actor, BindByCode, BindByRoster, ExtendList, GoAway
from bot.desk.post import Letter, send
from bot.desk.shift import Shift
from bot.desk.telling import language_at
from bot.naming import day_of_month, titled
from bot.wording import say, speaking
from models.errors import TooLate
from models.messages import Address
from models.people import Absence
from storage.unit_of_work import Work

#: 128 bits, as a link or a start payload of Telegram can carry them.
_CODE_BYTES: Final = 16
#: What a code of ours looks like; codes for the console are none (`bot.desk.entrance`).
_CODE: Final = re.compile(r"[A-Za-z0-9_-]{8,64}")


def new_code(work: Work, ref: str, now: datetime, hours: int) -> str:
    """A fresh code for `ref` ("shop:LICENCE" or "staff:NO"); only its digest is kept."""
    code = secrets.token_urlsafe(_CODE_BYTES)
    work.people.add_code(_digest(code), ref, now + timedelta(hours=hours))
    return code


def _digest(code: str) -> str:
    return hashlib.sha256(code.strip().encode()).hexdigest()


def bind_by_code(order: BindByCode, actor: Actor, shift: Shift) -> None:
    """The code works once, until it expires. Raises `TooLate`, also for a right one where too many
    wrong ones were tried before."""
    if actor.address is None:
        return
    if still_to_wait(shift.work, _whose(actor.address), shift.now):
        raise TooLate(say("bound.too_many"), "bound.too_many")
    ref = _used(order.code.strip(), shift)
    if ref is None:
        raise TooLate(say("bound.bad_code"), "bound.bad_code")
    shift.work.people.bind(actor.address, ref, shift.now)
    is_staff = ref.startswith("staff:")
    if not is_staff:
        take_back_cases(shift, actor.address, ref.removeprefix("shop:"))
    notice = "" if is_staff else privacy.notice_for(shift, actor.address)
    greeting = f"{_greeting(shift, ref)}\n{notice}".strip()
    send(shift, actor.address, Letter(greeting, clears_keys=is_staff))
    _tell_others(shift, ref, actor.address)


def _tell_others(shift: Shift, ref: str, bound: Address) -> None:
    """Whoever has a chat already hears of one more, so that a stolen code does not stay unseen."""
    for binding in shift.work.people.bindings_of(ref):
        if binding.address != bound and binding.reachable:
            with speaking(language_at(shift, binding.address)):
                key = "bound.another_staff" if ref.startswith("staff:") else "bound.another_shop"
                send(shift, binding.address, Letter(say(key)))


def tell_of_invitation(shift: Shift, no: str, by: str) -> None:
    """A member of staff hears that somebody else made a code by which one becomes them."""
    if by == no:
        return
    for binding in shift.work.people.bindings_of(f"staff:{no}"):
        with speaking(language_at(shift, binding.address)):
            said = say("staff.invited_by", name=titled(shift.staff(by)))
            send(shift, binding.address, Letter(said))


def _used(code: str, shift: Shift) -> str | None:
    """What the code binds to, used up with this; None for one that opens nothing any more."""
    ref = shift.work.people.use_code(_digest(code), shift.now) if _CODE.fullmatch(code) else None
    kind, _, key = (ref or "").partition(":")
    is_known = bool(shift.company.find(key)) if kind == "staff" else kind == "shop"
    return ref if is_known else None


def count_wrong_code(shift: Shift, actor: Actor) -> None:
    """A code that was refused: who tries on has to wait longer each time."""
    if actor.address is not None:
        count_try(shift.work, [_whose(actor.address)], shift.now)


def _whose(address: Address) -> str:
    """Whom wrong codes are counted for: the conversation, by its digest."""
    return f"chat:{hashlib.sha256(str(address).encode()).hexdigest()[:48]}"


def bind_by_roster(order: BindByRoster, actor: Actor, shift: Shift) -> None:
    """The retailer named their licence and it stands in the roster."""
    if actor.address and shift.work.people.shop(order.licence):
        shift.work.people.bind(actor.address, f"shop:{order.licence}", shift.now)


def go_away(order: GoAway, actor: Actor, shift: Shift) -> None:
    """F6: from the first day on, the substitute gets what is new and acts on what is open."""
    if order.last_day < max(order.first_day, shift.today):
        raise TooLate(say("refusal.absence_is_past"))
    absence = Absence(
        company_id=shift.work.company_id,
        staff_no=actor.staff_no,
        first_day=order.first_day,
        last_day=order.last_day,
    )
    shift.work.people.add_absence(absence)
    if actor.address:
        first, last = (day_of_month(day, shift.now) for day in (order.first_day, order.last_day))
        send(shift, actor.address, Letter(say("away.noted", first=first, last=last)))
    succession.announce(shift, absence)


def extend_list(order: ExtendList, actor: Actor, shift: Shift) -> None:
    """An admin adds a word to a list."""
    added = lists.extend(shift.work, order.list_name, order.words)
    if actor.address:
        send(shift, actor.address, Letter(say("lists.extended", word=added)))


def _greeting(shift: Shift, ref: str) -> str:
    kind, _, key = ref.partition(":")
    if kind == "staff":
        return say("bound.staff", name=shift.staff(key).title)
    shop = shift.work.people.shop(key)
    if shop is None:
        return say("bound.shop_gone")
    manager = shift.staff(shop.manager_no)
    return say("bound.shop", name=shop.name, manager=titled(manager), phone=manager.phone)
