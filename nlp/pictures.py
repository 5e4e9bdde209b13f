"""Pictures of an evaluation: which labels are confused, and whether confidence can be believed.

Plain SVG without a library: it opens in every browser, scales, and brings no fonts along. The
title says the finding.
"""

from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Final

from models.terms import Category
from nlp.evaluation import Scores
from nlp.reading import NONE

_CHINESE: Final = {category.value: category.chinese for category in Category} | {NONE: "非投诉"}
_BINS: Final = 10
_FONT: Final = "font-family='Noto Sans CJK SC, Microsoft YaHei, PingFang SC, sans-serif'"
_INK, _PALE, _RIGHT, _WRONG = "#222222", "#dddddd", "38, 95, 153", "178, 66, 38"


def draw(scores: Scores, folder: Path) -> tuple[Path, ...]:
    """Write `confusion.svg` and `reliability.svg` into the folder and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = {"confusion.svg": confusion(scores), "reliability.svg": reliability(scores)}
    for name, picture in drawn.items():
        (folder / name).write_text(picture, encoding="utf-8")
    return tuple(folder / name for name in drawn)


def confusion(scores: Scores) -> str:
    """The right label by row, the answer by column, each cell as dark as its share of the row."""
    cell, left, top = 72, 120, 110
    table, labels = scores.confusion, scores.labels
    parts = [_text(left, 28, _finding_of_confusion(scores), size=18)]
    parts.append(_text(left, 56, "行：实际类别　列：判成的类别　数字：条数", size=13))
    for column, label in enumerate(labels):
        parts.append(_text(left + cell * (column + 0.5), top - 12, _named(label), anchor="middle"))
    for row, truth in enumerate(labels):
        y = top + cell * row
        parts.append(_text(left - 12, y + cell / 2 + 5, _named(truth), anchor="end"))
        support = max(sum(table[truth].values()), 1)
        for column, answer in enumerate(labels):
            count = table[truth][answer]
            hue = _RIGHT if truth == answer else _WRONG
            parts.append(_cell(left + cell * column, y, cell, hue, count / support))
            ink = "#ffffff" if count / support > 0.5 else _INK
            x = left + cell * (column + 0.5)
            parts.append(_text(x, y + cell / 2 + 6, str(count), anchor="middle", ink=ink, size=16))
    side = cell * len(labels)
    return _svg(max(left + side + 30, 560), top + side + 30, parts)


def reliability(scores: Scores) -> str:
    """The share right at each confidence; on the diagonal the confidence can be believed."""
    side, left, top = 400, 80, 90
    parts = [_text(left, 28, _finding_of_reliability(scores), size=18)]
    parts.append(_text(left, 56, "点越大条数越多；落在斜线上说明把握程度可信", size=13))
    parts.append(
        f"<path d='M{left} {top}V{top + side}H{left + side}' fill='none' stroke='{_INK}'/>"
        f"<path d='M{left} {top + side}L{left + side} {top}' stroke='{_PALE}' stroke-width='2'/>"
    )
    for tick in range(0, 101, 20):
        place = side * tick / 100
        parts.append(_text(left - 10, top + side - place + 5, f"{tick}%", anchor="end", size=13))
        parts.append(_text(left + place, top + side + 22, f"{tick}%", anchor="middle", size=13))
    parts.append(_text(left + side / 2, top + side + 48, "把握程度", anchor="middle"))
    parts.append(_text(left, top - 10, "判对的比例", anchor="middle", size=13))
    for confidence, right, count in _bins(scores):
        x, y = left + side * confidence, top + side * (1 - right)
        radius = 4 + 24 * (count / len(scores.truth)) ** 0.5
        parts.append(
            f"<circle cx='{x:.1f}' cy='{y:.1f}' r='{radius:.1f}' fill='rgba({_RIGHT}, 0.75)'>"
            f"<title>{count} 条，把握 {confidence:.0%}，判对 {right:.0%}</title></circle>"
        )
    return _svg(left + side + 60, top + side + 70, parts)


def _bins(scores: Scores) -> Iterable[tuple[float, float, int]]:
    """Mean confidence, share right and number of the messages in each tenth that has any."""
    for place in range(_BINS):
        inside = [
            (answer.confidence, answer.label == truth)
            for truth, answer in zip(scores.truth, scores.answers, strict=True)
            if min(int(answer.confidence * _BINS), _BINS - 1) == place
        ]
        if inside:
            confidence, right = (sum(values) / len(inside) for values in zip(*inside, strict=True))
            yield confidence, right, len(inside)


def _finding_of_confusion(scores: Scores) -> str:
    wrong = [
        (count, truth, answer)
        for truth, row in scores.confusion.items()
        for answer, count in row.items()
        if truth != answer and count
    ]
    share = f"{scores.accuracy:.1%} 判对"
    if not wrong:
        return share
    count, truth, answer = max(wrong)
    return f"{share}；最常见的错：{_named(truth)}判成{_named(answer)}（{count} 条）"


def _finding_of_reliability(scores: Scores) -> str:
    return f"说有几分把握，平均与实际相差 {scores.ece * 100:.1f} 个百分点"


def _named(label: str) -> str:
    return _CHINESE.get(label, label)[:8]


def _cell(x: float, y: float, side: float, hue: str, share: float) -> str:
    return (
        f"<rect x='{x}' y='{y}' width='{side - 2}' height='{side - 2}' "
        f"fill='rgba({hue}, {share:.3f})' stroke='{_PALE}'/>"
    )


def _text(
    x: float, y: float, words: str, *, anchor: str = "start", size: int = 15, ink: str = _INK
) -> str:
    place = f"x='{x:.1f}' y='{y:.1f}' text-anchor='{anchor}' font-size='{size}' fill='{ink}'"
    return f"<text {place}>{escape(words)}</text>"


def _svg(width: float, height: float, parts: Iterable[str]) -> str:
    size = f"width='{width:.0f}' height='{height:.0f}' viewBox='0 0 {width:.0f} {height:.0f}'"
    body = "\n".join(parts)
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' {size} {_FONT}>"
        f"<rect width='100%' height='100%' fill='#ffffff'/>\n{body}\n</svg>\n"
    )
