"""The power fails, the disk fills up: what was acknowledged is there, and the file is sound."""

import pytest

from tests.storage.power import (
    full_for_a_while,
    look_at,
    taped_day,
    without_any_order,
    without_waiting_for_the_disk,
)


def test_no_power_cut_loses_what_was_acknowledged_or_damages_the_file() -> None:
    events = taped_day(messages=400)

    findings = look_at(events, count=300, seed=20261122)

    emptyings = [event for event in events if event.name == "shouwen.db"][100:]
    assert emptyings, "the log was never emptied into the file: the day was too short to say much"
    assert (findings.damaged, findings.lost) == (0, 0)


@pytest.mark.parametrize("spoil", [without_waiting_for_the_disk, without_any_order])
def test_the_same_look_finds_a_desk_that_does_not_wait_for_its_disk(spoil) -> None:
    findings = look_at(taped_day(messages=200, spoil=spoil), count=60)

    assert findings.lost > 0


def test_the_same_look_finds_a_file_that_is_written_in_no_order() -> None:
    findings = look_at(taped_day(messages=400, spoil=without_any_order), count=100)

    assert findings.damaged > 0


def test_a_full_disk_refuses_kindly_and_the_desk_goes_on_when_there_is_room() -> None:
    refusals, promised, there = full_for_a_while(messages=90)

    assert len(refusals) == 30
    assert all("满" in refusal for refusal in refusals)
    assert len(promised) == 60
    assert sorted(there) == sorted(promised)
