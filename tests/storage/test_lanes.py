"""Lanes: what is put together, whose lane is taken next, and what a lane waits for."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.mail import JobState, Queue
from storage.engine import Store
from storage.mail import Arrival
from storage.unit_of_work import Work
from tests.storage.mailing import LANE, due, put, settle, turn
from tests.storage.rows import A_MINUTE, NOW


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None
)
@given(
    st.lists(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 9)), max_size=9), max_size=4)
)
def test_what_is_put_together_stands_as_if_it_was_put_one_by_one(
    store: Store, batches: list[list[tuple[str, int]]]
) -> None:
    class Undo(Exception):
        pass

    def unit(work: Work) -> None:
        for batch in batches:
            told = [Arrival(lane, f"{lane}{key}", {"说": f"{key}\0"}, NOW) for lane, key in batch]
            apart = sum(work.mail.put(Queue.OUT, *each[:3], NOW) for each in told)
            assert work.mail.put_all(Queue.IN, told, NOW) == apart
        assert work.mail.waiting(Queue.IN) == work.mail.waiting(Queue.OUT)
        for lane in "abc":
            one, other = (
                [
                    (job.seq, job.dedupe, job.payload, job.put_at, job.due_at)
                    for job in work.mail.waiting_jobs(queue, lane, 99)
                ]
                for queue in (Queue.IN, Queue.OUT)
            )
            assert one == other
        due = (sorted(work.mail.due_lanes(queue, NOW, 9)) for queue in (Queue.IN, Queue.OUT))
        assert next(due) == next(due)
        raise Undo

    with pytest.raises(Undo):
        store.run_now(unit)


@pytest.mark.parametrize("others", [[], ["web:main:person-2"]])
def test_a_lane_waits_for_nothing_that_came_again_beside_something_new(
    store: Store, others: list[str]
) -> None:
    put(store, "a")
    settle(store, turn(store), JobState.DONE)
    told = [Arrival(lane, key, {}, NOW) for lane, key in [(LANE, "a"), *((o, o) for o in others)]]
    assert store.run_now(lambda work: work.mail.put_all(Queue.IN, told, NOW)) == len(others)
    assert due(store) == others


def test_what_is_put_for_now_does_not_overtake_what_waits_in_its_lane(store: Store) -> None:
    def unit(work: Work) -> None:
        for key, later in ("a", NOW + A_MINUTE), ("b", NOW), ("c", NOW + 2 * A_MINUTE):
            assert work.mail.put_all(Queue.IN, [Arrival(LANE, key, {}, later)], NOW)

    store.run_now(unit)
    assert due(store) == []
    assert due(store, NOW + A_MINUTE) == [LANE]
    done = []
    while job := turn(store, NOW + A_MINUTE):
        done.append(job.dedupe)
        settle(store, job, JobState.DONE)
    assert done == ["a", "b"]


def test_the_next_lane_is_taken_of_the_channels_and_accounts_that_are_named(store: Store) -> None:
    def put(work: Work) -> None:
        for place, lane in enumerate(("telegram:1:a", "web:desk2:a", "web:desk:a", "web:desk:b")):
            work.mail.put(Queue.OUT, lane, lane, {}, NOW + timedelta(seconds=place))

    def take(*owners: str) -> str | None:
        return store.run_now(lambda work: work.mail.take(Queue.OUT, NOW + A_MINUTE, owners))

    store.run_now(put)
    assert take() == "telegram:1:a"
    assert take("terminal", "web") == "web:desk2:a"
    assert take("web:desk") == "web:desk:a"
    assert take("web:des", "we", "telegram:11", "desk") is None


def test_the_next_lane_is_leased_with_its_jobs_and_then_passed_over(store: Store) -> None:
    put(store, "a", "b", queue=Queue.OUT)

    def lease_next() -> list[str] | None:
        jobs = store.run_now(
            lambda work: work.mail.lease_next(Queue.OUT, ["web:main"], "me", NOW + A_MINUTE, NOW)
        )
        return None if jobs is None else [job.dedupe for job in jobs]

    assert lease_next() == ["a", "b"]
    assert lease_next() is None
