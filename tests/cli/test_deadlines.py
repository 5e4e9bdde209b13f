"""`shouwen deadlines`: the table of the rules, as a script asks for it."""

from pathlib import Path

import pytest

from tests.cli.conftest import Shouwen

#: Source: the desk's rules, section 5.
TABLE = [
    ("2026-11-20 16:00", "2026-11-21T16:00:00+08:00", "2026-12-04T18:00:00+08:00"),
    ("2026-09-30 10:00", "2026-10-08T10:00:00+08:00", "2026-10-20T18:00:00+08:00"),
    ("2026-02-14 09:00", "2026-02-24T09:00:00+08:00", "2026-03-06T18:00:00+08:00"),
    ("2026-09-24 15:00", "2026-09-28T15:00:00+08:00", "2026-10-15T18:00:00+08:00"),
    ("2026-04-30 17:00", "2026-05-06T17:00:00+08:00", "2026-05-18T18:00:00+08:00"),
]


@pytest.mark.parametrize(("when", "respond_by", "close_by"), TABLE)
def test_the_command_gives_every_row_of_the_table(
    when: str, respond_by: str, close_by: str, shouwen: Shouwen
) -> None:
    answer = shouwen("deadlines", when, "--json")
    assert answer.code == 0
    assert answer.document == {
        "respond_by": respond_by,
        "close_by": close_by,
        "provisional": False,
    }


def test_a_year_whose_notice_is_not_known_is_provisional(shouwen: Shouwen) -> None:
    answer = shouwen("deadlines", "2026-12-30 10:00", "--json")
    assert answer.document["provisional"] is True
    assert answer.document["respond_by"].startswith("2026-12-31T10:00")


def test_people_read_that_a_deadline_is_provisional_beside_it(shouwen: Shouwen) -> None:
    answer = shouwen("deadlines", "2026-12-30 10:00")
    assert "2026-12-31 10:00" in answer.out
    assert "暂按" in answer.err


def test_an_instant_with_an_offset_is_taken_as_it_says(shouwen: Shouwen) -> None:
    same = shouwen("deadlines", "2026-11-20T08:00:00+00:00", "--json")
    assert same.document == shouwen("deadlines", "2026-11-20 16:00", "--json").document


@pytest.mark.parametrize("when", ["", "明天", "2026-02-30 10:00", "9999-12-31 10:00", "20:00"])
def test_what_is_no_time_is_wrong_usage(when: str, shouwen: Shouwen) -> None:
    answer = shouwen("deadlines", when, "--json")
    assert (answer.code, answer.out) == (2, "")
    assert "Traceback" not in answer.err
    assert answer.err.strip()


def test_an_imported_year_moves_the_deadline(shouwen: Shouwen) -> None:
    days = [f"2027-01-0{day},休,元旦" for day in (1, 2, 3)]
    days += [f"2027-02-{day:02d},休,春节" for day in range(5, 13)]
    days += [f"2027-04-0{day},休,清明节" for day in (3, 4, 5)]
    days += [f"2027-05-0{day},休,劳动节" for day in range(1, 6)]
    days += [f"2027-06-{day:02d},休,端午节" for day in (7, 8, 9)]
    days += [f"2027-09-{day},休,中秋节" for day in (15, 16, 17)]
    days += [f"2027-10-0{day},休,国庆节" for day in range(1, 8)]
    table = Path("2027.csv")
    table.write_text("\n".join(["日期,类型,名称", *days]), "utf-8")
    imported = shouwen("calendar", "import", table, "--json")
    assert imported.code == 0, imported
    assert imported.document["year"] == 2027
    answer = shouwen("deadlines", "2026-12-31 10:00", "--json")
    assert answer.document["provisional"] is False
    assert answer.document["respond_by"] == "2027-01-04T10:00:00+08:00"
