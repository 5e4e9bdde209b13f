"""Assistance (协办, F3): it brings others in and moves nothing; the owner stays the one contact."""

from bot.desk import colleagues
from bot.desk.shift import Shift
from bot.wording import say
from models import lifecycle
from models.case import Assist, AssistState, Case
from models.deadlines import assist_by
from models.errors import WrongStage
from models.ids import new_id
from models.lines import one_line
from models.ownership import barred_from, helper_for
from models.people import Staff
from models.terms import Role


def ask(shift: Shift, case: Case, desk: Role, question: str, *, by: str) -> Assist:
    """Ask a desk for help: its member of the shop's region with the fewest open requests."""
    line = one_line(question, "要做什么")
    return _asked_of(shift, case, desk, _helper(shift, case, desk), line, by)


def ask_if_free(shift: Shift, case: Case, desk: Role, question: str) -> None:
    """Asked by the desk itself at filing, unless the only one left to ask is the owner."""
    helper = _helper(shift, case, desk)
    if helper.no != case.owner_no:
        _asked_of(shift, case, desk, helper, question, "desk")


def _helper(shift: Shift, case: Case, desk: Role) -> Staff:
    shop = shift.shop_of(case)
    region = shift.staff(shop.manager_no).region if shop else ""
    load = shift.work.cases.open_assists_count_by(desk)
    barred = barred_from(case, shift.company).also({case.owner_no})
    return helper_for(shift.company, desk, region, load, barred)


def _asked_of(
    shift: Shift, case: Case, desk: Role, helper: Staff, question: str, by: str
) -> Assist:
    assist = Assist(
        company_id=case.company_id,
        id=new_id(shift.now),
        case_id=case.id,
        desk=desk,
        helper_no=helper.no,
        asked_by=by,
        asked_at=shift.now,
        due_at=assist_by(shift.now, shift.calendar, shift.policy).at,
        question=question,
    )
    shift.work.cases.add_assist(assist)
    _ask(shift, case, assist, by)
    return assist


def _ask(shift: Shift, case: Case, assist: Assist, by: str) -> None:
    shift.record(case, "assist", by, desk=assist.desk.value, helper=assist.helper_no)
    colleagues.assist_asked(shift, case, assist)


def pass_on(shift: Shift, case: Case) -> None:
    """What was asked of a helper who has left another of the desk is asked; its clock runs on."""
    for assist in shift.work.cases.assists(case.id):
        if assist.state is AssistState.ANSWERED or shift.company.find(assist.helper_no):
            continue
        assist.helper_no = _helper(shift, case, assist.desk).no
        assist.state = AssistState.ASKED
        shift.work.cases.keep_assist(assist)
        _ask(shift, case, assist, "desk")


def accept(shift: Shift, case: Case, helper_no: str) -> Assist:
    """The helper takes the request on."""
    assist = _of(shift, case, helper_no, AssistState.ASKED)
    assist.state = AssistState.ACCEPTED
    shift.work.cases.keep_assist(assist)
    shift.record(case, "assist_accept", f"staff:{helper_no}")
    colleagues.assist_accepted(shift, case, assist)
    return assist


def answer(shift: Shift, case: Case, helper_no: str, words: str) -> Assist:
    """The helper's findings go to the owner, who answers for the whole."""
    assist = _of(shift, case, helper_no, AssistState.ASKED, AssistState.ACCEPTED)
    _answered(shift, assist, one_line(words, "答复"))
    shift.record(case, "assist_answer", f"staff:{helper_no}", answer=assist.answer)
    colleagues.assist_answered(shift, case, assist)
    return assist


def call_off(shift: Shift, case: Case) -> None:
    """The case is at its end: helpers hear that nothing more is asked of them."""
    for assist in shift.work.cases.assists(case.id):
        if assist.state is not AssistState.ANSWERED:
            _answered(shift, assist, say("assist.called_off"))
            colleagues.assist_called_off(shift, case, assist)


def _answered(shift: Shift, assist: Assist, words: str) -> None:
    assist.state, assist.answer, assist.answered_at = AssistState.ANSWERED, words, shift.now
    shift.work.cases.keep_assist(assist)


def _of(shift: Shift, case: Case, helper_no: str, *states: AssistState) -> Assist:
    """The request of this case that waits for this helper, at one of the states."""
    if case.stage.is_final:
        raise lifecycle.wrong_stage(case)
    for assist in shift.work.cases.assists(case.id):
        if assist.helper_no == helper_no and assist.state in states:
            return assist
    raise WrongStage(f"{case.number} 没有等您协办的事。")
