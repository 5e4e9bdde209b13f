"""What there was before an import, what needs it, and removing what was new; on both databases."""

from datetime import date

from models.importing import ImportState, SheetImport
from models.messages import Address
from models.people import Allotment
from models.terms import Role, SheetKind
from storage.engine import Store
from storage.undoing import allotments_of, shops_of, staff_of
from storage.unit_of_work import Work
from tests.storage.rows import NOW, a_case, a_shop, a_staff

HERE = Address("web", "desk", "p")


def test_rows_come_back_as_they_were(store: Store) -> None:
    shop, person = a_shop(1, order_day=None), a_staff("7", Role.DELIVERY)
    days = {"first_day": date(2026, 3, 9), "last_day": date(2026, 3, 15)}
    row = Allotment(id=5, brand="玉溪", class_level=3, quantity=2.5, short_names=("软玉",), **days)

    def unit(work: Work) -> None:
        work.people.put_shops([shop])
        work.people.put_staff([person])
        work.supply.put([row])
        shops, staff = work.undoing.shops([shop.licence, "x"]), work.undoing.staff(["7"])
        allotted = work.undoing.allotments(*days.values())
        work.undoing.forget_shops([shop.licence])
        work.undoing.forget_staff(["7"])
        work.undoing.forget_allotments(*days.values())
        assert work.people.shop(shop.licence) is None
        assert work.people.staff_with(Role.DELIVERY) == []
        work.people.put_shops(shops_of(shops.values()))
        work.people.put_staff(staff_of(staff.values()))
        work.supply.put([one for one in allotments_of(allotted) if not setattr(one, "id", 6)])
        assert work.undoing.shops([shop.licence]) == shops
        assert work.undoing.staff(["7"]) == staff
        assert work.undoing.allotments(*days.values()) == allotted
        assert [one.no for one in work.people.staff_with(Role.DELIVERY)] == ["7"]

    store.run_now(unit)


def test_what_rests_on_somebody_is_found(store: Store) -> None:
    def unit(work: Work) -> list[bool]:
        work.people.put_staff([a_staff("7"), a_staff("8"), a_staff("9")])
        work.people.put_shops([a_shop(1, manager_no="7"), a_shop(2, manager_no="0")])
        work.people.bind(HERE, "staff:8", NOW)
        work.cases.add(a_case(shop=a_shop(1).licence, owner_no="0"))
        undoing = work.undoing
        return [
            undoing.needs_staff(["7", "9"]),
            undoing.needs_staff(["8"]),
            undoing.needs_staff(["9"]),
            undoing.needs_shops([a_shop(1).licence]),
            undoing.needs_shops([a_shop(2).licence]),
            undoing.needs_labels("none"),
        ]

    assert store.run_now(unit) == [True, True, False, True, False, False]


def test_imports_and_their_traces_are_kept_in_order(store: Store) -> None:
    def unit(work: Work) -> None:
        for number in (1, 2):
            job = SheetImport(id=number, kind=SheetKind.SHOPS, by_no="9001", arrived_at=NOW)
            work.imports.add(job)
            job.state, job.ended_at = ImportState.WRITTEN, NOW
            work.imports.keep(job)
        for place in (1, 0, 1):
            work.imports.keep_trace(1, place, f"[{place}]")
        assert list(work.imports.traces(1)) == ["[0]", "[1]"]
        work.imports.forget_traces(1)
        assert list(work.imports.traces(1)) == []
        assert [job.id for job in work.imports.latest(SheetKind.SHOPS)] == [2, 1]
        last = work.imports.last_written(SheetKind.SHOPS)
        assert last is not None
        assert last.id == 2
        assert work.imports.last_written(SheetKind.STAFF) is None

    store.run_now(unit)
