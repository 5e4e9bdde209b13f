"""The life of a case: which stage may follow which, and the deeds that move it.

    filed → acknowledged → investigating → upheld → proposed → accepted → carried_out → closed
                                         ↘ dismissed → closed        ↘ refused → proposed
    closed → reopened → investigating;  withdrawn by the retailer from any stage before closed.

Each deed checks the stage, changes the case, and returns the line for its ledger. Who may do a
deed is not asked here: that is `ownership`.
"""

from datetime import date, datetime
from typing import Final

from models import ledger
from models.case import Case, Severity, Verdict
from models.errors import Incomplete, TooLong, WrongStage
from models.ledger import LedgerEntry
from models.terms import Category, Grade, Stage

#: Source: the rules of the desk, section 4.
FOLLOWS: Final[dict[Stage, frozenset[Stage]]] = {
    Stage.FILED: frozenset({Stage.ACKNOWLEDGED, Stage.WITHDRAWN}),
    Stage.ACKNOWLEDGED: frozenset({Stage.INVESTIGATING, Stage.WITHDRAWN}),
    Stage.INVESTIGATING: frozenset({Stage.UPHELD, Stage.DISMISSED, Stage.WITHDRAWN}),
    Stage.UPHELD: frozenset({Stage.PROPOSED, Stage.WITHDRAWN}),
    Stage.DISMISSED: frozenset({Stage.CLOSED, Stage.INVESTIGATING, Stage.WITHDRAWN}),
    Stage.PROPOSED: frozenset({Stage.ACCEPTED, Stage.REFUSED, Stage.PROPOSED, Stage.WITHDRAWN}),
    Stage.REFUSED: frozenset({Stage.PROPOSED, Stage.WITHDRAWN}),
    Stage.ACCEPTED: frozenset({Stage.CARRIED_OUT, Stage.PROPOSED, Stage.WITHDRAWN}),
    Stage.CARRIED_OUT: frozenset({Stage.CLOSED, Stage.ACCEPTED, Stage.WITHDRAWN}),
    Stage.CLOSED: frozenset({Stage.REOPENED}),
    Stage.REOPENED: frozenset({Stage.INVESTIGATING, Stage.WITHDRAWN}),
    Stage.WITHDRAWN: frozenset(),
}

#: A typed line longer than this is not a line but a letter; the reader is asked to shorten it.
LINE_LIMIT: Final = 500


def may_follow(before: Stage, after: Stage) -> bool:
    return after in FOLLOWS[before]


def wrong_stage(case: Case) -> WrongStage:
    return WrongStage(f"{case.number} 现在是「{case.stage.chinese}」，这一步做不了。")


def incomplete(missing: tuple[str, ...]) -> Incomplete:
    return Incomplete(f"还缺：{'、'.join(missing)}。补上再来。")


def _move(case: Case, after: Stage) -> str:
    """Put the case on the next stage; returns the one before."""
    before = case.stage
    if not may_follow(before, after):
        raise wrong_stage(case)
    case.stage = after
    return before.value


def _line(text: str, what: str) -> str:
    """A typed line that has to be there and must be readable in one breath."""
    line = " ".join(text.split())
    if not line:
        raise incomplete((what,))
    if len(line) > LINE_LIMIT:
        raise TooLong(f"{what}太长了，请说短一点，最多 {LINE_LIMIT} 个字。")
    return line


def acknowledge(case: Case, *, by: str, now: datetime) -> LedgerEntry:
    """受理: the owner takes the case and contacts the retailer; the first such contact counts."""
    after = Stage.INVESTIGATING if case.stage is Stage.REOPENED else Stage.ACKNOWLEDGED
    before = _move(case, after)
    case.contacted_at = case.contacted_at or now
    return ledger.write(case, "acknowledge", by=by, now=now, before=before)


def investigate(case: Case, *, by: str, now: datetime) -> LedgerEntry:
    """核实: looking into it begins."""
    before = _move(case, Stage.INVESTIGATING)
    return ledger.write(case, "investigate", by=by, now=now, before=before)


