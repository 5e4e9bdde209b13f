"""The demo: a whole small town that changes nobody's roster."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from bot.demo import install
from models.calendar import CST
from models.messages import Address
from models.terms import DESKS, AreaKind, Role
from storage.engine import Store, open_store
from tests.builders import a_member

THURSDAY = datetime(2026, 3, 12, 10, 0, tzinfo=CST)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(f"sqlite:///{tmp_path / 'town.db'}")
    store.prepare()
    yield store
    store.close()


def test_everybody_that_a_complaint_needs_is_there(store: Store) -> None:
    assert store.run_now(lambda work: install(work, THURSDAY))
    staff = {person.no: person for person in store.read_now(lambda work: work.people.all_staff())}
    shops = store.read_now(lambda work: list(work.people.all_shops()))
    for desk in DESKS:
        members = [person for person in staff.values() if person.has(desk)]
        heads = [person for person in members if not staff[person.superior_no].has(desk)]
        assert len(members) >= 2, desk
        assert len(heads) == 1, desk
    for role in (Role.SUPERVISOR, Role.DIRECTOR, Role.FOLLOW_UP, Role.DUTY, Role.ADMIN):
        assert any(person.has(role) for person in staff.values()), role
    managers = [person for person in staff.values() if person.has(Role.CUSTOMER_MANAGER)]
    assert all(person.substitute_no in staff for person in managers)
    assert len(shops) == 12
    assert {shop.area for shop in shops} == set(AreaKind)
    assert {shop.tier for shop in shops} == {"A", "B", "C"}
    assert {shop.manager_no for shop in shops} == {person.no for person in managers}


def test_the_table_tells_what_each_class_gets_this_week_and_next(store: Store) -> None:
    store.run_now(lambda work: install(work, THURSDAY))
    for day in (date(2026, 3, 9), date(2026, 3, 15), date(2026, 3, 22)):
        rows = store.read_now(
            lambda work, day=day: work.supply.for_brand("中华(硬)", AreaKind.VILLAGE, day)
        )
        told = {row.class_level: row.quantity for row in rows}
        assert (told[15], told[22], len(told)) == (2, 5, 30)
    assert not store.read_now(lambda work: work.supply.has_rows(date(2026, 3, 23)))


def test_each_has_a_phone_on_the_demo_page(store: Store) -> None:
    store.run_now(lambda work: install(work, THURSDAY))
    shop = Address("web", "desk", "demo-shop-310101100001")
    manager = Address("web", "desk", "staff-1001")
    for page, ref in ((shop, "shop:310101100001"), (manager, "staff:1001")):
        found = store.read_now(lambda work, page=page: work.people.bindings_at(page))
        assert [binding.ref for binding in found] == [ref]


def test_a_second_start_keeps_what_was_changed_and_brings_the_new_week(store: Store) -> None:
    store.run_now(lambda work: install(work, THURSDAY))

    renamed = a_member("1001", "张明明", Role.CUSTOMER_MANAGER, superior_no="2001")
    store.run_now(lambda work: work.people.put_staff([renamed]))
    later = THURSDAY + timedelta(weeks=5)
    assert store.run_now(lambda work: install(work, later))
    person = store.read_now(lambda work: work.people.staff("1001"))
    assert person is not None
    assert person.name == "张明明"
    assert store.read_now(lambda work: work.supply.has_rows(later.date()))


def test_a_real_roster_is_left_alone(store: Store) -> None:
    store.run_now(lambda work: work.people.put_staff([a_member("1", "真人", Role.DUTY)]))
    assert not store.run_now(lambda work: install(work, THURSDAY))
    assert [person.no for person in store.read_now(lambda work: work.people.all_staff())] == ["1"]
    assert store.read_now(lambda work: work.people.count_shops()) == 0
