"""Work that only one process may do at a time."""

from datetime import timedelta

from storage.engine import Store
from tests.storage.rows import NOW

POLLING = "telegram:7000001:polling"
A_WHILE = timedelta(seconds=12)


def take(store: Store, by: str, after: float = 0) -> bool:
    now = NOW + timedelta(seconds=after)
    return store.run_now(lambda work: work.claims.take(POLLING, by, now + A_WHILE, now))


def test_the_second_waits_until_the_first_stops_renewing(store: Store) -> None:
    assert take(store, "first")
    assert not take(store, "second", after=5)
    assert take(store, "first", after=10)
    assert not take(store, "second", after=21)
    assert take(store, "second", after=22)
    assert not take(store, "first", after=23)


def test_who_ends_lets_the_next_one_in_at_once(store: Store) -> None:
    assert take(store, "first")
    store.run_now(lambda work: work.claims.release(POLLING, "first"))
    assert take(store, "second")


def test_only_the_holder_can_let_go(store: Store) -> None:
    assert take(store, "first")
    store.run_now(lambda work: work.claims.release(POLLING, "second"))
    assert not take(store, "second")


def test_a_process_that_is_alone_frees_what_a_dead_one_held(store: Store) -> None:
    assert take(store, "dead")
    store.run_now(lambda work: work.claims.free())
    assert take(store, "alive")


def test_two_kinds_of_work_are_held_apart(store: Store) -> None:
    assert take(store, "first")
    taken = store.run_now(lambda work: work.claims.take("other", "second", NOW + A_WHILE, NOW))
    assert taken
