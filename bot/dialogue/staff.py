"""The dialogue of a member of staff: lists, cards, and moves with at most one typed line each."""

import re
from dataclasses import dataclass, field
from typing import Any, Final

from bot.desk import files
from bot.desk.lists import EXTENDABLE
from bot.desk.orders import BindByCode, Deed, ExtendList, GoAway, OpenConsole, Order, RecordFor
from bot.desk.post import Letter, offers
from bot.desk.view import StaffView
from bot.dialogue import about_classifier, about_reports, forms
from bot.dialogue.draft import Draft
from bot.dialogue.engine import Read
from bot.dialogue.summary import summary
from bot.dialogue.turn import Heard
from bot.wording import say
from models.calendar import day_of
from models.case import Case
from models.messages import InboundKind
from models.spoken_time import spoken
from models.terms import Role

#: What stands before the value of a choice that fills in a field.
_FIELD: Final = "field:"
_NUMBER: Final = re.compile(r"(?:\d{4}-)?\d{4}-\d{2,}")
#: Lists by the choice that asks for them; who looks for the progress of things has cases too.
_LISTS: Final = {"cases": "cases", "today_due": "today_due", "progress": "cases"}
#: How many cases one list shows.
LISTED: Final = 10
#: How many choices one question shows; the others may be typed.
OFFERED: Final = 12


@dataclass(frozen=True, slots=True)
class Form:
    """A move being filled in: which deed on which case, and what was given so far."""

    deed: str = ""
    case_id: int = 0
    given: dict[str, str] = field(default_factory=dict)

    @staticmethod
    def load(document: dict[str, Any]) -> "Form":
        """The form of a JSON document; fields it doesn't know are left out."""
        return Form(**{name: value for name, value in document.items() if name in Form.__slots__})

    def document(self) -> dict[str, Any]:
        if not self.deed:
            return {}
        return {"deed": self.deed, "case_id": self.case_id, "given": self.given}


@dataclass(frozen=True, slots=True)
class StaffTurn:
    """What is said to a member of staff, the form left open, and the deed that is complete."""

    form: Form = field(default_factory=Form)
    letters: tuple[Letter, ...] = ()
    orders: tuple[Order, ...] = ()


def advance(form: Form, heard: Heard, view: StaffView, read: Read) -> StaffTurn:
    """One turn with a member of staff."""
    if heard.inbound.kind is InboundKind.START:
        if heard.inbound.code:
            return StaffTurn(orders=(BindByCode(heard.inbound.code),))
        return StaffTurn(letters=(_menu(view),))
    if heard.is_stale and not heard.answer:
        return StaffTurn(form, letters=(Letter(say("stale.choice")),))
    if (order := about_classifier.order_of(heard.answer)) is not None:
        return StaffTurn(orders=(order,))
    if heard.answer == "report":
        return _reported(heard)
    if heard.answer in _LISTS:
        return StaffTurn(letters=_listing(_LISTS[heard.answer], view))
    if heard.answer == "open_card" and heard.case_id:
        return _card(heard.case_id, view)
    if heard.answer == "console":
        return StaffTurn(orders=(OpenConsole(),))
    if heard.answer in ("cancel", "help", "privacy_page", "my_data", "erase_mine"):
        return StaffTurn(letters=(_menu(view),))
    if heard.answer in forms.FORMS and heard.case_id:
        return _begun(Form(heard.answer, heard.case_id), view)
    if heard.answer in LINES:
        return _asked_for_line(Form(heard.answer))
    if form.deed in LINES:
        return _line_given(form, heard, read)
    if _is_overtaken(form, heard):
        return StaffTurn(form, letters=(Letter(say("stale.choice")),))
    if form.deed:
        return _given(form, heard, view)
    return _by_words(heard, view)


def _reported(heard: Heard) -> StaffTurn:
    order = about_reports.order_of(heard.text, day_of(heard.now))
    if order is None:
        return StaffTurn(letters=(Letter(say("report.which_month")),))
    return StaffTurn(orders=(order,))


def _is_overtaken(form: Form, heard: Heard) -> bool:
    """Whether an answer was pressed to a question that is no longer the open one."""
    return heard.answer.startswith(_FIELD) and (not form.deed or heard.case_id != form.case_id)


#: Moves without a case, and the lines that each asks for in turn.
LINES: Final[dict[str, tuple[str, ...]]] = {
    "record": ("shop", "matter"),
    "away": ("days",),
    "lists": ("list", "word"),
}


def _asked_for_line(form: Form) -> StaffTurn:
    wanted = LINES[form.deed][len(form.given)]
    which = tuple((f"{_FIELD}{name}", name) for name in EXTENDABLE) if wanted == "list" else ()
    return StaffTurn(form, letters=(Letter(say(f"form.{wanted}"), (*which, *offers("cancel"))),))


