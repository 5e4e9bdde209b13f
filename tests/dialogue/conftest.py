"""A town for each transcript, and a classifier that is trained once for all tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.dialogue.conversing import Reader
from tests.dialogue.stocking import stock
from tests.dialogue.trained import trained_reader
from tests.town import Town, a_town


@pytest.fixture(scope="session")
def reader(request: pytest.FixtureRequest) -> Reader:
    """The product's own reader, trained on the shipped corpus."""
    cache = request.config.cache
    assert cache is not None
    return trained_reader(Path(cache.mkdir("trained")))


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with a_town(tmp_path / "home") as town:
        stock(town)
        yield town
