"""Shops, staff, absences, bindings and codes."""

from datetime import date, timedelta

import pytest

from models.messages import Address
from models.people import Absence
from models.terms import Role
from storage.engine import Store, open_store
from storage.roster import Tally
from storage.unit_of_work import Work
from tests.storage.rows import A_DAY, NOW, PERSON, a_shop, a_staff


def test_a_roster_tells_what_is_new_changed_and_unchanged(store: Store) -> None:
    shops = [a_shop(n) for n in range(1200)]
    assert store.run_now(lambda work: work.people.put_shops(shops)) == Tally(1200, 0, 0)
    shops[7].phone = "13900000000"
    again = [*shops, a_shop(1200)]
    assert store.run_now(lambda work: work.people.put_shops(again)) == Tally(1, 1, 1199)
    assert store.read_now(lambda work: work.people.count_shops()) == 1201


def test_of_one_shop_named_twice_the_last_line_counts(store: Store) -> None:
    twice = [a_shop(1, name="旧名"), a_shop(1, name="新名")]
    store.run_now(lambda work: work.people.put_shops(twice))
    shop = store.read_now(lambda work: work.people.shop(twice[0].licence))
    assert shop == twice[1]


def test_a_shop_is_found_by_licence_phone_code_and_manager(store: Store) -> None:
    one, two = a_shop(1), a_shop(2, phone=a_shop(1).phone, manager_no="8")
    store.run_now(lambda work: work.people.put_shops([two, one]))

    def unit(work: Work) -> list[object]:
        people = work.people
        return [
            people.shop(one.licence),
            people.shops_by_phone(one.phone),
            people.shop_by_code(two.customer_code),
            people.shops_of("8"),
            people.shop("000000000000"),
        ]

    assert store.read_now(unit) == [one, [one, two], two, [two], None]


def test_all_shops_are_read_page_after_page(store: Store) -> None:
    shops = [a_shop(n) for n in range(2500)]
    store.run_now(lambda work: work.people.put_shops(reversed(shops)))
    found = store.read_now(lambda work: [shop.licence for shop in work.people.all_shops()])
    assert found == [shop.licence for shop in shops]


def test_staff_are_found_by_role_and_region(store: Store) -> None:
    staff = [
        a_staff("1", Role.DUTY, Role.ADMIN, region="东"),
        a_staff("2", Role.DUTY, region="西"),
        a_staff("3", Role.DUTY, active=False),
    ]
    store.run_now(lambda work: work.people.put_staff(staff))

    def named(role: Role, region: str | None = None) -> list[str]:
        found = store.read_now(lambda work: work.people.staff_with(role, region))
        return [person.no for person in found]

    assert named(Role.DUTY) == ["1", "2"]
    assert named(Role.DUTY, "西") == ["2"]
    assert named(Role.ADMIN) == ["1"]
    assert store.read_now(lambda work: work.people.all_staff()) == staff
    assert store.read_now(lambda work: work.people.staff("2")) == staff[1]


def test_a_role_that_was_taken_away_is_gone_at_once(store: Store) -> None:
    store.run_now(lambda work: work.people.put_staff([a_staff("1", Role.DUTY, Role.ADMIN)]))
    without = [a_staff("1", Role.DUTY)]
    assert store.run_now(lambda work: work.people.put_staff(without)) == Tally(0, 1, 0)
    assert store.read_now(lambda work: work.people.staff_with(Role.ADMIN)) == []


@pytest.mark.parametrize(("day", "is_away"), [(1, False), (2, True), (4, True), (5, False)])
def test_an_absence_covers_both_its_ends(store: Store, day: int, is_away: bool) -> None:  # noqa: FBT001
    absence = Absence(staff_no="7", first_day=date(2026, 5, 2), last_day=date(2026, 5, 4))
    store.run_now(lambda work: work.people.add_absence(absence))
    found = store.read_now(lambda work: work.people.absences("7", date(2026, 5, day)))
    assert found == ([absence] if is_away else [])


