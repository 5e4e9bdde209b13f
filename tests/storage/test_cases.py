"""Cases, their numbers, their lists, what stands beside them, and the ledger nobody can change."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from models.case import AssistState, Case
from models.ledger import first_break, write
from models.terms import Category, Grade, Role, Stage
from storage.case_list import CaseFilter, PageKey
from storage.engine import Store
from storage.errors import Conflict, NotFound, RowRefused, StoreFault
from storage.unit_of_work import Work
from tests.storage.rows import (
    A_DAY,
    A_MINUTE,
    NOW,
    PERSON,
    a_case,
    a_hand_over,
    an_assist,
    an_offer,
)

MARCH = date(2026, 3, 12)


def add(store: Store, *cases: Case) -> None:
    def unit(work: Work) -> None:
        for case in cases:
            work.cases.add(case)

    store.run_now(unit)


def numbers(cases: list[Case]) -> list[str]:
    return [case.number for case in cases]


def test_numbers_count_up_each_day_and_past_ninety_nine(store: Store) -> None:
    def unit(work: Work) -> list[tuple[str, int]]:
        return [work.cases.next_number(MARCH) for _ in range(101)]

    given = store.run_now(unit)
    assert (given[0], given[98], given[100]) == (
        ("0312-01", 2026),
        ("0312-99", 2026),
        ("0312-101", 2026),
    )
    assert store.run_now(lambda work: work.cases.next_number(date(2026, 3, 13)))[0] == "0313-01"


def test_a_case_comes_back_as_it_was_kept(store: Store) -> None:
    case = a_case(
        category=Category.TRANSPORT,
        grade_words=("投诉到12345",),
        facts={"days": 2, "brands": ["芙蓉王"]},
        happened_on=MARCH,
        withheld=("8",),
        anonymous=True,
    )
    add(store, case)
    assert store.read_now(lambda work: work.cases.get(case.id)) == case


def test_a_case_that_is_not_there_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound):
        store.read_now(lambda work: work.cases.get(404))


def test_a_short_number_means_the_latest_year(store: Store) -> None:
    add(store, a_case(number="0312-07", year=2025), a_case(number="0312-07", year=2026))

    def years(number: str) -> int | None:
        case = store.read_now(lambda work: work.cases.by_number(number))
        return case and case.year

    assert [years("0312-07"), years("2025-0312-07"), years("2024-0312-07")] == [2026, 2025, None]


def test_a_number_is_given_once(store: Store) -> None:
    add(store, a_case(number="0312-07"))
    with pytest.raises(Conflict):
        add(store, a_case(number="0312-07"))


def test_the_later_of_two_who_read_the_same_is_told_so(store: Store) -> None:
    case = a_case()
    add(store, case)
    mine = store.read_now(lambda work: work.cases.get(case.id))
    yours = store.read_now(lambda work: work.cases.get(case.id))
    mine.summary = "我先改"
    store.run_now(lambda work: work.cases.keep(mine))
    yours.summary = "你后改"
    with pytest.raises(Conflict):
        store.run_now(lambda work: work.cases.keep(yours))
    assert store.read_now(lambda work: work.cases.get(case.id)).summary == "我先改"


def test_who_reads_and_changes_in_one_unit_is_never_overtaken(store: Store) -> None:
    case = a_case()
    add(store, case)

    def urge(work: Work) -> None:
        found = work.cases.get(case.id)
        found.urges += 1
        work.cases.keep(found)

    for future in [store._write(urge) for _ in range(20)]:
        future.result()
    assert store.read_now(lambda work: work.cases.get(case.id)).urges == 20


def test_only_open_cases_of_a_shop_are_listed(store: Store) -> None:
    closed, withdrawn = a_case(stage=Stage.CLOSED), a_case(stage=Stage.WITHDRAWN)
    first, second, other = a_case(), a_case(stage=Stage.PROPOSED), a_case(shop="430102199999")
    add(store, closed, withdrawn, first, second, other)
    found = store.read_now(lambda work: work.cases.open_of_shop("430102100001"))
    assert numbers(found) == numbers([second, first])


def test_a_complainant_sees_the_latest_first(store: Store) -> None:
    cases = [a_case() for _ in range(4)]
    add(store, *cases, a_case(complainant="web:main:somebody"))
    found = store.read_now(lambda work: work.cases.of_complainant(PERSON, limit=3))
    assert numbers(found) == numbers(cases[:0:-1])


def test_the_most_pressing_case_comes_first(store: Store) -> None:
    late = a_case(tier="C", close_by=NOW + 9 * A_DAY)
    soon = a_case(tier="C", close_by=NOW + A_DAY)
    key_customer = a_case(tier="A", close_by=NOW + 9 * A_DAY)
    urgent = a_case(grade=Grade.URGENT, close_by=NOW + 9 * A_DAY)
    major = a_case(grade=Grade.MAJOR, close_by=NOW + 9 * A_DAY)
    add(store, late, soon, key_customer, urgent, major)
    found = store.read_now(lambda work: work.cases.owned_by("7", only_open=True))
    assert numbers(found) == numbers([major, urgent, key_customer, soon, late])


@pytest.mark.parametrize(("only_open", "expected"), [(True, 1), (False, 3)])
def test_closed_cases_of_an_owner_are_listed_where_wanted(
    store: Store,
    only_open: bool,  # noqa: FBT001
    expected: int,
) -> None:
    mine = a_case(owner_no="8")
    final = [a_case(owner_no="8", stage=stage) for stage in (Stage.CLOSED, Stage.WITHDRAWN)]
    add(store, mine, *final, a_case())
    found = store.read_now(lambda work: work.cases.owned_by("8", only_open=only_open))
    assert len(found) == expected


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (CaseFilter(), ["open", "overdue", "uncontacted", "closed", "february"]),
        (CaseFilter(only_open=True), ["open", "overdue", "uncontacted", "february"]),
        (CaseFilter(stage=Stage.CLOSED), ["closed"]),
        (CaseFilter(stage=Stage.INVESTIGATING), ["open"]),
        (CaseFilter(overdue_at=NOW + 2 * A_DAY), ["overdue", "uncontacted"]),
        (CaseFilter(owner_no="8"), ["overdue"]),
        (CaseFilter(category=Category.SUPPLY), ["open"]),
        (CaseFilter(route="3号线"), ["closed"]),
        (CaseFilter(month=date(2026, 2, 28)), ["february"]),
        (CaseFilter(month=date(2026, 3, 1), only_open=True), ["open", "overdue", "uncontacted"]),
    ],
)
def test_a_list_holds_what_was_asked_for(
    store: Store, wanted: CaseFilter, expected: list[str]
) -> None:
    told: dict[str, dict[str, Any]] = {
        "open": {"stage": Stage.INVESTIGATING, "category": Category.SUPPLY, "contacted_at": NOW},
        "overdue": {"owner_no": "8", "contacted_at": NOW, "close_by": NOW + A_DAY},
        "uncontacted": {},
        "closed": {"stage": Stage.CLOSED, "close_by": NOW, "route": "3号线"},
        # The last minute of February in China is still February; in London it has been all along.
        "february": {"filed_at": NOW.replace(day=1) - 10 * A_MINUTE * 60, "contacted_at": NOW},
    }
    for place, (name, fields) in enumerate(told.items()):
        add(store, a_case(**{"number": name, "filed_at": NOW - place * A_MINUTE} | fields))
    assert numbers(store.read_now(lambda work: work.cases.list(wanted))) == expected


def test_pages_follow_one_another_without_gap_or_repeat(store: Store) -> None:
    cases = [a_case(filed_at=NOW - timedelta(minutes=n // 3)) for n in range(10)]
    add(store, *cases)
    seen: list[str] = []
    key: PageKey | None = None
    while page := store.read_now(
        lambda work, k=key: work.cases.list(CaseFilter(), after=k, limit=4)
    ):
        seen += numbers(page)
        key = PageKey.of(page[-1])
    assert sorted(seen) == sorted(numbers(cases))
    assert len(seen) == 10


def test_the_ledger_comes_back_unbroken_and_in_order(store: Store) -> None:
    case = a_case()

    def unit(work: Work) -> None:
        work.cases.add(case)
        for deed in ("filed", "acknowledged", "contacted"):
            work.cases.record(
                write(case, deed, by="staff:7", now=NOW, days=2, rate=0.5, note="电话")
            )
        work.cases.keep(case)

    store.run_now(unit)
    lines = store.read_now(lambda work: work.cases.ledger(case.id))
    assert [line.deed for line in lines] == ["filed", "acknowledged", "contacted"]
    assert first_break(lines) is None


@pytest.mark.parametrize(
    "deed", ["UPDATE ledgerentry SET deed = 'other'", "DELETE FROM ledgerentry"]
)
def test_the_ledger_refuses_to_be_changed(store: Store, deed: str) -> None:
    case = a_case()
    store.run_now(lambda work: work.cases.record(write(case, "filed", by="desk", now=NOW)))
    with pytest.raises(RowRefused):
        store._keeping.write(lambda connection: connection.execute(text(deed))).result()
    assert len(store.read_now(lambda work: work.cases.ledger(case.id))) == 1


def test_help_that_was_asked_for_is_kept_and_answered(store: Store) -> None:
    later, sooner = an_assist(), an_assist(due_at=NOW + A_DAY)
    other_desk = an_assist(desk=Role.QUALITY, helper_no="22")

    def unit(work: Work) -> None:
        for assist in (later, sooner, other_desk):
            work.cases.add_assist(assist)

    store.run_now(unit)
    asked = store.read_now(lambda work: work.cases.assists_of("21"))
    assert [assist.id for assist in asked] == [sooner.id, later.id]
    assert store.read_now(lambda work: work.cases.open_assists_count_by(Role.SUPPLY)) == {"21": 2}
    sooner.state, sooner.answer = AssistState.ANSWERED, "下周到货"
    store.run_now(lambda work: work.cases.keep_assist(sooner))
    assert store.read_now(lambda work: work.cases.open_assists_count_by(Role.SUPPLY)) == {"21": 1}
    assert store.read_now(lambda work: work.cases.assists(1)) == [later, sooner, other_desk]


def test_offers_and_hand_overs_are_kept_with_their_case(store: Store) -> None:
    offer, hand_over = an_offer(), a_hand_over()

    def unit(work: Work) -> None:
        work.cases.add_offer(offer)
        work.cases.add_hand_over(hand_over)
        offer.answer, hand_over.accepted_at = "同意", NOW
        work.cases.keep_offer(offer)
        work.cases.keep_hand_over(hand_over)

    store.run_now(unit)
    assert store.read_now(lambda work: work.cases.offers(1)) == [offer]
    assert store.read_now(lambda work: work.cases.hand_overs(1)) == [hand_over]
    assert store.read_now(lambda work: work.cases.offers(2)) == []


def test_what_belongs_to_another_company_is_refused(store: Store) -> None:
    with pytest.raises(RowRefused):
        add(store, a_case(company_id=2))


def test_a_view_can_not_be_written_through(store: Store) -> None:
    with pytest.raises(StoreFault):
        store.read_now(lambda work: work.cases.add(a_case()))
