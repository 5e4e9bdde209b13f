"""Telling: the one door by which a case's news leaves the desk. Nobody from whom a case is withheld
is ever told of it, and the retailer's name travels only where it may be known."""

from collections.abc import Iterable
from datetime import datetime

from bot.desk.cards import staff_card
from bot.desk.post import Letter, offers, send
from bot.desk.shift import Shift
from bot.moments import by
from bot.naming import titled
from bot.wording import LOCALES, say, speaking
from models.case import Case
from models.company import stand_in
from models.messages import Address, Media
from models.ownership import acting_owner, barred_from
from models.people import Staff

Files = tuple[Media, ...]


def staff_told(shift: Shift, case: Case, no: str, letter: Letter, *, key: str = "") -> None:
    """One letter about a case to one member of staff, unless it is withheld from them."""
    person = shift.company.find(no)
    if person is None or no in barred_from(case, shift.company):
        return
    send(shift, shift.address_of_staff(no), letter, key=key)


def card_to(
    shift: Shift, case: Case, no: str, headline: str, media: Files = (), reminder: str = ""
) -> None:
    """A fresh card of the case, with what to read first on top."""
    card = staff_card(shift, case, shift.staff(no), headline=headline)
    letter = Letter(card.text, card.offers, case.id, media=media, reminder=reminder)
    staff_told(shift, case, no, letter)


def owner_told(
    shift: Shift, case: Case, headline: str, media: Files = (), reminder: str = ""
) -> None:
    """A fresh card to the owner and, while they are away, to who acts for them; also to the
    customer manager who has yet to accept what somebody else recorded."""
    acting = acting_owner(case, shift.company).no
    for no in sorted({case.owner_no, acting, case.expected_no} - {""}):
        card_to(shift, case, no, headline, media, reminder)


def told_up(
    shift: Shift,
    case: Case,
    numbers: Iterable[str],
    headline: str,
    reminder: str = "",
    *,
    media: Files = (),
) -> None:
    """The case's card to superiors and, where one is away, to who acts for them."""
    barred = barred_from(case, shift.company)
    told = set(numbers) - {""}
    told |= {stand_in(shift.company, no, barred).no for no in told}
    for no in sorted(told):
        card_to(shift, case, no, headline, media, reminder)


def retailer_told(shift: Shift, case: Case, key: str, *answers: str, **words: object) -> None:
    """One sentence to the retailer who told the matter, with the answers that fit it; where no
    chat is bound to the shop there is nobody to write to, and the owner telephones."""
    if case.complainant:
        told_at(shift, case, Address.parse(case.complainant), key, *answers, **words)


def told_at(
    shift: Shift, case: Case, address: Address, key: str, *answers: str, **words: object
) -> None:
    """One sentence to a retailer who may see the case.

    It is said in the language of their conversation: a `datetime` among the words is a deadline,
    a member of staff is called by their title, and what depends on the language is asked for.
    """
    owner = shift.staff(case.owner_no)
    with speaking(language_at(shift, address)):
        told = {name: _said(word, shift.now) for name, word in words.items()}
        text = say(key, number=case.number, owner=titled(owner), phone=owner.phone, **told)
        send(shift, address, Letter(text, offers(*answers), case.id))


def language_at(shift: Shift, address: Address) -> str:
    """The language that is spoken in a conversation."""
    conversation = shift.work.talk.conversation(address)
    return conversation.locale if conversation else LOCALES[0]


def _said(word: object, now: datetime) -> object:
    if isinstance(word, datetime):
        return by(word, now)
    if isinstance(word, Staff):
        return titled(word)
    return word() if callable(word) else word
