"""The store: one transaction a unit, on both databases alike."""

import asyncio

import pytest

from storage.engine import Store
from storage.errors import Conflict
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
