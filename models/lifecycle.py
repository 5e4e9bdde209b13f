"""The life of a case: which stage may follow which, and the deeds that move it.

    filed → acknowledged → investigating → upheld → proposed → accepted → carried_out → closed
                                         ↘ dismissed → closed        ↘ refused → proposed
    closed → reopened → investigating;  withdrawn by the retailer from any stage before closed.

Each deed checks the stage, changes the case, and returns the line for its ledger. Who may do a
deed is not asked here: that is `ownership`.
"""

from datetime import date, datetime, timedelta
from typing import Final

from models import ledger
from models.case import Case, FollowUpState, Verdict
from models.errors import TooLate, WrongStage
from models.ledger import LedgerEntry
from models.lines import incomplete, one_line
from models.policy import Policy
from models.spoken_time import spoken
from models.terms import Grade, Stage

#: Characters of the name of a responsible unit; the record has room for no more.
UNIT_LIMIT: Final = 32

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


def may_follow(before: Stage, after: Stage) -> bool:
    return after in FOLLOWS[before]


def wrong_stage(case: Case) -> WrongStage:
    return WrongStage(f"{case.number} 现在是「{case.stage.chinese}」，这一步做不了。")


def _move(case: Case, after: Stage) -> str:
    """Put the case on the next stage; returns the one before."""
    before = case.stage
    if not may_follow(before, after):
        raise wrong_stage(case)
    case.stage = after
    return before.value


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


def uphold(case: Case, *, by: str, now: datetime) -> LedgerEntry:
    """判定成立: it is as the retailer says."""
    return _judge(case, Stage.UPHELD, Verdict.UPHELD, "", by=by, now=now)


def uphold_partly(case: Case, partly: str, *, by: str, now: datetime) -> LedgerEntry:
    """判定部分成立: `partly` says which part is not."""
    line = one_line(partly, "哪一部分不成立")
    return _judge(case, Stage.UPHELD, Verdict.PARTLY, line, by=by, now=now)


def dismiss(case: Case, reason: str, *, by: str, now: datetime) -> LedgerEntry:
    """判定不成立: with its reason in plain words for the retailer, who may object."""
    line = one_line(reason, "不成立的理由")
    return _judge(case, Stage.DISMISSED, Verdict.DISMISSED, line, by=by, now=now)


def _judge(
    case: Case, after: Stage, verdict: Verdict, reason: str, *, by: str, now: datetime
) -> LedgerEntry:
    before = _move(case, after)
    case.verdict, case.verdict_reason, case.judged_at = verdict, reason, now
    return ledger.write(
        case, "judge", by=by, now=now, before=before, verdict=verdict.value, reason=reason
    )


def understand_dismissal(case: Case, *, now: datetime) -> LedgerEntry:
    """知道了: the retailer takes the reason as it is."""
    if case.stage is not Stage.DISMISSED:
        raise wrong_stage(case)
    case.agreed_at = now
    return ledger.write(case, "understand", by="retailer", now=now)


def object_to_dismissal(case: Case, words: str, *, now: datetime) -> LedgerEntry:
    """The retailer objects: the case is looked into again, one step up."""
    if case.stage is not Stage.DISMISSED:
        raise wrong_stage(case)
    before = _move(case, Stage.INVESTIGATING)
    case.verdict = case.agreed_at = None
    return ledger.write(case, "object", by="retailer", now=now, before=before, words=words)


def find_cause(case: Case, unit: str, cause: str, *, by: str, now: datetime) -> LedgerEntry:
    """责任部门与原因: from the lists, with free text."""
    if case.stage.is_final:
        raise wrong_stage(case)
    case.unit = one_line(unit, "责任部门", UNIT_LIMIT)
    case.cause = one_line(cause, "原因")[:64]
    return ledger.write(case, "find_cause", by=by, now=now, unit=case.unit, cause=case.cause)


