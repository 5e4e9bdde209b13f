"""The gravest attempts once more, on PostgreSQL: who sees what, consent, a lost telephone."""

from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.security import test_attacks_people as people
from tests.security import test_attacks_presses as presses
from tests.security.full_town import a_full_town
from tests.security.test_who_sees_what import pages_that_tell, wrong_cells
from tests.town import Town, a_town

Attempt = Callable[[Town], Awaitable[None]]

ATTEMPTS: Final[tuple[Attempt, ...]] = (
    presses.test_a_yes_in_answer_to_the_old_offers_letter_is_no_yes_to_the_new_one,
    people.test_a_lost_telephone_shows_and_does_nothing_and_the_new_one_goes_on,
    people.test_who_left_reads_nothing_more_anywhere,
)


@pytest.fixture
def town(tmp_path: Path, postgres_url: str) -> Iterator[Town]:
    with a_town(tmp_path / "home", url=postgres_url) as town:
        yield town


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda attempt: attempt.__name__)
async def test_what_fails_on_a_file_fails_on_a_server(town: Town, attempt: Attempt) -> None:
    await attempt(town)


async def test_what_is_withheld_on_a_file_is_withheld_on_a_server(
    tmp_path: Path, postgres_url: str
) -> None:
    town, cases = await a_full_town(tmp_path / "home", postgres_url)
    assert await wrong_cells(town, cases, "A case about the manager, the name kept") == []
    assert await pages_that_tell(town, "9001", "管理") == set()
    town.app.close()
