"""`classify`, `evaluate`, `evaluate-slots`: what the classifier makes of messages."""

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from bot.cli import opening
from bot.cli.ending import Code, WrongUsage
from bot.cli.printing import Json, hint, put, put_json, put_table
from bot.cli.root import ROOT, command
from bot.cli.tongue import two

if TYPE_CHECKING:
    from nlp.evaluation import Scores
    from nlp.reader import Reader

Model = Annotated[
    Path | None,
    typer.Option(
        "--model",
        metavar="DIR",
        help=two("分类器的文件夹；不写用现用的", "A classifier's folder; by default what serves"),
    ),
]

_STDIN: Final = Path("-")
_NOTHING_SAID: Final[dict[str, Any]] = {
    "label": "none",
    "secondary": None,
    "confidence": 1.0,
    "subcategory": None,
    "grade": "normal",
    "reasons": [],
    "slots": {},
}


@command(ROOT, "classify", "判断每一行说的是哪类事", "Say what each line is about")
def classify(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE|-", help=two("一行一条；- 为标准输入", "One message a line")),
    ] = _STDIN,
    *,
    model: Model = None,
    today: Annotated[
        str | None,
        typer.Option("--today", metavar="DATE", help=two("说话那天", "The day of the messages")),
    ] = None,
    as_json: Json = False,
) -> None:
    from nlp.reader import Reader

    day = opening.day_from(today)
    folder = opening.classifier_folder(opening.settings_of(), model)
    lines = list(_lines(_content(file)))
    reader = Reader.load(folder)
    for line in lines:
        answer = _answer(reader, line, day)
        if as_json:
            put_json(answer)
        else:
            put(f"{answer['label']}\t{answer['confidence']:.2f}\t{line}")


def _answer(reader: "Reader", line: str, today: date) -> dict[str, Any]:
    """The document of one line; a line that says nothing has one as well, so that counts agree."""
    from nlp.slots_evaluation import slots_of

    if not line.strip():
        return {"text": line, **_NOTHING_SAID}
    reading = reader.read(line, today)
    return {
        "text": line,
        "label": reading.label,
        "secondary": reading.secondary,
        "confidence": reading.confidence,
        "subcategory": reading.subcategory,
        "grade": reading.grade.value,
        "reasons": list(reading.reasons),
        "slots": slots_of(reading.facts),
    }


def _content(file: Path) -> bytes:
    if file == _STDIN:
        if sys.stdin.isatty():
            hint(two("一行一条，按 Ctrl-D 结束。", "One message a line, Ctrl-D ends."))
        return sys.stdin.buffer.read()
    try:
        return file.read_bytes()
    except OSError as error:
        raise WrongUsage(
            two(f"打不开 {file}。请检查路径和权限。", f"{file} can't be opened.")
        ) from error


def _lines(content: bytes) -> Iterator[str]:
    """The lines of UTF-8 text as a line feed ends them. Raises `WrongUsage` naming a broken one."""
    parts = content.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    if not parts[-1]:
        parts.pop()
    for number, part in enumerate(parts, 1):
        try:
            yield part.removesuffix(b"\r").decode("utf-8")
        except UnicodeDecodeError as error:
            raise WrongUsage(
                two(
                    f"第 {number} 行不是完好的 UTF-8。请把文件另存为 UTF-8 再试。",
                    f"Line {number} is not sound UTF-8. Save the file as UTF-8 and try again.",
                )
            ) from error


@command(ROOT, "evaluate", "用标注好的样本给分类器打分", "Score a classifier on labelled messages")
def evaluate(
    file: Annotated[
        Path, typer.Argument(metavar="FILE.csv", help=two("有 text 和 label 两列", "text, label"))
    ],
    *,
    model: Model = None,
    floor: Annotated[
        float | None,
        typer.Option("--floor", metavar="F", help=two("宏 F1 低于它就报错", "Least macro-F1")),
    ] = None,
    pictures: Annotated[
        Path | None,
        typer.Option(
            "--pictures",
            metavar="DIR",
            help=two("把混淆图和可靠性图画到这里", "Draw confusion and reliability here"),
        ),
    ] = None,
    as_json: Json = False,
) -> int:
    from bot.imports.labels import read_labels
    from nlp import artifact
    from nlp.evaluation import evaluate as score

    classifier = artifact.load(opening.classifier_folder(opening.settings_of(), model))
    found = score(classifier, read_labels(file, classifier.labels))
    if pictures is not None:
        _draw(found, pictures)
    if as_json:
        put_json(found.to_json())
    else:
        _tell_scores(found.to_json())
    if floor is None or found.macro_f1 >= floor:
        return Code.DONE
    hint(
        two(
            f"宏 F1 是 {found.macro_f1:.4f}，低于要求的 {floor}。",
            f"Macro-F1 is {found.macro_f1:.4f}, below the floor of {floor}.",
        )
    )
    return Code.FAULT_FOUND


def _draw(found: "Scores", folder: Path) -> None:
    """Raises `WrongUsage` where the folder can't be written to."""
    from nlp.pictures import draw

    try:
        drawn = draw(found, folder)
    except OSError as error:
        raise WrongUsage(
            two(
                f"图画不到 {folder}。请换一个能写的文件夹。",
                f"Nothing can be drawn in {folder}. Name a folder that can be written to.",
            )
        ) from error
    hint(two("画好了：", "Drawn: ") + "、".join(str(path) for path in drawn))


def _tell_scores(scores: dict[str, Any]) -> None:
    put_table(
        two("类别 查准 查全 F1 条数", "Label Precision Recall F1 Support").split(),
        (
            (label, *(f"{one[name]:.3f}" for name in ("precision", "recall", "f1")), one["support"])
            for label, one in scores["per_label"].items()
        ),
    )
    for name in ("n", "accuracy", "macro_f1", "ece", "abstained", "version"):
        value = scores[name]
        put(f"{name}  {value:.4f}" if isinstance(value, float) else f"{name}  {value}")


@command(ROOT, "evaluate-slots", "给事实提取打分", "Score the facts that are found")
def evaluate_slots(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE.jsonl", help=two("一行一个 JSON", "One JSON object a line")),
    ],
    *,
    as_json: Json = False,
) -> None:
    from nlp.slots_evaluation import evaluate_slots as score

    scores = score(_lines(_content(file)))
    if as_json:
        put_json(scores)
        return
    put_table(
        two("要素 查准 查全 F1 条数", "Slot Precision Recall F1 Support").split(),
        (
            (slot, *(f"{one[name]:.3f}" for name in ("precision", "recall", "f1")), one["support"])
            for slot, one in scores.items()
        ),
    )
