"""Follow-up (回访): one working day after carrying out, on behalf of a clerk who had no part in it.

Source: the rules of the desk, section 7. No answer is never 满意: it is asked once more, then the
case counts as 未联系上, beside the satisfaction and never inside it.
"""

from bot.desk import notices
from bot.desk.access import case_for
from bot.desk.intake import keep
from bot.desk.orders import Actor, RateCase
from bot.desk.shift import Shift
from models import ledger, lifecycle
from models.case import Case
from models.deadlines import ask_again_at
from models.satisfaction import Satisfaction, score_of
from models.terms import Role, Stage


def ask(shift: Shift, case: Case) -> None:
    """The first time, once more after two working days, then never again."""
    if case.follow_up == "again":
        case.follow_up, case.follow_up_at = "unreached", None
        shift.work.cases.record(ledger.write(case, "unreached", by="desk", now=shift.now))
        return
    case.follow_up = "again" if case.follow_up == "asked" else "asked"
    case.follow_up_at = ask_again_at(shift.now, shift.house.calendar, shift.house.policy).at
    shift.work.cases.record(
        ledger.write(case, "follow_up", by=f"staff:{clerk_for(shift, case)}", now=shift.now)
    )
    notices.followed_up(shift, case)


def clerk_for(shift: Shift, case: Case) -> str:
    """A follow-up clerk who never handled the case; empty where the house has none."""
    hands = {entry.actor.removeprefix("staff:") for entry in shift.work.cases.ledger(case.id)}
    hands |= {case.owner_no, *case.withheld}
    clerks = [person.no for person in shift.company.holding(Role.FOLLOW_UP)]
    return next((no for no in clerks if no not in hands), "")


def rate(order: RateCase, actor: Actor, shift: Shift) -> Case:
    """The retailer's grade, or the free line after it. 较差 or worse goes one step up."""
    case = case_for(shift, order.case_id, actor)
    if order.words:
        shift.work.cases.record(
            ledger.write(case, "rate_words", by="retailer", now=shift.now, words=order.words)
        )
        notices.rated_in_words(shift, case, order.words)
        keep(shift, case)
        return case
    grade = Satisfaction(order.grade)
    score = score_of(grade, shift.house.policy)
    case.satisfaction, case.follow_up, case.follow_up_at = score, "answered", None
    shift.work.cases.record(
        ledger.write(case, "rate", by="retailer", now=shift.now, grade=grade.value, score=score)
    )
    if grade.reopens:
        _reopen(shift, case)
    else:
        notices.rated(shift, case)
    keep(shift, case)
    return case


def _reopen(shift: Shift, case: Case) -> None:
    """One step up the ladder decides from now on; the owner stays the contact."""
    above = [step.no for step in shift.company.ladder(case.owner_no)]
    case.decider_no = next((no for no in above if no not in case.withheld), case.decider_no)
    if case.stage is Stage.CLOSED:
        shift.work.cases.record(lifecycle.reopen(case, "", by="retailer", now=shift.now))
    notices.reopened_by_rating(shift, case)
