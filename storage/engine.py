"""The store: where units of work are run, whichever database keeps them."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, TypeVar

from sqlalchemy import Connection

from storage import schema
from storage.address import file_of
from storage.backup.taking import Installation, take
from storage.personal import NO_KEYS, Ring
from storage.progress import Tell
from storage.resealing import SINCE, reseal
from storage.sqlite import SqliteEngine
from storage.unit_of_work import Work

T = TypeVar("T")


class Keeping(schema.Migrating, Protocol):
    """What a database must do for the store."""

    @property
    def dialect(self) -> str:
        """Which kind of database it is."""

    def write(self, unit: Callable[[Connection], T]) -> Future[T]:
        """Run the unit in a transaction; answered once it is durable."""

    def read(self, unit: Callable[[Connection], T]) -> Future[T]:
        """Run the unit on one unchanging view of the database."""

    def wipe_what_was(self) -> None:
        """Leave nothing of what was written over, where that can be done meanwhile."""

    def close(self) -> None:
        """Finish what waits and let go."""


class Store:
    """One company's data in one database. A unit gets a `Work` and commits when it returns.

    A unit may be run more than once, when it meets somebody else's change, so all its effects must
    go through its `Work`, and it must read what it changes itself.
    """

    def __init__(self, keeping: Keeping, company_id: int, url: str = "") -> None:
        self._keeping = keeping
        self._url = url
        self.company_id = company_id

    @property
    def is_shared(self) -> bool:
        """Whether other processes may be at work on the same database."""
        return self._keeping.dialect == "postgresql"

    async def run(self, unit: Callable[[Work], T]) -> T:
        """Do the unit in one transaction, again after a Conflict, up to eight times.

        Raises whatever the unit raises, then nothing of it is kept, or a StoreFault.
        """
        return await asyncio.wrap_future(self._write(unit))

    async def read(self, unit: Callable[[Work], T]) -> T:
        """Do a unit that only reads."""
        return await asyncio.wrap_future(self._read(unit))

    def run_now(self, unit: Callable[[Work], T]) -> T:
        """`run` for code that is not asynchronous."""
        return self._write(unit).result()

    def read_now(self, unit: Callable[[Work], T]) -> T:
        """`read` for code that is not asynchronous."""
        return self._read(unit).result()

    def prepare(self, copies: Path | None = None) -> None:
        """Create the schema, or bring it up to this version with a copy kept first: beside a file,
        in the folder `copies`, where one is named, of a server.

        Raises SchemaTooNew where a newer version has been at work, StoreUnreadable where another
        program has, and KeyMissing where names were enciphered with a key that is not here.
        """
        schema.prepare(self._keeping, keep_copy=self._keeping_copies_in(copies))
        if self.read_now(lambda work: work.keys.are_new()):
            self.run_now(lambda work: work.keys.note())

    def reseal(self, tell: Tell = lambda *_: None) -> dict[str, int]:
        """Bring names and numbers into the form that the ring asks for; how many rows of each
        table had to change. Raises KeyMissing."""
        changed = reseal(lambda unit: self.run_now(lambda work: unit(work.keys)), tell)
        if any(changed.values()):
            self._keeping.wipe_what_was()
        return changed

    def bring_to(self, revision: str, copies: Path | None = None, *, lose: bool = False) -> None:
        """Take the schema's steps up or down to a revision, with a copy kept first.

        Raises NotFound for a revision that there is not, SchemaTooNew, and WouldLose where tables
        with rows in them have no place below, unless they may be lost; and KeyInUse where an older
        version would not know what is enciphered.
        """
        if (revision < SINCE or revision == schema.NOTHING) and self._revision():
            self.read_now(lambda work: work.keys.must_be_plain())
        keep_copy = self._keeping_copies_in(copies)
        schema.bring_to(self._keeping, revision, keep_copy=keep_copy, lose=lose)

    def check(self) -> list[str]:
        """What is wrong with schema and data, in Chinese; empty is good.

        Raises SchemaTooOld or SchemaTooNew.
        """
        return schema.check(self._keeping)

    async def check_revision(self) -> None:
        """Raises SchemaTooOld or SchemaTooNew where this version can't work with the schema that
        is there now."""
        where = self._keeping.where
        checked = self._keeping.read(lambda connection: schema.check_revision(connection, where))
        await asyncio.wrap_future(checked)

    def close(self) -> None:
        """Finish what waits and let go of the database."""
        self._keeping.close()

    def _revision(self) -> str | None:
        return self._keeping.read(schema.revision_of).result()

    def _keeping_copies_in(self, folder: Path | None) -> Callable[[str], None]:
        """What keeps a copy of how everything was at a revision."""
        if isinstance(self._keeping, SqliteEngine):
            return self._keeping.save_copy

        def back_up(revision: str) -> None:
            now = datetime.now(UTC)
            if folder is not None:
                file = folder / f"before-upgrade-{revision}-{now:%Y%m%d-%H%M%S-%f}.backup"
                take(Installation(self._url), file, now)

        return back_up

    def _write(self, unit: Callable[[Work], T]) -> Future[T]:
        return self._keeping.write(lambda connection: unit(Work(connection, self.company_id)))

    def _read(self, unit: Callable[[Work], T]) -> Future[T]:
        return self._keeping.read(lambda connection: unit(Work(connection, self.company_id)))


def open_store(url: str, company_id: int = 1, ring: Ring = NO_KEYS) -> Store:
    """The store at `sqlite:///PATH` or `postgresql://…`, names and numbers kept as `ring` says;
    raises a StoreFault."""
    return Store(open_keeping(url, ring), company_id, url)


def open_keeping(url: str, ring: Ring = NO_KEYS) -> Keeping:
    """The database at `sqlite:///PATH` or `postgresql://…`; raises a StoreFault."""
    path = file_of(url)
    return SqliteEngine(path, ring) if path else _postgres(url, ring)


def _postgres(url: str, ring: Ring) -> Keeping:
    from storage.postgres import PostgresEngine  # an installation on SQLite needs no libpq

    return PostgresEngine(url, ring)
