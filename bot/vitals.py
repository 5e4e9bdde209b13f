"""Vitals: how it is with this process and with what waits, for whoever watches over the service."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from bot.meters import Meters
from bot.rounds import Rounds
from bot.stations import Station
from models.mail import Queue
from storage.census import InQueue, OpenCases
from storage.engine import Store
from storage.errors import SchemaTooNew, SchemaTooOld, StoreFault

#: A queue is called late when its work is taken up later than this, in seconds.
_LATE: Final = 60.0


@dataclass(frozen=True)
class Vitals:
    """What can be asked of one process. `classifier` names the version that reads here, empty where
    none does; `parts` are the rounds that are at work here."""

    store: Store
    clock: Callable[[], datetime]
    stations: frozenset[Station]
    classifier: Callable[[], str]
    parts: Sequence[Rounds]
    meters: Meters

    @property
    def is_alive(self) -> bool:
        """Whether nothing that is at work here got stuck."""
        return not any(part.is_stuck for part in self.parts)

    async def report(self) -> dict[str, Any]:
        """Whether this process can do its work, and how late the work is. An outage is part of the
        answer."""
        queues: dict[Queue, InQueue] = {}
        database = schema = "ok"
        try:
            await self.store.check_revision()
            queues = await self.store.read(lambda work: work.census.queues())
        except (SchemaTooOld, SchemaTooNew) as fault:
            schema = type(fault).__name__
        except StoreFault as fault:
            database = type(fault).__name__
        reads = Station.WORKER not in self.stations or bool(self.classifier())
        return {
            "ready": database == schema == "ok" and reads and self.is_alive,
            "roles": sorted(self.stations),
            "database": database,
            "schema": schema,
            "classifier": self.classifier(),
            "parts": {part.part: part.says for part in self.parts if part.has_begun},
            **self._waiting(queues),
        }

    def _waiting(self, queues: dict[Queue, InQueue]) -> dict[str, Any]:
        now = self.clock()
        lags = {queue.value: found.lag(now) for queue, found in queues.items()}
        incoming = queues.get(Queue.IN)
        return {
            "waiting": incoming.waiting if incoming else 0,
            "oldest_waiting_seconds": incoming.age(now) if incoming else None,
            "lag_seconds": lags,
            "late": sorted(name for name, lag in lags.items() if lag > _LATE),
            "set_aside": {queue.value: found.dead for queue, found in queues.items()},
        }

    async def exposition(self) -> bytes:
        """The meters of this process and what is true of the whole desk now, as Prometheus reads
        it. While the database is away, only what needs none."""
        registry = CollectorRegistry()
        up = Gauge("shouwen_database_up", "Whether the database answers", registry=registry)
        try:
            now = self.clock()
            queues = await self.store.read(lambda work: work.census.queues())
            cases = await self.store.read(lambda work: work.census.open_cases(now))
        except StoreFault:
            up.set(0)
        else:
            up.set(1)
            _gauge_queues(registry, queues, now)
            _gauge_cases(registry, cases)
        _gauge_parts(registry, self.parts)
        return generate_latest(registry) + generate_latest(self.meters.registry)


def _gauge_queues(registry: CollectorRegistry, queues: dict[Queue, InQueue], now: datetime) -> None:
    def gauge(name: str, says: str) -> Gauge:
        return Gauge(f"shouwen_jobs_{name}", says, ("queue",), registry=registry)

    waiting = gauge("waiting", "Jobs that wait, due or not")
    lag = gauge("lag_seconds", "How late the longest due job is")
    oldest = gauge("oldest_seconds", "How long ago the oldest waiting job was put")
    dead = gauge("set_aside", "Jobs that were given up and wait for people")
    for queue, found in queues.items():
        waiting.labels(queue).set(found.waiting)
        lag.labels(queue).set(found.lag(now))
        oldest.labels(queue).set(found.age(now) or 0)
        dead.labels(queue).set(found.dead)


def _gauge_cases(registry: CollectorRegistry, cases: list[OpenCases]) -> None:
    labels = ("stage", "category")
    count = Gauge("shouwen_cases_open", "Open cases", labels, registry=registry)
    overdue = Gauge(
        "shouwen_cases_overdue", "Open cases past their time to close", labels, registry=registry
    )
    for found in cases:
        told = (found.stage.value, found.category.value if found.category else "")
        count.labels(*told).set(found.number)
        overdue.labels(*told).set(found.overdue)


def _gauge_parts(registry: CollectorRegistry, parts: Sequence[Rounds]) -> None:
    running = Gauge(
        "shouwen_part_running", "Whether a part is at work here", ("part",), registry=registry
    )
    for part in parts:
        if part.has_begun:
            running.labels(part.part).set(not part.is_stuck)