def propose(
    case: Case, text: str, promised_on: date | None, *, by: str, now: datetime
) -> LedgerEntry:
    """提方案: in plain words; a promised day becomes a clock of its own once accepted. What was
    agreed to before holds no more: silence about the new is no consent."""
    line = one_line(text, "方案")
    before = _move(case, Stage.PROPOSED)
    case.offer, case.promised_on, case.agreed_at = line, promised_on, None
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
    line = one_line(words, "店主怎么确认的")
    case.received_at = now
    return ledger.write(case, "vouch_receipt", by=by, now=now, words=line)


def deny_receipt(case: Case, *, now: datetime) -> LedgerEntry:
    """没有: not received, so the promise is still open."""
    before = _move(case, Stage.ACCEPTED)
    case.carried_out_at = None
    return ledger.write(case, "deny_receipt", by="retailer", now=now, before=before)


def find_wanting(case: Case, *, now: datetime) -> LedgerEntry:
    """The retailer is asked and says it was not done well: what was promised is open again."""
    before = _move(case, Stage.ACCEPTED)
    case.carried_out_at = case.received_at = None
    return ledger.write(case, "find_wanting", by="retailer", now=now, before=before)


def evaluate(case: Case, measure: str, severity: str, *, by: str, now: datetime) -> LedgerEntry:
    """评估: the preventive measure and who has to take it, and how grave it was."""
    if case.stage.is_final:
        raise wrong_stage(case)
    case.measure = one_line(measure, "预防措施")
    case.severity = one_line(severity, "严重程度")[:24]
    return ledger.write(
        case, "evaluate", by=by, now=now, measure=case.measure, severity=case.severity
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


def close(case: Case, *, objections_until: datetime, by: str, now: datetime) -> LedgerEntry:
    """办结: only with a full record; the refusal names what is missing. A dismissal is closed once
    the retailer took it, or was silent while an objection was open: silence about a dismissal
    ends the time for it, and is no consent."""
    if not may_follow(case.stage, Stage.CLOSED):
        raise wrong_stage(case)
    missing = missing_records(case)
    if case.stage is Stage.DISMISSED and case.agreed_at is None and now < objections_until:
        missing = (*missing, f"店主说知道了，或等到{spoken(objections_until, now)}")
    if missing:
        raise incomplete(missing)
    before = _move(case, Stage.CLOSED)
    case.closed_at = now
    return ledger.write(case, "close", by=by, now=now, before=before)


def withdraw(case: Case, words: str, *, now: datetime) -> LedgerEntry:
    """撤回: by the retailer alone, at any stage before closing; nobody asks how it was done."""
    before = _move(case, Stage.WITHDRAWN)
    case.closed_at = now
    case.follow_up, case.follow_up_at = FollowUpState.NOT_YET, None
    return ledger.write(case, "withdraw", by="retailer", now=now, before=before, words=words)


def reopen(case: Case, words: str, *, by: str, now: datetime) -> LedgerEntry:
    """重新打开: what was closed is not well; it is urgent from now on (rules, section 6), its
    clocks start anew, and contacting, judging, proposing and carrying out have to be done again."""
    before = _move(case, Stage.REOPENED)
    case.reopened += 1
    case.reopened_at, case.nudged = now, ()
    case.closed_at = case.agreed_at = case.carried_out_at = case.received_at = None
    case.contacted_at = case.verdict = case.promised_on = case.follow_up_at = None
    case.offer, case.measure, case.follow_up = "", "", FollowUpState.NOT_YET
    case.grade = max(case.grade, Grade.URGENT, key=lambda grade: grade.weight)
    return ledger.write(case, "reopen", by=by, now=now, before=before, words=words)


def must_be_reopenable(case: Case, now: datetime, policy: Policy) -> None:
    """Raises `TooLate` for what was closed too long ago or reopened too often: that is filed anew,
    so that nothing is dropped."""
    if case.stage is not Stage.CLOSED or case.closed_at is None:
        raise wrong_stage(case)
    is_old = now > case.closed_at + timedelta(days=policy.reopen_days)
    if is_old or case.reopened >= policy.reopen_times:
        says = f"{case.number} 不能再打开了。有事请直接说，另记一件。"
        raise TooLate(says, "refused.not_again", number=case.number)
