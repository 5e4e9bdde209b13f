"""Every question that is asked while people wait is answered from an index, on both databases."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Integer, event, text

from models.importing import ImportState
from models.labels import SampleState
from models.mail import Job, JobState, Queue
from models.terms import AreaKind, Category, Role, SheetKind, Stage
from storage.case_list import CaseFilter, Near, PageKey
from storage.engine import Store
from storage.forgetting import Stray
from storage.mail import Arrival
from storage.scribe import Scribe
from storage.unit_of_work import Work
from tests.storage.rows import NOW, PERSON, a_case

Question = Callable[[Work], object]

NO_INDEX = text("SELECT id FROM \"case\" WHERE said = 'x'").columns(id=Integer)
A_JOB = Job(queue=Queue.IN, lane="l", seq=1, dedupe="k", payload={}, put_at=NOW, due_at=NOW)
DAY = NOW.date()
NEAR = Near("7", frozenset({"7", "8"}))

QUESTIONS: dict[str, Question] = {
    "a case by its number": lambda work: work.cases.by_number("0312-07"),
    "a case by its full number": lambda work: work.cases.by_number("2026-0312-07"),
    "open cases of a shop": lambda work: work.cases.open_of_shop("430102100001"),
    "a complainant's cases": lambda work: work.cases.of_complainant(PERSON, limit=5),
    "an owner's open cases": lambda work: work.cases.owned_by("7", only_open=True),
    "all an owner's cases": lambda work: work.cases.owned_by("7", only_open=False),
    "the ledger": lambda work: work.cases.ledger(5),
    "assists of a case": lambda work: work.cases.assists(5),
    "assists of a helper": lambda work: work.cases.assists_of("21"),
    "assists of a desk": lambda work: work.cases.open_assists_count_by(Role.SUPPLY),
    "offers of a case": lambda work: work.cases.offers(5),
    "hand-overs of a case": lambda work: work.cases.hand_overs(5),
    "the latest cases": lambda work: work.cases.list(CaseFilter()),
    "the next page": lambda work: work.cases.list(
        CaseFilter(category=Category.SUPPLY), after=PageKey.of(a_case())
    ),
    "cases of a month": lambda work: work.cases.list(CaseFilter(month=date(2026, 3, 1))),
    "cases of a route": lambda work: work.cases.list(CaseFilter(route="3号线")),
    "cases of an owner": lambda work: work.cases.list(CaseFilter(owner_no="7")),
    "overdue cases": lambda work: work.cases.list(CaseFilter(overdue_at=NOW)),
    "cases at a stage": lambda work: work.cases.list(CaseFilter(stage=Stage.PROPOSED)),
    "cases that somebody has to do with": lambda work: work.cases.list(CaseFilter(near=NEAR)),
    "the sums behind the rates": lambda work: list(
        work.rate_counts.since(NOW, good_from=75, fair_from=50)
    ),
    "reopened cases of late": lambda work: work.rate_counts.reopened_since(NOW),
    "the latest imports": lambda work: work.imports.latest(SheetKind.SHOPS),
    "imports that wait": lambda work: work.imports.in_state(ImportState.ARRIVED),
    "the last import": lambda work: work.imports.last_written(SheetKind.SHOPS),
    "what an import changed": lambda work: list(work.imports.traces(5)),
    "cases of a shop": lambda work: work.survey.of_shop("430102100001", limit=5),
    "settled like cases": lambda work: work.survey.settled_alike("态度", limit=5),
    "like cases": lambda work: work.survey.alike_since(Category.SUPPLY, "畅销断货", NOW),
    "upheld like cases": lambda work: work.survey.upheld_alike(
        Category.SUPPLY, "畅销断货", "货源", NOW
    ),
    "what waits for somebody": lambda work: work.survey.waiting_for("7"),
    "an owner's new cases": lambda work: work.survey.filed_for("7", NOW),
    "how many cases a shop's chats told": lambda work: work.survey.told_since(PERSON, NOW),
    "cases of an event": lambda work: work.survey.in_event(5),
    "an event": lambda work: work.survey.event(5),
    "shops by phone": lambda work: work.people.shops_by_phone("138"),
    "a shop by code": lambda work: work.people.shop_by_code("K1"),
    "a manager's shops": lambda work: work.people.shops_of("7"),
    "all shops": lambda work: list(work.people.all_shops()),
    "staff with a role": lambda work: work.people.staff_with(Role.DUTY),
    "staff with a role in a region": lambda work: work.people.staff_with(Role.DUTY, "东"),
    "absences": lambda work: work.people.absences("7", DAY),
    "bindings of a shop": lambda work: work.people.bindings_of("shop:1"),
    "bindings at an address": lambda work: work.people.bindings_at(PERSON),
    "unbinding": lambda work: work.people.unbind(PERSON, "shop:1"),
    "a code": lambda work: work.people.use_code("a" * 64, NOW),
    "what was said about a case": lambda work: work.talk.of_case(5),
    "what was said last": lambda work: work.talk.recent(PERSON, 5),
    "putting on a record": lambda work: work.talk.assign_since(PERSON, NOW, 5),
    "the last buttons": lambda work: work.buttons.latest(PERSON),
    "a case's open buttons": lambda work: work.buttons.open_of_case(5),
    "closing buttons": lambda work: work.buttons.close(["t"], NOW),
    "a letter's messages": lambda work: work.talk.messages_of(PERSON, 5),
    "a copy of a file": lambda work: work.files.find("handle"),
    "the page": lambda work: work.page.after("p", 7),
    "a new page event": lambda work: work.page.append("p", "k", {}, NOW),
    "a brand": lambda work: work.supply.for_brand("芙蓉王", AreaKind.TOWN, DAY),
    "brands of a day": lambda work: work.supply.brands_on(DAY),
    "substitutes": lambda work: work.supply.substitutes("芙蓉王", AreaKind.TOWN, 12, DAY),
    "a table for the day": lambda work: work.supply.has_rows(DAY),
    "due lanes": lambda work: work.mail.due_lanes(Queue.IN, NOW, 10),
    "taking a lane of somebody known": lambda work: work.mail.take_known(Queue.IN, NOW, ["web"]),
    "a lane's next job": lambda work: work.mail.next_job(Queue.IN, "l", NOW),
    "all that waits in a lane": lambda work: work.mail.waiting_jobs(Queue.IN, "l", 5),
    "putting a job": lambda work: work.mail.put(Queue.IN, "l", "k", {}, NOW),
    "putting many jobs": lambda work: work.mail.put_all(
        Queue.IN, [Arrival("l", "k", {}, NOW)], NOW
    ),
    "setting a timer": lambda work: work.mail.set_timer("5", NOW, {}, NOW),
    "settling": lambda work: work.mail.settle(A_JOB, JobState.DONE, NOW),
    "leasing": lambda work: work.mail.lease(Queue.OUT, "l", "me", NOW, NOW),
    "freeing leases": lambda work: work.mail.free_leases(),
    "taking a lane": lambda work: work.mail.take(Queue.TIMER, NOW),
    "taking a lane of some": lambda work: work.mail.take(Queue.IN, NOW, ["web", "telegram"]),
    "leasing the next lane": lambda work: work.mail.lease_next(
        Queue.OUT, ["web:desk"], "me", NOW, NOW
    ),
    "the ends of pages": lambda work: work.page.ends(["p", "q"]),
    "what waits": lambda work: work.mail.waiting(Queue.OUT),
    "what was set aside": lambda work: work.mail.dead(Queue.IN),
    "the latest that was set aside": lambda work: work.aside.latest(9),
    "what was set aside in a lane": lambda work: work.aside.in_lane(Queue.OUT, "l"),
    "one thing that was set aside": lambda work: work.aside.find(Queue.OUT, "l", 1),
    "forgetting what was set aside": lambda work: work.aside.forget(A_JOB),
    "forgetting all that was set aside": lambda work: work.aside.forget_before(NOW, 5),
    "how late and how full the queues are": lambda work: work.census.queues(),
    "open cases by stage": lambda work: work.census.open_cases(NOW),
    "cases to be archived": lambda work: work.archive.closed_before(NOW, 5),
    "withdrawn cases to be erased": lambda work: work.archive.withdrawn_before(NOW, 5),
    "archived cases to be erased": lambda work: work.archive.unerased(Stage.CLOSED, NOW, 5),
    "a complainant's archived cases": lambda work: work.archive.of_complainant(PERSON, limit=5),
    "an archived case": lambda work: work.archive.by_number("2026-0312-07"),
    "archived cases of a month": lambda work: work.archive.filed_in(DAY),
    "the latest archived cases": lambda work: work.archive.latest(CaseFilter(month=DAY)),
    "a next page of the archive": lambda work: work.archive.latest(
        CaseFilter(), PageKey.of(a_case())
    ),
    "what all shops buy": lambda work: list(work.roster.amounts()),
    "what is on no record": lambda work: work.forgetting.stray(after=1, before=9, limit=5),
    "files on record": lambda work: work.forgetting.on_record("a"),
    "forgetting what was said": lambda work: work.forgetting.forget_said(Stray(1, "a", "")),
    "forgetting where a talk stood": lambda work: work.forgetting.forget_conversation(PERSON, NOW),
    "what a page showed": lambda work: work.forgetting.shown("p", NOW, NOW),
    "emptying old pages": lambda work: work.forgetting.forget_shown_before(NOW, 5),
    "samples nearly the same": lambda work: work.labels.akin((1, 2, 3)),
    "what is sorted next": lambda work: work.labels.in_state(
        SampleState.WAITING, is_random=False, limit=9
    ),
    "samples of a case": lambda work: work.labels.of_case(5),
    "samples told in a case": lambda work: work.labels.bind_to_case(5),
    "samples of an import": lambda work: work.labels.forget_batch("b"),
    "opinions of a sample": lambda work: work.labels.opinions(5),
    "somebody's last opinion": lambda work: work.labels.last_opinion_of("9"),
    "cases about staff, with messages to learn from": lambda work: work.label_counts.of_accusing(),
    "opinions of late": lambda work: work.labels.latest_opinions(5),
    "readings of a case": lambda work: work.learning.readings_of(5),
    "what was read since": lambda work: work.learning.heard(after=5, before=NOW, limit=9),
    "readings by day": lambda work: work.learning.tallies_since(DAY),
    "what a candidate heard": lambda work: work.learning.shadow_of("v"),
    "the last training": lambda work: work.learning.training_under_way(),
    "pruning": lambda work: work.mail.prune(NOW),
}


class Explaining:
    """A driver's connection that has every statement explained before it is done."""

    def __init__(self, driver: Any, plans: list[str]) -> None:
        self.driver = driver
        self.plans = plans

    def execute(self, sql: str, parameters: Any) -> Any:
        is_sqlite = isinstance(parameters, list)
        explain = "EXPLAIN QUERY PLAN " if is_sqlite else "EXPLAIN "
        rows = self.driver.execute(explain + sql, parameters).fetchall()
        self.plans.append("\n".join(str(row[-1]) for row in rows))
        return self.driver.execute(sql, parameters)


