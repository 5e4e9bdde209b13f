"""Notices among colleagues: hand-overs, and help that one desk asks of another."""

from bot.desk.cards import staff_card, topic
from bot.desk.post import Letter, offers
from bot.desk.shift import Shift
from bot.desk.telling import card_to, owner_told, retailer_told, staff_told, told_up
from bot.wording import say
from models.case import Assist, Case, HandOver
from models.company import one_step_up
from models.ownership import barred_from
from models.spoken_time import by
from models.terms import Kind


def hand_over_asked(shift: Shift, case: Case, hand_over: HandOver) -> None:
    """Both whose yes it needs are asked at once, each with the whole card."""
    yes = ("hand_over_accept", "staff.hand_over_receive")
    _ask_for_a_yes(shift, case, hand_over, hand_over.receiver_no, *yes)
    approval_asked(shift, case, hand_over)


def approval_asked(shift: Shift, case: Case, hand_over: HandOver) -> None:
    yes = ("hand_over_approve", "staff.hand_over_approve")
    _ask_for_a_yes(shift, case, hand_over, hand_over.approver_no, *yes)


def _ask_for_a_yes(
    shift: Shift, case: Case, hand_over: HandOver, no: str, yes: str, headline: str
) -> None:
    words = {
        "giver": shift.staff(hand_over.giver_no).title,
        "receiver": shift.staff(hand_over.receiver_no).title,
        "reason": hand_over.reason,
    }
    card = staff_card(shift, case, shift.staff(no), headline=say(headline, **words))
    letter = Letter(card.text, offers(yes, "hand_over_refuse"), case.id)
    staff_told(shift, case, no, letter)


def hand_over_refused(shift: Shift, case: Case, by_no: str) -> None:
    owner_told(shift, case, say("staff.hand_over_refused", name=shift.staff(by_no).title))


def receiver_left(shift: Shift, case: Case, receiver_no: str) -> None:
    owner_told(shift, case, say("staff.receiver_left", name=shift.staff(receiver_no).title))


def handed_over(shift: Shift, case: Case) -> None:
    """The retailer hears the new name and phone (F4), the new owner gets the card."""
    retailer_told(shift, case, "handed_over.told", due=case.close_by)
    owner_told(shift, case, say("staff.handed_over"))


def succeeded(shift: Shift, case: Case) -> None:
    """The owner has left: the new one gets the card, the retailer the new name and phone (F8)."""
    if case.kind is Kind.COMPLAINT:
        retailer_told(shift, case, "handed_over.told", due=case.close_by)
    card_to(shift, case, case.owner_no, say("staff.succeeded"))


def now_expected(shift: Shift, case: Case, left: str) -> None:
    """Who had yet to accept what was recorded has left, and somebody else accepts it."""
    headline = say("staff.now_expected", name=shift.staff(left).title)
    card_to(shift, case, case.expected_no, headline)


def now_deciding(shift: Shift, case: Case, left: str) -> None:
    """The superior has left: who decides now gets the card, and a name that is kept into their
    keeping."""
    headline = say("staff.now_deciding", name=shift.staff(left).title)
    if case.anonymous:
        headline = f"{headline}\n{say('staff.name_kept')}"
    told_up(shift, case, [case.decider_no], headline)


def why_assist(case: Case) -> str:
    """The question that goes with a request made at filing."""
    return say("assist.at_filing", topic=topic(case))


def assist_asked(shift: Shift, case: Case, assist: Assist) -> None:
    text = say(
        "staff.assist_asked",
        number=case.number,
        topic=topic(case),
        said=case.summary or case.said,
        owner=shift.staff(case.owner_no).title,
        question=assist.question,
        due=by(assist.due_at, shift.now),
    )
    letter = Letter(text, offers("assist_accept", "assist_answer"), case.id)
    staff_told(shift, case, assist.helper_no, letter)


def assist_called_off(shift: Shift, case: Case, assist: Assist) -> None:
    letter = Letter(say("staff.assist_called_off", number=case.number))
    staff_told(shift, case, assist.helper_no, letter)


def assist_accepted(shift: Shift, case: Case, assist: Assist) -> None:
    name = shift.staff(assist.helper_no).name
    owner_told(shift, case, say("staff.assist_accepted", desk=assist.desk.chinese, name=name))


def assist_answered(shift: Shift, case: Case, assist: Assist) -> None:
    headline = say("staff.assist_answered", desk=assist.desk.chinese, answer=assist.answer)
    owner_told(shift, case, headline)


def assist_late(shift: Shift, case: Case, assist: Assist) -> None:
    """An overdue assist goes to the desk's head; the owner sees it on the card."""
    helper = shift.staff(assist.helper_no)
    text = say("staff.assist_late", number=case.number, desk=assist.desk.chinese, name=helper.name)
    head = one_step_up(shift.company, helper.no, barred_from(case, shift.company))
    if head:
        staff_told(shift, case, head.no, Letter(text))
    owner_told(shift, case, text)
