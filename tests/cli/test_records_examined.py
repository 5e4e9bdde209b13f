"""`doctor` on what is on record, and imports that touch open cases."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from models.ledger import write
from models.mail import JobState, Queue
from storage.engine import open_store
from storage.unit_of_work import Work
from tests.cli.conftest import Shouwen
from tests.cli.test_case_commands import FILED, a_case


def at_home(town: Path, unit: Any) -> Any:
    store = open_store(f"sqlite:///{town / 'shouwen.db'}")
    try:
        return store.run_now(unit)
    finally:
        store.close()


def on_record(owner_no: str = "1001") -> Any:
    def unit(work: Work) -> None:
        case = a_case(1, owner_no=owner_no)
        work.cases.add(case)
        work.cases.record(write(case, "file", by="retailer", now=FILED))
        work.cases.keep(case)

    return unit


def looked_at(shouwen: Shouwen) -> dict[str, bool]:
    return {check["name"]: check["ok"] for check in shouwen("doctor", "--json").document["checks"]}


def test_doctor_finds_whole_ledgers_in_order(town: Path, shouwen: Shouwen) -> None:
    at_home(town, on_record())
    found = looked_at(shouwen)
    assert (found["ledger"], found["owners"]) == (True, True)


@pytest.mark.parametrize("what", ["head", "entries"])
def test_doctor_finds_a_broken_chain_and_names_the_case(
    town: Path, shouwen: Shouwen, what: str
) -> None:
    at_home(town, on_record())

    def breaks(work: Work) -> None:
        case = work.cases.get(1)
        setattr(case, what, "0" * 64 if what == "head" else 2)
        work.cases.keep(case)

    at_home(town, breaks)
    assert not looked_at(shouwen)["ledger"]
    assert "2026-1120-01" in shouwen("doctor").out


@pytest.mark.parametrize(
    ("error", "days_ago", "is_fine"),
    [("refused", 0, False), ("given up", 6, False), ("refused", 8, True), ("gone", 0, True)],
)
def test_doctor_finds_letters_that_no_channel_took_of_late(
    town: Path, shouwen: Shouwen, error: str, days_ago: int, *, is_fine: bool
) -> None:
    put = datetime.now(UTC) - timedelta(days=days_ago)

    def sets_aside(work: Work) -> None:
        lane = "telegram:7000001:42"
        work.mail.put(Queue.OUT, lane, "k1", {}, put)
        job = work.mail.next_job(Queue.OUT, lane, put)
        assert job is not None
        work.mail.settle(job, JobState.DEAD, put, error)

    at_home(town, sets_aside)
    assert looked_at(shouwen)["letters"] is is_fine
    assert ("telegram 1" in shouwen("doctor").out) is not is_fine


def test_doctor_finds_an_open_case_without_an_active_owner(town: Path, shouwen: Shouwen) -> None:
    at_home(town, on_record("gone"))
    assert not looked_at(shouwen)["owners"]


def test_doctor_says_that_a_year_is_provisional(town: Path, shouwen: Shouwen) -> None:
    at_home(town, on_record())
    assert "calendar" in looked_at(shouwen)


def test_a_staff_import_leaves_no_open_case_without_an_active_owner(
    town: Path, shouwen: Shouwen, tmp_path: Path
) -> None:
    at_home(town, on_record("gone"))
    sheet = tmp_path / "staff.csv"
    sheet.write_text("工号,姓名,角色\n1777,新来的,客户经理\n", "utf-8")
    assert shouwen("staff", "import", sheet).code == 0
    case = at_home(town, lambda work: work.cases.get(1))
    staff = {one.no: one for one in at_home(town, lambda work: work.people.all_staff())}
    assert staff[case.owner_no].active
    assert looked_at(shouwen)["owners"]
