"""What a page of the console costs with 2,000 staff and 1,000 open cases, as the archive grows.

    python -m benchmarks.console [CLOSED ...]    # by default 2000 and 20000, spread over a year

Printed are milliseconds of CPU for what a page reads from the database, without the drawing of it,
as three people see it: who sees the whole (a director), a supervisor over ten managers, and one
customer manager. Every figure is the median of the rounds; the ratio is to the first number.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from benchmarks.history import NOW, a_case, add_all
from bot.desk.house import House
from bot.desk.shift import Shift
from bot.house import house_of
from bot.settings import Settings
from bot.web.admin.cases import Wanted, _page_of
from bot.web.admin.today import day_of
from models import ledger
from models.people import Staff
from models.terms import Role, Stage
from storage.engine import Store, open_store
from storage.unit_of_work import Work

STAFF: Final = 2_000
OPEN: Final = 1_000
A_BATCH: Final = 2_000
ROUNDS: Final = 5
VIEWERS: Final = {"director": "S0", "supervisor": "S1", "manager": "S201"}
PAGES: Final[Mapping[str, Callable[[Staff], Callable[[Shift], Any]]]] = {
    "the day": day_of,
    "a page of cases": lambda viewer: _page_of(viewer, Wanted(), None),
    "words found nowhere": lambda viewer: _page_of(viewer, Wanted(words="没有人说过"), None),
}


def staff() -> Iterator[Staff]:
    """A director, 200 supervisors, and customer managers under them."""
    yield Staff(no="S0", name="周立", roles=(Role.DIRECTOR.value, Role.DUTY.value))
    for number in range(1, 201):
        yield Staff(no=f"S{number}", name="陈芳", roles=(Role.SUPERVISOR.value,), superior_no="S0")
    for number in range(201, STAFF):
        roles, superior_no = (Role.CUSTOMER_MANAGER.value,), f"S{number % 200 + 1}"
        yield Staff(no=f"S{number}", name="张明", roles=roles, superior_no=superior_no)


def open_ones(work: Work) -> None:
    for number in range(1, OPEN + 1):
        case = a_case(number, NOW)
        work.cases.add(case)
        work.cases.record(ledger.write(case, "file", by="desk", now=NOW))


def fill(store: Store, closed: int) -> None:
    """Closed cases, the same number on every day of the year past."""
    a_year = timedelta(days=365)
    for first in range(0, closed, A_BATCH):
        numbers = range(first, min(first + A_BATCH, closed))
        days = [(number, NOW - a_year * (number / closed)) for number in numbers]
        past = [a_case(10**7 + n, at, stage=Stage.CLOSED, closed_at=at) for n, at in days]
        store.run_now(lambda work, past=past: add_all(work, past))


class Console:
    """A database with so many closed cases, and the pages that are asked of it."""

    def __init__(self, url: str, closed: int, house: House) -> None:
        self.house = house
        self.store = open_store(url)
        self.store.prepare()
        self.store.run_now(lambda work: work.people.put_staff(staff()))
        self.store.run_now(open_ones)
        fill(self.store, closed)

    def a_round(self) -> dict[tuple[str, str], float]:
        """Milliseconds for every page of every viewer."""
        return {
            (name, who): self.store.read_now(
                lambda work, no=no, page=page: self._ask(work, no, page)
            )
            for name, page in PAGES.items()
            for who, no in VIEWERS.items()
        }

    def _ask(self, work: Work, no: str, page: Callable[[Staff], Callable[[Shift], Any]]) -> float:
        shift = Shift(work, NOW, self.house)
        viewer = shift.staff(no)
        began = time.thread_time()
        page(viewer)(shift)
        return (time.thread_time() - began) * 1000


def main(sizes: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder), database_url="")
        consoles = {
            size: Console(f"sqlite:///{Path(folder) / f'{size}.db'}", size, house_of(settings))
            for size in sizes
        }
        rounds: dict[int, list[dict[tuple[str, str], float]]] = {size: [] for size in sizes}
        for number in range(ROUNDS + 1):
            for size, console in consoles.items():
                found = console.a_round()
                if number:  # the first round warms up
                    rounds[size].append(found)
        report(rounds)
        for console in consoles.values():
            console.store.close()


def report(rounds: Mapping[int, list[dict[tuple[str, str], float]]]) -> None:
    base = next(iter(rounds.values()))
    for size, found in rounds.items():
        print(f"{size} closed cases")
        for name, who in base[0]:
            middle = statistics.median(one[name, who] for one in found)
            ratio = middle / statistics.median(one[name, who] for one in base)
            print(f"  {name:<22}{who:<12}{middle:10.1f} ms   x {ratio:.2f}")


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:] if word.isdecimal()] or [2_000, 20_000])
