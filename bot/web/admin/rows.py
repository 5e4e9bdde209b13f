"""Cases as rows of a list: each with its owner's name, and its shop's where that may be known."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.desk.shift import Shift
from bot.naming import titled
from models.case import Case
from models.ownership import may_know_who
from models.people import Staff
from models.terms import Kind


@dataclass(frozen=True, slots=True)
class Row:
    """One case in a list; `due` is when the next of its clocks runs out, if one runs."""

    case: Case
    owner: str
    shop: str
    due: datetime | None


def rows_of(shift: Shift, cases: Iterable[Case], viewer: Staff) -> list[Row]:
    """The rows of cases that `viewer` may see."""
    return [_row(shift, case, viewer) for case in cases]


def _row(shift: Shift, case: Case, viewer: Staff) -> Row:
    shop = shift.shop_of(case) if may_know_who(case, viewer) else None
    runs = case.is_open and case.kind is Kind.COMPLAINT
    return Row(
        case=case,
        owner=titled(shift.staff(case.owner_no)),
        shop=shop.name if shop else "",
        due=case.next_due if runs else None,
    )
