"""The corpus at the door, and the noise it is learned with."""

import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.corpus_check import main, without_repetitions
from nlp.dataset import Example, read_examples
from nlp.lexicon import syllables
from nlp.likeness import LikenessIndex
from nlp.noise import homophones, noisy, run_on

GOOD = {
    "text": "烟湿了",
    "label": "transport",
    "secondary": None,
    "subcategory": "途中破损",
    "grade": "normal",
    "hand": "b",
    "rule": 2,
}


def written(folder: Path, *lines: object) -> Path:
    file = folder / "w07.jsonl"
    file.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), "utf-8")
    return file


def test_a_writers_file_becomes_examples_with_origin(tmp_path: Path) -> None:
    out = tmp_path / "train.csv"
    assert main([str(out), str(written(tmp_path, GOOD))]) == 0
    assert read_examples(out) == (
        Example("烟湿了", "transport", "", "途中破损", "normal", "w07-b"),
    )


@pytest.mark.parametrize(
    "fault",
    [
        {"label": "transprot"},
        {"secondary": "?"},
        {"subcategory": "态度"},
        {"grade": "bad"},
        {"text": " "},
        {"label": "none"},
    ],
)
def test_a_line_with_a_wrong_word_is_refused_by_number(
    tmp_path: Path, fault: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "train.csv"
    assert main([str(out), str(written(tmp_path, GOOD, GOOD | fault))]) == 2
    assert "w07.jsonl 第 2 行" in capsys.readouterr().err
    assert not out.exists()


def test_what_stands_in_the_gold_set_is_left_out_of_training(tmp_path: Path) -> None:
    gold, out = tmp_path / "gold.csv", tmp_path / "train.csv"
    source = str(written(tmp_path, GOOD))
    main([str(gold), source])
    assert main([str(out), source, "--apart", str(gold)]) == 0
    assert out.read_text("utf-8") == "text,label,secondary,subcategory,grade,origin\n"


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("烟湿了", "煙濕了！！", False),
        ("烟湿了!", "煙濕了！！", True),
        ("昨天送来的玉溪有三条压扁了角都破了", "昨天送来的玉溪有三条压扁了角都破了。", True),
        ("昨天送来的玉溪有三条压扁了", "昨天送来的云烟有两条压坏了", False),
        ("嗯", "嗯", True),
        ("", "", True),
    ],
)
def test_messages_are_alike_when_most_letter_triples_are(one: str, other: str, alike: bool) -> None:  # noqa: FBT001
    index = LikenessIndex()
    index.add(one)
    assert index.has_like(other) is alike


def test_the_first_of_two_like_messages_stays() -> None:
    examples = [Example("送货晚了两天", "transport", origin=o) for o in ("a", "b")]
    assert without_repetitions(examples, []) == examples[:1]


@given(st.text(max_size=80), st.integers())
def test_noise_never_fails_and_is_the_same_for_the_same_seed(text: str, seed: int) -> None:
    assert noisy(text, random.Random(seed)) == noisy(text, random.Random(seed))


def test_homophones_keep_the_sound() -> None:
    text = "送货员把烟摔坏了还不认账" * 5
    changed = homophones(text, random.Random(1))
    assert changed != text
    assert [syllables()[c] for c in changed] == [syllables()[c] for c in text]


def test_run_on_speech_has_no_marks() -> None:
    assert "，" not in run_on("烟湿了，箱子也破了，你们看看怎么办。", random.Random(2))
