"""The assembly: the one place that knows every part, and starts and stops them together."""

import asyncio
import contextlib
import os
import secrets
import signal
import socket
from collections.abc import Callable, Coroutine, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import structlog

from bot.caretaker import Caretaker
from bot.channels.decoding import decoders_with
from bot.channels.web import WebChannel
from bot.courier import Courier, Undelivered
from bot.desk import lapsing, standing, undelivered
from bot.desk.house import House
from bot.desk.shift import Shift
from bot.desk.turning_away import turn_away
from bot.dialogue.conversing import Reader
from bot.draughtsman import Draughtsman
from bot.fetching import Fetcher
from bot.house import house_of
from bot.inbox import Inbox
from bot.key_file import ring_for
from bot.meters import Meters
from bot.port import Along, Channel, Raw, Source
from bot.reception import Reception
from bot.registrar import Registrar
from bot.retention import Retention
from bot.settings import Settings
from bot.stations import ALL, LEFT_TO_TIMEKEEPERS, Station
from bot.timekeeper import Timekeeper
from bot.tutor import Tutor
from bot.vitals import Vitals
from models.messages import Address, Outbound
from nlp.duty import OnDuty
from nlp.reading import Reading
from storage.engine import Store, open_store
from storage.unit_of_work import Work

log = structlog.get_logger()

Clock = Callable[[], datetime]
#: Seconds between two looks for what nobody in this process announced: nobody else is there on
#: SQLite, and on PostgreSQL any process may have put it.
_LOOK_ALONE, _LOOK_SHARED = 1.0, 0.25
#: How long a stop waits for what was begun, in seconds.
_PATIENCE: Final = 10.0


def now() -> datetime:
    return datetime.now(UTC)


def clock_from(start: datetime | None) -> Clock:
    """The real clock, or one that started at `start` when the process did."""
    if start is None:
        return now
    began = now()
    return lambda: start.astimezone(UTC) + (now() - began)


@dataclass
class App:
    """Everything that one process runs; its stations say which parts of it work here."""

    settings: Settings
    store: Store
    house: House
    clock: Clock
    channels: dict[tuple[str, str], Channel]
    web: WebChannel
    inbox: Inbox
    reception: Reception
    courier: Courier
    timekeeper: Timekeeper
    fetcher: Fetcher
    draughtsman: Draughtsman
    registrar: Registrar
    caretaker: Caretaker
    vitals: Vitals
    tutor: Tutor | None = None  #: where messages are read with a classifier that can be replaced
    stations: frozenset[Station] = ALL
    is_demo: bool = False
    posted: asyncio.Event = field(default_factory=asyncio.Event)

    async def accept(self, channel: Source, *raws: Raw, along: Along | None = None) -> bool:
        """Keep what arrived in the inbox."""
        return await self.inbox.accept(channel, *raws, along=along)

    async def settle(self) -> None:
        """Work off everything that is due now: messages, timers, letters, until nothing moves."""
        while await self._moves():
            await self.courier.deliver_due()
        await self.courier.deliver_due()

    async def _moves(self) -> int:
        """Do what is due but the letters; how much that was."""
        read, rung = await self.reception.work_off(), await self.timekeeper.ring_due()
        fetched, drawn = await self.fetcher.fetch_due(), await self.draughtsman.draw_due()
        return read + rung + fetched + drawn + await self.registrar.work_off()

    async def serve(self, *jobs: Coroutine[Any, Any, None]) -> None:
        """Man the stations and do `jobs` side by side until a signal or a failure ends them."""
        tasks = [asyncio.create_task(job) for job in (*self.parts(), *jobs)]
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for each in (signal.SIGINT, signal.SIGTERM):
            with contextlib.suppress(NotImplementedError):  # Windows has no signal handlers
                loop.add_signal_handler(each, stop.set)
        await self._until(stop, tasks)

    def parts(self) -> Iterator[Coroutine[Any, Any, None]]:
        """What the stations of this process do for as long as it lives."""
        # What the reception answered is delivered at once, not at the courier's next look.
        self.reception.answered = self.posted
        if Station.WORKER in self.stations:
            yield self.reception.run(self.inbox.arrived)
        if not self.stations.isdisjoint({Station.WORKER, Station.TIMEKEEPER}):
            yield self.timekeeper.run(self.posted)
            yield self.draughtsman.run(self.posted)
        if Station.TIMEKEEPER in self.stations:
            yield self.caretaker.run()
        yield self.courier.run(self.posted)
        yield self.fetcher.run(self.posted)
        if self.tutor is not None:
            yield self.tutor.run(self.posted)
        if Station.WEB in self.stations:
            yield self.registrar.run(self.posted)
        for channel in self.channels.values():
            if channel is not self.web or Station.WEB in self.stations:
                yield channel.serve(self.accept)

    async def _until(self, stop: asyncio.Event, tasks: list[asyncio.Task[None]]) -> None:
        waiting = asyncio.create_task(stop.wait())
        watched = {waiting, *tasks}
        try:
            while not stop.is_set():
                done, _ = await asyncio.wait(watched, return_when=asyncio.FIRST_COMPLETED)
                watched -= done
                failed = [task for task in done if not task.cancelled() and task.exception()]
                if failed:
                    failed[0].result()
        finally:
            for task in (waiting, *tasks):
                task.cancel()
            await asyncio.wait(tasks, timeout=_PATIENCE)

    def close(self) -> None:
        self.store.close()


