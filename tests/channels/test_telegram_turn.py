"""Turns: one process asks at a time, and nobody asks on a turn that is lost."""

import asyncio

from bot.channels.telegram_turn import LASTS, Turn
from storage.engine import Store
from tests.stand_ins import StoppedClock


class Asking:
    """Work that goes on until it is stopped."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.stopped = asyncio.Event()

    async def __call__(self) -> None:
        self.begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.stopped.set()


class SteppedPause:
    """Pauses end one by one, when they are told to, and take their time by the clock."""

    def __init__(self, clock: StoppedClock) -> None:
        self.clock = clock
        self.go_on = asyncio.Event()
        self.ended = asyncio.Event()

    async def __call__(self, seconds: float) -> None:
        await self.go_on.wait()
        self.go_on.clear()
        self.clock.pass_by(seconds=seconds)
        self.ended.set()


async def takes(store: Store, clock: StoppedClock, by: str) -> bool:
    now = clock()
    return await store.run(lambda work: work.claims.take("asking", by, now + LASTS, now))


async def test_a_turn_that_somebody_else_took_meanwhile_stops_the_work(file_store: Store) -> None:
    clock, asking = StoppedClock(), Asking()
    pause = SteppedPause(clock)
    keeping = asyncio.create_task(Turn(file_store, "asking", clock, pause, "first").keep(asking))
    await asking.begun.wait()
    assert not await takes(file_store, clock, "second")
    clock.pass_by(seconds=13)  # as if the first process had been asleep
    assert await takes(file_store, clock, "second")
    pause.go_on.set()
    await asking.stopped.wait()
    keeping.cancel()
    await asyncio.wait([keeping])


async def test_who_ends_lets_the_next_process_in_at_once(file_store: Store) -> None:
    clock, asking = StoppedClock(), Asking()
    turn = Turn(file_store, "asking", clock, SteppedPause(clock), "first")
    keeping = asyncio.create_task(turn.keep(asking))
    await asking.begun.wait()
    keeping.cancel()
    await asyncio.wait([keeping])
    assert asking.stopped.is_set()
    assert await takes(file_store, clock, "second")


async def test_a_turn_is_renewed_while_it_is_used(file_store: Store) -> None:
    clock, asking = StoppedClock(), Asking()
    pause = SteppedPause(clock)
    keeping = asyncio.create_task(Turn(file_store, "asking", clock, pause, "first").keep(asking))
    await asking.begun.wait()
    for _ in range(5):
        pause.go_on.set()
        await pause.ended.wait()
        pause.ended.clear()
        await file_store.run(lambda work: None)  # the renewal before it is done
        assert not await takes(file_store, clock, "second")
    assert not asking.stopped.is_set()
    keeping.cancel()
    await asyncio.wait([keeping])
