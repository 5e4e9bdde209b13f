"""The post: every letter goes into the outbox here, with its buttons and its place on record."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from bot import mailbag
from bot.desk.forwarding import travelling, words_of_missing
from bot.desk.shift import Shift
from bot.wording import say
from models.conversation import Utterance
from models.ids import new_id, new_token
from models.mail import Button, Queue
from models.messages import Address, Choice, Media, Outbound

#: Channels that have large keys under a conversation; the page has buttons of that size anyway.
_HAS_KEYS: Final = frozenset({"telegram"})
#: What a retailer may wish for at any time.
ALWAYS: Final = ("complain", "progress", "person")


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be said to somebody: the text, and the answers offered as (key, label)."""

    text: str
    offers: tuple[tuple[str, str], ...] = ()
    case_id: int | None = None
    by: str = "desk"  #: whose words these are: "staff:NO" where a person speaks through the desk
    media: tuple[Media, ...] = field(default=())
    reminder: str = ""  #: which of the case's reminders it is; overtaken, it is not sent any more
    until: datetime | None = None  #: what it says is of no use after that
    clears_keys: bool = False  #: for whom a retailer's keys are none any more
    quotes: str = ""  #: the channel's id of the message that it answers in a group


def offers(*keys: str, locale: str = "") -> tuple[tuple[str, str], ...]:
    """Answers by key, each with the word on its button."""
    return tuple((key, say(f"choice.{key}", locale)) for key in keys)


def send(
    shift: Shift, to: Address, letter: Letter, *, due: datetime | None = None, key: str = ""
) -> None:
    """Put one letter into the outbox. `due` holds it back; `key` makes it go out only once."""
    letter_id = new_id(shift.now)
    buttons = _buttons(shift, to, letter, letter_id)
    outbound = Outbound(
        key=key or key_of(letter_id),
        address=to,
        text=letter.text + words_of_missing(shift, to, letter.media),
        choices=tuple(Choice(button.token, button.label) for button in buttons),
        media=travelling(shift, to, letter.media, letter.case_id),
        keys=_keys(shift, to, letter),
        letter_id=letter_id,
        quotes=letter.quotes,
        clears_keys=letter.clears_keys,
    )
    content = mailbag.pack(outbound) | _lapses(letter)
    fresh = shift.work.mail.put(Queue.OUT, str(to), outbound.key, content, shift.now, due=due)
    if not fresh:
        return
    if buttons:
        shift.work.buttons.offer(buttons)
    shift.work.talk.say(
        Utterance(
            company_id=shift.work.company_id,
            id=letter_id,
            address=str(to),
            at=shift.now,
            by=letter.by,
            text=letter.text,
            case_id=letter.case_id,
        )
    )


def key_of(letter_id: int) -> str:
    """What a letter is known by in the outbox, where no other key was told."""
    return f"letter:{letter_id}"


def _keys(shift: Shift, to: Address, letter: Letter) -> tuple[str, ...]:
    """The large keys under a retailer's conversation: the answers to the question that is asked,
    else what may be wished for at any time.

    Answers about a case stay under its own letter, since the same word may fit several cases. So
    do all of staff's, who have many cards open at once.
    """
    if letter.quotes or not shows_keys(shift, to):
        return ()
    if letter.case_id is None and letter.offers:
        labels = tuple(label for _, label in letter.offers)
        # Two shops of one name can be told apart by buttons, which carry more than their label.
        return labels if len(set(labels)) == len(labels) else ()
    return () if letter.offers else tuple(label for _, label in offers(*ALWAYS))


def shows_keys(shift: Shift, to: Address) -> bool:
    """Whether the answers to a question are large keys there, which the next ones replace."""
    return to.channel in _HAS_KEYS and not is_staff_at(shift, to)


def is_staff_at(shift: Shift, address: Address) -> bool:
    """Whether somebody of the house writes and reads there."""
    bound = shift.work.people.bindings_at(address)
    return any(binding.staff_no for binding in bound)


def _lapses(letter: Letter) -> dict[str, Any]:
    """When the letter is not worth sending any more, as `lapsing` reads it."""
    lapses: dict[str, Any] = {}
    if letter.reminder:
        lapses["reminder"] = [letter.case_id, letter.reminder]
    if letter.until:
        lapses["until"] = letter.until.isoformat()
    return lapses


def _buttons(shift: Shift, to: Address, letter: Letter, letter_id: int) -> list[Button]:
    return [
        Button(
            company_id=shift.work.company_id,
            token=new_token(),
            address=str(to),
            letter_id=letter_id,
            place=place,
            label=label,
            key=key,
            case_id=letter.case_id,
            offered_at=shift.now,
        )
        for place, (key, label) in enumerate(letter.offers, start=1)
    ]


def tell_staff(shift: Shift, numbers: Iterable[str], letter: Letter, *, key: str = "") -> None:
    """The same letter to several members of staff, each once."""
    for no in sorted(set(numbers) - {""}):
        send(shift, shift.address_of_staff(no), letter, key=f"{key}:{no}" if key else "")
