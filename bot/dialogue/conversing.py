"""Conversing: a message finds out who writes, what they answer, and what the desk has to do."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol

from bot.desk import closing, desk, learning, privacy
from bot.desk.forwarding import ask_for
from bot.desk.orders import Actor, EraseMine
from bot.desk.post import Letter, offers, send
from bot.desk.shift import Shift
from bot.desk.view import StaffView, View
from bot.dialogue import engine, groups, staff, tongue, unfinished
from bot.dialogue.draft import State
from bot.dialogue.filing import SHOP
from bot.dialogue.hearing import heard, visible
from bot.dialogue.pointing import case_pointed_at
from bot.dialogue.steps import Step, Trait, at
from bot.dialogue.thought import joined
from bot.dialogue.turn import Say, Turn
from bot.wording import LOCALES, say, speaking
from models.calendar import day_of
from models.conversation import Conversation, Utterance
from models.errors import NoStaffYet, Refusal
from models.ids import new_id
from models.messages import Address, Inbound, InboundKind
from models.people import Shop
from nlp.reading import Reading


class Reader(Protocol):
    """Understands one message."""

    @property
    def version(self) -> str:
        """Which classifier it reads with."""

    def read(
        self,
        text: str,
        today: date,
        order_weekday: int | None = None,
        delivery_weekday: int | None = None,
    ) -> Reading:
        """All that was understood; never raises."""


def staff_no_at(shift: Shift, address: Address) -> str:
    """The number of the active member of staff who writes from there; empty where none does."""
    numbers = (binding.staff_no for binding in shift.work.people.bindings_at(address))
    return next((no for no in numbers if shift.company.find(no)), "")


def at_rest(shift: Shift, address: Address) -> bool:
    """Whether nothing is under way at the address: no matter being told, no question open."""
    conversation = shift.work.talk.conversation(address)
    return conversation is None or conversation.step == "open"


def converse(shift: Shift, said: Sequence[Inbound], reader: Reader) -> None:
    """Advance the conversation by one thought, said in one message or in several that belong
    together. Everything goes through the shift's transaction."""
    first = said[0]
    if first.is_group:
        groups.answer(shift, first)
        return
    if first.kind in (InboundKind.BLOCKED, InboundKind.UNBLOCKED):
        is_back = first.kind is InboundKind.UNBLOCKED
        shift.work.people.set_reachable(first.address, reachable=is_back)
        return
    _can_be_reached(shift, first.address)
    staff_no = staff_no_at(shift, first.address)
    by = f"staff:{staff_no}" if staff_no else "retailer"
    record = [_remember(shift, inbound, by) for inbound in said]
    for inbound in said:
        ask_for(shift, inbound)
    if staff_no:
        _with_staff(shift, joined(said), staff_no, reader)
    else:
        shops = _shops_at(shift, first.address)
        _with_retailer(shift, joined(said), shops, reader, record)


def _can_be_reached(shift: Shift, address: Address) -> None:
    """Who writes can be written to, whatever was thought before."""
    if not all(binding.reachable for binding in shift.work.people.bindings_at(address)):
        shift.work.people.set_reachable(address, reachable=True)


def _shops_at(shift: Shift, address: Address) -> tuple[Shop, ...]:
    people = shift.work.people
    licences = sorted(binding.licence for binding in people.bindings_at(address))
    return tuple(shop for licence in licences if (shop := people.shop(licence)))


def _remember(shift: Shift, inbound: Inbound, by: str) -> int:
    """Put on record what was said; under which id."""
    utterance = Utterance(
        company_id=shift.work.company_id,
        id=new_id(shift.now),
        address=str(inbound.address),
        at=inbound.at,
        by=by,
        kind=inbound.kind.value,
        # PostgreSQL keeps no NUL in a text; everything else is kept as it came.
        text=inbound.text.replace("\x00", ""),
        media=" ".join(media.ref for media in inbound.media),
    )
    shift.work.talk.say(utterance)
    # What is changed later is found by the message as it was said first.
    if inbound.message and inbound.kind is not InboundKind.EDIT:
        shift.work.talk.mark(inbound.address, inbound.message, utterance.id)
    return utterance.id


def _with_retailer(
    shift: Shift,
    inbound: Inbound,
    shops: tuple[Shop, ...],
    reader: Reader,
    record: Sequence[int],
) -> None:
    actor = Actor(inbound.address, licence=shops[0].licence if len(shops) == 1 else "")
    view = View(shift, actor, shops)
    conversation = _conversation(shift, inbound)
    if wanted := tongue.chosen_in(inbound.text):
        _speak_from_now_on(shift, actor, conversation, wanted)
        return
    tongue.settle(conversation, inbound)
    with speaking(conversation.locale):
        told = heard(shift, inbound, at_rest=conversation.step == "open")
    told = replace(told, about=case_pointed_at(shift, inbound))
    read = _read_for(shift, reader, view.shop)
    if told.text and not told.answer:
        told = replace(told, reading=read(told.text))
    state = State.load(conversation.step, conversation.slots)
    if told.reading and at(state.step, Trait.SORTED):
        learning.keep_reading(shift, record, told.reading)
    with speaking(conversation.locale):
        turn = engine.advance(state, told, view, read)
        otherwise = engine.Otherwise(state, told, view)
        # A code tells first whose chat this is; staff need no such notice.
        if state.step is Step.OPEN and not inbound.code:
            turn = _with_notice(turn, privacy.notice_for(shift, inbound.address))
        _carry_out(shift, actor, conversation, turn, otherwise)


