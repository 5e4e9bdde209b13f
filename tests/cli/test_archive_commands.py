"""Archived and erased cases, as whoever runs the installation meets them."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.cli.opening import settings_of
from bot.desk import erasing
from bot.desk.shift import Shift
from bot.house import house_of
from models.terms import Stage
from storage.engine import open_store
from storage.unit_of_work import Work
from tests.cli.conftest import Shouwen
from tests.cli.test_case_commands import FILED, docket

__all__ = ["docket"]

LATER = FILED + timedelta(days=1100)


@pytest.fixture
def archived(docket: Path) -> Path:
    """The closed one of three cases is in the archive."""

    def put_away(work: Work) -> None:
        case = work.cases.by_number("1120-02")
        assert case is not None
        case.closed_at, case.stage = FILED - timedelta(days=400), Stage.CLOSED
        erasing.archive(Shift(work, LATER, house_of(settings_of())), case)

    change(docket, put_away)
    return docket


def change(home: Path, unit: Callable[[Work], None]) -> None:
    store = open_store(f"sqlite:///{home / 'shouwen.db'}")
    store.run_now(unit)
    store.close()


def test_an_archived_case_is_shown_like_any_other(shouwen: Shouwen, archived: Path) -> None:
    for number in ("1120-02", "2026-1120-02"):
        case = shouwen("case", "show", number, "--json").document
        assert (case["number"], case["state"]) == ("1120-02", "closed")
        assert case["archived_at"].startswith("2029-11-24")
        assert case["said"] == '=HYPERLINK("x") 少了一条'
        assert [line["deed"] for line in case["history"]] == ["filed"]
    assert shouwen("case", "show", "1120-01", "--json").document["archived_at"] is None


def test_archived_cases_are_listed_where_they_are_asked_for(
    shouwen: Shouwen, archived: Path
) -> None:
    def listed(*words: str) -> list[str]:
        return [case["number"] for case in shouwen("case", "list", *words, "--json").document]

    assert listed("--archived") == ["1120-02"]
    assert "1120-02" not in listed()
    assert listed("--archived", "--state", "closed", "--owner", "4711") == []


def test_the_ledger_holds_archived_cases_too(shouwen: Shouwen, archived: Path) -> None:
    for words in ((), ("--month", "2026-11"), ("--route", "三号线")):
        rows = shouwen("ledger", "export", "ledger.csv", *words, "--json").document["rows"]
        assert rows == (3 if not words else 2)
    assert shouwen("ledger", "export", "l.csv", "--owner", "4711", "--json").document["rows"] == 0


def ledger_check(shouwen: Shouwen) -> bool:
    checks = shouwen("doctor", "--json").document["checks"]
    (ledger,) = [each["ok"] for each in checks if each["name"] == "ledger"]
    return bool(ledger)


def test_what_is_personal_goes_on_request_and_doctor_still_finds_the_ledger_whole(
    shouwen: Shouwen, archived: Path
) -> None:
    erased = shouwen("case", "erase", "1120-02", "--reason", "店主来信要求", "--by", "9001")
    assert (erased.code, "台账仍然完整" in erased.out) == (0, True)
    assert "以前的备份" in erased.err
    case = shouwen("case", "show", "1120-02", "--json").document
    assert (case["said"], case["shop"]) == ("", None)
    assert case["erased_at"]
    assert [(line["deed"], line["by"]) for line in case["history"]][-1] == ("erase", "staff:9001")
    assert ledger_check(shouwen)


def test_doctor_looks_at_the_ledgers_of_archived_cases(shouwen: Shouwen, archived: Path) -> None:
    assert ledger_check(shouwen)
    store = open_store(f"sqlite:///{archived / 'shouwen.db'}")
    with store._keeping.altering() as connection:
        connection.exec_driver_sql(
            "UPDATE archivedcase SET document = json_set(document, '$.case.entries', 7)"
        )
    store.close()
    assert not ledger_check(shouwen)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("1120-01", "--reason", "店主要求"), "还没有办结"),
        (("0101-01", "--reason", "店主要求"), "没有编号"),
        (("1120-02", "--reason", "  "), "还缺"),
        (("1120-02", "--reason", "店主要求", "--by", "4711"), "名册里没有"),
    ],
)
def test_what_may_not_be_erased_is_refused_in_words(
    words: tuple[str, ...], says: str, shouwen: Shouwen, archived: Path
) -> None:
    refused = shouwen("case", "erase", *words)
    assert (refused.code, says in refused.err) == (2, True)
    assert shouwen("case", "show", "1120-02", "--json").document["said"]
