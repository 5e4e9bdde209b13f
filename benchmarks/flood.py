"""How long honest retailers wait for an answer while a thousand strangers flood the desk.

    python -m benchmarks.flood [SECONDS] [A_SECOND] [ROUNDS]

Fifty shops that the desk knows tell complaints, five a second, for so many seconds; each waits for
the answer on their telephone. Quiet runs and runs with a flood take turns, each on a database of
its own, with the shipped classifier. The flood is so many messages a second of a thousand
strangers in turn, in batches as a channel hands them on, and begins five seconds before the first
honest message. Everything shares one process, the callers too.
"""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from bot.app import App, build
from bot.settings import Settings
from models.messages import Address, Outbound
from nlp.reader import Reader
from storage.unit_of_work import Work
from tests.builders import a_shop, the_staff
from tests.dialogue.trained import trained_reader
from tests.stand_ins import RecordingChannel

SHOPS, ATTACKERS = 50, 1000
_APART = 0.2  # seconds between two honest messages
_LEAD = 5.0  # seconds of flood before the first of them
_PATIENCE = 300.0
TOLD = "今天送来的玉溪少送{}条，给补一下"


class Telephones(RecordingChannel):
    """Notes when each shop's telephone rings."""

    def __init__(self) -> None:
        super().__init__()
        self.rang: dict[str, asyncio.Event] = {}

    async def send(self, letter: Outbound) -> str:
        if waiting := self.rang.get(letter.address.conversation):
            waiting.set()
        return letter.key


async def told(app: App, channel: Telephones, number: int) -> float:
    """Tell a complaint; the seconds until the answer."""
    who = f"shop-{number % SHOPS}"
    rang = channel.rang[who] = asyncio.Event()
    began = time.perf_counter()
    text = TOLD.format(1 + number // SHOPS)
    await app.accept(channel, {"conversation": who, "event_id": f"h{number}", "text": text})
    async with asyncio.timeout(_PATIENCE):
        await rang.wait()
    return time.perf_counter() - began


async def flood(app: App, channel: Telephones, a_second: int) -> None:
    """Until cancelled: batches of a tenth of a second each, whatever becomes of them."""
    sent = 0
    began = time.perf_counter()
    while True:
        batch = []
        while sent < (time.perf_counter() - began) * a_second and len(batch) < 100:
            who = f"stranger-{sent % ATTACKERS}"
            text = f"你们这帮骗子，第{sent}回了，烟一条都没有"
            batch.append({"conversation": who, "event_id": f"f{sent}", "text": text})
            sent += 1
        if batch:
            await app.accept(channel, *batch)
        await asyncio.sleep(0.1 if len(batch) < 100 else 0)


async def a_run(app: App, channel: Telephones, seconds: float, a_second: int) -> list[float]:
    parts = [asyncio.create_task(part) for part in app.parts()]
    await told(app, channel, 0)  # what is loaded at the first message is no matter of floods
    attackers = asyncio.create_task(flood(app, channel, a_second)) if a_second else None
    if attackers:
        await asyncio.sleep(_LEAD)
    honest = []
    for number in range(1, int(seconds / _APART) + 1):
        honest.append(asyncio.create_task(told(app, channel, number)))
        await asyncio.sleep(_APART)
    waited = await asyncio.gather(*honest)
    for task in filter(None, (*parts, attackers)):
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    return waited


def measure(reader: Reader, seconds: float, a_second: int) -> list[float]:
    """The seconds that each honest message waited for its answer."""
    channel = Telephones()
    key = (channel.name, channel.account)

    def move_in(work: Work) -> None:
        work.people.put_staff(the_staff())
        work.people.put_shops([a_shop(str(number), phone="") for number in range(SHOPS)])
        for number in range(SHOPS):
            address = Address(*key, f"shop-{number}")
            work.people.bind(address, f"shop:{number}", app.clock())

    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder), database_url="")
        more: Any = lambda *_: {key: channel}  # noqa: E731
        app = build(settings, reader, more=more)
        try:
            app.store.run_now(move_in)
            return asyncio.run(a_run(app, channel, seconds, a_second))
        finally:
            app.close()


def main(seconds: float, a_second: int, rounds: int) -> None:
    reader = trained_reader(Path(tempfile.mkdtemp()))
    waited: dict[int, list[float]] = {0: [], a_second: []}
    for _ in range(rounds):
        for rate in waited:
            waited[rate] += measure(reader, seconds, rate)
    print("load", *(round(one, 1) for one in os.getloadavg()))
    p99 = {}
    for rate, times in waited.items():
        cuts = statistics.quantiles(times, n=100)
        p99[rate] = cuts[98]
        print(f"flood {rate}/s: p50 {cuts[49] * 1000:.0f} ms, p99 {cuts[98] * 1000:.0f} ms")
    print("p99 beside the quiet run", round(p99[a_second] / p99[0], 2))


if __name__ == "__main__":
    given = sys.argv[1:] + ["20", "500", "3"][len(sys.argv) - 1 :]
    main(float(given[0]), int(given[1]), int(given[2]))