def test_an_absence_may_be_made_longer(store: Store) -> None:
    for last in (4, 9):
        absence = Absence(staff_no="7", first_day=date(2026, 5, 2), last_day=date(2026, 5, last))
        store.run_now(lambda work, a=absence: work.people.add_absence(a))
    found = store.read_now(lambda work: work.people.absences("7", date(2026, 5, 9)))
    assert [absence.last_day.day for absence in found] == [9]


def test_the_chat_bound_last_comes_first(store: Store) -> None:
    other = Address("telegram", "bot", "99")
    store.run_now(lambda work: work.people.bind(PERSON, "shop:1", NOW))
    store.run_now(lambda work: work.people.bind(other, "shop:1", NOW + A_DAY))
    found = store.read_now(lambda work: work.people.bindings_of("shop:1"))
    assert [binding.address for binding in found] == [other, PERSON]
    store.run_now(lambda work: work.people.bind(PERSON, "shop:1", NOW + 2 * A_DAY))
    found = store.read_now(lambda work: work.people.bindings_of("shop:1"))
    assert [binding.address for binding in found] == [PERSON, other]


def test_one_chat_may_stand_for_two_shops(store: Store) -> None:
    def unit(work: Work) -> list[str]:
        work.people.bind(PERSON, "shop:1", NOW)
        work.people.bind(PERSON, "shop:2", NOW + A_DAY)
        return [binding.ref for binding in work.people.bindings_at(PERSON)]

    assert store.run_now(unit) == ["shop:2", "shop:1"]


def test_one_binding_is_cut_and_the_others_stay(store: Store) -> None:
    other = Address("telegram", "bot", "99")

    def unit(work: Work) -> tuple[bool, bool]:
        work.people.bind(other, "staff:7", NOW)
        work.people.bind(other, "staff:8", NOW)
        cut = work.people.unbind(other, "staff:8")
        again = work.people.unbind(other, "staff:8")
        return cut, again

    assert store.run_now(unit) == (True, False)
    (left,) = store.read_now(lambda work: work.people.bindings_at(other))
    assert left.ref == "staff:7"


def test_who_can_not_be_reached_is_remembered(store: Store) -> None:
    store.run_now(lambda work: work.people.bind(PERSON, "shop:1", NOW))
    store.run_now(lambda work: work.people.set_reachable(PERSON, reachable=False))
    (binding,) = store.read_now(lambda work: work.people.bindings_at(PERSON))
    assert binding.reachable is False


def test_a_code_works_once_and_in_time(store: Store) -> None:
    def unit(work: Work) -> list[str | None]:
        for name in ("a", "b"):
            work.people.add_code(name * 64, f"staff:{name}", NOW + A_DAY)
        in_time, too_late = NOW + A_DAY - timedelta(seconds=1), NOW + A_DAY
        use = work.people.use_code
        return [
            use("a" * 64, in_time),
            use("a" * 64, in_time),
            use("b" * 64, too_late),
            use("c" * 64, NOW),
        ]

    assert store.run_now(unit) == ["staff:a", None, None, None]


def test_one_company_never_sees_another(store_url: str) -> None:
    ours = open_store(store_url, company_id=1)
    ours.run_now(lambda work: work.people.put_shops([a_shop(1)]))
    ours.run_now(lambda work: work.counters.next("case:2026-03-12"))
    ours.close()
    theirs = open_store(store_url, company_id=2)
    theirs.run_now(lambda work: work.people.put_shops([a_shop(1, company_id=2, name="别家")]))

    def unit(work: Work) -> tuple[int, int, list[str]]:
        names = [shop.name for shop in work.people.all_shops()]
        return work.people.count_shops(), work.counters.get("case:2026-03-12"), names

    assert theirs.read_now(unit) == (1, 0, ["别家"])
    theirs.close()
