"""Fixtures for all tests."""

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


@pytest.fixture(autouse=True)
def _a_process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a process keeps for itself begins anew: a command that ran in a test leaves the log tied
    to what it wrote to, which is closed; and ids only ever grow, while clocks of tests don't."""
    monkeypatch.setattr(ids, "_last", 0)
    yield
    structlog.reset_defaults()
