"""The record of the console: each line hangs on the one before it."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.audit import AuditDeed, AuditEntry, AuditHead, first_break, write
from models.entrance import Knock

NOON = datetime(2026, 3, 12, 4, 0, tzinfo=UTC)


def a_record(lines: int) -> tuple[AuditHead, list[AuditEntry]]:
    head = AuditHead(actor_no="9001", entries=0, seal="")
    deeds = list(AuditDeed)
    entries = [
        write(head, deeds[n % len(deeds)], now=NOON + timedelta(seconds=n), case_id=n, n=n)
        for n in range(lines)
    ]
    return head, entries


@given(st.integers(0, 12))
def test_a_record_that_nobody_touched_is_whole(lines: int) -> None:
    assert first_break(*a_record(lines)) is None


@given(
    st.integers(0, 6), st.sampled_from(["deed", "subject", "case_id", "at", "detail", "actor_no"])
)
def test_a_changed_line_is_found_where_it_stands(place: int, field: str) -> None:
    head, entries = a_record(7)
    changed = deepcopy(entries[place])
    other = {"case_id": 10**6, "at": NOON - timedelta(days=1), "detail": {"n": "x"}}
    setattr(changed, field, other.get(field, "forged"))
    entries[place] = changed
    assert first_break(head, entries) == place + 1


@given(st.integers(0, 6))
def test_a_line_taken_out_is_missed(place: int) -> None:
    head, entries = a_record(7)
    del entries[place]
    assert first_break(head, entries) == place + 1


def test_lines_put_in_order_anew_do_not_fit() -> None:
    head, entries = a_record(3)
    assert first_break(head, [entries[1], entries[0], entries[2]]) == 1


@pytest.mark.parametrize(
    ("tries", "waits"),
    [(0, 0), (4, 0), (5, 5), (6, 10), (7, 20), (10, 160), (12, 640), (13, 900), (10**6, 900)],
)
def test_the_wait_after_wrong_tries_doubles_up_to_a_quarter_of_an_hour(
    tries: int, waits: int
) -> None:
    knock = Knock(whose="staff:1001", tries=tries, last_at=NOON)
    assert knock.wait(NOON) == timedelta(seconds=waits)
    assert knock.wait(NOON + timedelta(seconds=waits)) == timedelta(0)
