"""The post: every letter goes into the outbox here, with its buttons and its place on record."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot import mailbag
from bot.desk.shift import Shift
from bot.wording import say
from models.conversation import Utterance
from models.ids import new_id, new_token
from models.mail import Button, Queue
from models.messages import Address, Choice, Media, Outbound


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
        key=key or f"letter:{letter_id}",
        address=to,
        text=letter.text,
        choices=tuple(Choice(button.token, button.label) for button in buttons),
        media=letter.media,
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
