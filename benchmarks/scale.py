"""What the desk costs with 10⁴, 10⁵ and 10⁶ cases behind it.

    python -m benchmarks.scale sqlite|postgresql [CASES ...] [--rounds N]

A region of 20,000 staff and 100,000 shops with 10,000 open cases, and so many closed ones, one
every five minutes, each with its ledger and what was said. Each number gets a database of its own,
on PostgreSQL in a server of its own; all are asked in turn, in another order each round, so that a
machine that grows slower does so for all of them. Printed are, for each thing that is asked, the
middle of the clock and of the processor of this process (on PostgreSQL the server's is not in it),
both also as ratios to the smallest number; then how the database finds its answers with the
largest. Flat means ratios near 1; wanted is 1.5 at most.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks import history
from bot.app import build
from bot.desk import clock, worklist
from bot.desk.shift import Shift
from bot.settings import Settings
from models import ledger
from models.ownership import receive
from storage.scribe import Scribe
from storage.unit_of_work import Work
from tests.databases import PostgresServer, postgres_programs
from tests.stand_ins import KeywordReader, RecordingChannel, StoppedClock

SIZES = (10_000, 100_000, 1_000_000)
OPEN, TALKERS = 10_000, 4_000
#: Between two open cases; so the oldest of them was filed two weeks ago.
APART = timedelta(minutes=2)
LOOK_UPS, LISTS, TIMERS, PASSES, TALKS = 100, 20, 100, 20, 10

#: Seconds by the clock and of the processor.
Cost = tuple[float, float]


class Desk:
    """A desk with so many closed cases, and what it is asked for in each round."""

    def __init__(self, url: str, cases: int, home: Path) -> None:
        self.clock, self.channel = StoppedClock(history.NOW), RecordingChannel()
        key = (self.channel.name, self.channel.account)
        settings = Settings(home=home, database_url=url)
        self.app = build(
            settings, KeywordReader(), clock=self.clock, more=lambda *_: {key: self.channel}
        )
        self.store, self.house = self.app.store, self.app.house
        self._round = self._said = 0
        for settle in (self._people, self._talkers, self._open_cases):
            self.store.run_now(settle)
        history.remember(self.store, cases)

    def _people(self, work: Work) -> None:
        work.people.put_staff(history.staff())
        history.settle_shops(work)

    def _talkers(self, work: Work) -> None:
        for place in range(TALKERS):
            who = f"shop-{history.licence(place)}"
            address = self.channel.decode({"conversation": who, "event_id": ""}).address
            work.people.bind(address, f"shop:{history.licence(place)}", history.NOW)

    def _open_cases(self, work: Work) -> None:
        shift = Shift(work, history.NOW, self.house)
        for number in range(1, OPEN + 1):
            shop = TALKERS + number
            licence = history.licence(shop)
            told = {"shop": licence, "complainant": f"test:town:shop-{licence}"}
            filed = history.NOW - number * APART
            case = history.a_case(number, filed, **told)
            work.cases.add(case)
            work.cases.record(ledger.write(case, "file", by="desk", now=filed))
            work.cases.keep(case)
            clock.set_timer(shift, case)

    def a_round(self) -> dict[str, Cost]:
        """What everything costs once."""
        self._round += 1
        self.store.run_now(self._make_due)
        self.store.read_now(self._a_list)  # which has the staff read, who are remembered
        return {
            "an owner looked up": _cost(self._look_ups, LOOK_UPS),
            "a manager's list": _cost(self._lists, LISTS),
            "a timer that is due": _cost(self._one_pass, TIMERS),
            "a pass with nothing due": _cost(self._idle_passes, PASSES),
            "a complaint told and filed": _cost(self._talks, TALKS),
        }

    def _look_ups(self) -> None:
        def unit(work: Work) -> None:
            shift = Shift(work, self.clock(), self.house)
            for number in range(LOOK_UPS):
                place = (self._round * 977 + number * 631) % history.SHOPS
                shop = work.people.shop(history.licence(place))
                assert shop is not None
                receive(shift.company, shop.manager_no)

        self.store.read_now(unit)

    def _lists(self) -> None:
        for _ in range(LISTS):
            self.store.read_now(self._a_list)

    def _a_list(self, work: Work) -> None:
        shift = Shift(work, self.clock(), self.house)
        assert worklist.mine(shift, shift.staff("S205"))

    def _make_due(self, work: Work) -> None:
        now = self.clock()
        for number in range(1, TIMERS + 1):
            work.mail.set_timer(f"case:{number}", now, {"case": number}, now)

    def _one_pass(self) -> None:
        assert asyncio.run(self.app.timekeeper.ring_due()) >= TIMERS

    def _idle_passes(self) -> None:
        for _ in range(PASSES):
            asyncio.run(self.app.timekeeper.ring_due())

    def _talks(self) -> None:
        asyncio.run(self._talk())

    async def _talk(self) -> None:
        """Shops say something, read what is asked back, and say yes: each files a case."""
        for number in range(TALKS):
            who = f"shop-{history.licence((self._round * TALKS + number) % TALKERS)}"
            for text in (history.SAID[0], "对"):
                self._said += 1
                event = {"conversation": who, "event_id": f"e{self._said}", "text": text}
                await self.app.accept(self.channel, event)
                self.clock.pass_by(seconds=3)
                await self.app.settle()


def _cost(does: Callable[[], object], times: int) -> Cost:
    clock, processor = time.perf_counter(), time.process_time()
    does()
    return (time.perf_counter() - clock) / times, (time.process_time() - processor) / times


def measured(desks: Mapping[int, Desk], rounds: int) -> dict[int, list[dict[str, Cost]]]:
    """The rounds of each desk; the first round warms up and does not count."""
    taken: dict[int, list[dict[str, Cost]]] = {size: [] for size in desks}
    order = list(desks)
    for number in range(rounds + 1):
        for size in order:
            costs = desks[size].a_round()
            if number:
                taken[size].append(costs)
        order.append(order.pop(0))
    return taken


def report(kind: str, taken: Mapping[int, list[dict[str, Cost]]]) -> None:
    base = next(iter(taken.values()))
    for name in base[0]:
        for size, rounds in taken.items():
            told = []
            for which in (0, 1):
                middle = statistics.median(one[name][which] for one in rounds)
                ratio = statistics.median(
                    one[name][which] / first[name][which]
                    for one, first in zip(rounds, base, strict=True)
                )
                told.append(f"{middle * 1000:8.3f} ms  x {ratio:.2f}")
            print(f"{kind:<10} {name:<27} {size:>9,}  clock {told[0]}   CPU {told[1]}")


class _Explaining:
    """A driver's connection that says how it finds the answer to each question first."""

    def __init__(self, driver: Any, plans: dict[str, str]) -> None:
        self._driver = driver
        self._plans = plans

    def __getattr__(self, name: str) -> Any:
        return getattr(self._driver, name)

    def execute(self, sql: str, *parameters: Any) -> Any:
        if parameters and sql not in self._plans:
            is_sqlite = isinstance(parameters[0], list)
            explain = "EXPLAIN QUERY PLAN " if is_sqlite else "EXPLAIN (COSTS OFF) "
            rows = self._driver.execute(explain + sql, *parameters).fetchall()
            self._plans[sql] = "\n".join(str(row[-1]) for row in rows)
        return self._driver.execute(sql, *parameters)


