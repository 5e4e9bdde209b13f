"""A storm: processes of the desk are killed again and again while everybody complains, for a day
or two; then what is left is held against what was promised."""

import random
import signal
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from models.calendar import CST
from models.case import Case
from models.ledger import first_break
from models.mail import Job, JobState, Queue
from models.messages import Address
from storage.drawer import Shelf
from storage.engine import Store, open_store
from storage.unit_of_work import Work
from tests.builders import a_shop, the_staff
from tests.crash.desk import Life, Point, conversation_of, live
from tests.crash.phones import Arrived, PhoneChannel, arrived, phones
from tests.processes import processes

#: A Thursday, and the next day at an hour when the first word to every shop is overdue.
DAYS: Final = (
    datetime(2026, 3, 12, 10, 0, tzinfo=CST),
    datetime(2026, 3, 13, 11, 0, tzinfo=CST),
)
_JOBS: Final = Shelf(Job)
#: Seconds in which a day may come to rest. On a busy machine people still talk after a minute, and
#: what is left unfinished overnight becomes a case of its own (I1).
_PATIENCE: Final = 300.0


@dataclass(frozen=True)
class Storm:
    """`kills` deaths on each of `days`, in `processes` that are at work side by side; `fault` is
    planted in all of them."""

    home: Path
    url: str
    shops: int = 8
    kills: int = 6
    processes: int = 1
    fault: str = ""
    seed: int = 0
    days: int = len(DAYS)

    @property
    def licences(self) -> tuple[str, ...]:
        return tuple(f"3101011{place:05d}" for place in range(1, self.shops + 1))

    def rage(self) -> "Left":
        """Let it all happen; what is left."""
        self._settle_in()
        deaths = 0
        with phones(self.home, self.seed) as socket:
            for number, day in enumerate(DAYS[: self.days]):
                life = Life(self.home, self.url, socket, day, time.time(), fault=self.fault)
                deaths += self._a_day(life, random.Random(self.seed * 2 + number))
        return Left(self, deaths, arrived(self.home), *self._look())

    def _a_day(self, life: Life, chance: random.Random) -> int:
        """Kill and start again until there were enough deaths, then let everything come to rest;
        how many deaths there were."""
        lives = [self._life(life, place) for place in range(self.processes)]
        running = [_start(self._doomed(one, chance)) for one in lives]
        deaths = 0
        while deaths < self.kills:
            place = chance.randrange(self.processes)
            if chance.random() < 0.5:
                time.sleep(chance.uniform(0, 0.5))
                running[place].kill()
            running[place].join(chance.uniform(0.3, 1.5))
            for number, process in enumerate(running):
                if process.exitcode is not None:
                    deaths += _was_killed(process)
                    running[number] = _start(self._doomed(lives[number], chance))
        for process in running:
            process.kill()
            process.join()
        quiet = [_start(replace(one, seed=chance.randrange(10**6))) for one in lives]
        for process in quiet:
            process.join(_PATIENCE)
            if process.exitcode is None:  # it never came to rest; what waits will tell
                process.kill()
                process.join()
        return deaths + len(running)

    def _life(self, life: Life, place: int) -> Life:
        return replace(life, licences=self.licences[place :: self.processes])

    def _doomed(self, life: Life, chance: random.Random) -> Life:
        """The life, mostly with an end at a named point."""
        seed = chance.randrange(10**6)
        if chance.random() < 0.3:
            return replace(life, seed=seed)
        return replace(life, seed=seed, dies_at=(chance.choice(list(Point)), chance.randint(1, 25)))

    def _settle_in(self) -> None:
        with _opened(self.url) as store:
            store.prepare()
            store.run_now(self._move_in)

    def _move_in(self, work: Work) -> None:
        staff = the_staff()
        shops = [
            a_shop(licence, route=f"{place} 号线", manager_no="1001" if place % 2 else "1002")
            for place, licence in enumerate(self.licences)
        ]
        work.people.put_staff(staff)
        work.people.put_shops(shops)
        for person in staff:
            work.people.bind(_at(f"staff-{person.no}"), f"staff:{person.no}", DAYS[0])
        for shop in shops:
            ref = f"shop:{shop.licence}"
            work.people.bind(_at(conversation_of(shop.licence)), ref, DAYS[0])

    def _look(self) -> tuple[dict[str, list[Case]], list[str], list[Job]]:
        """The cases of each shop, what the store finds wrong with itself, and all letters."""

        def look(work: Work) -> tuple[dict[str, list[Case]], list[str]]:
            cases = {
                licence: list(
                    work.cases.of_complainant(str(_at(conversation_of(licence))), limit=9)
                )
                for licence in self.licences
            }
            broken = [
                f"the ledger of {case.number} is broken"
                for one in cases.values()
                for case in one
                if first_break(work.cases.ledger(case.id)) is not None
            ]
            return cases, broken

        with _opened(self.url) as store:
            cases, broken = store.read_now(look)
            return cases, [*broken, *store.check()], store.read_now(_letters)


