"""A desk that takes messages while its disk is put on tape, and what is left after power cuts."""

import multiprocessing
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

import pysqlite3._sqlite3 as library

from models.mail import Queue
from storage import sqlite
from storage.engine import Store, open_store
from storage.errors import StoreFault
from tests.storage.disk_tape import Deed, Event, Image, Tape, images, record

_NOW: Final = datetime(2026, 11, 22, 1, tzinfo=UTC)
_HANDS: Final = 4
_LANES: Final = 7
_processes = multiprocessing.get_context("spawn")

Spoil = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Findings:
    """What was wrong on how many of the disks, and how many messages were missing at worst."""

    images: int
    damaged: int
    lost: int
    worst: int


def without_waiting_for_the_disk() -> None:
    """A planted fault: a commit is acknowledged before the disk has it."""
    _plant("NORMAL")


def without_any_order() -> None:
    """A planted fault: nothing is ever waited for."""
    _plant("OFF")


def _plant(level: str) -> None:
    right = sqlite._for_writing

    def wrong(connection: Any) -> None:
        right(connection)
        connection.execute(f"PRAGMA synchronous={level}").fetchall()

    sqlite._for_writing = wrong


def taped_day(messages: int, spoil: Spoil | None = None) -> list[Event]:
    """What a desk that takes so many messages asks of its disk."""
    ours, its = _processes.Pipe(duplex=False)
    desk = _processes.Process(target=_take, args=(messages, spoil, its))
    desk.start()
    its.close()
    events: list[Event] = ours.recv()
    desk.join()
    return events


def _take(messages: int, spoil: Spoil | None, out: Connection) -> None:
    if spoil:
        spoil()
    tape = record(Path(library.__file__))
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/shouwen.db")
        store.prepare()
        with ThreadPoolExecutor(_HANDS) as hands:
            list(hands.map(lambda number: _put(store, tape, number), range(messages)))
        out.send(list(tape.events))
        store.close()


def _put(store: Store, tape: Tape, number: int) -> None:
    payload = {"text": f"第 {number} 句" * 500}  # long, so that the log is emptied into the file
    store.run_now(
        lambda work: work.mail.put(Queue.IN, f"web:1:{number % _LANES}", str(number), payload, _NOW)
    )
    tape.promise(str(number))


def full_for_a_while(messages: int) -> tuple[list[str], list[str], list[str]]:
    """A day in the middle of which the disk is full: what was refused and how, what was promised,
    and what is there afterwards."""
    ours, its = _processes.Pipe(duplex=False)
    desk = _processes.Process(target=_run_full, args=(messages, its))
    desk.start()
    its.close()
    told: tuple[list[str], list[str], list[str]] = ours.recv()
    desk.join()
    return told


def _run_full(messages: int, out: Connection) -> None:
    tape = record(Path(library.__file__))
    refusals = []
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/shouwen.db")
        store.prepare()
        for number in range(messages):
            tape.is_full = messages // 3 <= number < 2 * messages // 3
            try:
                _put(store, tape, number)
            except StoreFault as fault:
                refusals.append(str(fault))
        promised = [event.name for event in tape.events if event.deed is Deed.PROMISE]
        lanes = [f"web:1:{number}" for number in range(_LANES)]
        there = store.read_now(
            lambda work: [
                job.dedupe
                for lane in lanes
                for job in work.mail.waiting_jobs(Queue.IN, lane, messages)
            ]
        )
        out.send((refusals, promised, [*there, *store.check()]))
        store.close()


def look_at(events: Sequence[Event], count: int, seed: int = 0) -> Findings:
    """Open so many disks as they may look after a power cut and read what is there."""
    damaged = lost = worst = 0
    for image in images(events, count, seed):
        missing = _missing(image)
        damaged += missing is None
        lost += bool(missing)
        worst = max(worst, missing or 0)
    return Findings(count, damaged, lost, worst)


def _missing(image: Image) -> int | None:
    """How many promised messages are not there; None for a damaged file."""
    if not image.promised:
        return 0
    with tempfile.TemporaryDirectory() as folder:
        for name, content in image.files.items():
            Path(folder, name).write_bytes(content)
        driver: Any = sqlite.safe_driver()
        try:
            with closing(driver.connect(f"{folder}/shouwen.db")) as connection:
                sound = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
                there = {row[0] for row in connection.execute("SELECT dedupe FROM job")}
        except driver.DatabaseError:
            return None
    return len(set(image.promised) - there) if sound else None
