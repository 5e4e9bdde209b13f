"""Jobs and lanes: order, retries, leases and timers, on both databases alike."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.mail import Job, JobState, Queue
from storage.engine import Store
from storage.unit_of_work import Work
from tests.storage.mailing import LANE, due, key_of, put, settle, turn
from tests.storage.rows import A_DAY, A_MINUTE, NOW


def test_jobs_of_a_lane_are_done_in_the_order_they_were_put(store: Store) -> None:
    put(store, "a", "b", "c")
    done = []
    while job := turn(store):
        done.append(job.payload["key"])
        settle(store, job, JobState.DONE)
    assert done == ["a", "b", "c"]
    assert due(store) == []


def test_the_same_message_is_put_once(store: Store) -> None:
    put(store, "a")
    again = store.run_now(lambda work: work.mail.put(Queue.IN, LANE, "a", {"key": "a"}, NOW))
    assert again is False
    assert store.read_now(lambda work: work.mail.waiting(Queue.IN)) == (1, NOW)


def test_a_message_that_came_again_spoils_nothing_in_its_transaction(store: Store) -> None:
    put(store, "a")

    def unit(work: Work) -> None:
        work.mail.put(Queue.IN, LANE, "a", {}, NOW)
        work.mail.put(Queue.IN, LANE, "b", {}, NOW)

    store.run_now(unit)
    assert store.read_now(lambda work: work.mail.waiting(Queue.IN)) == (2, NOW)


def test_a_message_that_comes_again_once_done_stays_done(store: Store) -> None:
    put(store, "a")
    settle(store, turn(store), JobState.DONE)
    assert store.run_now(lambda work: work.mail.put(Queue.IN, LANE, "a", {}, NOW)) is False
    assert due(store) == []


def test_the_same_key_may_stand_in_two_queues(store: Store) -> None:
    put(store, "a")
    put(store, "a", queue=Queue.OUT)
    assert key_of(turn(store, queue=Queue.OUT)) == "a"


def test_a_lane_is_due_when_its_job_is(store: Store) -> None:
    put(store, "later", due=NOW + A_MINUTE)
    assert (due(store), key_of(turn(store))) == ([], None)
    assert (due(store, NOW + A_MINUTE), key_of(turn(store, NOW + A_MINUTE))) == ([LANE], "later")


def test_a_job_for_later_holds_up_nobody(store: Store) -> None:
    put(store, "in the morning", due=NOW + A_DAY)
    put(store, "at once")
    assert due(store) == [LANE]
    settle(store, turn(store), JobState.DONE)
    assert due(store) == []
    assert key_of(turn(store, NOW + A_DAY)) == "in the morning"


def test_a_job_that_failed_keeps_its_turn(store: Store) -> None:
    put(store, "a", "b")
    settle(store, turn(store), JobState.WAITING, error="500", retry_at=NOW + A_MINUTE)
    put(store, "c")
    assert (due(store), key_of(turn(store))) == ([], None)
    job = turn(store, NOW + A_MINUTE)
    assert job is not None
    assert (job.dedupe, job.attempts, job.error) == ("a", 1, "500")
    assert due(store, NOW + A_MINUTE) == [LANE]


def test_being_told_to_come_back_later_is_no_failure(store: Store) -> None:
    put(store, "a")
    job = turn(store)
    assert job is not None
    store.run_now(lambda work: work.mail.postpone(job, NOW + A_MINUTE, NOW, "429"))
    waiting = turn(store, NOW + A_MINUTE)
    assert waiting is not None
    assert (waiting.attempts, waiting.error) == (0, "429")


def test_a_job_that_was_set_aside_lets_the_lane_go_on(store: Store) -> None:
    put(store, "poison", "b")
    settle(store, turn(store), JobState.DEAD, error="ValueError")
    assert key_of(turn(store)) == "b"
    dead = store.read_now(lambda work: work.mail.dead(Queue.IN))
    assert [(job.dedupe, job.error) for job in dead] == [("poison", "ValueError")]


def test_lanes_come_up_in_the_order_they_fell_due(store: Store) -> None:
    def unit(work: Work) -> None:
        for minute in (3, 1, 2):
            at = NOW + minute * A_MINUTE
            work.mail.put(Queue.OUT, f"lane {minute}", f"k{minute}", {}, NOW, at)

    store.run_now(unit)
    assert due(store, NOW + A_DAY, Queue.OUT) == ["lane 1", "lane 2", "lane 3"]


def test_a_lease_keeps_others_away_until_it_ends(store: Store) -> None:
    put(store, "a", "b", queue=Queue.OUT)
    until = NOW + timedelta(seconds=30)

    def lease(by: str, now: datetime) -> list[str]:
        jobs = store.run_now(
            lambda work: work.mail.lease(Queue.OUT, LANE, by, now + timedelta(seconds=30), now)
        )
        return [job.dedupe for job in jobs]

    assert lease("one", NOW) == ["a", "b"]
    assert lease("two", NOW) == []
    assert due(store, queue=Queue.OUT) == []
    assert store.run_now(lambda work: work.mail.lock(Queue.OUT, LANE)) is None
    assert lease("two", until) == ["a", "b"]


def test_at_most_eight_jobs_are_done_under_one_lease(store: Store) -> None:
    put(store, *(f"{n}" for n in range(10)), queue=Queue.OUT)
    jobs = store.run_now(lambda work: work.mail.lease(Queue.OUT, LANE, "me", NOW + A_MINUTE, NOW))
    assert [job.dedupe for job in jobs] == [f"{n}" for n in range(8)]


def test_a_released_lane_can_be_leased_again(store: Store) -> None:
    put(store, "a", queue=Queue.OUT)
    lease: Callable[[Work], list[Job]] = lambda work: work.mail.lease(  # noqa: E731
        Queue.OUT, LANE, "me", NOW + A_MINUTE, NOW
    )
    assert len(store.run_now(lease)) == 1
    store.run_now(lambda work: work.mail.release(Queue.OUT, LANE, "another"))
    assert store.run_now(lease) == []
    store.run_now(lambda work: work.mail.release(Queue.OUT, LANE, "me"))
    assert len(store.run_now(lease)) == 1


def test_a_process_that_is_alone_frees_what_another_held_when_it_died(store: Store) -> None:
    put(store, "a", queue=Queue.OUT)
    store.run_now(lambda work: work.mail.lease(Queue.OUT, LANE, "dead", NOW + A_MINUTE, NOW))
    assert due(store, queue=Queue.OUT) == []
    assert store.run_now(lambda work: work.mail.free_leases()) == 1
    assert due(store, queue=Queue.OUT) == [LANE]


def test_a_lease_is_renewed_by_its_holder_only(store: Store) -> None:
    put(store, "a", queue=Queue.OUT)
    until = NOW + 5 * A_MINUTE
    store.run_now(lambda work: work.mail.lease(Queue.OUT, LANE, "me", NOW + A_MINUTE, NOW))
    assert not store.run_now(lambda work: work.mail.renew(Queue.OUT, LANE, "you", until))
    assert store.run_now(lambda work: work.mail.renew(Queue.OUT, LANE, "me", until))
    assert due(store, NOW + 2 * A_MINUTE, Queue.OUT) == []


def test_a_retry_outlasts_the_end_of_its_lease(store: Store) -> None:
    put(store, "a", queue=Queue.OUT)

    def unit(work: Work) -> None:
        (job,) = work.mail.lease(Queue.OUT, LANE, "me", NOW + A_MINUTE, NOW)
        work.mail.settle(job, JobState.WAITING, NOW, "502", NOW + 2 * A_MINUTE)
        work.mail.release(Queue.OUT, LANE, "me")

    store.run_now(unit)
    assert due(store, NOW + A_MINUTE, Queue.OUT) == []
    assert due(store, NOW + 2 * A_MINUTE, Queue.OUT) == [LANE]


def test_a_timer_set_again_rings_once_at_the_new_time(store: Store) -> None:
    store.run_now(lambda work: work.mail.set_timer("5", NOW + A_MINUTE, {"n": 1}, NOW))
    store.run_now(lambda work: work.mail.set_timer("5", NOW + 3 * A_MINUTE, {"n": 2}, NOW))
    assert store.read_now(lambda work: work.mail.waiting(Queue.TIMER))[0] == 1
    assert due(store, NOW + 2 * A_MINUTE, Queue.TIMER) == []
    assert due(store, NOW + 3 * A_MINUTE, Queue.TIMER) == ["5"]


def test_a_timer_may_be_set_from_its_own_ringing(store: Store) -> None:
    store.run_now(lambda work: work.mail.set_timer("5", NOW, {}, NOW))

    def ring(work: Work) -> None:
        assert work.mail.lock(Queue.TIMER, "5")
        job = work.mail.next_job(Queue.TIMER, "5", NOW)
        assert job is not None
        work.mail.set_timer("5", NOW + A_DAY, {}, NOW)
        work.mail.settle(job, JobState.DONE, NOW)

    store.run_now(ring)
    assert due(store, NOW + A_DAY - A_MINUTE, Queue.TIMER) == []
    assert due(store, NOW + A_DAY, Queue.TIMER) == ["5"]


def test_a_timer_that_is_put_off_for_good_never_rings(store: Store) -> None:
    store.run_now(lambda work: work.mail.set_timer("5", NOW, {}, NOW))
    store.run_now(lambda work: work.mail.set_timer("5", None, {}, NOW))
    assert due(store, NOW + A_DAY, Queue.TIMER) == []
    assert store.read_now(lambda work: work.mail.waiting(Queue.TIMER)) == (0, None)


def test_only_jobs_done_before_then_are_pruned(store: Store) -> None:
    put(store, "old", "dead", "waiting")
    settle(store, turn(store), JobState.DONE)
    settle(store, turn(store), JobState.DEAD)
    assert store.run_now(lambda work: work.mail.prune(NOW)) == 0
    assert store.run_now(lambda work: work.mail.prune(NOW + A_MINUTE)) == 1
    assert key_of(turn(store)) == "waiting"
    assert len(store.read_now(lambda work: work.mail.dead(Queue.IN))) == 1


def test_what_was_set_aside_is_listed_found_and_forgotten(store: Store) -> None:
    put(store, "early", "done", "waiting")
    settle(store, turn(store), JobState.DEAD)
    settle(store, turn(store), JobState.DONE)

    def fail_later(work: Work) -> None:
        work.mail.put(Queue.OUT, LANE, "late", {}, NOW + A_MINUTE)
        work.mail.put(Queue.OUT, "another", "last", {}, NOW + A_DAY)
        for lane in (LANE, "another"):
            job = work.mail.next_job(Queue.OUT, lane, NOW + A_DAY)
            assert job is not None
            work.mail.settle(job, JobState.DEAD, NOW + A_DAY)

    store.run_now(fail_later)
    aside = store.read_now(lambda work: work.aside.latest(2))
    assert [job.dedupe for job in aside] == ["last", "late"]
    assert store.read_now(lambda work: work.aside.find(Queue.IN, LANE, 1)) is not None
    assert store.read_now(lambda work: work.aside.find(Queue.IN, LANE, 3)) is None
    store.run_now(lambda work: work.aside.forget(aside[0]))
    assert store.run_now(lambda work: work.aside.forget_before(NOW + A_MINUTE, 9)) == 1
    (left,) = store.read_now(lambda work: work.aside.in_lane(Queue.OUT, LANE))
    assert left.dedupe == "late"
    assert store.read_now(lambda work: work.aside.latest(9)) == [left]
    assert key_of(turn(store)) == "waiting"


@pytest.mark.parametrize("text", ["\0", "半个\ud83d字", "\\u0000"])
def test_a_message_no_database_likes_is_taken_in_all_the_same(store: Store, text: str) -> None:
    store.run_now(lambda work: work.mail.put(Queue.IN, LANE, "odd", {"text": text}, NOW))
    job = turn(store)
    assert job is not None
    assert job.payload["text"].replace("\ufffd", "") == text.encode(
        errors="ignore"
    ).decode().replace("\0", "")


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["done", "dead", "failed", "put", "put for later"]),
            st.integers(0, 3),
        ),
        max_size=30,
    )
)
def test_no_lane_with_work_to_do_is_ever_forgotten(
    file_store: Store, deeds: list[tuple[str, int]]
) -> None:
    """After any deeds, the lane is due exactly when one of its jobs can be taken."""

    class Undo(Exception):
        pass

    def unit(work: Work) -> None:
        now, key = NOW, 0
        for deed, minutes in deeds:
            now += minutes * A_MINUTE
            job = work.mail.next_job(Queue.IN, LANE, now)
            if deed.startswith("put"):
                key += 1
                later = now + 2 * A_MINUTE if deed == "put for later" else None
                work.mail.put(Queue.IN, LANE, f"{key}", {}, now, later)
            elif job and deed == "failed":
                work.mail.settle(job, JobState.WAITING, now, "x", now + A_MINUTE)
            elif job:
                work.mail.settle(job, JobState(deed), now)
            for moment in (now, now + A_MINUTE, now + 10 * A_MINUTE):
                is_due = LANE in work.mail.due_lanes(Queue.IN, moment, 5)
                assert is_due == (work.mail.next_job(Queue.IN, LANE, moment) is not None)
        raise Undo

    with pytest.raises(Undo):
        file_store.run_now(unit)


@pytest.mark.parametrize("late", list(JobState))
def test_what_became_of_a_job_stands_whoever_settles_it_later(store: Store, late: JobState) -> None:
    put(store, "called back", "next", queue=Queue.OUT)
    stale = turn(store, queue=Queue.OUT)
    settle(store, turn(store, queue=Queue.OUT), JobState.DONE, error="cut off")
    assert stale is not None

    def unit(work: Work) -> bool:
        return work.mail.settle(stale, late, NOW, "trouble", retry_at=NOW + A_MINUTE)

    assert store.run_now(unit) is False
    assert store.run_now(lambda work: work.mail.postpone(stale, NOW + A_MINUTE, NOW)) is False
    assert (due(store, queue=Queue.OUT), key_of(turn(store, queue=Queue.OUT))) == ([LANE], "next")
    assert store.read_now(lambda work: work.mail.dead(Queue.OUT)) == []
