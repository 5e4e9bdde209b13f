"""Homes to back up and to restore into, on either kind of database."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from storage.backup.taking import Installation, take
from storage.engine import open_store
from storage.snapshot import snapshot
from tests.databases import PostgresServer
from tests.storage.filling import contents, fill

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
PHOTO = bytes(range(256)) * 5000


class Home:
    """A home with a database of either kind, uploads and a classifier."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.url = url
        self.installation = Installation(
            url,
            {"media": folder / "media", "classifiers": folder / "classifiers"},
            {"config.toml": b"port = 8090\n"},
        )

    def fill(self) -> None:
        store = open_store(self.url)
        store.prepare()
        with store._keeping.altering() as connection:
            fill(connection)
        store.close()
        for name, content in {"media/a-_1.jpg": PHOTO, "classifiers/v1/words.txt": b"x"}.items():
            path = self.folder / name
            path.parent.mkdir(parents=True)
            path.write_bytes(content)

    def holds(self) -> tuple[object, dict[str, bytes]]:
        """All rows and all files."""
        with snapshot(self.url) as connection:
            rows = contents(connection)
        files = {
            str(path.relative_to(self.folder)): path.read_bytes()
            for name in ("media", "classifiers")
            for path in (self.folder / name).rglob("*")
            if path.is_file()
        }
        return rows, files


@pytest.fixture
def a_home(tmp_path: Path, request: pytest.FixtureRequest) -> Callable[[str, str], Home]:
    """Makes an empty home with a database of the kind."""

    def make(name: str, kind: str) -> Home:
        folder = tmp_path / name
        folder.mkdir()
        if kind == "sqlite":
            return Home(folder, f"sqlite:///{folder / 'shouwen.db'}")
        server: PostgresServer = request.getfixturevalue("postgres_server")
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")  # type: ignore[arg-type]
            connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
        return Home(folder, server.database(name))

    return make


@pytest.fixture
def filled(a_home: Callable[[str, str], Home]) -> Home:
    home = a_home("filled", "sqlite")
    home.fill()
    return home


@pytest.fixture
def backup(filled: Home, tmp_path: Path) -> Path:
    file = tmp_path / "desk.backup"
    take(filled.installation, file, NOW)
    return file
