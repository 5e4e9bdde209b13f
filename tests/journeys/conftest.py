"""Journeys: whole stories through the built application, on a real SQLite file."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.town import Town, a_town


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with a_town(tmp_path / "home") as town:
        yield town
