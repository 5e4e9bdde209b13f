"""Training: from examples to a classifier, or a clear refusal."""

import json
from pathlib import Path

import numpy as np
import pytest

from nlp import errors
from nlp.dataset import Example, check_learnable, fingerprint, parse_examples, read_examples
from nlp.training import STEPS, folds_by_writer, train
from tests.reading.lessons import lessons


def test_progress_is_told_from_the_first_step_to_the_last() -> None:
    told: list[tuple[int, int]] = []
    train(lessons(), progress=lambda step, done, total: told.append((done, total)))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[0] == (0, STEPS)
    assert told[-1] == (STEPS, STEPS)


def test_any_label_set_can_be_learned() -> None:
    renamed = [Example(e.text, f"类 {e.label}") for e in lessons()]
    classifier = train(renamed).classifier
    assert classifier.judge("烟发霉长毛了").label == "类 product"
    assert classifier.judge("烟发霉长毛了").secondary is None


def test_a_calibration_split_of_other_writers_moves_only_temperature_and_bands() -> None:
    alone, split = train(lessons()), train(lessons(), lessons()[::2])
    before, after = alone.classifier.calibration, split.classifier.calibration
    assert np.array_equal(before.slope, after.slope)
    assert (before.temperature, before.act) != (after.temperature, after.act)
    assert alone.fingerprint != split.fingerprint


def test_a_writer_is_never_divided_between_folds() -> None:
    folds = folds_by_writer(lessons(), seed=0)
    by_writer = {
        writer: {int(f) for e, f in zip(lessons(), folds, strict=True) if e.writer == writer}
        for writer in {example.writer for example in lessons()}
    }
    assert all(len(found) == 1 for found in by_writer.values())
    assert len({fold for found in by_writer.values() for fold in found}) == 5


def test_examples_without_writers_are_dealt_out_label_by_label() -> None:
    examples = [Example(str(place), "甲" if place % 4 else "乙") for place in range(40)]
    folds = folds_by_writer(examples, seed=0)
    for label in ("甲", "乙"):
        sizes = np.bincount([f for e, f in zip(examples, folds, strict=True) if e.label == label])
        assert max(sizes) - min(sizes) <= 1


def test_what_the_manifest_says_can_be_written_as_json() -> None:
    about = json.loads(json.dumps(train(lessons()).about()))
    assert about["examples"] == 50
    assert about["corpus"] == fingerprint(lessons())
    assert about["recipe"]["copies"] == 1


ENOUGH = "text,label\n" + "\n".join(f"第{n}条,{'甲乙'[n % 2]}" for n in range(30))


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", errors.NothingToLearn),
        (b"   \n\n", errors.NothingToLearn),
        (b"text,label\n", errors.NothingToLearn),
        ("烟湿了,transport\n烟霉了,product\n".encode(), errors.NoHeading),
        ("text,label\n烟湿了\x00,transport\n".encode(), errors.Unreadable),
        ("text,label\n烟湿了,transport\n送晚".encode()[:-1] + b"\xff,x\n", errors.Unreadable),
        (b"text,label\n\xff\xff\xff\xff,x\n", errors.Unreadable),
        ("text,label\n只有一列\n".encode(), errors.DataRejected),
        ("text,label\n没有类别,\n".encode(), errors.UnknownLabel),
        ('text,label\n"引号没有关,甲\n'.encode(), errors.Unreadable),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_a_sentence(
    tmp_path: Path, content: bytes, refusal: type[errors.DataRejected]
) -> None:
    file = tmp_path / "样本.csv"
    file.write_bytes(content)
    with pytest.raises(refusal, match=r"。$") as told:
        read_examples(file)
    assert "烟湿了" not in str(told.value)


def test_a_missing_file_is_refused_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(errors.Unreadable, match="无此文件"):
        read_examples(tmp_path / "无此文件.csv")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_encodings_of_chinese_spreadsheets_are_read(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "样本.csv"
    file.write_bytes(ENOUGH.encode(encoding))
    assert read_examples(file) == parse_examples(ENOUGH)
    assert len(read_examples(file)) == 30


def test_headings_may_be_chinese_and_in_any_order() -> None:
    assert parse_examples("类别,来源,文本\nproduct,w1-a,霉了\n")[0] == Example(
        "霉了", "product", origin="w1-a"
    )


def test_a_label_outside_the_allowed_ones_is_refused() -> None:
    with pytest.raises(errors.UnknownLabel, match="第 1 条"):
        parse_examples("text,label\n霉了,prodcut\n", allowed=("product", "none"))


@pytest.mark.parametrize(
    ("examples", "refusal"),
    [
        ((), errors.NothingToLearn),
        ([Example(str(n), "甲") for n in range(50)], errors.OneLabelOnly),
        ([Example(str(n), "甲乙"[n % 2]) for n in range(10)], errors.TooFewExamples),
        ([Example(str(n), "乙" if n == 3 else "甲") for n in range(50)], errors.TooFewExamples),
    ],
)
def test_too_little_to_learn_from_is_refused(
    examples: list[Example], refusal: type[errors.DataRejected]
) -> None:
    with pytest.raises(refusal, match=r"。$"):
        check_learnable(examples)


def test_the_fingerprint_knows_order_and_content() -> None:
    examples = lessons()
    assert fingerprint(examples) == fingerprint(list(examples))
    assert fingerprint(examples) != fingerprint(examples[::-1])
    assert fingerprint(examples) != fingerprint(examples[1:])