def _line_given(form: Form, heard: Heard, read: Read) -> StaffTurn:
    """One more line of a move without a case; with the last one it is complete."""
    wanted = LINES[form.deed][len(form.given)]
    line = heard.answer.removeprefix(_FIELD) if heard.answer else heard.text
    given = {**form.given, wanted: line}
    if not line or (wanted == "list" and line not in EXTENDABLE):
        return _asked_for_line(form)
    if len(given) < len(LINES[form.deed]):
        return _asked_for_line(Form(form.deed, given=given))
    if form.deed == "lists":
        return StaffTurn(orders=(ExtendList(EXTENDABLE[given["list"]], given["word"]),))
    if form.deed == "record":
        draft = Draft().absorb(read(given["matter"]))
        told = draft.told(summary(draft, heard.now))
        return StaffTurn(orders=(RecordFor(told, given["shop"]),))
    days = read(given["days"]).facts.days
    if not days:
        return _asked_for_line(form)
    return StaffTurn(orders=(GoAway(days[0].on, max(day.on for day in days)),))


def _given(form: Form, heard: Heard, view: StaffView) -> StaffTurn:
    """The answer to the field that was asked for."""
    case = view.by_id(form.case_id)
    if case is None:
        return StaffTurn(letters=(Letter(say("refusal.no_such_case")),))
    wanted = forms.next_field(form.deed, case, form.given)
    if wanted is None:
        return _filled(form, view)
    options = forms.options_of(wanted, case, form.given, view)
    words = heard.answer.removeprefix(_FIELD) if heard.answer else heard.text
    if not words and _files_of(wanted, heard):
        words = say("staff.files")
    value = forms.chosen(wanted, options, words)
    if value is None:
        return StaffTurn(form, letters=(_question(form, wanted, options),))
    given = {**form.given, wanted.name: value, **_files_of(wanted, heard)}
    return _filled(Form(form.deed, form.case_id, given), view)


def _files_of(wanted: forms.Field, heard: Heard) -> dict[str, str]:
    """Photos and voice that go with a message to the retailer, with words or without."""
    if wanted.name != "message" or not heard.inbound.media:
        return {}
    return {"files": files.listed(heard.inbound.media)}


def _begun(form: Form, view: StaffView) -> StaffTurn:
    """A move is only asked through where it is open; else the desk says why it isn't."""
    case = view.by_id(form.case_id)
    if case is not None and not view.may(form.deed, case):
        return StaffTurn(orders=(Deed(form.deed, form.case_id),))
    return _filled(form, view)


def _filled(form: Form, view: StaffView) -> StaffTurn:
    """Ask for the next field, or hand the complete deed to the desk."""
    case = view.by_id(form.case_id)
    if case is None:  # the desk says so, and keeps the attempt
        return StaffTurn(orders=(Deed(form.deed, form.case_id),))
    wanted = forms.next_field(form.deed, case, form.given)
    if wanted is None:
        return StaffTurn(orders=(Deed(form.deed, form.case_id, form.given),))
    options = forms.options_of(wanted, case, form.given, view)
    return StaffTurn(form, letters=(_question(form, wanted, options),))


def _question(form: Form, wanted: forms.Field, options: tuple[tuple[str, str], ...]) -> Letter:
    choices = tuple((f"{_FIELD}{value}", label) for value, label in options[:OFFERED])
    return Letter(say(f"form.{wanted.name}"), (*choices, *offers("cancel")), form.case_id)


def _by_words(heard: Heard, view: StaffView) -> StaffTurn:
    """A case number shows its card, with a deed's word behind it does the deed; anything else
    shows what can be done here."""
    found = _NUMBER.search(heard.text)
    case = view.numbered(found.group()) if found else None
    if found is None and heard.about is not None:
        case = view.by_id(heard.about)  # the card that they answer
    if found and case is None:
        return StaffTurn(letters=(Letter(say("refusal.no_such_case")),))
    if case is None:
        return StaffTurn(letters=(_menu(view),))
    rest = heard.text.replace(found.group() if found else "", "").strip()
    for deed in forms.FORMS:
        if rest and rest == say(f"choice.{deed}"):
            return _begun(Form(deed, case.id), view)
    return _card(case.id, view)


def _card(case_id: int, view: StaffView) -> StaffTurn:
    case = view.by_id(case_id)
    if case is None:
        return StaffTurn(letters=(Letter(say("refusal.no_such_case")),))
    return StaffTurn(letters=(view.card(case),))


def _menu(view: StaffView) -> Letter:
    more = ("lists",) if view.me.has(Role.ADMIN) else ()
    return Letter(say("staff.menu"), offers("cases", "today_due", "record", "away", *more))


def _listing(which: str, view: StaffView) -> tuple[Letter, ...]:
    """My cases or what is due today, one letter with a button for each card."""
    cases = view.mine() if which == "cases" else view.due_today()
    if not cases:
        return (Letter(say(f"staff.no_{which}"), offers("cases", "today_due")),)
    head = Letter(say(f"staff.{which}", count=len(cases)))
    return (head, *(_line(case, view) for case in cases[:LISTED]))


def _line(case: Case, view: StaffView) -> Letter:
    text = say(
        "staff.line",
        number=case.number,
        grade=case.grade.chinese,
        what=(case.summary or case.said)[:24],
        stage=case.stage.chinese,
        due=spoken(case.next_due, view.now),
    )
    return Letter(text, offers("open_card"), case.id)