def uphold(case: Case, *, partly: str = "", by: str, now: datetime) -> LedgerEntry:
    """判定成立, or 部分成立 where `partly` says which part is not."""
    before = _move(case, Stage.UPHELD)
    case.verdict = Verdict.PARTLY if partly else Verdict.UPHELD
    case.verdict_reason = _line(partly, "哪一部分不成立") if partly else ""
    return ledger.write(
        case,
        "judge",
        by=by,
        now=now,
        before=before,
        verdict=case.verdict.value,
        reason=case.verdict_reason,
    )


def dismiss(case: Case, reason: str, *, by: str, now: datetime) -> LedgerEntry:
    """判定不成立: with its reason in plain words for the retailer, who may object."""
    line = _line(reason, "不成立的理由")
    before = _move(case, Stage.DISMISSED)
    case.verdict = Verdict.DISMISSED
    case.verdict_reason = line
    return ledger.write(
        case, "judge", by=by, now=now, before=before, verdict=case.verdict.value, reason=line
    )


def object_to_dismissal(case: Case, words: str, *, now: datetime) -> LedgerEntry:
    """The retailer objects: the case is looked into again, one step up."""
    if case.stage is not Stage.DISMISSED:
        raise wrong_stage(case)
    before = _move(case, Stage.INVESTIGATING)
    case.verdict = None
    return ledger.write(case, "object", by="retailer", now=now, before=before, words=words)


def find_cause(case: Case, unit: str, cause: str, *, by: str, now: datetime) -> LedgerEntry:
    """责任部门与原因: from the lists, with free text."""
    if case.stage.is_final:
        raise wrong_stage(case)
    case.unit = _line(unit, "责任部门")
    case.cause = _line(cause, "原因")[:64]
    return ledger.write(case, "find_cause", by=by, now=now, unit=case.unit, cause=case.cause)


def propose(
    case: Case, text: str, promised_on: date | None, *, by: str, now: datetime
) -> LedgerEntry:
    """提方案: in plain words; a promised day becomes a clock of its own once accepted."""
    line = _line(text, "方案")
    before = _move(case, Stage.PROPOSED)
    case.offer = line
    case.promised_on = promised_on
    promised = promised_on.isoformat() if promised_on else ""
    return ledger.write(
        case, "propose", by=by, now=now, before=before, offer=line, promised_on=promised
    )


def accept(case: Case, *, now: datetime) -> LedgerEntry:
    """同意: the retailer agrees to the proposal on the table."""
    before = _move(case, Stage.ACCEPTED)
    case.agreed_at = now
    return ledger.write(case, "accept", by="retailer", now=now, before=before, offer=case.offer)


def refuse(case: Case, words: str, *, now: datetime) -> LedgerEntry:
    """不同意 or 再商量: the retailer says no, and may say what instead."""
    before = _move(case, Stage.REFUSED)
    case.refusals += 1
    return ledger.write(
        case, "refuse", by="retailer", now=now, before=before, words=words, offer=case.offer
    )


def carry_out(case: Case, *, by: str, now: datetime) -> LedgerEntry:
    """落实: what was promised is done, says the owner; the retailer confirms it."""
    before = _move(case, Stage.CARRIED_OUT)
    case.carried_out_at = now
    return ledger.write(case, "carry_out", by=by, now=now, before=before)


def confirm_receipt(case: Case, *, now: datetime) -> LedgerEntry:
    """收到: the retailer has what was promised."""
    if case.stage is not Stage.CARRIED_OUT:
        raise wrong_stage(case)
    case.received_at = now
    return ledger.write(case, "confirm_receipt", by="retailer", now=now)


def vouch_receipt(case: Case, words: str, *, by: str, now: datetime) -> LedgerEntry:
    """The owner heard by telephone or at the door that the retailer has it, and says how."""
    if case.stage is not Stage.CARRIED_OUT:
        raise wrong_stage(case)
    line = _line(words, "店主怎么确认的")
    case.received_at = now
    return ledger.write(case, "vouch_receipt", by=by, now=now, words=line)


