"""Killed again and again under load, with phones in trouble, the desk keeps its promises."""

from pathlib import Path

import pytest

from tests.crash.faults import Planted
from tests.crash.storm import Storm


@pytest.mark.timeout(300)
def test_after_kills_at_any_instant_nothing_is_lost_doubled_or_out_of_order(
    tmp_path: Path, store_url: str
) -> None:
    processes = 1 if store_url.startswith("sqlite") else 3

    left = Storm(tmp_path, store_url, kills=5, processes=processes, seed=1).rage()

    assert left.deaths >= 10
    assert left.faults() == []


@pytest.mark.timeout(300)
@pytest.mark.parametrize("fault", Planted)
def test_the_look_at_what_is_left_finds_a_planted_fault(tmp_path: Path, fault: Planted) -> None:
    for seed in range(8):
        home = tmp_path / str(seed)
        home.mkdir()
        url = f"sqlite:///{home}/desk.db"
        storm = Storm(home, url, shops=6, kills=8, fault=fault, seed=seed, days=1)
        if storm.rage().faults():
            return
    pytest.fail(f"not found in eight storms: {fault}")
