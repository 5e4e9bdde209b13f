"""Sessions, passwords, wrong tries and the record of the console, on both databases."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from bot.desk.entrance import count_try
from models.audit import AuditDeed, AuditEntry, first_break
from models.entrance import IDLE, ConsoleSession, Knock, RoleRequest, StaffPassword
from storage.audit import AuditFilter, AuditKey
from storage.engine import Store
from storage.errors import StoreFault
from storage.unit_of_work import Work

NOON = datetime(2026, 3, 12, 4, 0, tzinfo=UTC)


def a_session(digest: str, no: str = "1001", at: datetime = NOON) -> ConsoleSession:
    return ConsoleSession(
        company_id=1, digest=digest, staff_no=no, begun_at=at, seen_at=at, way="link", device="x"
    )


def test_sessions_are_listed_by_use_and_swept_out_when_over(store: Store) -> None:
    def begin(work: Work) -> None:
        for digest, minutes in (("a", 0), ("b", 10), ("c", 20)):
            work.entrance.begin(a_session(digest, at=NOON + timedelta(minutes=minutes)))
        work.entrance.begin(a_session("z", "1002"))
        work.entrance.note("a", NOON + timedelta(minutes=30))

    store.run_now(begin)
    listed = store.read_now(lambda work: work.entrance.sessions_of("1001"))
    assert [session.digest for session in listed] == ["a", "c", "b"]
    late = NOON + IDLE + timedelta(minutes=15)
    store.run_now(lambda work: work.entrance.begin(a_session("d", at=late)))
    left = store.read_now(lambda work: work.entrance.sessions_of("1001"))
    assert [session.digest for session in left] == ["d", "a", "c"]


def test_a_session_is_ended_by_its_owner_alone(store: Store) -> None:
    store.run_now(lambda work: work.entrance.begin(a_session("a")))
    assert not store.run_now(lambda work: work.entrance.end("a", "1002"))
    assert store.run_now(lambda work: work.entrance.end("a", "1001"))
    assert store.read_now(lambda work: work.entrance.session("a")) is None


def test_all_sessions_but_one_can_be_ended(store: Store) -> None:
    def begin(work: Work) -> int:
        for digest in "abc":
            work.entrance.begin(a_session(digest))
        return work.entrance.end_all("1001", but="b")

    assert store.run_now(begin) == 2
    (left,) = store.read_now(lambda work: work.entrance.sessions_of("1001"))
    assert left.digest == "b"


def test_a_password_takes_the_place_of_the_one_before(store: Store) -> None:
    for hashed in ("first", "second"):
        told = StaffPassword(company_id=1, staff_no="1001", hashed=hashed, set_at=NOON)
        store.run_now(lambda work, told=told: work.entrance.set_password(told))
    kept = store.read_now(lambda work: work.entrance.password("1001"))
    assert kept is not None
    assert kept.hashed == "second"
    store.run_now(lambda work: work.entrance.forget_password("1001"))
    assert store.read_now(lambda work: work.entrance.password("1001")) is None


def test_wrong_tries_are_counted_and_forgotten(store: Store) -> None:
    for tries in (1, 2):
        knock = Knock(company_id=1, whose="staff:1001", tries=tries, last_at=NOON)
        store.run_now(lambda work, knock=knock: work.entrance.note_knock(knock))
    kept = store.read_now(lambda work: work.entrance.knock("staff:1001"))
    assert kept is not None
    assert kept.tries == 2
    store.run_now(lambda work: work.entrance.forget_knocks("staff:1001"))
    assert store.read_now(lambda work: work.entrance.knock("staff:1001")) is None


def test_a_code_that_was_spent_is_not_spent_again(store: Store) -> None:
    def spend(work: Work) -> bool:
        return work.people.spend_code("d" * 64, "console:9001", NOON)

    assert store.run_now(spend)
    assert not store.run_now(spend)
    assert store.run_now(lambda work: work.people.use_code("d" * 64, NOON)) is None


def test_roles_asked_for_wait_until_somebody_decides(store: Store) -> None:
    request = RoleRequest(
        company_id=1, id=7, staff_no="1001", roles=("admin",), asked_by="9001", asked_at=NOON
    )
    store.run_now(lambda work: work.entrance.ask_roles(request))
    (waiting,) = store.read_now(lambda work: work.entrance.role_requests())
    assert waiting.roles == ("admin",)
    waiting.decided_by, waiting.decided_at, waiting.agreed = "3001", NOON, True
    store.run_now(lambda work: work.entrance.decide_roles(waiting))
    assert store.read_now(lambda work: work.entrance.role_requests()) == []
    assert store.read_now(lambda work: work.entrance.role_request(7)) is not None


def noted(store: Store, *told: tuple[str, AuditDeed, int | None]) -> None:
    def note(work: Work) -> None:
        for step, (no, deed, case_id) in enumerate(told):
            work.audit.note(no, deed, NOON + timedelta(seconds=step), case_id=case_id, n=step)

    store.run_now(note)


def test_the_record_is_read_page_after_page_the_latest_first(store: Store) -> None:
    noted(store, *((f"{n % 3}", AuditDeed.LOOK, n % 5) for n in range(25)))
    seen: list[AuditEntry] = []
    after = None
    while page := store.read_now(
        lambda work, after=after: work.audit.lines(AuditFilter(), after=after, limit=7)
    ):
        seen += page
        after = AuditKey.of(page[-1])
    assert [entry.detail["n"] for entry in seen] == list(range(24, -1, -1))
    only = store.read_now(lambda work: work.audit.lines(AuditFilter(actor_no="1", case_id=2)))
    assert {(entry.actor_no, entry.case_id) for entry in only} == {("1", 2)}


def test_every_persons_record_is_whole(store: Store) -> None:
    noted(store, *((f"{n % 4}", AuditDeed.MOVE, n) for n in range(20)))
    records = store.read_now(lambda work: list(work.audit.records()))
    assert [head.actor_no for head, _ in records] == ["0", "1", "2", "3"]
    assert [first_break(head, lines) for head, lines in records] == [None] * 4


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE auditentry SET deed = 'forged'",
        "UPDATE auditentry SET at = 0 WHERE seq = 1",
        "DELETE FROM auditentry",
        "DELETE FROM auditentry WHERE seq = 1",
    ],
)
def test_the_database_refuses_to_change_a_line(store: Store, statement: str) -> None:
    noted(store, ("9001", AuditDeed.LOOK, 1))
    with pytest.raises(StoreFault):
        store.run_now(lambda work: work._scribe._connection.execute(text(statement)))
    (line,) = store.read_now(lambda work: work.audit.lines(AuditFilter()))
    assert line.deed == "look"


async def test_of_many_wrong_tries_at_once_each_counts(store: Store) -> None:
    whose = ["staff:1001", "from:192.0.2.1"]

    async def one_try() -> timedelta:
        return await store.run(lambda work: count_try(work, whose, NOON))

    waits = await asyncio.gather(*(one_try() for _ in range(24)))
    assert waits.count(timedelta(0)) == 5
    kept = store.read_now(lambda work: [work.entrance.knock(one) for one in whose])
    assert [knock.tries for knock in kept if knock] == [5, 5]