def deny_receipt(case: Case, *, now: datetime) -> LedgerEntry:
    """没有: not received, so the promise is still open."""
    before = _move(case, Stage.ACCEPTED)
    case.carried_out_at = None
    return ledger.write(case, "deny_receipt", by="retailer", now=now, before=before)


def evaluate(
    case: Case, measure: str, severity: Severity | None, *, by: str, now: datetime
) -> LedgerEntry:
    """评估: the preventive measure, and how grave it is where the complaint was upheld."""
    case.measure = _line(measure, "预防措施")
    case.severity = severity
    return ledger.write(
        case,
        "evaluate",
        by=by,
        now=now,
        measure=case.measure,
        severity=severity.value if severity else "",
    )


def missing_records(case: Case) -> tuple[str, ...]:
    """What the obligatory record of steps 2–7 still lacks, in words; empty when it may close."""
    needed: dict[str, object] = {"受理": case.contacted_at, "判定": case.verdict}
    if case.verdict is not Verdict.DISMISSED:
        needed |= {
            "责任部门": case.unit,
            "原因": case.cause,
            "方案": case.offer,
            "落实": case.carried_out_at,
            "店主确认收到": case.received_at,
            "严重程度": case.severity,
            "预防措施": case.measure,
        }
    return tuple(name for name, record in needed.items() if not record)


def close(case: Case, *, by: str, now: datetime) -> LedgerEntry:
    """办结: only with a full record; the refusal names what is missing."""
    if not may_follow(case.stage, Stage.CLOSED):
        raise wrong_stage(case)
    missing = missing_records(case)
    if missing:
        raise incomplete(missing)
    before = _move(case, Stage.CLOSED)
    case.closed_at = now
    return ledger.write(case, "close", by=by, now=now, before=before)


def withdraw(case: Case, words: str, *, now: datetime) -> LedgerEntry:
    """撤回: by the retailer alone, at any stage before closing."""
    before = _move(case, Stage.WITHDRAWN)
    case.closed_at = now
    return ledger.write(case, "withdraw", by="retailer", now=now, before=before, words=words)


def reopen(case: Case, words: str, *, by: str, now: datetime) -> LedgerEntry:
    """重新打开: what was closed is not well; it is urgent from now on (rules, section 6)."""
    before = _move(case, Stage.REOPENED)
    case.reopened += 1
    case.closed_at = case.agreed_at = case.carried_out_at = case.received_at = None
    case.verdict = None
    case.grade = max(case.grade, Grade.URGENT, key=lambda grade: grade.weight)
    return ledger.write(case, "reopen", by=by, now=now, before=before, words=words)


def urge(case: Case, *, now: datetime, urgent_from: int) -> LedgerEntry:
    """催办: the retailer presses; the third time makes the case urgent."""
    if case.stage.is_final:
        raise wrong_stage(case)
    case.urges += 1
    if case.urges >= urgent_from and case.grade is Grade.NORMAL:
        case.grade = Grade.URGENT
    return ledger.write(case, "urge", by="retailer", now=now, count=case.urges)


def add(case: Case, words: str, *, by: str, now: datetime) -> LedgerEntry:
    """补充: something more is told about an open case."""
    if case.stage.is_final:
        raise wrong_stage(case)
    return ledger.write(case, "add", by=by, now=now, words=words)


def regrade(case: Case, grade: Grade, reason: str, *, by: str, now: datetime) -> LedgerEntry:
    """改级: by owner or supervisor, with a reason."""
    line = _line(reason, "改级的理由")
    was, case.grade = case.grade, grade
    if grade is Grade.MAJOR and case.major_at is None:
        case.major_at = now
    return ledger.write(
        case, "regrade", by=by, now=now, was=was.value, grade=grade.value, reason=line
    )


def reclassify(
    case: Case, category: Category, subcategory: str, *, by: str, now: datetime
) -> LedgerEntry:
    """改分类: the owner knows better than the classifier; the label queue learns of it."""
    was = {"was": case.category.value if case.category else "", "was_sub": case.subcategory}
    case.category, case.subcategory = category, subcategory
    return ledger.write(
        case, "reclassify", by=by, now=now, category=category.value, sub=subcategory, **was
    )
