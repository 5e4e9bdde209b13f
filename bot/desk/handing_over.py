"""Hand-over (移交, F4): it counts only once the receiver accepts it and a supervisor approves it;
until both have, the owner is responsible and the clocks run on."""

from bot.desk import colleagues
from bot.desk.orders import Actor
from bot.desk.shift import Shift
from models.case import Case, HandOver
from models.errors import NotPermitted, WrongStage
from models.ids import new_id
from models.lifecycle import wrong_stage
from models.lines import one_line
from models.ownership import approver_of, may_receive
from models.people import Staff


def ask(shift: Shift, case: Case, actor: Actor, receiver_no: str, reason: str) -> None:
    """The owner asks; reason obligatory. Receiver and approver are asked at the same time. A
    request that nobody has answered gives way to a new one."""
    line = one_line(reason, "移交的理由")
    if not may_receive(case, shift.staff(receiver_no), shift.company):
        raise WrongStage(f"{case.number} 不能移交给这个人，请另选一位。")
    if overtaken := pending(shift, case):
        _end(shift, overtaken)
    hand_over = HandOver(
        company_id=case.company_id,
        id=new_id(shift.now),
        case_id=case.id,
        giver_no=case.owner_no,
        receiver_no=receiver_no,
        approver_no=_approver(shift, case, receiver_no).no,
        reason=line,
        asked_at=shift.now,
    )
    shift.work.cases.add_hand_over(hand_over)
    _asked(shift, case, hand_over, by=actor.signature)
    colleagues.hand_over_asked(shift, case, hand_over)


def _approver(shift: Shift, case: Case, receiver_no: str) -> Staff:
    """A supervisor of either side, from the second hand-over on the director."""
    second = case.hand_overs + 1 >= shift.policy.director_from_hand_over
    return approver_of(shift.company, case, receiver_no, by_director=second)


def _asked(shift: Shift, case: Case, hand_over: HandOver, *, by: str) -> None:
    shift.record(
        case,
        "hand_over",
        by,
        receiver=hand_over.receiver_no,
        approver=hand_over.approver_no,
        reason=hand_over.reason,
    )


def accept(shift: Shift, case: Case, actor: Actor) -> None:
    """The receiver says yes."""
    hand_over = _pending_for(shift, case, actor, "receiver_no")
    hand_over.accepted_at = shift.now
    _settle(shift, case, actor, hand_over, "hand_over_accept")


def approve(shift: Shift, case: Case, actor: Actor) -> None:
    """The supervisor, from the second time on the director, says yes."""
    hand_over = _pending_for(shift, case, actor, "approver_no")
    hand_over.approved_at = shift.now
    _settle(shift, case, actor, hand_over, "hand_over_approve")


def refuse(shift: Shift, case: Case, actor: Actor) -> None:
    """Either says no: the owner stays, and hears so."""
    hand_over = _pending_for(shift, case, actor, "receiver_no", "approver_no")
    _end(shift, hand_over)
    shift.record(case, "hand_over_refuse", actor.signature)
    colleagues.hand_over_refused(shift, case, actor.staff_no)


def call_off(shift: Shift, case: Case) -> None:
    """What was on its way ends with its giver's responsibility, or with the case."""
    if hand_over := pending(shift, case):
        _end(shift, hand_over)


def pass_on(shift: Shift, case: Case) -> None:
    """Without its receiver a hand-over comes to nothing, and the owner hears so; in place of an
    approver who has left another superior is asked."""
    hand_over = pending(shift, case)
    if hand_over is None:
        return
    if not shift.company.find(hand_over.receiver_no):
        _end(shift, hand_over)
        shift.record(case, "hand_over_refuse")
        colleagues.receiver_left(shift, case, hand_over.receiver_no)
    elif not (hand_over.approved_at or shift.company.find(hand_over.approver_no)):
        hand_over.approver_no = _approver(shift, case, hand_over.receiver_no).no
        shift.work.cases.keep_hand_over(hand_over)
        _asked(shift, case, hand_over, by="desk")
        colleagues.approval_asked(shift, case, hand_over)


def pending(shift: Shift, case: Case) -> HandOver | None:
    """The hand-over on its way, if there is one."""
    for hand_over in shift.work.cases.hand_overs(case.id):
        done = hand_over.refused_at or (hand_over.accepted_at and hand_over.approved_at)
        if not done and hand_over.giver_no == case.owner_no:
            return hand_over
    return None


def _end(shift: Shift, hand_over: HandOver) -> None:
    hand_over.refused_at = shift.now
    shift.work.cases.keep_hand_over(hand_over)


def _settle(shift: Shift, case: Case, actor: Actor, hand_over: HandOver, deed: str) -> None:
    """With both answers, and a receiver who still may have it, the owner changes."""
    if not may_receive(case, shift.staff(hand_over.receiver_no), shift.company):
        raise _not_yours(case)
    shift.work.cases.keep_hand_over(hand_over)
    shift.record(case, deed, actor.signature)
    if not (hand_over.accepted_at and hand_over.approved_at):
        return
    was, case.owner_no = case.owner_no, hand_over.receiver_no
    case.hand_overs += 1
    case.expected_no = ""
    shift.record(case, "handed_over", giver=was, receiver=case.owner_no)
    colleagues.handed_over(shift, case)


def _pending_for(shift: Shift, case: Case, actor: Actor, *parts: str) -> HandOver:
    """The hand-over that waits for the yes of who has one of these parts in it."""
    if case.stage.is_final:
        raise wrong_stage(case)
    hand_over = pending(shift, case)
    if hand_over is None or actor.staff_no not in (getattr(hand_over, part) for part in parts):
        raise _not_yours(case)
    return hand_over


def _not_yours(case: Case) -> NotPermitted:
    return NotPermitted(f"{case.number} 没有等您答复的移交。")
