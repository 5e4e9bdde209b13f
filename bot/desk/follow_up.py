"""Follow-up (回访): one working day after carrying out, on behalf of a clerk who had no part in it.

Source: the rules of the desk, section 7. No answer is never 满意: it is asked once more, then the
case counts as 未联系上, beside the satisfaction and never inside it.
"""

from dataclasses import replace
from datetime import timedelta

from bot.desk import files, intake, notices, reopening
from bot.desk.access import case_for
from bot.desk.orders import Actor, ExplainRating, OpenCase, RateCase
from bot.desk.shift import Shift
from models import lifecycle
from models.case import Case, FollowUpState
from models.deadlines import ask_again_at, follow_up_at
from models.errors import Refusal
from models.ownership import barred_from
from models.people import Staff
from models.satisfaction import Satisfaction, grade_of, score_of
from models.terms import Role, Stage


def plan(shift: Shift, case: Case) -> None:
    """Ask one working day after it was carried out, or dismissed and closed."""
    start = case.carried_out_at or shift.now
    case.follow_up = FollowUpState.NOT_YET
    case.follow_up_at = follow_up_at(start, shift.calendar, shift.policy).at


def call_off(case: Case) -> None:
    """There is nothing to ask about yet."""
    case.follow_up, case.follow_up_at = FollowUpState.NOT_YET, None


def fell_due(shift: Shift, case: Case) -> None:
    """Ask; ask once more after two working days; then never again. Who rated it poor and said
    nothing further is taken at their word."""
    if case.follow_up is FollowUpState.POOR:
        _take_up_again(shift, case, "")
    elif case.follow_up is FollowUpState.AGAIN:
        case.follow_up, case.follow_up_at = FollowUpState.UNREACHED, None
        shift.record(case, "unreached")
    elif not case.complainant:
        case.follow_up_at = None
    else:
        _ask(shift, case)


def _ask(shift: Shift, case: Case) -> None:
    is_second = case.follow_up is FollowUpState.ASKED
    case.follow_up = FollowUpState.AGAIN if is_second else FollowUpState.ASKED
    case.follow_up_at = ask_again_at(shift.now, shift.calendar, shift.policy).at
    clerk = clerk_for(shift, case)
    by = f"staff:{clerk.no}" if clerk else "desk"
    shift.record(case, "follow_up", by)
    notices.followed_up(shift, case, clerk)


def clerk_for(shift: Shift, case: Case) -> Staff | None:
    """A follow-up clerk who never handled the case; none where the house has none."""
    asked = "follow_up"
    lines = [line for line in shift.work.cases.ledger(case.id) if line.deed != asked]
    hands = {line.actor.removeprefix("staff:") for line in lines} | {case.owner_no}
    barred = barred_from(case, shift.company).also(hands)
    clerks = shift.company.holding(Role.FOLLOW_UP)
    return next((clerk for clerk in clerks if clerk.no not in barred), None)


def rate(order: RateCase, actor: Actor, shift: Shift) -> Case:
    """The retailer's grade. For 较差 or worse the desk waits a little for what was not well: it may
    be another matter. A poor grade is on record at once and never becomes a good one."""
    case = case_for(shift, order.case_id, actor)
    if not case.follow_up.may_be_rated:
        raise lifecycle.wrong_stage(case)
    grade = Satisfaction(order.grade)
    score = score_of(grade, shift.policy)
    case.satisfaction = score if case.satisfaction is None else min(score, case.satisfaction)
    shift.record(case, "rate", "retailer", grade=grade.value, score=score)
    if grade.reopens:
        case.follow_up = FollowUpState.POOR
        case.follow_up_at = shift.now + timedelta(hours=shift.policy.rating_words_hours)
        notices.rated_poor(shift, case)
    else:
        case.follow_up, case.follow_up_at = FollowUpState.ANSWERED, None
        notices.rated(shift, case)
    intake.keep(shift, case)
    return case


def explain(order: ExplainRating, actor: Actor, shift: Shift) -> Case:
    """The free line. Another matter becomes a case of its own with all that was said and sent, and
    nobody who answers for this one reads it here: it may be about them (F5). Else this one is
    taken up again where it was rated poor."""
    case = case_for(shift, order.case_id, actor)
    if order.other:
        _file_apart(order.other, case, actor, shift)
    else:
        _put_on_record(order, case, actor, shift)
        if case.follow_up is FollowUpState.POOR:
            _take_up_again(shift, case, order.words)
        else:
            notices.rated(shift, case)
    intake.keep(shift, case)
    return case


def _put_on_record(order: ExplainRating, case: Case, actor: Actor, shift: Shift) -> None:
    """What was said of this case, to who answers for it."""
    media = files.taken_along(shift, case, actor, order.since)
    if order.words or media:
        shift.record(case, "rate_words", "retailer", words=order.words)
        notices.rated_in_words(shift, case, order.words, media)


def _file_apart(opening: OpenCase, case: Case, actor: Actor, shift: Shift) -> None:
    """The other matter; after a poor rating it starts one step up the ladder, and this one is done
    with."""
    if case.follow_up is FollowUpState.POOR:
        case.follow_up, case.follow_up_at = FollowUpState.ANSWERED, None
    other = intake.open_case(replace(opening, licence=case.shop), actor, shift)
    if not _was_rated_poor(shift, case):
        return
    reopening.one_step_up_decides(shift, other)
    shift.record(other, "report_up", because_of=case.full_number, to=other.decider_no)
    notices.poor_about_other(shift, other)
    intake.keep(shift, other)


def _was_rated_poor(shift: Shift, case: Case) -> bool:
    """Also where the words came so late that the case was taken up again without them."""
    return case.satisfaction is not None and grade_of(case.satisfaction, shift.policy).reopens


def _take_up_again(shift: Shift, case: Case, words: str) -> None:
    """One step up the ladder decides from now on; the owner stays the contact. What can't be
    reopened once more is told to the superior all the same."""
    case.follow_up, case.follow_up_at = FollowUpState.ANSWERED, None
    if case.stage is Stage.CLOSED:
        try:
            lifecycle.must_be_reopenable(case, shift.now, shift.policy)
            reopening.open_again(shift, case, words)
        except Refusal:
            notices.poor_once_more(shift, case)
            return
    elif case.stage is Stage.CARRIED_OUT:
        shift.work.cases.record(lifecycle.find_wanting(case, now=shift.now))
    reopening.one_step_up_decides(shift, case)
    notices.reopened_by_rating(shift, case)
