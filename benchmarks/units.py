"""What a unit of work costs beside the bare driver doing the same statements.

    python -m benchmarks.units [ROUNDS]

Records the statements of real units, then runs units and recorded statements in turns on the same
SQLite file and prints medians and their ratio. Units: taking a message in, and handling one (find
the job, read and keep the conversation, file a case with its ledger line, two letters, settle).
"""

import asyncio
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from models.case import Case
from models.conversation import Conversation
from models.ids import new_id
from models.ledger import write
from models.mail import JobState, Queue
from models.messages import Address
from storage.engine import open_store
from storage.sqlite import safe_driver
from storage.unit_of_work import Work

Statement = tuple[str, Any]
NOW = datetime.now(UTC)
UNITS = 200
CHATS = 50


def take_in(number: int) -> Callable[[Work], object]:
    lane, payload = str(_chat(number)), {"text": "送货又晚了两天，这周的烟还没到", "n": number}
    return lambda work: work.mail.put(Queue.IN, lane, f"update:{number}", payload, NOW)


def handle(number: int) -> Callable[[Work], object]:
    address = _chat(number)

    def unit(work: Work) -> None:
        work.mail.lock(Queue.IN, str(address))
        job = work.mail.next_job(Queue.IN, str(address), NOW)
        assert job is not None
        conversation = work.talk.conversation(address) or _conversation(address)
        case = _case(number, address)
        work.cases.add(case)
        work.cases.record(write(case, "filed", by="desk", now=NOW))
        for person in (str(address), "web:main:manager"):
            letter = {"text": "已受理，单号 0312-07，客户经理张明会联系您"}
            work.mail.put(Queue.OUT, person, f"{person}:{number}", letter, NOW)
        conversation.slots = {"said": "送货又晚了两天", "number": number}
        work.talk.keep(conversation)
        work.mail.settle(job, JobState.DONE, NOW)

    return unit


def _chat(number: int) -> Address:
    return Address("telegram", "bot", str(number % CHATS))


def _conversation(address: Address) -> Conversation:
    return Conversation(
        channel=address.channel,
        account=address.account,
        conversation=address.conversation,
        touched_at=NOW,
    )


def _case(number: int, address: Address) -> Case:
    return Case(
        id=new_id(NOW),
        number=f"0312-{number}",
        year=2026,
        complainant=str(address),
        said="送货又晚了两天",
        shop="430102100001",
        first_receiver_no="7",
        owner_no="7",
        first_message_at=NOW,
        filed_at=NOW,
        respond_by=NOW,
        close_by=NOW,
    )


class Recorder:
    """Stands between the scribe and the driver and writes down what is said."""

    def __init__(self, driver: Any, said: list[Statement]) -> None:
        self.driver = driver
        self.said = said

    def execute(self, sql: str, parameters: Any) -> Any:
        self.said.append((sql, parameters))
        return self.driver.execute(sql, parameters)


def recorded(unit: Callable[[Work], object], said: list[Statement]) -> Callable[[Work], object]:
    def both(work: Work) -> object:
        scribe: Any = work.mail._scribe
        scribe._driver = Recorder(scribe._driver, said)
        return unit(work)

    return both


def run_ours(path: Path, units: list[Callable[[Work], object]]) -> float:
    """Microseconds a unit, one commit each."""
    store = open_store(f"sqlite:///{path}")
    store.run_now(lambda work: work.mail.waiting(Queue.IN))
    begun = time.perf_counter()
    for unit in units:
        store.run_now(unit)
    spent = time.perf_counter() - begun
    store.close()
    return spent / len(units) * 1e6


def run_together(path: Path, units: list[Callable[[Work], object]]) -> float:
    """Microseconds a unit when all arrive at once and share commits."""
    store = open_store(f"sqlite:///{path}")

    async def all_at_once() -> None:
        await asyncio.gather(*(store.run(unit) for unit in units))

    begun = time.perf_counter()
    asyncio.run(all_at_once())
    spent = time.perf_counter() - begun
    store.close()
    return spent / len(units) * 1e6


def run_bare(path: Path, units: list[list[Statement]]) -> float:
    """Microseconds a unit for the bare driver, one commit each."""
    driver = safe_driver().connect(str(path), isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        driver.execute(f"PRAGMA {pragma}").fetchall()
    begun = time.perf_counter()
    for statements in units:
        driver.execute("BEGIN IMMEDIATE")
        for sql, parameters in statements:
            driver.execute(sql, parameters).fetchall()
        driver.execute("COMMIT")
    spent = time.perf_counter() - begun
    driver.close()
    return spent / len(units) * 1e6


def a_round(folder: Path, kind: str) -> dict[str, float]:
    """The same units three ways, each on its own copy of the same file."""
    begin = folder / "begin.db"
    make = take_in if kind == "take in" else handle
    store = open_store(f"sqlite:///{begin}")
    store.prepare()
    if make is handle:
        for number in range(UNITS):
            store.run_now(take_in(number))
    store.close()
    copies = [Path(shutil.copy(begin, folder / f"{name}.db")) for name in "abcd"]
    said: list[list[Statement]] = [[] for _ in range(UNITS)]
    run_ours(copies[0], [recorded(make(n), said[n]) for n in range(UNITS)])
    return {
        "bare driver": run_bare(copies[1], said),
        "our unit": run_ours(copies[2], [make(n) for n in range(UNITS)]),
        "ours, together": run_together(copies[3], [make(n) for n in range(UNITS)]),
    }


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    for kind in ("take in", "handle"):
        found: list[dict[str, float]] = []
        for _ in range(rounds):
            with tempfile.TemporaryDirectory() as folder:
                found.append(a_round(Path(folder), kind))
        bare = statistics.median(one["bare driver"] for one in found)
        for name in found[0]:
            spent = statistics.median(one[name] for one in found)
            print(f"{kind:8} {name:15} {spent:8.0f} us a unit   {spent / bare:5.2f} x")


if __name__ == "__main__":
    main()