@dataclass(frozen=True)
class Left:
    """What is left after a storm."""

    storm: Storm
    deaths: int
    phones: Arrived
    cases: dict[str, list[Case]]
    unsound: list[str]
    outbox: list[Job]

    def faults(self) -> list[str]:
        """Everything that is not as it was promised."""
        checks: Sequence[Callable[[], Iterator[str]]] = (
            self._lost_or_doubled,
            self._not_told,
            self._not_delivered,
            self._told_of_nothing,
            self._out_of_order,
            self._told_twice,
            self._not_reminded,
            self._written_twice,
        )
        return [*self.unsound, *(fault for check in checks for fault in check())]

    def _lost_or_doubled(self) -> Iterator[str]:
        for licence, cases in self.cases.items():
            if len(cases) != 1:
                yield f"{licence} has {len(cases)} cases"

    def _not_told(self) -> Iterator[str]:
        """Each shop reads its number, and its owner gets a card."""
        for licence, cases in self.cases.items():
            for case in cases:
                mine = "".join(self.phones.texts_to(conversation_of(licence)))
                if f"收到，{case.number} 号" not in mine:
                    yield f"{licence} was not told its number {case.number}"
                if case.number not in "".join(self.phones.texts_to(f"staff-{case.owner_no}")):
                    yield f"the owner of {case.number} was not told"

    def _not_delivered(self) -> Iterator[str]:
        """What the outbox says is sent has arrived; nothing waits or is set aside."""
        there = {(to, key) for to, key, _ in self.phones.letters}
        for job in self.outbox:
            whose = Address.parse(job.lane).conversation
            if job.state is not JobState.DONE:
                yield f"a letter to {whose} is {job.state}"
            elif (whose, job.dedupe) not in there and job.error != "lapsed":
                yield f"a letter to {whose} never arrived"

    def _told_of_nothing(self) -> Iterator[str]:
        """What arrived is in the outbox: nobody reads of what was rolled back."""
        known = {(Address.parse(job.lane).conversation, job.dedupe) for job in self.outbox}
        for whose, key in sorted({(to, key) for to, key, _ in self.phones.letters} - known):
            yield f"{whose} read {key}, which nobody wrote"

    def _out_of_order(self) -> Iterator[str]:
        """Each person's letters arrive in the order in which they were written."""
        places = {
            (Address.parse(job.lane).conversation, job.dedupe): job.seq for job in self.outbox
        }
        last: dict[str, int] = defaultdict(int)
        seen = set()
        for whose, key, _ in self.phones.letters:
            place = places.get((whose, key), 0)
            if (whose, key) not in seen and place < last[whose]:
                yield f"{whose} read letter {place} after {last[whose]}"
            seen.add((whose, key))
            last[whose] = max(last[whose], place)

    def _told_twice(self) -> Iterator[str]:
        """A letter comes again only where its answer was lost, or its sender died before it could
        note that it was sent: one letter for each person and death."""
        times = Counter((to, key) for to, key, _ in self.phones.letters)
        doubled: Counter[str] = Counter()
        for (whose, key), count in times.items():
            doubled[whose] += max(count - 1 - self.phones.answers_lost[whose, key], 0)
        for whose, count in doubled.items():
            if count > self.deaths:
                yield f"{whose} read {count} letters twice in {self.deaths} deaths"

    def _not_reminded(self) -> Iterator[str]:
        """On the second day the owner of each case reads once that the shop waits, and so does who
        is above them."""
        if self.storm.days < len(DAYS):
            return
        for cases in self.cases.values():
            for case in cases:
                late = [
                    Address.parse(job.lane).conversation
                    for job in self.outbox
                    if "超时" in (text := job.payload["text"]) and case.number in text
                ]
                if late.count(f"staff-{case.owner_no}") != 1 or len(late) != 2:
                    yield f"of {case.number}, which is late, read: {sorted(late)}"

    def _written_twice(self) -> Iterator[str]:
        """So soon nobody has reason to be told the same in the same words again."""
        written = Counter((job.lane, job.payload["text"]) for job in self.outbox)
        for (lane, _), count in written.items():
            if count > 1:
                yield f"{Address.parse(lane).conversation} was written the same {count} times"


def _letters(work: Work) -> list[Job]:
    statement = _JOBS.table.select().where(_JOBS.queue == Queue.OUT).order_by(_JOBS.lane, _JOBS.seq)
    return [_JOBS.read(row) for row in work.mail._scribe.rows_of_passing(statement, {})]


def _at(conversation: str) -> Address:
    return Address(PhoneChannel.name, PhoneChannel.account, conversation)


def _start(life: Life) -> Any:
    process = processes.Process(target=live, args=(life,))
    process.start()
    return process


def _was_killed(process: Any) -> bool:
    """False where it came to rest by itself. Raises where it fell ill: a fault that shows like
    that is none that has to be looked for."""
    if process.exitcode not in (0, -signal.SIGKILL):
        raise RuntimeError(f"a process of the desk ended with {process.exitcode}")
    return bool(process.exitcode)


@contextmanager
def _opened(url: str) -> Iterator[Store]:
    store = open_store(url)
    try:
        yield store
    finally:
        store.close()
