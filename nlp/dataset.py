"""Examples: reading the files people learn from, checked once at the door.

A file is CSV (UTF-8 with or without mark, UTF-16, GB18030) with a heading; only the columns text
and label are needed.
"""

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final

from nlp.errors import (
    DataRejected,
    NoHeading,
    NothingToLearn,
    OneLabelOnly,
    TooFewExamples,
    UnknownLabel,
    Unreadable,
)

#: The shipped examples: train.csv, calibration.csv, gold.csv and must_pass.csv.
CORPUS: Final = Path(str(files("nlp") / "corpus"))
#: Fewer examples, or fewer of one label, can't be both learned from and tested on.
FEWEST_EXAMPLES: Final = 20
FEWEST_OF_A_LABEL: Final = 3

_SYNONYMS: Final = {
    "text": ("text", "文本", "内容", "原文", "留言", "投诉内容", "message", "content"),
    "label": ("label", "labels", "类别", "标签", "分类", "投诉类别", "category"),
    "secondary": ("secondary", "次类别", "第二类别", "次要类别"),
    "subcategory": ("subcategory", "子类", "小类", "子类别"),
    "grade": ("grade", "紧急程度", "等级"),
    "origin": ("origin", "来源", "作者"),
}


@dataclass(frozen=True, slots=True)
class Example:
    """A message with its confirmed label (标注样本); empty strings where nothing is said.

    `origin` names who wrote it: examples of one origin are never divided between learning and
    testing. What follows the last "-" (the persona of a writer) does not count.
    """

    text: str
    label: str
    secondary: str = ""
    subcategory: str = ""
    grade: str = ""
    origin: str = ""

    @property
    def writer(self) -> str:
        return self.origin.rpartition("-")[0] or self.origin


def read_examples(path: Path, allowed: Iterable[str] = ()) -> tuple[Example, ...]:
    """The examples of a file, in order; rows without any text are left out.

    Raises a `DataRejected` that says what is wrong. `allowed` limits the labels.
    """
    try:
        text = decode(path.read_bytes())
    except OSError as error:
        raise Unreadable(f"打不开样本文件 {path.name}，请检查路径和权限。") from error
    return parse_examples(text, allowed)


def parse_examples(text: str, allowed: Iterable[str] = ()) -> tuple[Example, ...]:
    """The examples of the text of a CSV file."""
    if not text.strip():
        raise NothingToLearn("样本文件是空的。第一行应是表头 text,label,以下每行一条样本。")
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise Unreadable(f"样本文件不是合格的 CSV:{_reason(error)}。请另存为 CSV 再试。") from error
    columns = _columns(rows[0])
    examples = [
        _example(row, columns, number) for number, row in enumerate(rows[1:], 2) if any(row)
    ]
    _check_labels(examples, set(allowed))
    return tuple(examples)


def check_learnable(examples: Sequence[Example]) -> None:
    """Raises a `DataRejected` unless the examples are enough, of two labels at least."""
    if not examples:
        raise NothingToLearn("没有可学的样本。请给出带 text 和 label 两列的样本文件。")
    counts = Counter(example.label for example in examples)
    if len(counts) < 2:
        raise OneLabelOnly(f"所有样本都是同一个类别“{next(iter(counts))}”，至少要有两个类别。")
    if len(examples) < FEWEST_EXAMPLES:
        raise TooFewExamples(f"只有 {len(examples)} 条样本，至少要 {FEWEST_EXAMPLES} 条。")
    rare = [label for label, count in counts.items() if count < FEWEST_OF_A_LABEL]
    if rare:
        named = "、".join(sorted(rare))
        raise TooFewExamples(f"这些类别的样本不足 {FEWEST_OF_A_LABEL} 条：{named}。请补充或合并。")


def fingerprint(examples: Iterable[Example]) -> str:
    """The SHA-256 of the examples in order: what a classifier was trained on."""
    digest = hashlib.sha256()
    for example in examples:
        fields = (example.text, example.label, example.secondary, example.subcategory)
        digest.update("\x1f".join(fields).encode("utf-8", "surrogatepass") + b"\x1e")
    return digest.hexdigest()


def decode(content: bytes) -> str:
    """The text of a file in any of the encodings Chinese spreadsheets write.

    Raises `Unreadable` for other bytes. Broken UTF-8 is told from GB18030 by how much of it still
    is UTF-8, because GB18030 would take nearly any bytes for Chinese.
    """
    if b"\x00" in content and content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise Unreadable("样本文件里有空字节（NUL），不是文本文件。请另存为 UTF-8 的 CSV 再试。")
    text = _decode(content)
    if "\x00" in text:
        raise Unreadable("样本文件里有空字节（NUL），不是文本文件。请另存为 UTF-8 的 CSV 再试。")
    return text


def _decode(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _strictly(content, "utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        rest = content.decode("utf-8", "ignore").encode()
        beyond_ascii = sum(byte > 0x7F for byte in content)
        if sum(byte > 0x7F for byte in rest) * 2 > beyond_ascii:
            line = content.count(b"\n", 0, error.start) + 1
            raise Unreadable(
                f"样本文件第 {line} 行有损坏的 UTF-8 字节。请用原软件重新导出为 UTF-8。"
            ) from error
        return _strictly(content, "gb18030")


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable("认不出样本文件的编码。请另存为 UTF-8 的 CSV 再试。") from error


def _columns(heading: Sequence[str]) -> dict[str, int]:
    """Where each column stands, by its name or one of its synonyms."""
    places = {name.strip().lower(): place for place, name in reversed(list(enumerate(heading)))}
    found = {
        column: places[name]
        for column, synonyms in _SYNONYMS.items()
        for name in reversed(synonyms)
        if name in places
    }
    if missing := [column for column in ("text", "label") if column not in found]:
        raise NoHeading(
            f"样本文件第一行应是表头，缺少 {'、'.join(missing)} 列。"
            "表头写作 text,label,另可有 secondary,subcategory,grade,origin。"
        )
    return found


def _example(row: Sequence[str], columns: dict[str, int], number: int) -> Example:
    if len(row) <= max(columns["text"], columns["label"]):
        raise DataRejected(f"样本文件第 {number} 行缺少列，请补齐。")
    values = {name: row[place].strip() for name, place in columns.items() if place < len(row)}
    if not values["label"]:
        raise UnknownLabel(f"样本文件第 {number} 行没有写类别。请补上，或删去这一行。")
    return Example(**values)


def _check_labels(examples: Sequence[Example], allowed: set[str]) -> None:
    if not examples:
        raise NothingToLearn("样本文件只有表头，没有样本。")
    if not allowed:
        return
    for number, example in enumerate(examples, 1):
        for label in (example.label, example.secondary):
            if label and label not in allowed:
                known = "、".join(sorted(allowed))
                raise UnknownLabel(f"第 {number} 条样本的类别“{label[:20]}”不在允许之列：{known}。")


def _reason(error: csv.Error) -> str:
    return "有一格过长或引号没有配对" if "field" in str(error) else "引号没有配对"
