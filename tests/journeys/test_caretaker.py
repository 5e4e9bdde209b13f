"""Backups on schedule and the daily tidying, done by the service itself."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.backup_shelf import BackupShelf
from bot.caretaker import Caretaker
from bot.retention import Retention
from bot.safekeeping import NoPassphrase, back_up, passphrase_of
from bot.settings import Settings
from storage.backup.reading import examine
from storage.engine import Store
from storage.errors import BackupDamaged, StoreUnavailable
from storage.unit_of_work import Work
from tests.journeys import moves
from tests.town import Town

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
A_DAY = timedelta(days=1)


def a_caretaker(town: Town, name: str = "one", **settings: object) -> Caretaker:
    told = {"home": town.home, "backup_dir": town.home.parent / "backups", "backup_keep": 3}
    retention = Retention(town.app.store, town.app.house, town.home / "media", town.clock)
    whole = Settings(**(told | settings))
    return Caretaker(town.app.store, whole, retention, town.clock, name)


def backups(town: Town) -> list[str]:
    folder = town.home.parent / "backups"
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


async def test_a_backup_is_taken_every_day_and_the_newest_few_stay(town: Town) -> None:
    caretaker = a_caretaker(town)
    (town.home.parent / "backups").mkdir()
    (town.home.parent / "backups" / "mine.backup").write_bytes(b"taken by hand")
    for _ in range(5):
        await caretaker.look()
        await caretaker.look()
        town.clock.pass_by(days=1)
    assert backups(town) == [
        "mine.backup",
        *(f"shouwen-202603{day}-020000.backup" for day in (14, 15, 16)),
    ]


async def test_a_backup_on_schedule_can_be_restored(town: Town) -> None:
    await moves.filed(town)
    await a_caretaker(town, backup_passphrase="长口令").look()
    (name,) = backups(town)
    manifest = examine(town.home.parent / "backups" / name, "长口令".encode())
    assert manifest.rows["case"] == 1


async def test_without_a_folder_there_are_no_backups(town: Town) -> None:
    await a_caretaker(town, backup_dir=None).look()
    assert backups(town) == []


async def test_of_several_processes_one_takes_the_backup(town: Town) -> None:
    caretakers = [a_caretaker(town, name) for name in ("one", "two", "three")]
    await asyncio.gather(*(caretaker.look() for caretaker in caretakers))
    assert len(backups(town)) == 1


async def test_a_backup_that_fails_is_tried_again_later_and_stops_nobody(town: Town) -> None:
    folder = town.home.parent / "backups"
    folder.write_bytes(b"in the way")
    caretaker = a_caretaker(town)
    await caretaker.look()
    folder.unlink()
    await caretaker.look()
    assert backups(town) == []
    town.clock.pass_by(minutes=11)
    await caretaker.look()
    assert len(backups(town)) == 1


async def test_a_service_that_stops_does_not_wait_for_a_backup(town: Town) -> None:
    caretaker = a_caretaker(town)
    caretaker._is_leaving.set()
    await caretaker.look()
    assert backups(town) == []


class AwayOnce:
    """A store whose database is away for one moment, when the work is to be held for longer."""

    def __init__(self, store: Store) -> None:
        self.store, self.read = store, store.read
        self.runs, self.was_away = 0, threading.Event()

    async def run(self, unit: Callable[[Work], Any]) -> Any:
        self.runs += 1
        if self.runs == 2:
            self.was_away.set()
            raise StoreUnavailable("磁盘满了")
        return await self.store.run(unit)


async def test_a_database_that_was_away_for_a_moment_stops_no_backup(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = a_caretaker(town)
    store = AwayOnce(town.app.store)
    caretaker = replace(whole, store=store)

    def slowly(*told: Any) -> None:
        store.was_away.wait(10)
        back_up(*told)

    monkeypatch.setattr("bot.caretaker._HELD", timedelta(seconds=0.04))
    monkeypatch.setattr("bot.caretaker.back_up", slowly)
    await caretaker.look()
    assert len(backups(town)) == 1
    town.clock.pass_by(days=1)
    await caretaker.look()
    assert len(backups(town)) == 2


async def test_what_is_long_over_is_put_away_once_a_day(town: Town) -> None:
    await moves.closed(town)
    caretaker = a_caretaker(town, backup_dir=None)
    await caretaker.look()
    town.clock.pass_by(days=1096)
    await caretaker.look()
    assert town.cases() == []


@pytest.fixture
def shelf(tmp_path: Path) -> BackupShelf:
    return BackupShelf(tmp_path / "shelf", A_DAY, 2)


def test_a_backup_that_can_not_be_read_is_no_backup_and_removes_none(shelf: BackupShelf) -> None:
    def write(file: Path) -> None:
        file.write_bytes(b"x")

    def doubt(_: Path) -> None:
        raise BackupDamaged("坏了")

    for day in range(2):
        shelf.add(NOW + day * A_DAY, write, lambda _: None)
    with pytest.raises(BackupDamaged):
        shelf.add(NOW + 2 * A_DAY, write, doubt)
    assert len(list(shelf.folder.iterdir())) == 2
    assert shelf.newest() == NOW + A_DAY


def test_what_a_killed_backup_left_is_removed_by_the_next(shelf: BackupShelf) -> None:
    shelf.folder.mkdir()
    for name in (".shouwen-20260101-000000.backup", "..shouwen-20260101-000000.backup.x1"):
        (shelf.folder / name).write_bytes(b"half")
    made = shelf.add(NOW, Path.touch, lambda _: None)
    assert list(shelf.folder.iterdir()) == [made]


@pytest.mark.parametrize(
    ("hours", "expected"), [(23, (False, False)), (24, (True, False)), (31, (True, True))]
)
def test_a_backup_is_due_by_its_interval_and_late_a_while_after(
    hours: int, expected: tuple[bool, bool], shelf: BackupShelf
) -> None:
    assert (shelf.is_due(NOW), shelf.is_late(NOW)) == (True, True)
    shelf.add(NOW, Path.touch, lambda _: None)
    then = NOW + timedelta(hours=hours)
    assert (shelf.is_due(then), shelf.is_late(then)) == expected


def test_the_passphrase_comes_from_a_file_or_the_environment(tmp_path: Path) -> None:
    file = tmp_path / "phrase.txt"
    file.write_text("长口令\n", "utf-8")
    assert passphrase_of(Settings(backup_passphrase_file=file)) == "长口令".encode()
    assert passphrase_of(Settings(backup_passphrase="short")) == b"short"
    assert passphrase_of(Settings()) == b""
    with pytest.raises(NoPassphrase):
        passphrase_of(Settings(backup_passphrase_file=tmp_path / "nowhere"))
