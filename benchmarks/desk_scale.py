"""What the desk costs with 20,000 staff and 10,000 open cases, as the archive grows.

    python benchmarks/desk_scale.py [CLOSED ...]        # by default 10000 100000 1000000

For each number of closed cases it prints milliseconds for: a pass of the timekeeper over timers
that have come, for each timer; a pass with nothing due; a manager's list; the staff as a message
asks for them (remembered, and read anew after a change); and everything as a ratio to the first
number. Flat means ratios near 1.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.app import house_of
from bot.desk import clock, worklist
from bot.desk.house import House
from bot.desk.shift import Shift
from bot.settings import Settings
from bot.timekeeper import Timekeeper
from models import ledger
from models.case import Case
from models.people import Absence, Staff
from models.terms import Category, Role, Stage
from storage.engine import Store, open_store
from storage.unit_of_work import Work

NOW = datetime(2026, 3, 12, 2, tzinfo=UTC)
STAFF = 20_000
OPEN = 10_000
DUE = 200
ROUNDS = 15
A_BATCH = 5_000


def staff() -> Iterator[Staff]:
    """A director, 200 supervisors, and customer managers who stand in for one another."""
    yield Staff(no="S0", name="周立", roles=(Role.DIRECTOR.value, Role.DUTY.value))
    for number in range(1, 201):
        yield Staff(no=f"S{number}", name="陈芳", roles=(Role.SUPERVISOR.value,), superior_no="S0")
    for number in range(201, STAFF):
        yield Staff(
            no=f"S{number}",
            name="张明",
            roles=(Role.CUSTOMER_MANAGER.value,),
            superior_no=f"S{number % 200 + 1}",
            substitute_no=f"S{201 + (number + 1) % (STAFF - 201)}",
        )


def a_case(number: int, at: datetime, **told: Any) -> Case:
    owner = f"S{201 + number % 1000}"
    whole: dict[str, Any] = {
        "id": number,
        "number": f"{number:08d}",
        "year": at.year,
        "category": Category.TRANSPORT,
        "subcategory": "少送错送",
        "shop": f"{number % 300_000:012d}",
        "complainant": f"web:desk:shop-{number % 300_000}",
        "said": "今天送来的玉溪少送1条",
        "first_receiver_no": owner,
        "owner_no": owner,
        "first_message_at": at,
        "filed_at": at,
        "respond_by": at + timedelta(days=1),
        "close_by": at + timedelta(days=14),
        "contacted_at": at,
    }
    return Case(**(whole | told))


def fill(store: Store, closed: int, known: int) -> None:
    """Bring the archive from `known` to `closed` cases."""
    for first in range(known, closed, A_BATCH):
        past = [
            a_case(
                10**7 + number,
                NOW - timedelta(minutes=30 + number % 500_000),
                stage=Stage.CLOSED,
                closed_at=NOW - timedelta(minutes=number % 500_000),
            )
            for number in range(first, min(first + A_BATCH, closed))
        ]
        store.run_now(lambda work, past=past: add_all(work, past))


def add_all(work: Work, cases: list[Case]) -> None:
    for case in cases:
        work.cases.add(case)


def open_cases(work: Work, house: House) -> None:
    """Open cases, each with its first ledger line and its timer."""
    shift = Shift(work, NOW, house)
    for number in range(1, OPEN + 1):
        case = a_case(number, NOW)
        work.cases.add(case)
        work.cases.record(ledger.write(case, "file", by="desk", now=NOW))
        work.cases.keep(case)
        clock.set_timer(shift, case)


def make_due(work: Work) -> None:
    for number in range(1, DUE + 1):
        work.mail.set_timer(f"case:{number}", NOW, {"case": number}, NOW)


def milliseconds(does: Callable[[], object]) -> float:
    began = time.perf_counter()
    does()
    return (time.perf_counter() - began) * 1000


def measured(store: Store, house: House) -> dict[str, float]:
    keeper = Timekeeper(store, house, lambda: NOW)

    def a_pass() -> None:
        asyncio.run(keeper.ring_due())

    def a_list(work: Work) -> None:
        shift = Shift(work, NOW, house)
        worklist.mine(shift, shift.staff("S205"))

    def the_staff(work: Work) -> None:
        house.company(work, NOW.date())

    def one_away(work: Work) -> None:
        work.people.add_absence(Absence(staff_no="S300", first_day=NOW.date(), last_day=NOW.date()))

    times: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        store.run_now(make_due)
        times.setdefault("a timer", []).append(milliseconds(a_pass) / DUE)
        times.setdefault("a pass with nothing due", []).append(milliseconds(a_pass))
        store.read_now(the_staff)
        times.setdefault("a manager's list", []).append(
            milliseconds(lambda: store.read_now(a_list))
        )
        times.setdefault("staff, remembered", []).append(
            milliseconds(lambda: store.read_now(the_staff))
        )
    for _ in range(3):
        store.run_now(one_away)
        times.setdefault("staff, read anew", []).append(
            milliseconds(lambda: store.read_now(the_staff))
        )
    return {name: statistics.median(taken) for name, taken in times.items()}


def main(sizes: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        house = house_of(Settings(home=home, database_url=""))
        store = open_store(f"sqlite:///{home / 'desk.db'}")
        store.prepare()
        store.run_now(lambda work: work.people.put_staff(staff()))
        store.run_now(lambda work: open_cases(work, house))
        base: dict[str, float] = {}
        known = 0
        for closed in sizes:
            fill(store, closed, known)
            known = closed
            found = measured(store, house)
            base = base or found
            print(f"{closed} closed cases")
            for name, taken in found.items():
                print(f"  {name:<26}{taken:9.3f} ms   x {taken / base[name]:.2f}")
        store.close()


if __name__ == "__main__":
    main([int(each) for each in sys.argv[1:]] or [10_000, 100_000, 1_000_000])