@contextmanager
def explained() -> Iterator[dict[str, str]]:
    """How every statement within finds its rows, by the statement."""
    plans: dict[str, str] = {}
    begin = Scribe.__init__

    def beginning(scribe: Any, *told: Any) -> None:
        begin(scribe, *told)
        scribe._driver = _Explaining(scribe._driver, plans)

    Scribe.__init__ = beginning  # type: ignore[method-assign]
    try:
        yield plans
    finally:
        Scribe.__init__ = begin  # type: ignore[method-assign]


def tell_plans(kind: str, desk: Desk) -> None:
    """Every way of finding rows that is used, and whether a table of cases is read whole."""
    with explained() as plans:
        desk.a_round()
    ways = sorted({line.strip() for plan in plans.values() for line in plan.splitlines()})
    print(f"{kind}: {len(plans)} statements; how they find rows")
    for way in ways:
        if any(word in way for word in ("SCAN", "SEARCH", "Scan")):
            print(f"  {way[:150]}")


def main(kind: str, sizes: list[int], rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as after:
        home = Path(folder)
        urls = {size: f"sqlite:///{home / f'desk-{size}.db'}" for size in sizes}
        if kind == "postgresql":
            programs = postgres_programs()
            if programs is None:
                raise SystemExit("no PostgreSQL programs: see tests/databases.py")
            server = PostgresServer(programs)
            after.callback(server.remove)
            urls = {size: server.create(f"desk{size}") for size in sizes}
        desks = {}
        for size, url in urls.items():
            desks[size] = Desk(url, size, home)
            after.callback(desks[size].app.close)
        report(kind, measured(desks, rounds))
        tell_plans(kind, desks[sizes[-1]])


if __name__ == "__main__":
    told = argparse.ArgumentParser()
    told.add_argument("kind", choices=["sqlite", "postgresql"])
    told.add_argument("sizes", type=int, nargs="*", default=list(SIZES))
    told.add_argument("--rounds", type=int, default=15)
    asked = told.parse_args()
    main(asked.kind, asked.sizes, asked.rounds)
