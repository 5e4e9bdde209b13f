"""Roles as processes: one PostgreSQL, several processes, and nothing stands still when one dies."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import httpx
import pytest

from bot.cli.service import set_up
from bot.settings import Settings
from bot.stations import Station, UnknownStation, stations_of
from tests.cli.conftest import SCRIPT, Shouwen
from tests.web.browsing import FROM_OUR_SCRIPT

only_postgres = pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
WANG = "310101100001"
PHONE = f"/demo/shop/{WANG}"
#: Seconds after which a test gives up; four processes share the machine with others.
PATIENCE = 60.0


@dataclass
class Manned:
    """One process of the service; it comes up while others do."""

    process: subprocess.Popen[str]

    @cached_property
    def address(self) -> str:
        """Where it answers, once it does."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.startswith("打开 http"), self.process.stderr and self.process.stderr.read()
        return line.split()[1].rsplit("/", 1)[0]

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@contextmanager
def manning(role: str, home: Path, url: str) -> Iterator[Manned]:
    told = {**os.environ, "SHOUWEN_HOME": str(home), "SHOUWEN_DATABASE_URL": url}
    with subprocess.Popen(
        [str(SCRIPT), "serve", "--demo", "--role", role, "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=told,
        text=True,
        encoding="utf-8",
    ) as process:
        try:
            yield Manned(process)
        finally:
            process.send_signal(signal.SIGTERM)
            _, told_on_stderr = process.communicate(timeout=60)
            assert process.returncode in (0, -signal.SIGKILL)
            assert "Traceback" not in told_on_stderr


def say(page: httpx.Client, text: str) -> None:
    assert page.post(f"{PHONE}/say", data={"text": text}).json() == {"taken": True}


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.1)


def reads(page: httpx.Client, mark: str) -> int:
    """How often a mark stands on the page."""
    return page.get(PHONE).text.count(mark)


@only_postgres
@pytest.mark.timeout(600)
def test_each_role_is_a_process_and_another_worker_goes_on_where_one_died(
    store_url: str, taught: Path
) -> None:
    set_up(Settings(home=taught, database_url=store_url), demo=True)
    roles = ("web", "worker", "worker", "timekeeper")
    with ExitStack() as stack:
        manned = [stack.enter_context(manning(role, taught, store_url)) for role in roles]
        web, first, second, _ = manned
        for process, role in zip(manned, roles, strict=True):
            ready = httpx.get(f"{process.address}/readyz", timeout=30).json()
            assert (ready["ready"], ready["roles"]) == (True, [role])
            metrics = httpx.get(f"{process.address}/metrics", timeout=30).text
            assert "shouwen_jobs_lag_seconds" in metrics
        assert httpx.get(f"{first.address}/chat", timeout=30).status_code == 404

        page = stack.enter_context(
            httpx.Client(base_url=web.address, headers=FROM_OUR_SCRIPT, timeout=30)
        )
        say(page, "送货员把玉溪摔烂两条")
        until(lambda: reads(page, 'class="desk"') > 0)
        before = reads(page, 'class="desk"')
        first.kill()
        say(page, "你好")
        until(lambda: reads(page, 'class="desk"') > before)
        second.kill()
        say(page, "在吗")
        waiting = httpx.get(f"{web.address}/readyz", timeout=30).json()["waiting"]
        assert waiting == 1, "with no worker left a message waits, and is not lost"


def test_on_sqlite_the_roles_can_not_be_split_up(shouwen: Shouwen, home: Path) -> None:
    for role in ("web", "worker", "timekeeper,web", "telegram"):
        answer = shouwen("serve", "--role", role)
        assert answer.code == 3
        assert "SQLite 的数据库文件只能由一个进程使用" in answer.err
    assert not home.exists()


def test_an_unknown_role_is_answered_with_those_that_there_are(shouwen: Shouwen) -> None:
    answer = shouwen("serve", "--role", "web,cook")
    assert answer.code == 2
    assert "web, worker, timekeeper, telegram" in answer.err


def test_the_role_telegram_needs_a_token(shouwen: Shouwen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOUWEN_DATABASE_URL", "postgresql://nobody@nowhere/none")
    answer = shouwen("serve", "--role", "telegram")
    assert answer.code == 3
    assert "SHOUWEN_TELEGRAM_TOKEN" in answer.err


@pytest.mark.parametrize(
    ("text", "stations"),
    [
        ("", set(Station)),
        ("worker", {Station.WORKER}),
        (" Web , timekeeper ,", {Station.WEB, Station.TIMEKEEPER}),
    ],
)
def test_roles_are_a_list_between_commas(text: str, stations: set[Station]) -> None:
    assert stations_of(text) == stations


@pytest.mark.parametrize("text", ["boss", "web;worker", "web worker"])
def test_what_is_no_role_is_refused(text: str) -> None:
    with pytest.raises(UnknownStation):
        stations_of(text)


LOOK = """
import sys, tempfile
from pathlib import Path
from bot.app import build
from bot.settings import Settings
from bot.stations import Station
app = build(Settings(home=Path(tempfile.mkdtemp())), None, stations=frozenset({Station.WORKER}))
assert set(app.reception.decoders) == {"web", "telegram", "terminal"}
app.close()
print(sorted({"telegram", "aiogram", "fastapi", "uvicorn"} & set(sys.modules)))
"""


def test_a_worker_decodes_every_channel_without_the_libraries_that_serve_them() -> None:
    done = subprocess.run([sys.executable, "-P", "-c", LOOK], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr
