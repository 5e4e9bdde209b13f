"""Notices: who is told what when something happens to a case. Wording stands in the catalogue."""

from datetime import datetime
from typing import Final

from bot.desk.cards import retailer_view, staff_card, topic
from bot.desk.orders import Actor
from bot.desk.post import Letter, offers, send, tell_staff
from bot.desk.shift import Shift
from bot.wording import say
from models.case import Assist, Case, HandOver, Offer
from models.messages import Address
from models.ownership import stand_in
from models.people import Shop, Staff
from models.reminders import ClockKind, Step
from models.satisfaction import Satisfaction
from models.spoken_time import by, spoken
from models.terms import Grade


def acting_for(shift: Shift, case: Case) -> Staff:
    """Who acts on the case today: the owner, or who stands in for them."""
    return stand_in(shift.company, case.owner_no, case.withheld)


def owner_told(shift: Shift, case: Case, headline: str) -> None:
    """A fresh card to the owner and, while they are away, to who acts for them."""
    for no in {case.owner_no, acting_for(shift, case).no, case.expected_no} - {""}:
        card = staff_card(shift, case, shift.staff(no), headline=headline)
        send(shift, shift.address_of_staff(no), card)


def retailer_told(shift: Shift, case: Case, key: str, *answers: str, **words: object) -> None:
    """One sentence to the retailer who told the matter, with the answers that fit it; where no
    chat is bound to the shop there is nobody to write to, and the owner telephones."""
    if not case.complainant:
        return
    owner = shift.staff(case.owner_no)
    text = say(key, number=case.number, owner=owner.title, phone=owner.phone, **words)
    send(shift, Address.parse(case.complainant), Letter(text, offers(*answers), case.id))


def filed(shift: Shift, case: Case) -> None:
    """Number, name, phone and time to the retailer; the card to the owner; a major case also to
    supervisor and director at once (F7)."""
    due = by(case.respond_by, shift.now) + (say("filed.provisional") if case.provisional else "")
    retailer_told(shift, case, _receipt(shift, case), due=due)
    owner_told(shift, case, say(f"staff.filed.{case.grade.value}"))
    if case.grade is Grade.MAJOR:
        ladder = [step.no for step in shift.company.ladder(case.owner_no)]
        told_up(shift, case, ladder[:2], say("staff.major"))


def _receipt(shift: Shift, case: Case) -> str:
    """Which receipt: unmatched, kept from the shop's own manager, kept from somebody else."""
    shop = shift.shop_of(case)
    if shop is None:
        return "filed.unmatched"
    if shop.manager_no in case.withheld:
        return "filed.one_step_up"
    return "filed.withheld" if case.withheld else "filed.receipt"


def told_up(shift: Shift, case: Case, numbers: list[str], headline: str) -> None:
    """The case's card to superiors, never to one from whom it is withheld."""
    for no in sorted(set(numbers) - set(case.withheld) - {""}):
        card = staff_card(shift, case, shift.staff(no), headline=headline)
        send(shift, shift.address_of_staff(no), card)


def grumble_kept(shift: Shift, case: Case) -> None:
    owner_told(shift, case, say("staff.grumble"))


def added(shift: Shift, case: Case, words: str) -> None:
    retailer_told(shift, case, "added.receipt")
    owner_told(shift, case, say("staff.added", words=words))


def withdrawn(shift: Shift, case: Case) -> None:
    retailer_told(shift, case, "withdrawn.receipt")
    owner_told(shift, case, say("staff.withdrawn"))


def urged(shift: Shift, case: Case) -> None:
    retailer_told(shift, case, "urged.receipt", view=retailer_view(shift, case))
    owner_told(shift, case, say("staff.urged", count=case.urges))


def person_called(shift: Shift, actor: Actor, shop: Shop | None, person: Staff, words: str) -> None:
    """转人工: name and phone to the retailer, everything said so far to the person."""
    who = (
        say("card.caller", name=shop.name, owner=shop.owner_name, phone=shop.phone)
        if shop
        else say("card.caller_unknown")
    )
    tell_staff(shift, [person.no], Letter(say("staff.call_a_person", who=who, words=words)))
    if actor.address:
        text = say("person.called", name=person.title, phone=person.phone)
        send(shift, actor.address, Letter(text))


def acknowledged(shift: Shift, case: Case) -> None:
    retailer_told(shift, case, "acknowledged.told", due=by(case.close_by, shift.now))


def judged(shift: Shift, case: Case) -> None:
    retailer_told(shift, case, "upheld.told")


def dismissed(shift: Shift, case: Case) -> None:
    retailer_told(
        shift, case, "dismissed.told", "object", "accept_dismissal", reason=(case.verdict_reason)
    )


def objected(shift: Shift, case: Case, words: str) -> None:
    decider = shift.staff(case.decider_no)
    retailer_told(
        shift, case, "objected.receipt", decider=decider.title, decider_phone=(decider.phone)
    )
    told_up(shift, case, [case.decider_no], say("staff.objected", words=words))
    owner_told(shift, case, say("staff.objected_owner", decider=decider.title))


def proposed(shift: Shift, case: Case, offer: Offer) -> None:
    day = spoken_promise(shift, case)
    retailer_told(
        shift, case, "proposed.told", "agree", "refuse", "discuss", offer=offer.text, day=day
    )


def spoken_promise(shift: Shift, case: Case) -> str:
    """The promised day in brackets, as people say it; empty where none was named."""
    if case.promised_on is None:
        return ""
    return say("proposed.day", day=f"{case.promised_on.month}月{case.promised_on.day}日")


