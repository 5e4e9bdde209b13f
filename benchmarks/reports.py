"""What a month's report costs: `python -m benchmarks.reports CASES_A_MONTH`.

Three months of as many complaints each, the figures for the whole company, for a director and for
a supervisor, and one picture.
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.desk.monthly import figures_of
from bot.desk.shift import Shift
from bot.house import house_of
from bot.report.fonts import chinese_face
from bot.report.pictures import draw
from bot.settings import Settings
from models.ledger import write
from models.terms import SUBCATEGORIES, Category
from storage.engine import Store, open_store
from storage.unit_of_work import Work
from tests.builders import a_shop, the_staff
from tests.monthly import A_YEAR_AGO, FEBRUARY, MARCH, a_complaint


def main(cases: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{Path(folder) / 'shouwen.db'}")
        store.prepare()
        try:
            _fill(store, cases)
            _measure(store, Path(folder))
        finally:
            store.close()


def _fill(store: Store, cases: int) -> None:
    def people(work: Work) -> None:
        work.people.put_staff(the_staff())
        work.people.put_shops([a_shop()])

    store.run_now(people)
    for place, at in enumerate((MARCH, FEBRUARY, A_YEAR_AGO)):
        store.run_now(lambda work, place=place, at=at: _file(work, place * cases, cases, at))


def _file(work: Work, before: int, cases: int, at: datetime) -> None:
    for place in range(1, cases + 1):
        category = random.choice(list(Category))
        told = {"category": category, "subcategory": random.choice(SUBCATEGORIES[category])}
        filed = at + timedelta(seconds=place)
        case = a_complaint(before + place, filed, **told)
        entry = write(case, "filed", by="retailer", now=filed)
        work.cases.add(case)
        work.cases.record(entry)


def _measure(store: Store, home: Path) -> None:
    house, now = house_of(Settings(home=home)), MARCH + timedelta(days=10)
    found = None
    for no in ("", "3001", "2001"):

        def look(work: Work, no: str = no) -> Any:
            viewer = work.people.staff(no) if no else None
            return figures_of(Shift(work, now, house), MARCH.date(), viewer)

        found = _timed(f"figures {no or 'whole company'}", lambda look=look: store.read_now(look))
    face = _timed("finding a font", chinese_face)
    for again in ("first", "again"):
        _timed(f"SVG {again}", lambda: draw("subcategories", found, face, "svg"))
    _timed("PNG", lambda: draw("subcategories", found, face, "png"))


def _timed(what: str, deed: Callable[[], Any]) -> Any:
    began, worked = time.perf_counter(), time.process_time()
    result = deed()
    spent, seconds = time.process_time() - worked, time.perf_counter() - began
    print(f"{what}: {spent:.2f} s of processor ({seconds:.2f} s)")
    return result


if __name__ == "__main__":
    main(int(sys.argv[1]))
