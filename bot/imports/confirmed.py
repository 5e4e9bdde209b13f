"""Confirmed labels (标注): messages that somebody sorted elsewhere, taken into the store.

A message that is there already with the same label changes nothing; with another it is a fault,
because only people who look at it can say which is right.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from bot.imports.columns import Column, Line, Taken, take
from bot.imports.faults import BadCell, fault
from bot.imports.outcome import Outcome, in_order
from bot.imports.sheet import Sheet
from bot.imports.unique import Seen
from models.ids import new_id
from models.labels import (
    LABELS,
    LONGEST_SAMPLE,
    NOTHING,
    Opinion,
    Sample,
    SampleState,
    Source,
)
from models.terms import Category
from nlp.kin import kin
from nlp.likeness import is_like
from storage.roster import Tally
from storage.unit_of_work import Work

#: What else the labels are called.
_CALLED: Final = {
    **{category.chinese: category.value for category in Category},
    "产品质量": Category.PRODUCT.value,
    "货源公平": Category.SUPPLY.value,
    "服务质量": Category.SERVICE.value,
    "运输配送": Category.TRANSPORT.value,
    "物流配送": Category.TRANSPORT.value,
    "非投诉": NOTHING,
    "不是投诉": NOTHING,
}


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A message with the label that somebody gave it."""

    text: str
    label: str
    secondary: str


def label(text: str) -> str:
    """One of the five labels, by its name in the program or in the trade."""
    found = _CALLED.get(text.strip(), text.strip().lower())
    if found not in LABELS:
        raise BadCell(f"只能写 {'、'.join(LABELS)}。")
    return found


def message(text: str) -> str:
    if len(text) > LONGEST_SAMPLE:
        raise BadCell(f"太长了，最多 {LONGEST_SAMPLE} 个字。")
    return text


TEXT: Final = Column("text", message, ("文本", "内容", "原文", "留言", "投诉内容", "message"))
LABEL: Final = Column("label", label, ("类别", "标签", "分类", "投诉类别", "category"))
SECONDARY: Final = Column("secondary", label, ("次类别", "第二类别", "次要类别"), is_needed=False)
COLUMNS: Final[tuple[Column[Any], ...]] = (TEXT, LABEL, SECONDARY)

BAD_SECOND: Final = "次要类别要和主要类别不同，而且两个都是投诉。"


def labels_from(sheet: Sheet) -> Taken[Confirmed]:
    """The messages of a sheet with their labels."""
    seen = Seen()

    def read(line: Line) -> Confirmed:
        found = Confirmed(line.read(TEXT, ""), line.read(LABEL, ""), line.read(SECONDARY, ""))
        if found.secondary and (found.secondary == found.label or found.label == NOTHING):
            line.note(SECONDARY, BAD_SECOND)
        seen.once(line, TEXT, found.text)
        return found

    return take(sheet, COLUMNS, read)


def take_in_labels(
    work: Work, sheet: Sheet, by: str, now: datetime, *, batch: str = "", partial: bool = False
) -> Outcome:
    """Keep the labels of a sheet as what `by`, a member of staff, says; `batch` names the import,
    so that it can be taken back."""
    taken = labels_from(sheet)
    known = {row: _known(work, one) for row, one in taken.good.items()}
    faults = [
        fault(row, LABEL.name, f"库里这句话标的是 {other.label}。请先到「标注」里核对。", one.label)
        for row, one in taken.good.items()
        if (other := known[row]) is not None and other.label != one.label
    ]
    bad = {each.row for each in faults}
    fresh = [one for row, one in taken.good.items() if known[row] is None]
    same = sum(1 for row in taken.good if known[row] is not None and row not in bad)
    told = in_order((*taken.faults, *faults))
    if not fresh or (told and not partial):
        return Outcome(taken.rows, Tally(0, 0, same), taken.rejected + len(bad), told, taken.places)
    _keep(work, fresh, by, now, batch)
    tally = Tally(len(fresh), 0, same)
    return Outcome(taken.rows, tally, taken.rejected + len(bad), told, taken.places)


def _known(work: Work, one: Confirmed) -> Sample | None:
    """The settled sample that is nearly the same message."""
    for other in work.labels.akin(kin(one.text)):
        if other.state is SampleState.SETTLED and is_like(other.text, one.text):
            return other
    return None


def _keep(work: Work, fresh: list[Confirmed], by: str, now: datetime, batch: str) -> None:
    samples = [_sample(work, one, now, batch) for one in fresh]
    work.labels.put_all(samples)
    work.labels.say_all(
        [
            Opinion(
                company_id=work.company_id,
                sample_id=sample.id,
                place=1,
                label=sample.label,
                secondary=sample.secondary,
                author_no=by,
                at=now,
            )
            for sample in samples
        ]
    )


def _sample(work: Work, one: Confirmed, now: datetime, batch: str) -> Sample:
    first, second, third = kin(one.text)
    return Sample(
        company_id=work.company_id,
        id=new_id(now),
        text=one.text,
        source=Source.IMPORTED,
        batch=batch,
        kin_a=first,
        kin_b=second,
        kin_c=third,
        state=SampleState.SETTLED,
        label=one.label,
        secondary=one.secondary,
        put_at=now,
        settled_at=now,
    )