def _with_notice(turn: Turn, notice: str) -> Turn:
    """The turn with the notice above the first thing that is said; alone where nothing is."""
    if not notice:
        return turn
    if turn.says or not turn.asks:
        first, rest = (turn.says or (Say(""),))[0], turn.says[1:]
        told = replace(first, text=f"{notice}\n{first.text}".strip())
        return replace(turn, says=(told, *rest))
    told = replace(turn.asks[0], text=f"{notice}\n{turn.asks[0].text}")
    return replace(turn, asks=(told, *turn.asks[1:]))


def _speak_from_now_on(shift: Shift, actor: Actor, conversation: Conversation, wanted: str) -> None:
    """What was chosen is remembered, and said so in that language."""
    tongue.choose(conversation, wanted, shift.now)
    conversation.touched_at = shift.now
    shift.work.talk.keep(conversation)
    with speaking(conversation.locale):
        _say(shift, actor, (Say(say("language.changed")),))


def _read_for(shift: Shift, reader: Reader, shop: Shop | None) -> engine.Read:
    """Reading with the shop's own weekdays."""
    today = day_of(shift.now)
    order = shop.order_day if shop else None
    delivery = shop.delivery_day if shop else None
    return lambda text: reader.read(text, today, order, delivery)


def _carry_out(
    shift: Shift,
    actor: Actor,
    conversation: Conversation,
    turn: Turn,
    otherwise: engine.Otherwise,
) -> None:
    """Say, do, ask, remember. What the rules refuse is said in their words and changes nothing; a
    matter that was to go with it goes on in the telling (I1)."""
    _say(shift, actor, turn.says)
    for order in turn.orders:
        try:
            # The desk writes to staff too, who read Chinese.
            with speaking(LOCALES[0]):
                desk.carry_out(order, actor, shift)
        except NoStaffYet:
            raise  # the reception keeps the message until there is somebody
        except Refusal as refusal:
            _say(shift, actor, (Say(tongue.refused(refusal)),))
            turn = otherwise.turn(turn, order)
    if actor.address and staff_no_at(shift, actor.address):
        turn = Turn(Step.OPEN)
        unfinished.end_as_retailer(shift, conversation)
    _say(shift, actor, turn.asks)
    conversation.step = turn.step
    conversation.slots = turn.draft.document()
    conversation.touched_at = shift.now
    if EraseMine() in turn.orders and not shift.work.people.bindings_at(conversation.address):
        conversation.name = ""
    shift.work.talk.keep(conversation)
    if actor.address:
        closing.after_turn(shift, actor.address, is_question_open=turn.step is not Step.OPEN)
    unfinished.watch(shift, conversation)


def _say(shift: Shift, actor: Actor, says: tuple[Say, ...]) -> None:
    if actor.address is None:
        return
    for item in says:
        answers = tuple(_offer(shift, key) for key in item.offers)
        send(shift, actor.address, Letter(item.text, answers, item.case_id))


def _offer(shift: Shift, key: str) -> tuple[str, str]:
    """An answer and the word on its button; one of several shops is called by its name."""
    if key.startswith(SHOP):
        shop = shift.work.people.shop(key.removeprefix(SHOP))
        return key, shop.name if shop else key
    return offers(key)[0]


def _with_staff(shift: Shift, inbound: Inbound, staff_no: str, reader: Reader) -> None:
    actor = Actor(inbound.address, staff_no=staff_no)
    view = StaffView(shift, shift.staff(staff_no))
    if inbound.kind is InboundKind.EDIT:
        send(shift, inbound.address, Letter(say("staff.edited")))
        return
    conversation = _conversation(shift, inbound)
    unfinished.end_as_retailer(shift, conversation)
    form = staff.Form.load(conversation.slots)
    told = replace(heard(shift, inbound), about=case_pointed_at(shift, inbound))
    turn = staff.advance(form, told, view, _read_for(shift, reader, None))
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
    closing.after_turn(shift, inbound.address, is_question_open=bool(turn.form.deed))


def _conversation(shift: Shift, inbound: Inbound) -> Conversation:
    """The conversation as it stood, or a new one."""
    found = shift.work.talk.conversation(inbound.address)
    address = inbound.address
    return found or Conversation(
        company_id=shift.work.company_id,
        channel=address.channel,
        account=address.account,
        conversation=address.conversation,
        name=visible(inbound.name)[:64],
        touched_at=shift.now,
    )
