"""Fixtures for all tests."""

from collections.abc import Iterator

import pytest
import structlog
from hypothesis import HealthCheck, settings

from tests.databases import file_store, postgres_server, store, store_url

__all__ = ["file_store", "postgres_server", "store", "store_url"]

# A busy machine is slow at times, and that is no fault of what is tested.
settings.register_profile(
    "patient", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("patient")


@pytest.fixture(autouse=True)
def _logs_of_its_own() -> Iterator[None]:
    """A command that ran in a test leaves the log tied to what it wrote to, which is closed."""
    yield
    structlog.reset_defaults()