def agreed(shift: Shift, case: Case) -> None:
    retailer_told(shift, case, "agreed.receipt", day=spoken_promise(shift, case))
    owner_told(shift, case, say("staff.agreed"))


def refused(shift: Shift, case: Case, words: str) -> None:
    retailer_told(shift, case, "refused.receipt")
    owner_told(shift, case, say("staff.refused", words=words or say("staff.no_words")))


def carried_out(shift: Shift, case: Case) -> None:
    retailer_told(shift, case, "carried_out.ask", "received", "not_received", offer=case.offer)


def receipt_confirmed(shift: Shift, case: Case) -> None:
    retailer_told(shift, case, "received.receipt")
    owner_told(shift, case, say("staff.received"))


def receipt_denied(shift: Shift, case: Case) -> None:
    retailer_told(shift, case, "not_received.receipt")
    owner_told(shift, case, say("staff.not_received"))


def closed(shift: Shift, case: Case) -> None:
    retailer_told(shift, case, "closed.told", offer=case.offer or case.verdict_reason)


def reopened(shift: Shift, case: Case, words: str) -> None:
    retailer_told(shift, case, "reopened.receipt", due=by(case.close_by, shift.now))
    owner_told(shift, case, say("staff.reopened", words=words or say("staff.no_words")))


def reported_up(shift: Shift, case: Case, why: str) -> None:
    told_up(shift, case, [case.decider_no], say("staff.reported_up", why=why))


def hand_over_asked(shift: Shift, case: Case, hand_over: HandOver) -> None:
    """Both whose yes it needs are asked at once, each with the whole card."""
    words = {
        "giver": shift.staff(hand_over.giver_no).title,
        "receiver": shift.staff(hand_over.receiver_no).title,
        "reason": hand_over.reason,
    }
    asked = (
        (hand_over.receiver_no, "hand_over_accept", "staff.hand_over_receive"),
        (hand_over.approver_no, "hand_over_approve", "staff.hand_over_approve"),
    )
    for no, yes, key in asked:
        card = staff_card(shift, case, shift.staff(no), headline=say(key, **words))
        letter = Letter(card.text, offers(yes, "hand_over_refuse"), case.id)
        send(shift, shift.address_of_staff(no), letter)


def hand_over_refused(shift: Shift, case: Case, by_no: str) -> None:
    owner_told(shift, case, say("staff.hand_over_refused", name=shift.staff(by_no).title))


def handed_over(shift: Shift, case: Case) -> None:
    """The retailer hears the new name and phone (F4), the new owner gets the card."""
    retailer_told(shift, case, "handed_over.told", due=by(case.close_by, shift.now))
    owner_told(shift, case, say("staff.handed_over"))


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
    tell_staff(shift, [assist.helper_no], letter)


def assist_accepted(shift: Shift, case: Case, assist: Assist) -> None:
    name = shift.staff(assist.helper_no).name
    owner_told(shift, case, say("staff.assist_accepted", desk=assist.desk.chinese, name=name))


def assist_answered(shift: Shift, case: Case, assist: Assist) -> None:
    headline = say("staff.assist_answered", desk=assist.desk.chinese, answer=assist.answer)
    owner_told(shift, case, headline)


def assist_late(shift: Shift, case: Case, assist: Assist) -> None:
    """An overdue assist goes to the desk's head; the owner sees it on the card."""
    helper = shift.staff(assist.helper_no)
    head = [helper.superior_no] if helper.superior_no not in case.withheld else []
    text = say("staff.assist_late", number=case.number, desk=assist.desk.chinese, name=helper.name)
    tell_staff(shift, head, Letter(text))
    owner_told(shift, case, text)


def nudged(shift: Shift, case: Case, kind: ClockKind, due: datetime, step: Step) -> None:
    """A reminder of a clock to who acts on the case."""
    when = spoken(due, shift.now)
    owner_told(shift, case, say(f"staff.nudge.{step.value}", clock=kind.chinese, when=when))


def escalated(shift: Shift, case: Case, kind: ClockKind, superiors: list[str]) -> None:
    """An overdue clock is made known one step up (F7)."""
    owner = shift.staff(case.owner_no)
    told_up(shift, case, superiors, say("staff.escalated", clock=kind.chinese, owner=owner.title))


def refused_twice(shift: Shift, case: Case) -> None:
    told_up(shift, case, [case.decider_no], say("staff.refused_twice"))


GRADES: Final = tuple(f"rate_{grade.value}" for grade in Satisfaction)


def followed_up(shift: Shift, case: Case) -> None:
    """The follow-up question with its five answers."""
    retailer_told(shift, case, "follow_up.ask", *GRADES, what=case.summary or case.said[:30])


def rated(shift: Shift, case: Case) -> None:
    retailer_told(shift, case, "follow_up.thanks")


def rated_in_words(shift: Shift, case: Case, words: str) -> None:
    retailer_told(shift, case, "follow_up.thanks")
    told_up(shift, case, [case.decider_no or case.owner_no], say("staff.rated", words=words))


def reopened_by_rating(shift: Shift, case: Case) -> None:
    """较差 or worse: what is wrong is asked, and who follows it up is named."""
    decider = shift.staff(case.decider_no or case.owner_no)
    retailer_told(shift, case, "follow_up.sorry", decider=decider.title)
    told_up(shift, case, [decider.no], say("staff.rated_poor"))
