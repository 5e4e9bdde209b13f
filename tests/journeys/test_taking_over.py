"""Taking over: what a process held when it died is done by another one, soon and once."""

import asyncio
import multiprocessing
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from bot.app import App, build
from bot.hands import all_hands
from bot.holding import LEASE
from bot.settings import Settings
from bot.stations import LEFT_TO_TIMEKEEPERS, Station
from models.mail import Queue
from models.messages import Outbound
from storage.engine import Store
from storage.unit_of_work import Work
from tests.builders import the_staff
from tests.stand_ins import KeywordReader, RecordingChannel, StoppedClock

only_postgres = pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.journeys.test_taking_over"])


class DeafChannel(RecordingChannel):
    """Says that it is sending, and never comes to an end."""

    def __init__(self, sending: Connection) -> None:
        super().__init__()
        self._sending = sending

    async def send(self, letter: Outbound) -> str:
        self._sending.send(letter.key)
        await asyncio.sleep(3600)
        return ""


def worker(home: Path, url: str, channel: RecordingChannel) -> App:
    key = (channel.name, channel.account)
    return build(
        Settings(home=home, database_url=url),
        KeywordReader(),
        stations=frozenset({Station.WORKER}),
        more=lambda *_: {key: channel},
    )


def live(home: Path, url: str, sending: Connection) -> None:
    app = worker(home, url, DeafChannel(sending))
    asyncio.run(app.serve())


def heard(told: Connection) -> object:
    """What another process says within half a minute."""
    assert told.poll(30), "nothing was sent"
    return told.recv()


@only_postgres
@pytest.mark.timeout(90)
async def test_what_a_killed_worker_held_is_delivered_within_fifteen_seconds(
    store_url: str, tmp_path: Path
) -> None:
    """Their letters are being sent, by a channel that is slow and holds up nobody else's."""
    ours, its = processes.Pipe(duplex=False)
    doomed = processes.Process(target=live, args=(tmp_path, store_url, its), daemon=True)
    doomed.start()
    channel = RecordingChannel()
    app = worker(tmp_path, store_url, channel)
    app.store.run_now(lambda work: work.people.put_staff(the_staff()))
    for place in range(3):
        event = {"conversation": f"p{place}", "event_id": f"e{place}", "text": "你好"}
        await app.accept(channel, event)
    held = {await asyncio.to_thread(heard, ours) for _ in range(3)}
    parts = [asyncio.create_task(part) for part in app.parts()]
    await asyncio.sleep(LEASE.total_seconds() + 2)
    assert channel.letters == [], "a lease is renewed for as long as its holder lives"
    doomed.kill()
    doomed.join()
    async with asyncio.timeout(15):
        while True:
            if len(channel.letters) == 3:
                break
            await asyncio.sleep(0.05)
    assert {letter.key for letter in channel.letters} == held
    for part in parts:
        part.cancel()
    await asyncio.gather(*parts, return_exceptions=True)
    app.close()


async def test_a_worker_rings_the_timers_that_no_timekeeper_rings(tmp_path: Path) -> None:
    clock = StoppedClock()
    app = build(
        Settings(home=tmp_path),
        KeywordReader(),
        stations=frozenset({Station.WORKER}),
        clock=clock,
    )
    app.store.run_now(lambda work: work.mail.set_timer("case:1", clock(), {"case": 1}, clock()))
    clock.at += LEFT_TO_TIMEKEEPERS - timedelta(seconds=1)
    assert await app.timekeeper.ring_due() == 0
    clock.pass_by(seconds=1)
    assert await app.timekeeper.ring_due() == 1
    app.close()


async def test_a_process_that_starts_alone_frees_what_its_predecessor_held(
    tmp_path: Path,
) -> None:
    channel, clock = RecordingChannel(), StoppedClock()

    def opened() -> App:
        key = (channel.name, channel.account)
        more = {key: channel}
        return build(Settings(home=tmp_path), KeywordReader(), clock=clock, more=lambda *_: more)

    def leave_leased(work: Work) -> None:
        now = clock()
        work.mail.put(Queue.OUT, "test:town:x", "k", {}, now)
        assert work.mail.lease(Queue.OUT, "test:town:x", "dead", now + LEASE, now)

    before = opened()
    before.store.run_now(leave_leased)
    before.close()
    after = opened()
    assert after.store.read_now(lambda work: work.mail.due_lanes(Queue.OUT, clock(), 5)) == [
        "test:town:x"
    ]
    after.close()


@only_postgres
async def test_several_timekeepers_ring_each_timer_once(store: Store, store_url: str) -> None:
    lanes = [f"lane {place}" for place in range(40)]
    clock = StoppedClock()

    def put(work: Work) -> None:
        for lane in lanes:
            work.mail.set_timer(lane, clock(), {"count": lane}, clock())

    store.run_now(put)
    rung: list[str] = []

    def ring(work: Work) -> str | None:
        lane = work.mail.take(Queue.TIMER, clock())
        if lane:
            work.mail.set_timer(lane, None, {}, clock())
            work.counters.next(lane)
        return lane

    async def turn() -> bool:
        lane = await store.run(ring)
        rung.extend([lane] if lane else [])
        return lane is not None

    await asyncio.gather(*(all_hands(turn, 4) for _ in range(3)))
    counted = store.read_now(lambda work: [work.counters.get(lane) for lane in lanes])
    assert sorted(rung) == sorted(lanes)
    assert counted == [1] * len(lanes)


async def test_hands_are_called_for_as_long_as_there_is_work_and_finish_what_they_began() -> None:
    left, at_once, most = 30, 0, 0

    async def turn() -> bool:
        nonlocal left, at_once, most
        if not left:
            return False
        left -= 1
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(0)
        at_once -= 1
        return True

    assert await all_hands(turn, 5) == 30
    assert most == 5


@pytest.mark.parametrize("end", ["a failure", "a stop"])
async def test_a_hand_that_fails_or_a_stop_lets_the_others_end_their_turn(end: str) -> None:
    begun, ended, go_on = [], [], asyncio.Event()

    async def turn() -> bool:
        begun.append(len(begun))
        if len(begun) == 4 and end == "a failure":
            raise OSError("ill")
        if len(begun) >= 3:
            await go_on.wait()
        ended.append(1)
        return len(begun) < 20

    working = asyncio.create_task(all_hands(turn, 4))
    for _ in range(20):
        await asyncio.sleep(0)
    if end == "a stop":
        working.cancel()
    await asyncio.sleep(0)
    go_on.set()
    with pytest.raises(OSError if end == "a failure" else asyncio.CancelledError):
        await working
    assert len(ended) == len(begun) - (end == "a failure")
