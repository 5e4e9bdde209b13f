"""Closing choices: what was offered and means nothing any more is taken away, on every channel.

Old choices that can still be tapped make people believe that something is open. A letter's choices
are closed when the question they answer is over, when the case has moved on from all of them, or
when a later letter offers the same again. Nothing depends on it: whatever is pressed is checked
against how things stand.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from itertools import groupby
from typing import Final

from bot import mailbag
from bot.desk.cards import GRUMBLE_MOVES, MOVES, moves_of
from bot.desk.post import shows_keys
from bot.desk.shift import Shift
from models.case import AssistState, Case
from models.ids import new_id
from models.mail import Button, Queue
from models.messages import Address, Outbound
from models.satisfaction import Satisfaction
from models.terms import Stage
from storage.unit_of_work import Work

#: Channels that can take a choice away again.
_CAN_CLOSE: Final = frozenset({"web", "telegram"})
#: How many of the latest choices at an address may belong to a question that is over.
_RECENT: Final = 32
#: Choices that mean the same wherever the conversation stands; those of a question, pressed on an
#: old card, change nothing.
LASTING: Final = frozenset(
    {
        "complain",
        "progress",
        "person",
        "my_data",
        "wrong_data",
        "erase_mine",
        "cases",
        "today_due",
        "open_card",
        "record",
        "away",
        "lists",
        "retrain",
        "model",
        "roll_back",
        "all_well",
    }
)
#: Choices that answer a question of the dialogue although they name a case.
_OF_A_QUESTION: Final = frozenset(
    {"add_to_it", "file_apart", "that_one", "no_words", "withdraw_it", "keep_it", "cancel"}
)
#: What stands before the value of a choice that fills in a field of staff's.
_FIELD: Final = "field:"

_Still = Callable[[Case], bool]


def _is_open(case: Case) -> bool:
    return case.is_open


def _may_be_rated(case: Case) -> bool:
    return case.follow_up.may_be_rated


#: Until when a choice of the retailer's about a case means something.
_STILL: Final[Mapping[str, _Still]] = {
    **dict.fromkeys(("agree", "refuse", "discuss"), lambda case: case.stage is Stage.PROPOSED),
    **dict.fromkeys(
        ("received", "not_received"),
        lambda case: case.stage is Stage.CARRIED_OUT and case.received_at is None,
    ),
    **dict.fromkeys(
        ("object", "accept_dismissal"),
        lambda case: case.stage is Stage.DISMISSED and case.agreed_at is None,
    ),
    **dict.fromkeys(("urge", "withdraw", "answer_owner"), _is_open),
    **dict.fromkeys(
        ("want_call", "no_call"), lambda case: case.is_open and case.contacted_at is None
    ),
    "reopen": lambda case: case.stage is Stage.CLOSED,
    **{f"rate_{grade.value}": _may_be_rated for grade in Satisfaction},
}
_MOVES: Final = frozenset(GRUMBLE_MOVES).union(("take_over",), *MOVES.values())


def after_change(shift: Shift, case: Case) -> None:
    """The case has moved: close the letters about it of which nothing is left to choose, and those
    whose choices a later one offers again."""
    gone: list[Button] = []
    buttons = shift.work.buttons.open_of_case(case.id)
    for _, at_address in groupby(buttons, key=lambda button: button.address):
        letters = [list(letter) for _, letter in groupby(at_address, key=lambda one: one.letter_id)]
        offered_later: set[str] = set()
        for letter in reversed(letters):
            keys = {button.key for button in letter}
            if keys & offered_later or not any(_means(shift, case, key) for key in keys):
                gone += letter
            offered_later |= keys & (_MOVES | _STILL.keys())
    _close(shift, gone)


def speaks_of_what_stands(button: Button) -> bool:
    """Whether it is an answer to an offer, a judgement or a promise, which another may replace."""
    return button.key in _REPLACED and button.case_id is not None


def answers_what_was_replaced(work: Work, button: Button) -> bool:
    """Whether a choice about a case speaks of something that another has taken the place of: a yes
    to one offer is no yes to the next."""
    is_replaced = _REPLACED.get(button.key)
    case = work.cases.find(button.case_id) if is_replaced and button.case_id else None
    return bool(is_replaced and case and is_replaced(work, case, button))


def _by_an_offer(work: Work, case: Case, button: Button) -> bool:
    # Ids grow with time, also within one instant.
    return any(offer.id > button.letter_id for offer in work.cases.offers(case.id))


#: Whether what a choice answers was replaced since it was offered, by the choice.
_REPLACED: Final[Mapping[str, Callable[[Work, Case, Button], bool]]] = {
    **dict.fromkeys(("agree", "refuse", "discuss"), _by_an_offer),
    **dict.fromkeys(
        ("received", "not_received"),
        lambda _, case, button: _is_later(case.carried_out_at, button),
    ),
    **dict.fromkeys(
        ("object", "accept_dismissal"), lambda _, case, button: _is_later(case.judged_at, button)
    ),
}


def _is_later(at: datetime | None, button: Button) -> bool:
    return at is not None and at > button.offered_at


def after_turn(shift: Shift, address: Address, *, is_question_open: bool) -> None:
    """Somebody was answered: close the questions before the one that is open now, if one is."""
    recent = shift.work.buttons.recent(address, _RECENT)
    latest = max((button.letter_id for button in recent), default=0)
    over = [
        button
        for button in recent
        if button.closed_at is None
        and _is_of_a_question(button)
        and not (is_question_open and button.letter_id == latest)
    ]
    _close(shift, over)


def _is_of_a_question(button: Button) -> bool:
    if button.key.startswith(_FIELD) or button.key in _OF_A_QUESTION:
        return True
    return button.case_id is None and button.key not in LASTING


def _means(shift: Shift, case: Case, key: str) -> bool:
    """Whether a choice about the case still means something."""
    if key in _MOVES:
        return key in moves_of(case)
    if key in _STILL:
        return _STILL[key](case)
    if key.startswith("hand_over_"):
        return any(
            one.refused_at is None and (one.accepted_at is None or one.approved_at is None)
            for one in shift.work.cases.hand_overs(case.id)
        )
    if key.startswith("assist_"):
        helps = shift.work.cases.assists(case.id)
        return any(one.state is not AssistState.ANSWERED for one in helps)
    return True


def _close(shift: Shift, buttons: Iterable[Button]) -> None:
    """Note it, and have each channel that can do so take them away."""
    ordered = sorted(buttons, key=lambda button: (button.address, button.letter_id))
    shift.work.buttons.close((button.token for button in ordered), shift.now)
    for to, closed in groupby(ordered, key=lambda button: button.address):
        _take_away(shift, Address.parse(to), list(closed))


def _take_away(shift: Shift, to: Address, buttons: list[Button]) -> None:
    if to.channel not in _CAN_CLOSE:
        return
    if shows_keys(shift, to):
        buttons = [button for button in buttons if button.case_id is not None]
        if not buttons:
            return
    letters = sorted({button.letter_id for button in buttons})
    talk = shift.work.talk
    letter = Outbound(
        key=f"close:{new_id(shift.now)}",
        address=to,
        text="",
        closes=tuple(button.token for button in buttons),
        under=tuple(message for one in letters for message in talk.messages_of(to, one)),
    )
    shift.work.mail.put(Queue.OUT, str(to), letter.key, mailbag.pack(letter), shift.now)
