"""Undelivered: what could not be said in chat is said by a person, on the telephone.

Who blocked the bot, or was never there, is marked unreachable until they write again. The owner of
the case, else who looks after the shop, gets the name, the number and the words. A member of staff
reads the letter at their next address. What a channel refuses, or a day of trouble held up, is
also made known to the admins, so that the cause is found.
"""

from datetime import timedelta
from typing import Final

from bot.desk import intake
from bot.desk.orders import Actor
from bot.desk.post import Letter, offers, send, tell_staff
from bot.desk.shift import Shift
from bot.wording import LOCALES, say, speaking
from models.case import Case
from models.company import duty_desk
from models.errors import Refusal
from models.messages import Address, Outbound
from models.ownership import acting_owner, may_know_who
from models.people import Shop, Staff
from models.terms import Role

#: Letters about letters begin with this; no letter is written about them.
_ABOUT_LETTERS: Final = "undelivered:"
#: Admins hear at most once in so long of letters that a channel does not take.
_ALARM_EVERY: Final = timedelta(hours=1)


def take_over(shift: Shift, letter: Outbound, reason: str, *, is_gone: bool) -> None:
    """What people have to do about a letter that was set aside. Never raises a `Refusal`: with
    nobody there to do it, the letter itself stays on record."""
    if is_gone:
        shift.work.people.set_reachable(letter.address, reachable=False)
    if letter.key.startswith(_ABOUT_LETTERS) or letter.closes:
        return
    with speaking(LOCALES[0]):
        try:
            with shift.work.attempt():
                _take_over(shift, letter, reason, is_gone=is_gone)
        except Refusal:
            return


def _take_over(shift: Shift, letter: Outbound, reason: str, *, is_gone: bool) -> None:
    staff_no = _staff_no(shift, letter.address)
    if not is_gone:
        _alarm(shift, letter, reason)
    if not staff_no:
        _telephone(shift, letter, is_gone=is_gone)
    elif is_gone:
        _say_elsewhere(shift, letter, staff_no)


def _staff_no(shift: Shift, address: Address) -> str:
    bound = shift.work.people.bindings_at(address)
    return next((binding.staff_no for binding in bound if binding.staff_no), "")


def _alarm(shift: Shift, letter: Outbound, reason: str) -> None:
    """To the admins, else to whoever is on duty; the words themselves are not theirs to read."""
    hour = int(shift.now.timestamp() // _ALARM_EVERY.total_seconds())
    admins = [person.no for person in shift.work.people.staff_with(Role.ADMIN)]
    text = say("alarm.letter", channel=letter.address.channel, reason=reason[:120])
    key = f"{_ABOUT_LETTERS}alarm:{letter.address.channel}:{hour}"
    tell_staff(shift, admins or [duty_desk(shift.company).no], Letter(text), key=key)


def _say_elsewhere(shift: Shift, letter: Outbound, staff_no: str) -> None:
    """The same letter where the member of staff still reads, with fresh buttons."""
    address = shift.address_of_staff(staff_no)
    if address == letter.address:
        return
    found = [shift.work.buttons.find(choice.token) for choice in letter.choices]
    buttons = [button for button in found if button]
    again = Letter(
        letter.text,
        tuple((button.key, button.label) for button in buttons),
        _case_id(shift, letter),
        media=letter.media,
    )
    send(shift, address, again, key=f"{_ABOUT_LETTERS}{letter.key}")


def _telephone(shift: Shift, letter: Outbound, *, is_gone: bool) -> None:
    """A task for who answers for the matter: name, number, and what was to be said."""
    case = _case(shift, letter)
    shop = _shop(shift, case, letter.address)
    person = _caller(shift, case, shop, letter.address)
    if case is None and shop is None:
        return  # a stranger without a name or a number: they find our answer when they write again
    key = "staff.telephone.gone" if is_gone else "staff.telephone.refused"
    text = say(key, who=_who(case, shop, person), words=letter.text or say("staff.telephone.files"))
    answers = offers("open_card") if case else ()
    task = Letter(text, answers, case.id if case else None, media=letter.media)
    send(shift, shift.address_of_staff(person.no), task, key=f"{_ABOUT_LETTERS}{letter.key}")


def _case_id(shift: Shift, letter: Outbound) -> int | None:
    said = shift.work.talk.said(letter.letter_id) if letter.letter_id else None
    return said.case_id if said else None


def _case(shift: Shift, letter: Outbound) -> Case | None:
    """The case that a letter to a retailer speaks of, as long as it is theirs."""
    case_id = _case_id(shift, letter)
    case = shift.work.cases.find(case_id) if case_id else None
    return case if case and case.complainant == str(letter.address) else None


def _shop(shift: Shift, case: Case | None, address: Address) -> Shop | None:
    if case is not None:
        return shift.shop_of(case)
    bound = shift.work.people.bindings_at(address)
    licence = next((binding.licence for binding in bound if binding.licence), "")
    return shift.work.people.shop(licence)


def _caller(shift: Shift, case: Case | None, shop: Shop | None, address: Address) -> Staff:
    """Who acts on the case; where the name is kept from them (F5), who decides."""
    if case is None:
        return intake.who_calls(shift, Actor(address), shop.manager_no if shop else "")
    acting = acting_owner(case, shift.company)
    decider = shift.company.find(case.decider_no)
    return decider if decider and not may_know_who(case, acting) else acting


def _who(case: Case | None, shop: Shop | None, person: Staff) -> str:
    number = f"{case.number} " if case else ""
    if case is not None and not may_know_who(case, person):
        return number + say("staff.telephone.withheld")
    if shop is None:
        told = (case.facts.get("identity") or case.facts.get("phone") or "") if case else ""
        return number + say("card.unmatched", told=told)
    return number + say("card.caller", name=shop.name, owner=shop.owner_name, phone=shop.phone)
