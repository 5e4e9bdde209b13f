"""The rates of who sees everything are sums; they are what counting case by case gives."""

from datetime import timedelta

import pytest

from bot.desk.digests import outcome
from bot.desk.recent_rates import rates_since
from bot.desk.seeing import seen_cases
from bot.desk.shift import Shift
from models.case import Case, FollowUpState
from models.ledger import write
from models.rates import Rates, rates
from models.terms import Kind, Stage
from storage.case_list import CaseFilter
from storage.unit_of_work import Work
from tests.monthly import CLOSED, LATE, MARCH, SUPPLY, a_complaint, a_month, put_on_record
from tests.town import Town

#: One of every sort that counts in its own way.
SORTS = [
    a_complaint(31, MARCH, **LATE, **(CLOSED | {"satisfaction": 10})),
    a_complaint(32, MARCH, **LATE, **(CLOSED | {"satisfaction": 60})),
    a_complaint(33, MARCH, **LATE, **(CLOSED | {"satisfaction": 75})),
    a_complaint(34, MARCH, **LATE, **(CLOSED | {"satisfaction": None})),
    a_complaint(35, MARCH, **LATE, **(CLOSED | {"follow_up": FollowUpState.UNREACHED})),
    a_complaint(36, MARCH, **LATE, **(CLOSED | {"contacted_at": MARCH + timedelta(days=2)})),
    a_complaint(37, MARCH, **LATE, **(CLOSED | {"reopened": 1, "respond_by": MARCH})),
    a_complaint(38, MARCH, **SUPPLY, **CLOSED, accused=("3001",), owner_no="9001"),
    a_complaint(39, MARCH, **SUPPLY, withheld=("9001",), decider_no="3001"),
    a_complaint(40, MARCH, **SUPPLY, owner_no="1002", expected_no="1001", stage=Stage.CLOSED),
    a_complaint(41, MARCH - timedelta(days=40), **LATE, **CLOSED),
]


def one_by_one(shift: Shift, no: str) -> Rates:
    viewer = shift.staff(no)
    lately = CaseFilter(since=shift.now - timedelta(days=28))
    cases = [c for c in seen_cases(shift, lately, viewer) if c.kind is Kind.COMPLAINT]
    lines = shift.work.cases.ledgers([case.id for case in cases])
    return rates(outcome(shift, case, lines.get(case.id, ())) for case in cases)


@pytest.mark.parametrize("no", ["9001", "3001", "2001", "1001", "4001"])
def test_the_sums_say_what_counting_says(town: Town, no: str) -> None:
    taken_back = a_complaint(42, MARCH, **LATE, **CLOSED)

    def file(work: Work) -> None:
        put_on_record(work, [*a_month(), *SORTS, taken_back])
        work.cases.record(write(taken_back, "find_wanting", by="retailer", now=MARCH))

    town.app.store.run_now(file)

    def look(work: Work) -> tuple[Rates, Rates]:
        shift = Shift(work, town.now, town.app.house)
        since = shift.now - timedelta(days=28)
        return rates_since(shift, since, shift.staff(no)), one_by_one(shift, no)

    summed, counted = town.app.store.read_now(look)
    assert summed == counted
    if no in ("9001", "3001"):
        assert summed.response.whole == 14  # of fifteen; one is withheld from each
        assert summed.resolution.part == summed.resolution.whole - 2  # one poor, one taken back
        assert summed.not_reached == 1


def test_a_case_that_is_withheld_is_in_nobodys_sum_but_theirs_who_may_see_it(town: Town) -> None:
    def file(work: Work) -> None:
        put_on_record(work, [])
        case: Case = a_complaint(50, MARCH, **SUPPLY, accused=("9001",), withheld=("9001",))
        work.cases.add(case)

    town.app.store.run_now(file)

    def look(work: Work) -> list[int]:
        shift = Shift(work, town.now, town.app.house)
        since = shift.now - timedelta(days=28)
        return [
            rates_since(shift, since, shift.staff(no)).response.whole for no in ("9001", "3001")
        ]

    assert town.app.store.read_now(look) == [0, 1]
