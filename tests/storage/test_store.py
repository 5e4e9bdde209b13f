"""The store: one transaction a unit, on both databases alike."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from pysqlite3.dbapi2 import DatabaseError
from sqlalchemy import insert

from models.mail import Counter
from storage.engine import Store
from storage.errors import Conflict, StoreFault
from storage.unit_of_work import Work


def test_a_unit_that_returns_is_kept(store: Store) -> None:
    store.run_now(lambda work: work.counters.set("offset", 7))
    assert store.read_now(lambda work: work.counters.get("offset")) == 7


def test_a_unit_that_raises_leaves_nothing(store: Store) -> None:
    def unit(work: Work) -> None:
        work.counters.set("offset", 7)
        raise ValueError("changed my mind")

    with pytest.raises(ValueError, match="changed my mind"):
        store.run_now(unit)
    assert store.read_now(lambda work: work.counters.get("offset")) == 0


async def test_units_that_run_at_once_each_count_once(store: Store) -> None:
    numbers = await asyncio.gather(
        *(store.run(lambda work: work.counters.next("cases")) for _ in range(100))
    )
    assert sorted(numbers) == list(range(1, 101))


async def test_a_unit_that_raises_takes_nothing_from_its_neighbours(store: Store) -> None:
    async def one(number: int) -> object:
        def unit(work: Work) -> int:
            work.counters.set(f"n{number}", number)
            if number % 3 == 0:
                raise ValueError(number)
            return number

        return await store.run(unit)

    answers = await asyncio.gather(*(one(n) for n in range(1, 31)), return_exceptions=True)
    for number, answer in enumerate(answers, 1):
        kept = store.read_now(lambda work, n=number: work.counters.get(f"n{n}"))
        assert (answer, kept) == (number, number) if number % 3 else kept == 0


def test_a_unit_that_meets_a_conflict_is_run_again(store: Store) -> None:
    tries = []

    def unit(work: Work) -> int:
        tries.append(work)
        work.counters.next("tried")
        if len(tries) < 3:
            raise Conflict("又被改过")
        return work.counters.get("tried")

    assert store.run_now(unit) == 1
    assert len(set(map(id, tries))) == 3


def test_a_conflict_that_does_not_pass_is_told_after_eight_tries(store: Store) -> None:
    tries = []

    def unit(work: Work) -> None:
        tries.append(work)
        raise Conflict("又被改过")

    with pytest.raises(Conflict):
        store.run_now(unit)
    assert len(tries) == 8


class StubbornDriver:
    """A driver of SQLite whose disk fails one commit, and the taking back after it."""

    def __init__(self, driver: Any) -> None:
        self.driver, self.fails = driver, ["COMMIT", "ROLLBACK"]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.driver, name)

    def execute(self, statement: str, *told: Any) -> Any:
        if self.fails[:1] == [statement]:
            self.fails.pop(0)
            raise DatabaseError("disk I/O error")
        return self.driver.execute(statement, *told)


@pytest.mark.timeout(60)
def test_a_disk_that_fails_even_to_take_back_leaves_nobody_waiting(file_store: Store) -> None:
    writer = file_store._keeping._writer
    writer._driver = StubbornDriver(writer._driver)
    with pytest.raises(StoreFault):
        file_store._write(lambda work: work.counters.next("n")).result(10)
    assert file_store._write(lambda work: work.counters.next("n")).result(10) == 1


def test_rows_that_end_badly_leave_the_memory_as_it_was(file_store: Store) -> None:
    def rows() -> Iterator[Any]:
        raise UnicodeError
        yield

    def unit(work: Work) -> tuple[int, int]:
        scribe = work.counters._scribe
        usual = scribe._driver.execute("PRAGMA cache_size").fetchone()
        statement = insert(Counter.__table__)
        with pytest.raises(UnicodeError):
            scribe.write_stream(statement, rows())
        return usual, scribe._driver.execute("PRAGMA cache_size").fetchone()

    usual, left = file_store.run_now(unit)
    assert left == usual
