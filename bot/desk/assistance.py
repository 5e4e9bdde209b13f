"""Assistance (协办, F3): it brings others in and moves nothing; the owner stays the one contact."""

from bot.desk import notices
from bot.desk.shift import Shift
from models import ledger
from models.case import Assist, AssistState, Case
from models.deadlines import assist_by
from models.errors import WrongStage
from models.ids import new_id
from models.ownership import helper_for
from models.terms import Role


def ask(shift: Shift, case: Case, desk: Role, question: str, *, by: str) -> Assist:
    """Ask a desk for help: its member of the shop's region with the fewest open requests."""
    shop = shift.shop_of(case)
    region = shift.staff(shop.manager_no).region if shop else ""
    load = shift.work.cases.open_assists_count_by(desk)
    helper = helper_for(shift.company, desk, region, load, {*case.withheld, case.owner_no})
    due = assist_by(shift.now, shift.house.calendar, shift.house.policy)
    assist = Assist(
        company_id=case.company_id,
        id=new_id(shift.now),
        case_id=case.id,
        desk=desk,
        helper_no=helper.no,
        asked_by=by,
        asked_at=shift.now,
        due_at=due.at,
        question=question,
    )
    shift.work.cases.add_assist(assist)
    shift.work.cases.record(
        ledger.write(case, "assist", by=by, now=shift.now, desk=desk.value, helper=helper.no)
    )
    notices.assist_asked(shift, case, assist)
    return assist


def accept(shift: Shift, case: Case, helper_no: str) -> Assist:
    """The helper takes the request on."""
    assist = _of(shift, case, helper_no)
    assist.state = AssistState.ACCEPTED
    shift.work.cases.keep_assist(assist)
    shift.work.cases.record(
        ledger.write(case, "assist_accept", by=f"staff:{helper_no}", now=shift.now)
    )
    notices.assist_accepted(shift, case, assist)
    return assist


def answer(shift: Shift, case: Case, helper_no: str, words: str) -> Assist:
    """The helper's findings go to the owner, who answers for the whole."""
    assist = _of(shift, case, helper_no)
    assist.state = AssistState.ANSWERED
    assist.answer = words
    assist.answered_at = shift.now
    shift.work.cases.keep_assist(assist)
    shift.work.cases.record(
        ledger.write(case, "assist_answer", by=f"staff:{helper_no}", now=shift.now, answer=words)
    )
    notices.assist_answered(shift, case, assist)
    return assist


def _of(shift: Shift, case: Case, helper_no: str) -> Assist:
    open_ones = [
        assist
        for assist in shift.work.cases.assists(case.id)
        if assist.helper_no == helper_no and assist.state is not AssistState.ANSWERED
    ]
    if not open_ones:
        raise WrongStage(f"{case.number} 没有等您协办的事。")
    return open_ones[0]
