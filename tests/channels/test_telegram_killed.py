"""Killed hard at every boundary, by both libraries, by polling and by webhook: nothing is lost.

The long form, a hundred deaths in each of the four ways, is `benchmarks/telegram_kills.py`.
"""

from pathlib import Path

import pytest

from tests.channels.lives import Boundary, Death, Way, a_world

#: Between them both libraries and both modes.
WAYS = [("ptb", "polling"), ("aiogram", "webhook")]


@pytest.mark.parametrize(("library", "mode"), WAYS)
def test_an_undisturbed_life_files_and_tells_everything_once(
    tmp_path: Path, library: str, mode: str
) -> None:
    with a_world(tmp_path, Way(library, mode)) as world:
        assert world.life(Death(Boundary.SENT, 0))
        assert world.faults() == []


@pytest.mark.parametrize("boundary", Boundary)
@pytest.mark.parametrize("way", WAYS, ids="-".join)
def test_killed_at_a_boundary_and_started_again_it_keeps_its_promises(
    tmp_path: Path, way: tuple[str, str], boundary: Boundary
) -> None:
    with a_world(tmp_path, Way(*way)) as world:
        assert not world.life(Death(boundary, 1))
        assert world.life(Death(boundary, 0))
        assert world.deaths == 1
        assert world.faults() == []
