"""`classify`, `evaluate`, `train`, `model`: on a small classifier, with bad input of all kinds."""

import json
from pathlib import Path

import pytest

from nlp.registry import Registry
from nlp.training import train
from tests.cli.conftest import Shouwen
from tests.reading.lessons import lessons

FIELDS = [
    "text",
    "label",
    "secondary",
    "confidence",
    "subcategory",
    "grade",
    "reasons",
    "slots",
]


def a_csv(name: str = "labels.csv", rows: str = "") -> Path:
    path = Path(name)
    told = rows or "\n".join(f"{one.text},{one.label}" for one in lessons())
    path.write_text(f"text,label\n{told}\n", "utf-8")
    return path


def test_every_line_has_its_answer(shouwen: Shouwen, taught: Path) -> None:
    typed = "送货晚了两天，玉溪少1条\n\n  \n谢谢你们".encode()
    answer = shouwen("classify", "-", "--today", "2026-03-12", "--json", typed=typed)
    assert answer.code == 0
    assert [list(one) for one in answer.documents] == [FIELDS] * 4
    assert [one["label"] for one in answer.documents] == ["transport", "none", "none", "none"]
    assert answer.documents[0]["slots"] == {
        "brand": ["玉溪"],
        "quantity": [{"text": "1条", "number": 1, "unit": "条"}],
    }
    assert (answer.documents[1]["slots"], answer.documents[1]["secondary"]) == ({}, None)


def test_facts_are_found_as_of_the_day_that_is_named(shouwen: Shouwen, taught: Path) -> None:
    Path("one.txt").write_text("昨天 13900000001", "utf-8")
    slots = shouwen("classify", "one.txt", "--today", "2026-03-12", "--json").document["slots"]
    assert slots["date"] == [{"text": "昨天", "iso": "2026-03-11"}]
    assert slots["phone"] == [{"text": "13900000001", "value": "13900000001"}]


@pytest.mark.parametrize(
    "line", ["烟" * 100_000, "a\0b", "\x85\u2028x", " ", "\ufeff送货晚了", "😀"]
)
def test_a_strange_line_is_one_line_and_comes_back_as_it_was(
    line: str, shouwen: Shouwen, taught: Path
) -> None:
    answer = shouwen("classify", "--json", typed=f"好\n{line}\r\n".encode())
    assert [one["text"] for one in answer.documents] == ["好", line]


def test_a_broken_line_is_named_and_nothing_is_printed(shouwen: Shouwen, taught: Path) -> None:
    answer = shouwen("classify", "--json", typed=b"ok\nbad \xff\xfe\n")
    assert (answer.code, answer.out) == (2, "")
    assert "第 2 行" in answer.err


def test_no_input_is_no_output(shouwen: Shouwen, taught: Path) -> None:
    assert shouwen("classify", "--json", typed=b"").out == ""


def test_without_a_classifier_people_are_told_how_to_get_one(shouwen: Shouwen) -> None:
    for words in (("classify", "-"), ("evaluate", a_csv()), ("model", "show")):
        answer = shouwen(*words, "--json", typed=b"x")
        assert (answer.code, answer.out) == (3, "")
        assert "shouwen train" in answer.err


def test_scores_are_given_and_a_floor_is_kept(shouwen: Shouwen, taught: Path) -> None:
    answer = shouwen("evaluate", a_csv(), "--json")
    assert answer.code == 0
    assert answer.document["n"] == len(lessons())
    expected = {"n", "accuracy", "macro_f1", "per_label", "ece", "none_called_complaint"}
    expected |= {"complaint_called_none", "abstained", "confusion", "version"}
    assert expected <= set(answer.document)
    wrong = a_csv("wrong.csv", "送货晚了两天,product\n中华只给我两条,none")
    assert shouwen("evaluate", wrong, "--floor", "0.9", "--json").code == 1
    assert shouwen("evaluate", wrong, "--json").code == 0


@pytest.mark.parametrize(
    "content", ["", "text,label\n", "烟,supply\n", "text,label\n烟,supli\n", "text\n烟\n"]
)
def test_a_file_nobody_can_score_on_is_bad_input(
    content: str, shouwen: Shouwen, taught: Path
) -> None:
    Path("bad.csv").write_text(content, "utf-8")
    answer = shouwen("evaluate", "bad.csv", "--json")
    assert (answer.code, answer.out) == (2, "")


