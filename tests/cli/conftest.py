"""A home of one's own for each test, and the command line as a user meets it."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.cli import run
from bot.cli.opening import now
from bot.demo import install
from nlp.registry import Registry
from storage.engine import open_store
from tests.databases import lay_ready
from tests.reading.lessons import lesson

SCRIPT = Path(sys.executable).with_name("shouwen")


@dataclass(frozen=True, slots=True)
class Result:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on stdout; nothing else may stand there."""
        return json.loads(self.out)

    @property
    def documents(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


Shouwen = Callable[..., Result]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home, in Chinese, with no setting but its place."""
    for key in [key for key in os.environ if key.startswith("SHOUWEN_")]:
        monkeypatch.delenv(key)
    for key, value in {"LC_ALL": "", "LC_MESSAGES": "", "LANG": "zh_CN.UTF-8"}.items():
        monkeypatch.setenv(key, value)
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "home"
    monkeypatch.setenv("SHOUWEN_HOME", str(folder))
    return folder


@pytest.fixture
def shouwen(
    home: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Shouwen:
    """Runs a command in this process; `typed` are the bytes on its stdin."""

    def ask(*words: object, typed: bytes = b"") -> Result:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed), "utf-8"))
        capfd.readouterr()
        code = run([str(word) for word in words])
        printed = capfd.readouterr()
        return Result(code, printed.out, printed.err)

    return ask


@pytest.fixture
def town(home: Path) -> Path:
    """The home with the demo's people in it."""
    lay_ready(home)
    store = open_store(f"sqlite:///{home / 'shouwen.db'}")
    store.run_now(lambda work: install(work, now()))
    store.close()
    return home


@pytest.fixture
def taught(home: Path) -> Path:
    """The home with a small classifier that serves."""
    registry = Registry(home / "classifiers")
    registry.promote(registry.add(lesson().classifier, {"trained_at": "today"}))
    return home


def in_a_process(*words: object, language: str = "zh_CN.UTF-8", home: Path | str = "") -> Result:
    """Runs the installed script as a process of its own."""
    told = {key: value for key, value in os.environ.items() if not key.startswith("SHOUWEN_")}
    told |= {"LC_ALL": language, "SHOUWEN_HOME": str(home or "none")}
    done = subprocess.run(
        [str(SCRIPT), *map(str, words)], capture_output=True, env=told, timeout=100, check=False
    )
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())
