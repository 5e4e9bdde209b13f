"""What the desk costs with 20,000 staff and 10,000 open cases, as the archive grows.

    python -m benchmarks.desk_scale [--postgres] [CLOSED ...]    # by default 10000 and 1000000

Each number of closed cases gets a database of its own, and all are measured in turn, so that a
machine that grows slower meanwhile does so for all of them. Printed are milliseconds for: a pass
of the timekeeper over timers that have come, for each timer; a pass with nothing due; a manager's
list; the staff as a message asks for them (remembered, and read anew after a change); and
everything as a ratio to the first number, the median over the rounds. Flat means ratios near 1.

On SQLite each database is a file; --postgres starts a server of its own.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
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
from tests.databases import PostgresServer, postgres_programs

NOW = datetime(2026, 3, 12, 2, tzinfo=UTC)
STAFF = 20_000
OPEN = 10_000
DUE = 200
ROUNDS = 25
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


def fill(store: Store, closed: int) -> None:
    """Put so many closed cases into the archive."""
    for first in range(0, closed, A_BATCH):
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


class Desk:
    """A desk with so many closed cases, and what it is asked for in each round."""

    def __init__(self, url: str, closed: int, house: House) -> None:
        self.house = house
        self.store = open_store(url)
        self.store.prepare()
        self.store.run_now(lambda work: work.people.put_staff(staff()))
        self.store.run_now(lambda work: open_cases(work, house))
        fill(self.store, closed)
        self.keeper = Timekeeper(self.store, house, lambda: NOW)

    def a_round(self) -> dict[str, float]:
        """Milliseconds for everything once."""
        self.store.run_now(make_due)
        taken = {
            "a timer": milliseconds(self._a_pass) / DUE,
            "a pass with nothing due": milliseconds(self._a_pass),
        }
        self.store.read_now(self._staff)
        taken["a manager's list"] = milliseconds(lambda: self.store.read_now(self._a_list))
        taken["staff, remembered"] = milliseconds(lambda: self.store.read_now(self._staff))
        self.store.run_now(one_away)
        taken["staff, read anew"] = milliseconds(lambda: self.store.read_now(self._staff))
        return taken

    def _a_pass(self) -> None:
        asyncio.run(self.keeper.ring_due())

    def _a_list(self, work: Work) -> None:
        shift = Shift(work, NOW, self.house)
        worklist.mine(shift, shift.staff("S205"))

    def _staff(self, work: Work) -> None:
        self.house.company(work, NOW.date())


def one_away(work: Work) -> None:
    work.people.add_absence(Absence(staff_no="S300", first_day=NOW.date(), last_day=NOW.date()))


def measured(desks: Mapping[int, Desk]) -> dict[int, list[dict[str, float]]]:
    """The rounds of each desk; the first round warms up and does not count."""
    rounds: dict[int, list[dict[str, float]]] = {closed: [] for closed in desks}
    for number in range(ROUNDS + 1):
        for closed, desk in desks.items():
            taken = desk.a_round()
            if number:
                rounds[closed].append(taken)
    return rounds


def report(rounds: Mapping[int, list[dict[str, float]]]) -> None:
    base = next(iter(rounds.values()))
    for closed, taken in rounds.items():
        print(f"{closed} closed cases")
        for name in base[0]:
            middle = statistics.median(one[name] for one in taken)
            ratio = statistics.median(
                one[name] / first[name] for one, first in zip(taken, base, strict=True)
            )
            print(f"  {name:<26}{middle:9.3f} ms   x {ratio:.2f}")


def main(sizes: list[int], *, on_postgres: bool) -> None:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as after:
        urls = {size: f"sqlite:///{Path(folder) / f'desk-{size}.db'}" for size in sizes}
        if on_postgres:
            programs = postgres_programs()
            if programs is None:
                sys.exit("no PostgreSQL programs: see tests/databases.py")
            server = PostgresServer(programs)
            after.callback(server.remove)
            urls = {size: server.create(f"desk{size}") for size in sizes}
        settings = Settings(home=Path(folder), database_url="")
        # Each has a house of its own, which remembers the staff of its own database.
        desks = {size: Desk(url, size, house_of(settings)) for size, url in urls.items()}
        for desk in desks.values():
            after.callback(desk.store.close)
        report(measured(desks))


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:] if word.isdecimal()]
    main(numbers or [10_000, 1_000_000], on_postgres="--postgres" in sys.argv)