def test_slots_are_scored_line_by_line(shouwen: Shouwen) -> None:
    line = {"text": "昨天玉溪少1条", "today": "2026-03-12", "slots": {"brand": ["玉溪"]}}
    Path("slots.jsonl").write_text(json.dumps(line, ensure_ascii=False), "utf-8")
    answer = shouwen("evaluate-slots", "slots.jsonl", "--json")
    assert answer.document["brand"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0, "support": 1}
    Path("slots.jsonl").write_bytes(b"{}\n")
    assert shouwen("evaluate-slots", "slots.jsonl", "--json").code == 2


def test_a_classifier_of_any_labels_is_trained_twice_the_same(shouwen: Shouwen, home: Path) -> None:
    rows = "\n".join(f"{one.text},类-{one.label}" for one in lessons())
    versions = []
    for out in ("one", "two"):
        answer = shouwen("train", "--only-data", "--data", a_csv(rows=rows), "--out", out, "--json")
        assert answer.code == 0, answer.err
        versions.append(answer.document["version"])
    assert versions[0] == versions[1]
    scored = shouwen("evaluate", a_csv(rows=rows), "--model", "one", "--json")
    assert scored.document["macro_f1"] > 0.9
    assert not home.exists()


@pytest.mark.parametrize(
    "rows",
    [
        "烟,a",
        "\n".join(f"烟{n},a" for n in range(30)),
        "\n".join(f"烟{n},{n % 2}" for n in range(10)),
    ],
)
def test_what_nothing_can_be_learned_from_leaves_nothing_behind(
    rows: str, shouwen: Shouwen
) -> None:
    answer = shouwen("train", "--only-data", "--data", a_csv(rows=rows), "--out", "made", "--json")
    assert (answer.code, answer.out) == (2, "")
    assert not Path("made").exists()


def test_a_folder_of_something_else_is_left_alone(shouwen: Shouwen) -> None:
    Path("results").mkdir()
    (Path("results") / "figures.txt").write_text("kept", "utf-8")
    for place in ("results", "."):
        rows = "\n".join(f"{one.text},类-{one.label}" for one in lessons())
        answer = shouwen("train", "--only-data", "--data", a_csv(rows=rows), "--out", place)
        assert (answer.code, answer.out) == (2, "")
    assert (Path("results") / "figures.txt").read_text("utf-8") == "kept"


def test_only_data_needs_data_and_a_place(shouwen: Shouwen) -> None:
    assert shouwen("train", "--only-data").code == 2
    assert shouwen("train", "--only-data", "--data", a_csv()).code == 2


def test_versions_are_listed_promoted_and_rolled_back(shouwen: Shouwen, taught: Path) -> None:
    registry = Registry(taught / "classifiers")
    first = registry.champion
    second = registry.add(train(lessons()[:40], seed=1).classifier, {"passed_the_gate": False})
    listed = shouwen("model", "list", "--json").document
    assert [(one["version"], one["standing"]) for one in listed] == [
        (first, "champion"),
        (second, "candidate"),
    ]
    assert shouwen("model", "promote", second, "--json").code == 1
    promoted = shouwen("model", "promote", second, "--anyway", "--json")
    assert promoted.document["standing"] == "champion"
    assert shouwen("model", "rollback", "--json").document["version"] == first
    assert shouwen("model", "show", "--json").document["version"] == first
    assert set(shouwen("model", "compare", second, "--json").document) == {first, second}
    assert shouwen("model", "show", "nobody").code == 2


def test_a_tampered_classifier_is_refused(shouwen: Shouwen, taught: Path) -> None:
    (manifest,) = taught.glob("classifiers/*/manifest.json")
    manifest.write_bytes(manifest.read_bytes().replace(b"today", b"never"))
    answer = shouwen("classify", "--json", typed=b"x")
    assert (answer.code, answer.out) == (3, "")


def test_the_pictures_of_an_evaluation_are_drawn_into_the_folder_named(
    shouwen: Shouwen, taught: Path
) -> None:
    answer = shouwen("evaluate", str(a_csv()), "--pictures", "drawn", "--json")
    assert answer.code == 0
    assert {path.name for path in Path("drawn").iterdir()} == {"confusion.svg", "reliability.svg"}
    assert "<svg" in Path("drawn/confusion.svg").read_text("utf-8")


def test_pictures_that_cannot_be_drawn_are_said_in_a_sentence(
    shouwen: Shouwen, taught: Path
) -> None:
    Path("drawn").write_text("a file", "utf-8")
    answer = shouwen("evaluate", str(a_csv()), "--pictures", "drawn", "--json")
    assert answer.code == 2
    assert "drawn" in answer.err
