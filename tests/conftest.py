"""Fixtures for all tests."""

import gc
import subprocess
import sys
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import HealthCheck, settings

from models import ids
from tests.databases import file_store, postgres_server, postgres_url, store, store_url

__all__ = ["file_store", "postgres_server", "postgres_url", "store", "store_url"]

# A busy machine is slow at times, and that is no fault of what is tested.
settings.register_profile(
    "patient", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("patient")

_TRAINING = pytest.StashKey[subprocess.Popen[bytes]]()


def pytest_sessionstart(session: pytest.Session) -> None:
    """Of the whole suite: the classifier that many tests share is trained beside the first ones."""
    config = session.config
    is_whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    if is_whole and config.cache and not hasattr(config, "workerinput"):
        command = [sys.executable, "-m", "tests.dialogue.trained", config.cache.mkdir("trained")]
        config.stash[_TRAINING] = subprocess.Popen(
            command, cwd=config.rootpath, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )


def pytest_sessionfinish(session: pytest.Session) -> None:
    if training := session.config.stash.get(_TRAINING, None):
        training.terminate()
        training.wait()


def pytest_collection_finish() -> None:
    """Six thousand collected tests stay to the end: nobody need look again whether they do."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _a_process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a process keeps for itself begins anew: a command that ran in a test leaves the log tied
    to what it wrote to, which is closed; and ids only ever grow, while clocks of tests don't."""
    monkeypatch.setattr(ids, "_last", 0)
    yield
    structlog.reset_defaults()
