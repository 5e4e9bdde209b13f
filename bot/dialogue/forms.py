"""Forms: what each move of a member of staff asks for, one thing at a time.

A field is a list to choose from, or one typed line; every choice may also be typed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.desk.view import StaffView
from models.case import Case, Verdict
from models.ownership import usual_helper
from models.terms import DESKS, SUBCATEGORIES, Category, Grade

Pairs = tuple[tuple[str, str], ...]
Options = Callable[[Case, StaffView], Pairs]


def _none(case: Case, view: StaffView) -> Pairs:
    return ()


@dataclass(frozen=True, slots=True)
class Field:
    """One thing asked for: its name, and the (value, label) pairs it may be chosen from.

    `is_needed` says whether it applies to this case at all; `is_open` whether a line that is not
    on the list counts too.
    """

    name: str
    options: Options = _none
    is_open: bool = True
    is_needed: Callable[[Case], bool] = lambda case: True


def _units(case: Case, view: StaffView) -> Pairs:
    return tuple((unit, unit) for unit in view.units())


def _causes(case: Case, view: StaffView) -> Pairs:
    return tuple((cause, cause) for cause in view.causes(case))


def _grades(case: Case, view: StaffView) -> Pairs:
    return tuple((grade.value, grade.chinese) for grade in Grade if grade is not case.grade)


def _desks(case: Case, view: StaffView) -> Pairs:
    """The desk that the rules name for the subcategory stands first."""
    usual = usual_helper(case.category, case.subcategory)
    ordered = (usual, *(desk for desk in DESKS if desk is not usual))
    return tuple((desk.value, desk.chinese) for desk in ordered)


def _severities(case: Case, view: StaffView) -> Pairs:
    return tuple((severity, severity) for severity in view.severities())


def _categories(case: Case, view: StaffView) -> Pairs:
    return tuple((category.value, category.chinese) for category in Category)


def _subcategories(case: Case, view: StaffView) -> Pairs:
    return tuple((name, name) for names in SUBCATEGORIES.values() for name in names)


def _receivers(case: Case, view: StaffView) -> Pairs:
    return tuple((person.no, person.title) for person in view.receivers(case))


def _is_upheld(case: Case) -> bool:
    return case.verdict in (Verdict.UPHELD, Verdict.PARTLY)


FORMS: Final[dict[str, tuple[Field, ...]]] = {
    "acknowledge": (),
    "uphold": (Field("unit", _units), Field("cause", _causes)),
    "uphold_partly": (Field("partly"), Field("unit", _units), Field("cause", _causes)),
    "dismiss": (Field("reason"),),
    "propose": (Field("offer"),),
    "carry_out": (),
    "vouch": (Field("words"),),
    "close": (
        Field("severity", _severities, is_open=False, is_needed=_is_upheld),
        Field("measure", is_needed=_is_upheld),
    ),
    "reclassify": (
        Field("category", _categories, is_open=False),
        Field("subcategory", _subcategories, is_open=False),
        Field("reason_class"),
    ),
    "regrade": (Field("grade", _grades, is_open=False), Field("reason_grade")),
    "write": (Field("message"),),
    "take_over": (),
    "call": (),
    "settle": (Field("settled"),),
    "take_up": (),
    "reply_all": (Field("root_cause"), Field("reply")),
    "report_up": (Field("why"),),
    "assist": (Field("desk", _desks, is_open=False), Field("question")),
    "hand_over": (Field("receiver", _receivers, is_open=False), Field("reason_over")),
    "hand_over_accept": (),
    "hand_over_approve": (),
    "hand_over_refuse": (),
    "assist_accept": (),
    "assist_answer": (Field("answer"),),
}


def next_field(deed: str, case: Case, given: dict[str, str]) -> Field | None:
    """The first field still to be filled in; None when the form is complete."""
    for field in FORMS[deed]:
        if field.name not in given and field.is_needed(case):
            return field
    return None


def options_of(field: Field, case: Case, given: dict[str, str], view: StaffView) -> Pairs:
    """What may be chosen for a field; a subcategory only within the category just chosen."""
    if field.name == "subcategory":
        return tuple((name, name) for name in SUBCATEGORIES[Category(given["category"])])
    return field.options(case, view)


def chosen(field: Field, options: Pairs, words: str) -> str | None:
    """The value that a typed word or digit stands for; None where it fits nothing."""
    line = " ".join(words.split())
    for place, (value, label) in enumerate(options, start=1):
        if line in (value, label, str(place)):
            return value
    return line if field.is_open and line else None
