"""A roster of 20,000 shops in GB18030 with twelve kinds of fault: is each found in its row, and how
long does that take?

    python -m benchmarks.imports [ROWS]

The file is made here, with one row in forty spoilt, each in a way and a place that is remembered.
Timed are, in turn and in one process, a plain pass of Python's csv over the decoded file, and what
`shouwen roster import --errors` does: read, check, compare with a roster of the same size in the
database, refuse, and write the sheet back. What comes back is read again and held against what was
spoilt. Printed are CPU seconds, the medians of the rounds, and their ratio.
"""

import csv
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import cycle
from pathlib import Path
from typing import Final, NamedTuple

from bot.imports.marked import write_marked
from bot.imports.outcome import Outcome
from bot.imports.roster import checked_roster
from bot.imports.sheet import open_sheet
from models.people import Staff
from models.policy import Policy
from models.terms import Role
from storage.engine import Store, open_store
from storage.unit_of_work import Work

ROWS: Final = 20_000
EVERY: Final = 40
ROUNDS: Final = 5
MANAGERS: Final = 80
HEADING: Final = (
    *("客户编码", "许可证号", "店名", "经营者", "电话", "区域"),
    *("路线", "订货日", "送货日", "档位", "年购进额", "客户经理工号"),
)


class Kind(NamedTuple):
    """One kind of fault: the column it is reported under, and what is written there."""

    name: str
    column: str
    value: str


KINDS: Final = (
    Kind("a licence that is missing", "许可证号", ""),
    Kind("a licence of eleven digits", "许可证号", "31010110000"),
    Kind("a licence made a power of ten", "许可证号", "3.10101E+11"),
    Kind("a licence that an earlier row has", "许可证号", "310000000000"),
    Kind("a customer code that an earlier row has", "客户编码", "K00000"),
    Kind("a name that is missing", "店名", ""),
    Kind("a telephone number too short", "电话", "1390000"),
    Kind("a kind of place that there is not", "区域", "城里"),
    Kind("a class beyond thirty", "档位", "31"),
    Kind("a weekday that there is not", "订货日", "周八"),
    Kind("purchases below zero", "年购进额", "-5"),
    Kind("a manager who is not on the staff", "客户经理工号", "9999"),
)


def a_row(number: int) -> list[str]:
    places = ("市区", "县城", "街道", "乡村")
    return [
        *(f"K{number:05d}", f"{310_000_000_000 + number}", f"第{number}号烟店", "王大姐"),
        *(f"139{number:08d}", places[number % 4], f"{number % 60}号线", "周二", "周四"),
        *(str(number % 30 + 1), str(50_000 + number), f"{1001 + number % MANAGERS}"),
    ]


def made(path: Path, rows: int) -> dict[int, Kind]:
    """Write the file; which row was spoilt how, counted as a spreadsheet does."""
    spoilt: dict[int, Kind] = {}
    kinds = cycle(KINDS)
    with path.open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADING)
        for number in range(rows):
            row = a_row(number)
            if number and number % EVERY == 0:
                kind = spoilt[number + 2] = next(kinds)
                row[HEADING.index(kind.column)] = kind.value
            writer.writerow(row)
    return spoilt


def filled(folder: Path, rows: int) -> Store:
    """A database with the staff and a roster of the same size, as it was a month ago."""
    store = open_store(f"sqlite:///{folder / 'benchmark.db'}")
    store.prepare()
    numbers = range(1001, 1001 + MANAGERS)
    roles = (Role.CUSTOMER_MANAGER.value,)
    staff = [Staff(no=str(no), name="张明", roles=roles) for no in numbers]
    store.run_now(lambda work: work.people.put_staff(staff))
    clean = folder / "clean.csv"
    with clean.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADING, *(a_row(number) for number in range(rows))])
    with checked_roster(open_sheet(clean)) as roster:
        store.run_now(lambda work: roster.take_in(work, Policy()))
    return store


def plain_pass(path: Path) -> int:
    with path.open(encoding="gb18030", newline="") as file:
        return sum(1 for _ in csv.reader(file))


class _TakenBack(Exception):
    """Raised so that the transaction leaves nothing."""


def examined(path: Path, store: Store, marked: Path) -> list[tuple[int, str]]:
    """Everything that the import says is wrong, as row and column."""
    found: list[Outcome] = []

    def unit(work: Work) -> None:
        found.append(roster.take_in(work, Policy(), partial=True))
        raise _TakenBack

    sheet = open_sheet(path)
    with checked_roster(sheet) as roster:
        with suppress(_TakenBack):
            store.run_now(unit)
        outcome = found[-1]
        write_marked(sheet, outcome.faults, outcome.places, marked)
        return [(each.row, each.column) for each in outcome.faults]


def timed(rounds: int, *what: Callable[[], object]) -> Iterator[tuple[float, float]]:
    """CPU and wall-clock seconds of each, in turn; the first round warms up."""
    told: list[list[tuple[float, float]]] = [[] for _ in what]
    for number in range(rounds + 1):
        for place, each in enumerate(what):
            began = time.process_time(), time.monotonic()
            each()
            spent = time.process_time() - began[0], time.monotonic() - began[1]
            if number:
                told[place].append(spent)
    for times in told:
        yield statistics.median(cpu for cpu, _ in times), statistics.median(s for _, s in times)


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path, marked = folder / "roster.csv", folder / "marked.xlsx"
        spoilt = made(path, rows)
        store = filled(folder, rows)
        found = examined(path, store, marked)
        expected = sorted((row, kind.column) for row, kind in spoilt.items())
        back = open_sheet(marked)
        reasons = {number: str(cells[-1]) for number, cells in back.rows if len(cells) > 12}
        said = {row for row, kind in spoilt.items() if kind.column in reasons.get(row, "")}
        print(f"{rows} rows, {len(spoilt)} spoilt in {len(KINDS)} ways")
        print(f"  reported in their row and column: {len(set(expected) & set(found))}")
        print(f"  reported that were not spoilt:    {len(set(found) - set(expected))}")
        print(f"  with their reason in the sheet that comes back: {len(said)}")
        one, other = timed(ROUNDS, lambda: plain_pass(path), lambda: examined(path, store, marked))
        store.close()
        print(f"  a plain csv pass  {one[0]:6.3f} s of CPU, {one[1]:6.3f} s")
        print(f"  the import        {other[0]:6.3f} s of CPU, {other[1]:6.3f} s")
        print(f"  ratio of CPU      {other[0] / one[0]:6.1f}")


if __name__ == "__main__":
    main(next((int(word) for word in sys.argv[1:] if word.isdecimal()), ROWS))