def build(
    settings: Settings,
    reader: Reader | None,
    *,
    stations: frozenset[Station] = ALL,
    is_demo: bool = False,
    clock: Clock | None = None,
    more: Callable[[Settings, Store, Clock], Mapping[tuple[str, str], Channel]] | None = None,
) -> App:
    """Put the parts together on a prepared database; `more` adds channels to the web's. Only a
    worker needs a reader.

    Raises a fault of storage or of the settings.
    """
    settings.home.mkdir(parents=True, exist_ok=True)
    told = clock or clock_from(settings.clock if is_demo else None)
    store = open_store(settings.database, ring=ring_for(settings))
    store.prepare(settings.home)
    house = house_of(settings)
    web = WebChannel(store, settings.home / "media", told)
    channels: dict[tuple[str, str], Channel] = {(web.name, web.account): web}
    channels |= more(settings, store, told) if more else {}
    store.run_now(lambda work: _begin(work, told(), house, is_alone=not store.is_shared))
    look_again = _LOOK_SHARED if store.is_shared else _LOOK_ALONE
    patience = timedelta(0) if Station.TIMEKEEPER in stations else LEFT_TO_TIMEKEEPERS
    meters = Meters()

    def has_lapsed(work: Work, content: Mapping[str, Any]) -> bool:
        return lapsing.has_lapsed(content, Shift(work, told(), house))

    def people_take_over(work: Work, letter: Outbound, why: Undelivered, reason: str) -> None:
        is_gone = why is Undelivered.GONE
        undelivered.take_over(Shift(work, told(), house), letter, reason, is_gone=is_gone)

    def turned_away(work: Work, address: Address) -> None:
        turn_away(Shift(work, told(), house), address)

    reads, decoders = reader or _NobodyReads(), decoders_with(channels)
    reception = Reception(store, house, reads, told, decoders, look_again, meters)
    courier = Courier(
        store, told, channels, _a_name(), look_again, meters, has_lapsed, people_take_over
    )
    timekeeper = Timekeeper(store, house, told, patience, meters)
    folder = settings.home / "media"
    fetcher = Fetcher(store, house, told, channels, folder, courier.name, look_again, meters)
    draughtsman = Draughtsman(
        store, house, told, folder, settings.font, courier.name, look_again, meters
    )
    registrar = Registrar(store, house, told, settings.home / "imports", courier.name)
    retention = Retention(store, house, folder, told)
    caretaker = Caretaker(store, settings, retention, told, courier.name)
    tutor = None
    if isinstance(reader, OnDuty):
        tutor = Tutor(store, house, told, reader, settings.home, courier.name)
    parts = [
        reception.rounds,
        courier.rounds,
        timekeeper.rounds,
        fetcher.rounds,
        draughtsman.rounds,
        registrar.rounds,
    ]
    if tutor is not None:
        parts.append(tutor.rounds)
    return App(
        settings=settings,
        store=store,
        house=house,
        clock=told,
        channels=channels,
        web=web,
        inbox=Inbox(store, told, turned_away),
        reception=reception,
        courier=courier,
        timekeeper=timekeeper,
        fetcher=fetcher,
        draughtsman=draughtsman,
        registrar=registrar,
        caretaker=caretaker,
        vitals=Vitals(store, told, stations, lambda: reception.reader.version, parts, meters),
        tutor=tutor,
        stations=stations,
        is_demo=is_demo,
    )


class _NobodyReads:
    """Stands where messages are kept and not read."""

    version = ""

    def read(
        self,
        text: str,
        today: date,
        order_weekday: int | None = None,
        delivery_weekday: int | None = None,
    ) -> Reading:
        raise RuntimeError("this process has no worker")


def _begin(work: Work, now: datetime, house: House, *, is_alone: bool) -> None:
    """Set the standing timers, and free what a process held that can't be alive any more."""
    standing.begin(Shift(work, now, house))
    if is_alone:
        work.mail.free_leases()
        work.claims.free()


def _a_name() -> str:
    """A name that no other process has or had, at most 64 characters long."""
    return f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(4)}"
