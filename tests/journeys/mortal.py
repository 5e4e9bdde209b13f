"""A town whose process dies: killed hard at a chosen moment, started again on the same files."""

import asyncio
import json
import multiprocessing
import os
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import structlog

from models.case import Case
from models.ledger import first_break
from models.messages import Outbound
from storage.engine import Store
from storage.unit_of_work import Work
from tests.builders import a_shop, the_staff
from tests.stand_ins import KeywordReader, RecordingChannel, StoppedClock
from tests.town import Town

T = TypeVar("T")

#: What everybody says, in this order; each shop files one complaint.
SAID = ("今天送来的玉溪少送1条", "对")
SHOPS = tuple(f"31010110000{place}" for place in range(1, 5))


class Death:
    """Counts the moments at which a process may die, and dies at the chosen one."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.moments = 0

    def comes(self) -> None:
        self.moments += 1
        if self.moments == self.at:
            os.kill(os.getpid(), signal.SIGKILL)


class MortalChannel(RecordingChannel):
    """Sends by writing a line to a file, as durable as a phone; may die before or after."""

    def __init__(self, letters: Path, death: Death) -> None:
        super().__init__()
        self._file = letters
        self._death = death

    async def send(self, letter: Outbound) -> str:
        self._death.comes()
        line = {"key": letter.key, "to": letter.address.conversation, "text": letter.text}
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._death.comes()
        return letter.key


class MortalTown(Town):
    """A town of which every transaction and every letter is a moment to die at."""

    def __init__(self, home: Path, death: Death) -> None:
        self._death = death
        super().__init__(home, KeywordReader(), StoppedClock())
        self.channel = MortalChannel(home / "letters.jsonl", death)
        self.app.channels[(self.channel.name, self.channel.account)] = self.channel
        self._make_mortal(self.app.store)

    def _make_mortal(self, store: Store) -> None:
        run = store.run

        async def mortal(unit: Callable[[Work], T]) -> T:
            self._death.comes()
            done = await run(unit)
            self._death.comes()
            return done

        store.run = mortal  # type: ignore[method-assign, assignment]


def live(home: Path, death_at: int, moments: Any) -> None:
    """One life of the town: everybody says everything (again), until all is done or death comes."""
    structlog.configure(logger_factory=structlog.WriteLoggerFactory((home / "log.txt").open("a")))
    death = Death(death_at)
    town = MortalTown(home, death)
    # Each life begins a little later than the one before, as lives do.
    town.clock.pass_by(seconds=time.monotonic() % 3600)
    town.settle_in([a_shop(licence) for licence in SHOPS], the_staff())
    acknowledged = home / "acknowledged.txt"

    async def talk() -> None:
        for place, text in enumerate(SAID):
            for licence in SHOPS:
                event_id = f"{licence}-{place}"
                raw = {"conversation": f"shop-{licence}", "event_id": event_id, "text": text}
                await town.app.accept(town.channel, raw)
                with acknowledged.open("a", encoding="utf-8") as file:
                    file.write(event_id + "\n")
        await town.app.settle()

    asyncio.run(talk())
    moments.value = death.moments
    town.app.close()


def live_in_a_process(home: Path, death_at: int = 0) -> int:
    """Live once in a process of its own; the moments it had, 0 if it was killed."""
    context = multiprocessing.get_context("fork")
    moments = context.Value("i", 0)
    process = context.Process(target=live, args=(home, death_at, moments))
    process.start()
    process.join()
    assert process.exitcode in (0, -signal.SIGKILL), "the town fell ill before it could be killed"
    return int(moments.value)


@dataclass(frozen=True)
class Estate:
    """What is left when all is over: the cases kept and the letters that arrived."""

    cases: tuple[Case, ...]
    unbroken: bool
    delivered: Counter[tuple[str, str]]
    texts: dict[str, list[str]]

    def faults(self, deaths: int) -> list[str]:
        """Everything that is not as it was promised."""
        found = []
        shops = Counter(case.shop for case in self.cases)
        found += [f"{shop}: {shops[shop]} cases" for shop in SHOPS if shops[shop] != 1]
        if not self.unbroken:
            found.append("a ledger is broken")
        numbers = [case.number for case in self.cases]
        for licence in SHOPS:
            told = "".join(self.texts.get(f"shop-{licence}", []))
            if not any(f"收到，{number} 号" in told for number in numbers):
                found.append(f"{licence} was not told the number")
        carded = "".join(self.texts.get("staff-1001", []))
        found += [f"no card for {number}" for number in numbers if number not in carded]
        # A letter that was sent but not yet settled goes out again: one for each person and death.
        doubled: Counter[str] = Counter()
        for (who, _), count in self.delivered.items():
            doubled[who] += count - 1
        found += [
            f"{who} read {most} letters twice" for who, most in doubled.items() if most > deaths
        ]
        return found


def what_is_left(home: Path) -> Estate:
    """Look at the database and at the phones."""
    town = Town(home, KeywordReader(), StoppedClock())
    try:
        addresses = [str(town.at(f"shop-{licence}")) for licence in SHOPS]
        cases = town.app.store.read_now(
            lambda work: [
                case for one in addresses for case in work.cases.of_complainant(one, limit=9)
            ]
        )
        unbroken = all(first_break(town.ledger(case)) is None for case in cases)
    finally:
        town.app.close()
    lines = [json.loads(line) for line in (home / "letters.jsonl").read_text("utf-8").splitlines()]
    texts: dict[str, list[str]] = {}
    for line in lines:
        texts.setdefault(line["to"], []).append(line["text"])
    return Estate(
        tuple(cases), unbroken, Counter((line["to"], line["key"]) for line in lines), texts
    )
