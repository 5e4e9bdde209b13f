"""Deeds beside the life of a case: they leave its stage as it is and write a line all the same.

What is told and sorted, urged and graded. A grumble has a short life of its own: somebody calls,
and either it is done or it becomes the complaint that it ought to have been.
"""

from datetime import datetime

from models import ledger
from models.case import Case
from models.ledger import LedgerEntry
from models.lifecycle import wrong_stage
from models.lines import one_line
from models.terms import Category, Grade, Kind, Stage


def _must_be_open(case: Case) -> None:
    if case.stage.is_final:
        raise wrong_stage(case)


def urge(case: Case, *, now: datetime, urgent_from: int) -> LedgerEntry:
    """催办: the retailer presses; the third time makes the case urgent."""
    _must_be_open(case)
    case.urges += 1
    if case.urges >= urgent_from and case.grade is Grade.NORMAL:
        case.grade = Grade.URGENT
    return ledger.write(case, "urge", by="retailer", now=now, count=case.urges)


def add(case: Case, words: str, *, by: str, now: datetime) -> LedgerEntry:
    """补充: something more is told about an open case."""
    _must_be_open(case)
    return ledger.write(case, "add", by=by, now=now, words=words)


def write_to_retailer(case: Case, words: str, *, by: str, now: datetime) -> LedgerEntry:
    """给店主留言: a person has contacted the retailer, and these were the words (C2)."""
    _must_be_open(case)
    line = one_line(words, "留言")
    case.contacted_at = case.contacted_at or now
    return ledger.write(case, "write", by=by, now=now, words=line)


def regrade(case: Case, grade: Grade, reason: str, *, by: str, now: datetime) -> LedgerEntry:
    """改级: by owner or supervisor, with a reason. What becomes major has to be reported up (C4),
    also where it was major and reported before; what is major no more, has not."""
    _must_be_open(case)
    line = one_line(reason, "改级的理由")
    was, case.grade = case.grade, grade
    case.grade_words = ()
    if (was is Grade.MAJOR) != (grade is Grade.MAJOR):
        case.major_at = now if grade is Grade.MAJOR else None
        case.reported_at = None
    return ledger.write(
        case, "regrade", by=by, now=now, was=was.value, grade=grade.value, reason=line
    )


def reclassify(
    case: Case, category: Category, subcategory: str, reason: str, *, by: str, now: datetime
) -> LedgerEntry:
    """改分类: the owner knows better than the classifier, and says why."""
    _must_be_open(case)
    line = one_line(reason, "改分类的理由")
    was = {"was": case.category.value if case.category else "", "was_sub": case.subcategory}
    case.category, case.subcategory = category, subcategory
    told = {"category": category.value, "sub": subcategory, "reason": line}
    return ledger.write(case, "reclassify", by=by, now=now, **told, **was)


def call_about(case: Case, *, by: str, now: datetime) -> LedgerEntry:
    """打过电话: somebody called about a grumble."""
    _must_be_grumble(case)
    case.contacted_at = case.contacted_at or now
    return ledger.write(case, "call", by=by, now=now)


def settle_grumble(case: Case, words: str, *, by: str, now: datetime) -> LedgerEntry:
    """记下了: the call is made, the shop wants nothing more, and what was said is on record."""
    _must_be_grumble(case)
    line = one_line(words, "店主怎么说的")
    before, case.stage = case.stage.value, Stage.CLOSED
    case.contacted_at, case.closed_at = case.contacted_at or now, now
    return ledger.write(case, "settle", by=by, now=now, before=before, words=line)


def take_up(case: Case, *, by: str, now: datetime) -> LedgerEntry:
    """转成投诉: the shop does want it looked into; its clocks started with the first message."""
    _must_be_grumble(case)
    case.kind = Kind.COMPLAINT
    return ledger.write(case, "take_up", by=by, now=now)


def _must_be_grumble(case: Case) -> None:
    _must_be_open(case)
    if case.kind is not Kind.GRUMBLE:
        raise wrong_stage(case)
