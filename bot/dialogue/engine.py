"""The engine: one message advances a retailer's conversation by one turn.

choices of a case → universal wishes (转人工, 查进度, 算了 …) → the step it stands at; then the open
question is remembered, so that it can be put again after anything that comes between.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from bot.desk.orders import AddToCase, BindByCode, OpenCase, Order, Reopen
from bot.desk.view import View
from bot.dialogue import confirming, correcting, filing, matters, pointing, sorting, telling, wishes
from bot.dialogue.draft import Draft, State
from bot.dialogue.hearing import OF_AN_OFFER
from bot.dialogue.intents import is_wordless
from bot.dialogue.meant import put_in_place
from bot.dialogue.repeating import repeated
from bot.dialogue.steps import Step, Trait, at
from bot.dialogue.turn import Heard, Say, Turn
from bot.wording import say
from models.messages import InboundKind
from nlp.matters import split
from nlp.reading import Band, Reading

Answering = Callable[[Draft, Heard, View], Turn]
Read = Callable[[str], Reading]

STEPS: Final[dict[Step, Answering]] = {
    Step.OPEN: sorting.opening,
    Step.DESCRIBE: sorting.describe,
    Step.GUESS: sorting.guess,
    Step.KIND: sorting.kind,
    Step.LABEL: sorting.label,
    Step.NEED: telling.need,
    Step.SUPPLY: telling.supply,
    Step.EARLIER: telling.earlier,
    Step.ANOTHER: telling.another,
    Step.SIMILAR: telling.similar,
    Step.SPLIT: telling.split,
    Step.WHICH: telling.split,
    Step.DROPPING: telling.dropping,
    Step.CONFIRM: confirming.confirm,
    Step.AMEND: confirming.amend,
    Step.PRIVACY: filing.privacy,
    Step.IDENTITY: filing.identity,
    Step.REFUSING: matters.refusing,
    Step.DISCUSSING: matters.discussing,
    Step.WITHDRAWING: matters.withdrawing,
    Step.RATING: matters.rating,
    Step.REOPENING: matters.reopening,
    Step.ANSWERING: matters.answering,
    Step.ERASING: wishes.erasing,
}
#: Steps at which a changed message corrects the matter.
_PUT_RIGHT_AT: Final = frozenset({Step.NEED, Step.CONFIRM, Step.AMEND})
#: What takes told words along.
_TAKES_WORDS: Final = (OpenCase, AddToCase, Reopen)
#: How many times a message may be cut into the matters that wait in it.
_MOST_RETOLD: Final = 4
#: How many sentences of an unsure message are read one by one.
_MOST_SENTENCES: Final = 4


def advance(state: State, heard: Heard, view: View, read: Read) -> Turn:
    """One turn of a retailer's conversation; `read` reads a part of a message on its own."""
    heard = _taken_apart(_put_right(heard, read), read)
    turn = _turn(_with_files(state, heard), heard, view)
    for _ in range(_MOST_RETOLD):
        if turn.step is not Step.RETELL:
            break
        part = turn.draft.said[-1]
        fresh = replace(turn.draft, said=())
        told = telling.told(fresh, replace(heard, text=part, reading=read(part), answer=""), view)
        # What comes of the next matter is said after what the desk answers to the one before.
        turn = replace(told, says=turn.says, orders=turn.orders, asks=(*turn.asks, *told.says))
    return _remembering(turn)


def _put_right(heard: Heard, read: Read) -> Heard:
    """With the reading of what a correction puts in place."""
    right = put_in_place(heard.text) if heard.reading else ""
    return replace(heard, instead=read(right)) if right else heard


def _taken_apart(heard: Heard, read: Read) -> Heard:
    """With its sentences read one by one, where the whole is unsure: it may tell two matters."""
    if heard.reading is None or heard.reading.band is Band.ACT:
        return heard
    sentences = split(heard.text)[:_MOST_SENTENCES]
    return replace(heard, parts=tuple(map(read, sentences))) if len(sentences) > 1 else heard


def _with_files(state: State, heard: Heard) -> State:
    """I5: files count at any step and are kept at once; a line about a case keeps its own."""
    if not heard.inbound.media or at(state.step, Trait.LINE):
        return state
    names = tuple(media.ref for media in heard.inbound.media)
    draft = state.draft.started(heard.came_at).with_media(names, is_voice=heard.is_voice)
    return replace(state, draft=draft)


def _remembering(turn: Turn) -> Turn:
    """The turn with its question kept as the open one; that of a line about a case follows from
    the step, and leaves the one of the matter that waits as it was."""
    if turn.step is Step.OPEN or at(turn.step, Trait.LINE):
        return turn
    said = (*turn.says, *turn.asks)
    if not said:
        return turn
    last = said[-1]
    return replace(turn, draft=turn.draft.asking(last.text, last.offers, last.case_id))


