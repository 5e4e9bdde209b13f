"""`labels import`, `labels undo`, and what `train` makes of confirmed labels."""

import csv
from pathlib import Path

import pytest

from bot.desk import graduation
from models.labels import SampleState
from nlp.dataset import CORPUS
from storage.engine import open_store
from tests.cli.conftest import Shouwen

GOOD = (
    ("软盒中华一条都批不下来", "supply", ""),
    ("箱子在车上颠散了，打电话也没人管", "运输配送", "service"),
    ("麻烦问下哪天开会", "非投诉", ""),
)


def a_file(folder: Path, *rows: tuple[str, ...], heading: str = "text,label,secondary") -> Path:
    file = folder / "标注.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(heading.split(","))
        writer.writerows(rows)
    return file


def kept(home: Path) -> list[tuple[str, str, str]]:
    store = open_store(f"sqlite:///{home / 'shouwen.db'}")
    store.prepare()
    found = store.read_now(
        lambda work: [(one.text, one.label, one.secondary) for one in work.labels.settled()]
    )
    store.close()
    return found


def test_labels_are_imported_once_and_can_be_taken_back(
    shouwen: Shouwen, town: Path, tmp_path: Path
) -> None:
    file = a_file(tmp_path, *GOOD)
    answer = shouwen("labels", "import", file, "--by", "9001", "--json")
    assert (answer.code, answer.document["added"]) == (0, 3)
    assert [label for _, label, _ in kept(town)] == ["supply", "transport", "none"]
    again = shouwen("labels", "import", file, "--by", "9001", "--json")
    assert (again.document["added"], again.document["unchanged"]) == (0, 3)
    batch = answer.err.split("labels undo ")[1].split()[0]
    undone = shouwen("labels", "undo", batch, "--json")
    assert undone.document == {"batch": batch, "removed": 3}
    assert kept(town) == []
    assert shouwen("labels", "undo", batch).code == 1


def test_a_dry_run_writes_nothing(shouwen: Shouwen, town: Path, tmp_path: Path) -> None:
    answer = shouwen("labels", "import", a_file(tmp_path, *GOOD), "--by", "9001", "--dry-run")
    assert answer.code == 0
    assert kept(town) == []


@pytest.mark.parametrize(
    ("row", "column", "rule"),
    [
        (("", "supply", ""), "text", "不能空着"),
        (("少了一条", "", ""), "label", "不能空着"),
        (("少了一条", "别的", ""), "label", "只能写"),
        (("少了一条", "supply", "supply"), "secondary", "次要类别"),
        (("少了一条", "none", "supply"), "secondary", "次要类别"),
        (("少" * 2001, "supply", ""), "text", "太长"),
        (("软盒中华一条都批不下来", "supply", ""), "text", "行已经有了"),
    ],
)
def test_a_row_with_a_fault_is_named_and_nothing_is_taken_in(
    shouwen: Shouwen, town: Path, tmp_path: Path, row: tuple[str, ...], column: str, rule: str
) -> None:
    file = a_file(tmp_path, *GOOD, row)
    answer = shouwen("labels", "import", file, "--by", "9001", "--json")
    assert answer.code == 2
    (fault,) = answer.document["faults"]
    assert (fault["row"], fault["column"]) == (5, column)
    assert rule in fault["rule"]
    assert kept(town) == []
    partly = shouwen("labels", "import", file, "--by", "9001", "--partial", "--json")
    assert (partly.code, partly.document["added"]) == (0, 3)


def test_a_label_that_contradicts_what_was_confirmed_is_a_fault(
    shouwen: Shouwen, town: Path, tmp_path: Path
) -> None:
    shouwen("labels", "import", a_file(tmp_path, *GOOD), "--by", "9001")
    other = a_file(tmp_path, ("软盒中华一条都批不下来", "service", ""))
    answer = shouwen("labels", "import", other, "--by", "9001", "--json")
    assert answer.code == 2
    assert "库里这句话标的是 supply" in answer.document["faults"][0]["rule"]


@pytest.mark.parametrize("heading", ["text,secondary,x", "a,b,c"])
def test_a_file_without_its_columns_is_refused(
    shouwen: Shouwen, town: Path, tmp_path: Path, heading: str
) -> None:
    file = a_file(tmp_path, *GOOD, heading=heading)
    assert shouwen("labels", "import", file, "--by", "9001").code == 2


def test_labels_have_to_be_somebodys(shouwen: Shouwen, town: Path, tmp_path: Path) -> None:
    answer = shouwen("labels", "import", a_file(tmp_path, *GOOD), "--by", "nobody")
    assert answer.code == 2
    assert "没有工号 nobody" in answer.err


def test_a_training_gets_what_was_confirmed_and_each_message_by_its_number(
    shouwen: Shouwen, town: Path, tmp_path: Path
) -> None:
    shouwen("labels", "import", a_file(tmp_path, *GOOD), "--by", "9001")
    store = open_store(f"sqlite:///{town / 'shouwen.db'}")
    store.prepare()
    lessons = store.read_now(lambda work: graduation.lessons(work, CORPUS))
    states = store.read_now(lambda work: {one.state for one in work.labels.settled()})
    store.close()
    assert (lessons.taught[0].text, lessons.taught[0].label) == GOOD[0][:2]
    assert [one.secondary for one in lessons.taught] == ["", "service", ""]
    assert len({one.writer for one in lessons.taught}) == 3
    assert lessons.frozen == ()
    assert states == {SampleState.SETTLED}
