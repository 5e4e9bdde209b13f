"""What goes wrong around a database is told in clear words, and passes without hands."""

import asyncio
import subprocess
import sys
import traceback
from contextlib import closing
from pathlib import Path
from threading import Event
from typing import Any

import pysqlite3.dbapi2
import pytest

from models.people import Shop
from storage import sqlite
from storage.drawer import Shelf
from storage.engine import Store, open_store
from storage.errors import (
    Conflict,
    StoreFault,
    StoreInUse,
    StoreUnavailable,
    StoreUnreadable,
    UnsafeLibrary,
)
from storage.unit_of_work import Work
from tests.storage.rows import a_shop

ANOTHER_PROCESS = """
import sys
from storage.engine import open_store
from storage.errors import StoreFault
try:
    open_store(sys.argv[1])
except StoreFault as fault:
    print(type(fault).__name__, fault.says)
"""


def count_up(store: Store) -> int:
    return store.run_now(lambda work: work.counters.next("n"))


def test_a_second_process_is_refused_and_told_who_has_the_file(file_store: Store) -> None:
    url = f"sqlite:///{file_store._keeping.where}"
    command = [sys.executable, "-X", "utf8", "-c", ANOTHER_PROCESS, url]
    told = subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout
    assert told.startswith("StoreInUse")
    assert "请先停掉" in told


def test_a_file_that_was_given_back_can_be_opened_again(file_store: Store) -> None:
    url = f"sqlite:///{file_store._keeping.where}"
    with pytest.raises(StoreInUse):
        open_store(url)
    file_store.close()
    again = open_store(url)
    assert count_up(again) == 1
    again.close()


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    path.write_bytes(b"not a database, but long enough to be read as one" * 100)
    with pytest.raises(StoreUnreadable, match="请检查路径，或从备份恢复") as found:
        open_store(f"sqlite:///{path}")
    assert str(path) in found.value.says
    path.unlink()
    open_store(f"sqlite:///{path}").close()


def test_a_damaged_file_is_noticed(file_store: Store) -> None:
    file_store.run_now(lambda work: work.people.put_shops(a_shop(n) for n in range(2000)))
    path = Path(file_store._keeping.where)
    file_store.close()
    damaged = bytearray(path.read_bytes())
    third = len(damaged) // 3
    damaged[third : 2 * third] = b"\xff" * third
    path.write_bytes(damaged)

    def read_all() -> None:
        with closing(open_store(f"sqlite:///{path}")) as store:
            store.read_now(lambda work: list(work.people.all_shops()))

    with pytest.raises(StoreUnreadable, match="已经损坏"):
        read_all()


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="没有文件夹"):
        open_store(f"sqlite:///{tmp_path / 'nowhere' / 'desk.db'}")


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder nobody can write to")
def test_a_folder_that_can_not_be_written_to_is_named() -> None:
    with pytest.raises(StoreUnavailable, match="写入权限"):
        open_store("sqlite:////proc/desk.db")


@pytest.mark.parametrize("url", ["", "desk.db", "mysql://host/desk", "sqlite://", "sqlite:///"])
def test_an_address_that_means_nothing_is_explained(url: str) -> None:
    with pytest.raises(StoreUnavailable, match="数据库地址看不懂"):
        open_store(url)


@pytest.mark.parametrize(
    ("version", "is_safe"),
    [
        ("3.40.1", False),
        ("3.44.5", False),
        ("3.44.6", True),
        ("3.45.0", False),
        ("3.50.6", False),
        ("3.50.7", True),
        ("3.51.2", False),
        ("3.51.3", True),
        ("3.53.4", True),
    ],
)
def test_a_library_that_may_lose_commits_is_refused(version: str, is_safe: bool) -> None:  # noqa: FBT001
    if is_safe:
        sqlite.require_safe(version)
    else:
        with pytest.raises(UnsafeLibrary, match="请安装 pysqlite3"):
            sqlite.require_safe(version)


def test_a_full_disk_loses_nothing_and_passes(file_store: Store) -> None:
    keeping: Any = file_store._keeping
    assert count_up(file_store) == 1
    pages = keeping._writer._driver.execute("PRAGMA page_count").fetchone()[0]
    keeping._writer._driver.execute(f"PRAGMA max_page_count = {pages}").fetchall()

    def big(work: Work) -> None:
        work.people.put_shops(a_shop(n) for n in range(3000))

    with pytest.raises(StoreUnavailable, match="磁盘满了"):
        file_store.run_now(big)
    keeping._writer._driver.execute("PRAGMA max_page_count = 1000000").fetchall()
    file_store.run_now(big)
    assert count_up(file_store) == 2
    assert file_store.check() == []


def test_another_programs_lock_is_told_and_passes(file_store: Store) -> None:
    keeping: Any = file_store._keeping
    keeping._writer._driver.execute("PRAGMA busy_timeout = 50").fetchall()
    other = pysqlite3.dbapi2.connect(keeping.where, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match="被别的程序占用"):
        count_up(file_store)
    other.close()
    assert count_up(file_store) == 1


def test_a_closed_store_says_so(store_url: str) -> None:
    store = open_store(store_url)
    store.close()
    store.close()
    with pytest.raises(StoreUnavailable, match="已经关闭"):
        count_up(store)
    with pytest.raises(StoreUnavailable, match="已经关闭"):
        store.read_now(lambda work: work.counters.get("n"))


def test_a_closed_file_is_whole_in_itself(file_store: Store) -> None:
    count_up(file_store)
    path = Path(file_store._keeping.where)
    file_store.close()
    assert not path.with_name(f"{path.name}-wal").exists()


def test_what_waits_is_done_before_the_store_closes(store_url: str) -> None:
    store = open_store(store_url)
    futures = [store._write(lambda work: work.counters.next("n")) for _ in range(50)]
    store.close()
    assert sorted(future.result() for future in futures) == list(range(1, 51))


def test_a_unit_that_waits_for_another_is_an_error_and_no_standstill(store: Store) -> None:
    with pytest.raises(RuntimeError, match="wait for another unit"):
        store.run_now(lambda work: count_up(store))
    assert count_up(store) == 1


async def test_a_unit_nobody_waits_for_any_more_is_not_begun(file_store: Store) -> None:
    begun, may_go_on = Event(), Event()

    def slow(work: Work) -> None:
        begun.set()
        may_go_on.wait()

    first = asyncio.create_task(file_store.run(slow))
    await asyncio.to_thread(begun.wait)
    second = asyncio.create_task(file_store.run(lambda work: work.counters.next("n")))
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.sleep(0)
    may_go_on.set()
    await first
    with pytest.raises(asyncio.CancelledError):
        await second
    assert count_up(file_store) == 1


def test_no_fault_tells_what_stood_in_the_row(store: Store) -> None:
    secret = a_shop(1, phone="13912345678", owner_name="李四海")

    def twice(work: Work) -> None:
        work.people._insert_all(Shelf(Shop), [secret, secret])

    with pytest.raises(Conflict) as found:
        store.run_now(twice)
    told = "".join(traceback.format_exception(found.value))
    assert "13912345678" not in told
    assert "李四海" not in told
    assert secret.licence not in told


@pytest.mark.parametrize("family", [StoreFault, *StoreFault.__subclasses__()])
def test_every_fault_is_described_by_a_sentence(family: type[StoreFault]) -> None:
    assert family.__doc__
    assert family.__doc__.endswith(".")
