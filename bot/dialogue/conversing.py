"""Conversing: a message finds out who writes, what they answer, and what the desk has to do."""

from dataclasses import replace
from datetime import date
from typing import Final, Protocol

from bot.desk import desk
from bot.desk.orders import Actor
from bot.desk.post import Letter, offers, send
from bot.desk.shift import Shift
from bot.desk.view import StaffView, View
from bot.dialogue import engine, staff
from bot.dialogue.draft import Draft, State
from bot.dialogue.intents import Intent, intent_of
from bot.dialogue.turn import Heard, Say, Turn
from models.calendar import day_of
from models.conversation import Conversation, Utterance
from models.errors import Refusal
from models.ids import new_id
from models.mail import Button
from models.messages import Inbound, InboundKind
from models.people import Shop
from nlp.reading import Reading

#: How many of the latest buttons a typed word is looked for among.
_RECENT: Final = 24
#: Words that mean a choice whatever its label says, as long as it is on offer.
_MEANT: Final = {
    Intent.YES: ("right", "yes", "agree", "received", "both", "complain"),
    Intent.NO: ("no", "change", "refuse", "not_received", "no_need"),
    Intent.DONT_KNOW: ("dont_know", "cannot_photo"),
}
#: Choices of the intake itself: pressed on an old card they change nothing.
_LASTING: Final = frozenset(
    {"complain", "progress", "person", "cases", "today_due", "open_card", "record", "away"}
)
#: Commands of the chat, and the choice that each is short for.
COMMANDS: Final = {
    "/my": "progress",
    "/help": "help",
    "/cancel": "cancel",
    "/cases": "cases",
    "/today": "today_due",
    "/away": "away",
    "/record": "record",
}


class Reader(Protocol):
    """Understands one message."""

    def read(
        self,
        text: str,
        today: date,
        order_weekday: int | None = None,
        delivery_weekday: int | None = None,
    ) -> Reading:
        """All that was understood; never raises."""


def converse(shift: Shift, inbound: Inbound, reader: Reader) -> None:
    """Advance the conversation by one message. Everything goes through the shift's transaction."""
    people = shift.work.people
    if inbound.kind in (InboundKind.BLOCKED, InboundKind.UNBLOCKED):
        people.set_reachable(inbound.address, reachable=inbound.kind is InboundKind.UNBLOCKED)
        return
    refs = [binding.ref for binding in people.bindings_at(inbound.address)]
    staff_no = next((ref.removeprefix("staff:") for ref in refs if ref.startswith("staff:")), "")
    me = shift.company.find(staff_no) if staff_no else None
    _remember(shift, inbound, f"staff:{staff_no}" if me else "retailer")
    if me:
        _with_staff(shift, inbound, staff_no, reader)
    else:
        licences = [ref.removeprefix("shop:") for ref in refs if ref.startswith("shop:")]
        shops = tuple(shop for licence in licences if (shop := people.shop(licence)))
        _with_retailer(shift, inbound, shops, reader)


def _remember(shift: Shift, inbound: Inbound, by: str) -> None:
    shift.work.talk.say(
        Utterance(
            company_id=shift.work.company_id,
            id=new_id(shift.now),
            address=str(inbound.address),
            at=inbound.at,
            by=by,
            kind=inbound.kind.value,
            text=inbound.text,
            media=" ".join(media.ref for media in inbound.media),
        )
    )


def _with_retailer(shift: Shift, inbound: Inbound, shops: tuple[Shop, ...], reader: Reader) -> None:
    actor = Actor(inbound.address, licence=shops[0].licence if len(shops) == 1 else "")
    view = View(shift, actor, shops)
    heard = _heard(shift, inbound)
    read = _read_for(shift, reader, view.shop)
    if heard.text and not heard.answer:
        heard = replace(heard, reading=read(heard.text))
    conversation = _conversation(shift, inbound)
    state = State(conversation.step, Draft.load(conversation.slots))
    turn = engine.advance(state, heard, view, read)
    _carry_out(shift, actor, conversation, turn)


def _read_for(shift: Shift, reader: Reader, shop: Shop | None) -> engine.Read:
    """Reading with the shop's own weekdays."""
    today = day_of(shift.now)
    order = shop.order_day if shop else None
    delivery = shop.delivery_day if shop else None
    return lambda text: reader.read(text, today, order, delivery)


