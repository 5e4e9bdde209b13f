"""What the console sifts in the database, on both: cases near somebody, words, shops, ledgers."""

from typing import Any

import pytest

from models import ledger
from models.terms import Grade, Kind
from storage.case_list import CaseFilter, Near, Search
from storage.engine import Store
from storage.shop_list import ShopFilter
from storage.unit_of_work import Work
from tests.storage.rows import A_DAY, NOW, a_case, a_hand_over, a_shop, an_assist


def filed(store: Store) -> dict[str, int]:
    """One case for every way in which somebody can have to do with one, by that way."""
    cases = {
        "owns": a_case(owner_no="8"),
        "owned by one below": a_case(owner_no="81"),
        "was asked first": a_case(first_receiver_no="8"),
        "has to accept": a_case(expected_no="8"),
        "decides": a_case(decider_no="8"),
        "helps": a_case(),
        "would receive": a_case(),
        "would approve": a_case(),
        "none": a_case(),
    }

    def keep(work: Work) -> None:
        for case in cases.values():
            work.cases.add(case)
        work.cases.add_assist(an_assist(case_id=cases["helps"].id, helper_no="8"))
        asked = {"would receive": ("8", "9"), "would approve": ("9", "8")}
        for way, (receiver, approver) in asked.items():
            told = {"receiver_no": receiver, "approver_no": approver}
            work.cases.add_hand_over(a_hand_over(case_id=cases[way].id, **told))

    store.run_now(keep)
    return {way: case.id for way, case in cases.items()}


def listed(store: Store, **wanted: Any) -> set[int]:
    found = store.read_now(lambda work: work.cases.list(CaseFilter(**wanted)))
    return {case.id for case in found}


def test_every_case_that_somebody_has_to_do_with_is_near_them(store: Store) -> None:
    ways = filed(store)
    near = Near("8", frozenset({"8", "81"}))
    assert listed(store, near=near) == {number for way, number in ways.items() if way != "none"}
    stands_in = Near("99", frozenset({"99"}), deciders=frozenset({"8"}))
    assert listed(store, near=stands_in) == {ways["decides"]}
    assert listed(store, near=Near("99", frozenset({"99"}))) == set()


@pytest.mark.parametrize(
    ("words", "found"),
    [("晚了", True), ("100%", False), ("_", False), ("\\", False), ("烟", True), ("Vx", True)],
)
def test_words_are_found_where_they_were_said_or_summed_up(
    store: Store, words: str, *, found: bool
) -> None:
    case = a_case(said="送货晚了 vX", summary="少了一条烟")
    store.run_now(lambda work: work.cases.add(case))
    assert (listed(store, search=Search(words)) == {case.id}) == found


def test_a_shop_that_keeps_its_name_is_not_found_by_it(store: Store) -> None:
    open_one, kept = a_case(), a_case(anonymous=True)

    def keep(work: Work) -> None:
        work.cases.add(open_one)
        work.cases.add(kept)

    store.run_now(keep)
    assert listed(store, search=Search("没有", (open_one.shop,))) == {open_one.id}
    assert listed(store, search=Search("没有", ())) == set()


@pytest.mark.parametrize(
    "wanted",
    [
        {"grade": Grade.MAJOR},
        {"kind": Kind.GRUMBLE},
        {"subcategory": "霉变变质"},
        {"since": NOW + A_DAY},
    ],
)
def test_each_sieve_keeps_what_fits_and_nothing_else(store: Store, wanted: dict[str, Any]) -> None:
    told = {name: value for name, value in wanted.items() if name != "since"}
    fits = a_case(**(told or {"filed_at": NOW + 2 * A_DAY}))
    store.run_now(lambda work: (work.cases.add(fits), work.cases.add(a_case())))
    assert listed(store, **wanted) == {fits.id}


def test_the_ledgers_of_many_cases_come_each_to_its_own(store: Store) -> None:
    cases = [a_case() for _ in range(3)]

    def keep(work: Work) -> None:
        for count, case in enumerate(cases):
            for _ in range(count):
                work.cases.record(ledger.write(case, "urge", by="retailer", now=NOW))
            work.cases.add(case)

    store.run_now(keep)
    found = store.read_now(lambda work: work.cases.ledgers([case.id for case in cases]))
    assert {number: len(lines) for number, lines in found.items()} == {
        cases[1].id: 1,
        cases[2].id: 2,
    }
    assert store.read_now(lambda work: work.cases.ledgers([])) == {}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, [1, 2, 3]),
        ({"words": "便利店2"}, [2]),
        ({"words": "便利"}, [1, 2, 3]),
        ({"words": "13800000003"}, [3]),
        ({"words": "138"}, []),
        ({"words": "K00001"}, [1]),
        ({"words": "%"}, []),
        ({"managers": frozenset({"8"})}, [3]),
        ({"managers": frozenset()}, []),
        ({"words": "便利", "managers": frozenset({"7"})}, [1, 2]),
    ],
)
def test_shops_are_found_by_name_or_by_a_whole_number(
    store: Store, wanted: dict[str, Any], found: list[int]
) -> None:
    shops = [a_shop(1), a_shop(2), a_shop(3, manager_no="8")]
    store.run_now(lambda work: work.people.put_shops(shops))
    listed = store.read_now(lambda work: work.people.list_shops(ShopFilter(**wanted)))
    assert [int(shop.licence[-5:]) for shop in listed] == found
