"""Enrolment: one-time codes that bind a chat to a shop or to staff, and who is away."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final

from bot.desk import lists, succession
from bot.desk.orders import Actor, BindByCode, BindByRoster, ExtendList, GoAway
from bot.desk.post import Letter, send
from bot.desk.shift import Shift
from bot.naming import titled
from bot.wording import say
from models.errors import NotTheOwner, TooLate
from models.people import Absence
from models.terms import Role
from storage.unit_of_work import Work

#: 128 bits, as a link or a start payload of Telegram can carry them.
_CODE_BYTES: Final = 16


def new_code(work: Work, ref: str, now: datetime, hours: int) -> str:
    """A fresh code for `ref` ("shop:LICENCE" or "staff:NO"); only its digest is kept."""
    code = secrets.token_urlsafe(_CODE_BYTES)
    work.people.add_code(_digest(code), ref, now + timedelta(hours=hours))
    return code


def _digest(code: str) -> str:
    return hashlib.sha256(code.strip().encode()).hexdigest()


def bind_by_code(order: BindByCode, actor: Actor, shift: Shift) -> None:
    """The code works once, until it expires. Raises `TooLate`."""
    if actor.address is None:
        return
    ref = shift.work.people.use_code(_digest(order.code), shift.now)
    if ref is None:
        raise TooLate(say("bound.bad_code"))
    shift.work.people.bind(actor.address, ref, shift.now)
    greeting = Letter(_greeting(shift, ref), clears_keys=ref.startswith("staff:"))
    send(shift, actor.address, greeting)


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
    words = {
        "first": f"{order.first_day.month}月{order.first_day.day}日",
        "last": f"{order.last_day.month}月{order.last_day.day}日",
    }
    if actor.address:
        send(shift, actor.address, Letter(say("away.noted", **words)))
    succession.announce(shift, absence)


def extend_list(order: ExtendList, actor: Actor, shift: Shift) -> None:
    """An admin adds a word to a list. Raises `NotTheOwner` for anybody else."""
    if not shift.staff_at(actor).has(Role.ADMIN):
        raise NotTheOwner(say("refusal.admin_only"))
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
