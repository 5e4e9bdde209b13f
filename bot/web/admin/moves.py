"""Moves as forms: what somebody may do with a case now, with what each asks for.

They are the moves of the chat, with the same fields and the same lists; only that here all of a
move's fields stand on one page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.desk.access import event_of
from bot.desk.cards import moves
from bot.desk.shift import Shift
from bot.desk.view import StaffView
from bot.dialogue import forms
from bot.wording import say
from models.case import AssistState, Case, HandOver
from models.errors import Incomplete
from models.people import Staff
from models.terms import SUBCATEGORIES, Category, Role

#: A subcategory is chosen together with its category, since several categories have an 其他.
_BOTH: Final = "category/subcategory"


@dataclass(frozen=True, slots=True)
class Asked:
    """One field: its name, its question, and what may be chosen, in named groups. `is_open` says
    whether anything else may be typed."""

    name: str
    question: str
    groups: tuple[tuple[str, forms.Pairs], ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Move:
    """One move: its deed, the word on its button, and its fields."""

    deed: str
    label: str
    fields: tuple[Asked, ...]
    is_likely: bool


def moves_for(shift: Shift, case: Case, view: StaffView) -> list[Move]:
    """What was asked of this person first, then what the owner may do, the likeliest first."""
    asked = _asked_of(shift, case, view.me)
    own = moves(shift, case, view.me)
    return [
        Move(deed, say(f"choice.{deed}"), tuple(_fields(deed, case, view)), place == 0)
        for place, deed in enumerate((*asked, *own))
    ]


def _asked_of(shift: Shift, case: Case, me: Staff) -> list[str]:
    """What others asked me for in this case, and what only some roles may do."""
    deeds = []
    for assist in shift.work.cases.assists(case.id):
        if assist.helper_no == me.no and assist.state is not AssistState.ANSWERED:
            accept = ["assist_accept"] if assist.state is AssistState.ASKED else []
            deeds += [*accept, "assist_answer"]
    for hand_over in shift.work.cases.hand_overs(case.id):
        deeds += _about_hand_over(hand_over, me)
    found = event_of(shift, case.event_id, me)
    if found and not found[0].replied_at and (me.has(Role.DIRECTOR) or me.has(Role.ADMIN)):
        deeds.append("reply_all")
    return list(dict.fromkeys(deeds))


def _about_hand_over(hand_over: HandOver, me: Staff) -> list[str]:
    if hand_over.refused_at or (hand_over.accepted_at and hand_over.approved_at):
        return []
    receives = hand_over.receiver_no == me.no and not hand_over.accepted_at
    approves = hand_over.approver_no == me.no and not hand_over.approved_at
    accept = ["hand_over_accept"] if receives else []
    approve = ["hand_over_approve"] if approves else []
    return [*accept, *approve, "hand_over_refuse"] if receives or approves else []


def _fields(deed: str, case: Case, view: StaffView) -> list[Asked]:
    if deed == "reclassify":
        groups = tuple(
            (category.chinese, tuple((f"{category.value}/{name}", name) for name in names))
            for category, names in SUBCATEGORIES.items()
        )
        reason = Asked("reason_class", say("form.reason_class"), (), is_open=True)
        return [Asked(_BOTH, say("form.subcategory"), groups, is_open=False), reason]
    needed = [field for field in forms.FORMS[deed] if field.is_needed(case)]
    return [_asked(field, case, view) for field in needed]


def _asked(field: forms.Field, case: Case, view: StaffView) -> Asked:
    options = forms.options_of(field, case, {}, view)
    groups = (("", options),) if options else ()
    return Asked(field.name, say(f"form.{field.name}"), groups, field.is_open)


def given_for(deed: str, case: Case, view: StaffView, typed: Mapping[str, str]) -> dict[str, str]:
    """What was filled in, each checked against what its field takes.

    Raises `Incomplete` for a field that is empty or holds what is not on its list.
    """
    typed = {**typed, **_apart(typed.get(_BOTH, ""))}
    given: dict[str, str] = {}
    while (field := forms.next_field(deed, case, given)) is not None:
        if field.name == "subcategory" and given["category"] not in set(Category):
            raise Incomplete(say("console.case.missing", field=say("form.subcategory")))
        options = forms.options_of(field, case, given, view)
        words = " ".join(typed.get(field.name, "").split())
        known = {value for value, _ in options}
        if not words or (words not in known and not field.is_open):
            raise Incomplete(say("console.case.missing", field=say(f"form.{field.name}")))
        given[field.name] = words
    return given


def _apart(both: str) -> dict[str, str]:
    category, _, subcategory = both.partition("/")
    return {"category": category, "subcategory": subcategory} if subcategory else {}
