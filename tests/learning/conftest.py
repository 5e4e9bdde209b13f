"""A desk with the usual staff and a second admin, for the tests of the learning loop."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.terms import Role
from tests.builders import a_member
from tests.town import Town, a_town


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with a_town(tmp_path / "home") as town:
        second = a_member("9002", "副管", Role.ADMIN, superior_no="3001", region="")
        town.app.store.run_now(lambda work: work.people.put_staff([second]))
        yield town