def _turn(state: State, heard: Heard, view: View) -> Turn:
    if heard.inbound.kind is InboundKind.START:
        return _started(state, heard)
    if heard.is_stale:
        return _stale(state, heard, view)
    about_case = matters.answer(state, heard, view) or pointing.pointed(state, heard, view)
    if about_case:
        return about_case
    if heard.is_anothers_card:
        return Turn(state.step, state.draft, says=(Say(say("contact.not_own")), *repeated(state)))
    wish = wishes.WISHES.get(heard.answer) or wishes.wish_in(state, heard, view)
    if wish:
        return wish(state, heard, view)
    if to_owner := matters.to_owner(state, heard, view):
        return to_owner
    if _says_nothing(state, heard):
        return Turn(state.step, _placed(state.draft, heard), says=repeated(state))
    if heard.inbound.kind is InboundKind.EDIT:
        return _edited(state, heard, view)
    return STEPS[state.step](_placed(state.draft, heard), heard, view)


def _says_nothing(state: State, heard: Heard) -> bool:
    """A sticker, emoji, or a place in the middle: kept as it may be, and the question put again."""
    if at(state.step, Trait.LINE) or state.step in (Step.OPEN, Step.DESCRIBE) or heard.answer:
        return False
    return is_wordless(heard.text) and not heard.inbound.media and not heard.inbound.phone


def _placed(draft: Draft, heard: Heard) -> Draft:
    if heard.inbound.place is None:
        return draft
    latitude, longitude = heard.inbound.place
    return replace(draft, place=f"{latitude:.6f},{longitude:.6f}")


def _edited(state: State, heard: Heard, view: View) -> Turn:
    """An edited message puts right what it told before; its facts count in place of the old. It is
    no line about a case: who changes an older message answers nothing with it."""
    if at(state.step, Trait.LINE):
        return Turn(state.step, _put_in(state, heard), says=repeated(state))
    if state.step not in _PUT_RIGHT_AT:
        return STEPS[state.step](state.draft, heard, view)
    fixed = _put_in(state, heard)
    turn = telling.onward(fixed, heard, view)
    if turn.step is not Step.CONFIRM:
        return turn
    return replace(turn, says=(confirming.card(fixed, view, key="confirm.changed"),))


def _put_in(state: State, heard: Heard) -> Draft:
    """The draft with what was changed, also while its matter waits for a line about a case."""
    is_there = state.aside.step in _PUT_RIGHT_AT
    return correcting.corrected(state.draft, heard) if is_there else state.draft


@dataclass(frozen=True, slots=True)
class Otherwise:
    """How a conversation goes on where the desk refuses what a turn asks of it."""

    state: State  #: where it stood before the turn
    heard: Heard
    view: View

    def turn(self, wanted: Turn, refused: Order) -> Turn:
        """I1: words that were to become a case, or to go to one, are a matter of their own then.
        What only follows from the order is not asked."""
        state, heard = self.state, self.heard
        if isinstance(refused, _TAKES_WORDS) and self._gives_up(wanted):
            draft = replace(state.draft.unconfirmed(), separate=True)
            apart = telling.onward(draft, heard, self.view)
        elif isinstance(refused, _TAKES_WORDS) and heard.reading is not None:
            apart = matters.told_apart(state, heard, self.view)
        elif at(wanted.step, Trait.LINE) and not at(state.step, Trait.LINE):
            apart = Turn(state.step, state.draft, says=repeated(state))
        else:
            return wanted
        return _remembering(replace(apart, says=(), asks=(*apart.says, *apart.asks)))

    def _gives_up(self, wanted: Turn) -> bool:
        """Whether the turn holds the matter no more that was being told."""
        told, kept = self.state.draft, wanted.draft
        return self.state.holds_a_problem and (told.said, told.media) != (kept.said, kept.media)


def _started(state: State, heard: Heard) -> Turn:
    """/start, with the code of a QR or an invitation, or without."""
    if heard.inbound.code:
        asks = repeated(state)
        return Turn(state.step, state.draft, orders=(BindByCode(heard.inbound.code),), asks=asks)
    if state.step is not Step.OPEN:
        return Turn(state.step, state.draft, says=repeated(state))
    return Turn(Step.OPEN, state.draft, says=(Say(say("hello.first"), ("complain", "progress")),))


def _stale(state: State, heard: Heard, view: View) -> Turn:
    """A choice of an overtaken question changes nothing; the open one is repeated. A yes to an
    offer that another has replaced is asked for anew."""
    offer = matters.offer_again(heard, view) if heard.answer in OF_AN_OFFER else ()
    said = (Say(say("stale.choice")), *offer, *repeated(state))
    return Turn(state.step, state.draft, says=said)