def plans_of(store: Store, question: Question) -> list[str]:
    plans: list[str] = []

    def unit(work: Work) -> None:
        scribe: Any = work.cases._scribe
        driver = scribe._driver
        if scribe.is_postgres:
            # On tables this small it would read them whole, which says nothing of large ones.
            driver.execute("SET LOCAL enable_seqscan = off")
        explaining = scribe._driver = Explaining(driver, plans)
        explain_passing(scribe, explaining)
        question(work)

    store.run_now(unit)
    return plans


def explain_passing(scribe: Scribe, explaining: Explaining) -> None:
    """Have statements explained that go past the scribe's driver, too."""

    @event.listens_for(scribe._connection, "before_cursor_execute")
    def explain(_: Any, __: Any, sql: str, parameters: Any, *___: Any) -> None:
        told = parameters if scribe.is_postgres else list(parameters)
        explaining.execute(sql, told).close()


@pytest.mark.parametrize("asked", QUESTIONS)
def test_no_question_walks_through_a_whole_table(store: Store, asked: str) -> None:
    plans = plans_of(store, QUESTIONS[asked])
    assert plans
    for plan in plans:
        for line in plan.splitlines():
            assert "Seq Scan" not in line, plan
            assert not line.startswith("SCAN") or NO_TABLE.search(line), plan