def _carry_out(shift: Shift, actor: Actor, conversation: Conversation, turn: Turn) -> None:
    """Say, do, ask, remember. What the rules refuse is said in their words and changes nothing."""
    _say(shift, actor, turn.says)
    for order in turn.orders:
        try:
            desk.carry_out(order, actor, shift)
        except Refusal as refusal:
            _say(shift, actor, (Say(refusal.says),))
    _say(shift, actor, turn.asks)
    conversation.step = turn.step
    conversation.slots = turn.draft.document()
    conversation.touched_at = shift.now
    shift.work.talk.keep(conversation)


def _say(shift: Shift, actor: Actor, says: tuple[Say, ...]) -> None:
    if actor.address is None:
        return
    for item in says:
        send(shift, actor.address, Letter(item.text, offers(*item.offers), item.case_id))


def _with_staff(shift: Shift, inbound: Inbound, staff_no: str, reader: Reader) -> None:
    actor = Actor(inbound.address, staff_no=staff_no)
    view = StaffView(shift, shift.staff(staff_no))
    conversation = _conversation(shift, inbound)
    form = staff.Form.load(conversation.slots)
    turn = staff.advance(form, _heard(shift, inbound), view, _read_for(shift, reader, None))
    for letter in turn.letters:
        send(shift, inbound.address, letter)
    for order in turn.orders:
        try:
            desk.carry_out(order, actor, shift)
        except Refusal as refusal:
            send(shift, inbound.address, Letter(refusal.says))
            continue
        if (done := view.after(order)) is not None:
            send(shift, inbound.address, done)
    conversation.slots = turn.form.document()
    conversation.touched_at = shift.now
    shift.work.talk.keep(conversation)


def _conversation(shift: Shift, inbound: Inbound) -> Conversation:
    """The conversation as it stood, or a new one."""
    found = shift.work.talk.conversation(inbound.address)
    address = inbound.address
    return found or Conversation(
        company_id=shift.work.company_id,
        channel=address.channel,
        account=address.account,
        conversation=address.conversation,
        name=inbound.name[:64],
        touched_at=shift.now,
    )


def _heard(shift: Shift, inbound: Inbound) -> Heard:
    """What was answered, if anything: a pressed button, its word or its digit."""
    text = " ".join(inbound.text.split()) if len(inbound.text) < 3 else inbound.text.strip()
    heard = Heard(inbound=inbound, now=shift.now, text=text)
    if inbound.kind is InboundKind.START:
        return heard
    if text in COMMANDS:
        return replace(heard, answer=COMMANDS[text], text="")
    latest = shift.work.buttons.latest(inbound.address)
    if inbound.choice:
        button = shift.work.buttons.find(inbound.choice)
        # A token that was offered to somebody else is no answer of this person's.
        if button is None or button.address != str(inbound.address):
            return replace(heard, is_stale=True)
        return _answered(heard, button, latest)
    found = _typed(shift, inbound, text, latest)
    return _answered(heard, found, latest) if found else heard


def _typed(shift: Shift, inbound: Inbound, text: str, latest: list[Button]) -> Button | None:
    """The button whose digit or word was typed: digits of the last letter, words of any recent."""
    if not text or len(text) > 12:
        return None
    for button in latest:
        if text in (str(button.place), button.label):
            return button
    for button in shift.work.buttons.recent(inbound.address, _RECENT):
        if text == button.label and _lasts(button):
            return button
    meant = _MEANT.get(intent_of(text) or Intent.QUESTION, ())
    return next((button for button in latest if button.key in meant), None)


def _answered(heard: Heard, button: Button, latest: list[Button]) -> Heard:
    """Choices about a case hold as long as the case allows; those of a question, while it is the
    last one asked."""
    is_latest = any(button.letter_id == other.letter_id for other in latest)
    return replace(
        heard,
        answer=button.key,
        case_id=button.case_id,
        text="" if heard.inbound.choice else heard.text,
        is_stale=not (is_latest or _lasts(button)),
    )


def _lasts(button: Button) -> bool:
    """Whether a choice still counts when other questions have been asked since."""
    return button.case_id is not None or button.key in _LASTING
