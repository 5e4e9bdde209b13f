"""Killed hard at any moment, nothing that was acknowledged is lost and no case is doubled."""

import random
from pathlib import Path

import pytest

from tests.journeys.mortal import live_in_a_process, what_is_left


def test_an_undisturbed_life_leaves_one_case_a_shop_and_tells_everybody_once(
    tmp_path: Path,
) -> None:
    moments = live_in_a_process(tmp_path)
    assert moments > 50
    left = what_is_left(tmp_path)
    assert left.faults(deaths=0) == []
    assert max(left.delivered.values()) == 1


@pytest.mark.parametrize("seed", range(12))
def test_killed_at_three_moments_and_started_again_it_keeps_its_promises(
    tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    deaths = 0
    for _ in range(3):
        deaths += live_in_a_process(tmp_path, death_at=chance.randint(1, 90)) == 0
    live_in_a_process(tmp_path)
    assert deaths > 0
    assert what_is_left(tmp_path).faults(deaths) == []