#: What may be walked through: a constant, what came with the question, what was found already.
NO_TABLE = re.compile(r"CONSTANT ROW|^SCAN told VIRTUAL TABLE|^SCAN \(subquery")

ORDERED = [
    "a case by its number",
    "open cases of a shop",
    "a complainant's cases",
    "the ledger",
    "the latest cases",
    "the next page",
    "cases of a month",
    "a next page of the archive",
    "cases of a route",
    "cases of an owner",
    "overdue cases",
    "a manager's shops",
    "bindings of a shop",
    "what was said last",
    "the page",
    "due lanes",
    "a lane's next job",
]


@pytest.mark.parametrize("asked", ORDERED)
def test_what_is_read_in_order_is_not_sorted_first(file_store: Store, asked: str) -> None:
    for plan in plans_of(file_store, QUESTIONS[asked]):
        assert "TEMP B-TREE" not in plan


SELECTIVE = [
    "cases of a shop",
    "settled like cases",
    "like cases",
    "upheld like cases",
    "what waits for somebody",
    "an owner's new cases",
    "cases of an event",
]


@pytest.mark.parametrize("asked", SELECTIVE)
def test_what_concerns_few_cases_reads_few(file_store: Store, asked: str) -> None:
    for plan in plans_of(file_store, QUESTIONS[asked]):
        for line in plan.splitlines():
            assert not line.endswith("(company_id=?)"), plan


def test_a_table_without_an_index_would_be_noticed(store: Store) -> None:
    def unit(work: Work) -> object:
        return work.cases._rows(NO_INDEX)

    plans = plans_of(store, unit)
    assert any("Seq Scan" in plan or plan.startswith("SCAN") for plan in plans)
