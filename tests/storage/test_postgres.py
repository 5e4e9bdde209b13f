"""A server that hangs up, is restarted or is shared: units are done once all the same."""

import signal
import time
from collections.abc import Callable
from contextlib import closing
from threading import Barrier, Event
from typing import Any

import pytest
from sqlalchemy import Connection, text

from models.mail import JobState, Queue
from storage.engine import Store, open_store
from storage.errors import RowRefused, StoreUnavailable
from storage.postgres import visiting
from storage.schema import upgrade
from storage.unit_of_work import Work
from tests.databases import PostgresServer
from tests.storage.rows import A_MINUTE, NOW, an_utterance

_COUNT_UP = text("UPDATE counter SET value = value + 1 WHERE name = :name RETURNING value")
_LIMIT = text("SHOW idle_in_transaction_session_timeout")
only_postgres = pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)


@only_postgres
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT])
def test_a_restarted_server_is_found_again(
    store: Store, postgres_server: PostgresServer, how: signal.Signals
) -> None:
    store.run_now(lambda work: work.counters.next("n"))
    postgres_server.stop(how)
    postgres_server.start()
    assert store.run_now(lambda work: work.counters.next("n")) == 2
    assert store.read_now(lambda work: work.counters.get("n")) == 2


@only_postgres
def test_a_server_that_stays_away_is_told_of_and_nothing_stands_still(
    store: Store, postgres_server: PostgresServer
) -> None:
    postgres_server.stop()
    try:
        with pytest.raises(StoreUnavailable, match="请稍后再试，或检查数据库服务"):
            store.run_now(lambda work: work.counters.next("n"))
    finally:
        postgres_server.start()
    assert store.run_now(lambda work: work.counters.next("n")) == 1


@only_postgres
def test_a_unit_whose_connection_breaks_is_done_again_and_counts_once(store: Store) -> None:
    tries: list[int] = []

    def unit(work: Work) -> int:
        number = work.counters.next("n")
        tries.append(number)
        if len(tries) == 1:
            driver: Any = work.counters._scribe._driver
            driver.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return number

    assert store.run_now(unit) == 1
    assert tries == [1, 1]


@only_postgres
def test_units_that_wait_for_each_other_are_untangled(store: Store) -> None:
    both_hold_one = Barrier(2, timeout=10)

    def counting(first: str, second: str) -> Callable[[Work], int]:
        tries: list[str] = []

        def unit(work: Work) -> int:
            work.counters.next(first)
            tries.append(first)
            if len(tries) == 1:
                both_hold_one.wait()
            work.counters.next(second)
            return len(tries)

        return unit

    futures = [store._write(counting("a", "b")), store._write(counting("b", "a"))]
    tries = [future.result(60) for future in futures]
    # Who is sent back is the server's choice, and on a slow machine it may choose more than once.
    assert max(tries) > 1
    assert store.read_now(lambda work: (work.counters.get("a"), work.counters.get("b"))) == (2, 2)


@only_postgres
def test_units_whose_passing_statements_wait_for_each_other_are_untangled_too(store: Store) -> None:
    """As a sheet is taken back: statements that were put together for once."""
    both_hold_one = Barrier(2, timeout=10)
    store.run_now(lambda work: [work.counters.next(name) for name in "ab"])

    def changing(first: str, second: str) -> Callable[[Work], int]:
        tries: list[str] = []

        def unit(work: Work) -> int:
            tries.append(first)
            for name in (first, second):
                scribe = work.counters._scribe
                scribe.rows_of_passing(_COUNT_UP, {"name": name})
                if name == first and len(tries) == 1:
                    both_hold_one.wait()
            return len(tries)

        return unit

    futures = [store._write(changing("a", "b")), store._write(changing("b", "a"))]
    assert max(future.result(60) for future in futures) > 1
    assert store.read_now(lambda work: (work.counters.get("a"), work.counters.get("b"))) == (3, 3)


@only_postgres
def test_who_restores_or_looks_may_think_for_longer_than_a_unit(
    store: Store, store_url: str
) -> None:
    def limit(connection: Connection) -> str:
        return str(connection.execute(_LIMIT).scalar_one())

    with store._keeping.altering() as connection:
        upgrade(connection)
        assert limit(connection) == "0"
    with visiting(store_url) as connection:
        assert limit(connection) == "0"
    assert store.run_now(lambda work: limit(work.counters._scribe._connection)) == "1min"


@only_postgres
def test_two_workers_never_hold_the_same_lane(store: Store, store_url: str) -> None:
    store.run_now(lambda work: work.mail.put(Queue.IN, "lane", "a", {}, NOW))
    holds, may_let_go = Event(), Event()

    def hold(work: Work) -> bool:
        has_it = work.mail.lock(Queue.IN, "lane") is not None
        holds.set()
        may_let_go.wait(10)
        return has_it

    first = store._write(hold)
    holds.wait(10)
    with closing(open_store(store_url)) as other:
        lock: Callable[[Work], object] = lambda work: work.mail.lock(Queue.IN, "lane")  # noqa: E731
        assert other.run_now(lock) is None
        may_let_go.set()
        assert first.result(10) is True
        assert other.run_now(lock) is not None


@only_postgres
def test_a_letter_put_while_another_is_settled_wakes_its_lane(store: Store, store_url: str) -> None:
    """The courier settles without holding the lane, so a put and a settle can meet."""
    store.run_now(lambda work: work.mail.put(Queue.OUT, "lane", "a", {}, NOW))
    (job,) = store.run_now(
        lambda work: work.mail.lease(Queue.OUT, "lane", "me", NOW + A_MINUTE, NOW)
    )
    has_put, may_commit = Event(), Event()

    def put_slowly(work: Work) -> bool:
        put = work.mail.put(Queue.OUT, "lane", "b", {}, NOW)
        has_put.set()
        may_commit.wait(10)
        return put

    putting = store._write(put_slowly)
    has_put.wait(10)
    with closing(open_store(store_url)) as courier:
        settling = courier._write(lambda work: work.mail.settle(job, JobState.DONE, NOW))
        time.sleep(0.2)  # long enough for the settling to be waiting for the lane
        may_commit.set()
        assert putting.result(10)
        settling.result(10)
    store.run_now(lambda work: work.mail.release(Queue.OUT, "lane", "me"))
    assert store.read_now(lambda work: work.mail.due_lanes(Queue.OUT, NOW, 5)) == ["lane"]


@only_postgres
def test_text_the_server_can_not_keep_is_refused_and_not_tried_for_ever(store: Store) -> None:
    with pytest.raises(RowRefused) as found:
        store.run_now(lambda work: work.talk.say(an_utterance("机密\0")))
    assert "机密" not in found.value.says
