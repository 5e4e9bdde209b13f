"""Notices: who is told what when something happens to a case. Wording stands in the catalogue."""

from typing import Final

from bot.desk.cards import retailer_view
from bot.desk.orders import Actor
from bot.desk.post import Letter, offers, send, tell_staff
from bot.desk.shift import Shift
from bot.desk.telling import (
    Files,
    language_at,
    owner_told,
    retailer_told,
    told_at,
    told_up,
)
from bot.naming import day_of_month, matter, titled
from bot.wording import say, speaking
from models.case import Case, Offer
from models.company import one_step_up
from models.messages import Address
from models.ownership import barred_from, director_for
from models.people import Shop, Staff
from models.reminders import Clock, ClockKind, Nudge
from models.satisfaction import Satisfaction
from models.spoken_time import spoken
from models.terms import Grade, Role


def filed(shift: Shift, case: Case, media: Files) -> None:
    """Number, name, phone and time to the retailer; the card, with photos and voice as they came,
    to the owner; to who decides that a name is in their keeping (F5); a major case also to
    supervisor and director at once (F7)."""
    _receipt_sent(shift, case)
    owner_told(shift, case, say(f"staff.filed.{case.grade.value}"), media)
    if case.anonymous and case.decider_no:
        told_up(shift, case, [case.decider_no], say("staff.name_kept"))
    if case.grade is Grade.MAJOR:
        major(shift, case)


def _receipt_sent(shift: Shift, case: Case) -> None:
    retailer_told(shift, case, _receipt(shift, case), due=case.respond_by)
    if case.provisional:
        retailer_told(shift, case, "filed.provisional")
    if case.subcategory == "疑似假烟":
        retailer_told(shift, case, "filed.strangers")
    if case.facts.get("is_angry"):
        retailer_told(shift, case, "filed.call_first", "want_call", "no_call")


def major(shift: Shift, case: Case) -> None:
    """F7: supervisor and director at once, and whoever decides."""
    superior = one_step_up(shift.company, case.owner_no, barred_from(case, shift.company))
    director = director_for(case, shift.company)
    told = [person.no for person in (superior, director) if person]
    told_up(shift, case, {*told, case.decider_no}, say("staff.major"))


def _receipt(shift: Shift, case: Case) -> str:
    """Which receipt: unmatched, kept from the shop's own manager, kept from somebody else."""
    shop = shift.shop_of(case)
    if shop is None:
        return "filed.unmatched"
    if case.accused and shift.staff(case.owner_no).has(Role.DISCIPLINE):
        return "filed.discipline"
    if shop.manager_no in barred_from(case, shift.company):
        return "filed.one_step_up"
    return "filed.withheld" if case.accused else "filed.receipt"


def grumble_kept(shift: Shift, case: Case, media: Files) -> None:
    owner_told(shift, case, say("staff.grumble"), media)


def taken_up(shift: Shift, case: Case) -> None:
    """The receipt of any complaint; who hears of a major one at once hears of it now (F7)."""
    _receipt_sent(shift, case)
    if case.grade is Grade.MAJOR:
        major(shift, case)


def added(shift: Shift, case: Case, actor: Actor, words: str, media: Files) -> None:
    """The receipt goes to who said it, which may be another chat of the shop."""
    if actor.address:
        told_at(shift, case, actor.address, "added.receipt")
    owner_told(shift, case, say("staff.added", words=words or say("staff.files")), media)


def written(shift: Shift, case: Case, writer_no: str, words: str, media: Files) -> None:
    """给店主留言: in the writer's name; what the retailer says next goes to the owner."""
    to, by = Address.parse(case.complainant), f"staff:{writer_no}"
    with speaking(language_at(shift, to)):
        name = titled(shift.staff(writer_no))
        text = say("written.told", number=case.number, name=name, words=words)
        letter = Letter(text, offers("answer_owner"), case.id, by=by, media=media)
        send(shift, to, letter)


def withdrawn(shift: Shift, case: Case, words: str, media: Files) -> None:
    retailer_told(shift, case, "withdrawn.receipt")
    owner_told(shift, case, say("staff.withdrawn", words=_line(words, media)), media)


def urged(shift: Shift, case: Case) -> None:
    retailer_told(shift, case, "urged.receipt", view=lambda: retailer_view(shift, case))
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
        with speaking(language_at(shift, actor.address)):
            text = say("person.called", name=titled(person), phone=person.phone)
            send(shift, actor.address, Letter(text))


def acknowledged(shift: Shift, case: Case) -> None:
    retailer_told(shift, case, "acknowledged.told", due=case.close_by)


def judged(shift: Shift, case: Case) -> None:
    retailer_told(shift, case, "upheld.told")


def dismissed(shift: Shift, case: Case) -> None:
    retailer_told(
        shift, case, "dismissed.told", "object", "accept_dismissal", reason=(case.verdict_reason)
    )


def dismissal_understood(shift: Shift, case: Case) -> None:
    retailer_told(shift, case, "dismissal.accepted")
    owner_told(shift, case, say("staff.dismissal_understood"))


def objected(shift: Shift, case: Case, words: str) -> None:
    decider = shift.staff(case.decider_no)
    retailer_told(shift, case, "objected.receipt", decider=decider, decider_phone=(decider.phone))
    told_up(shift, case, [case.decider_no], say("staff.objected", words=words))
    owner_told(shift, case, say("staff.objected_owner", decider=decider.title))


def proposed(shift: Shift, case: Case, offer: Offer) -> None:
    retailer_told(
        shift,
        case,
        "proposed.told",
        "agree",
        "refuse",
        "discuss",
        offer=offer.text,
        day=lambda: spoken_promise(shift, case),
    )


def spoken_promise(shift: Shift, case: Case) -> str:
    """The promised day in brackets, as people say it; empty where none was named."""
    if case.promised_on is None:
        return ""
    return say("proposed.day", day=day_of_month(case.promised_on, shift.now))


def agreed(shift: Shift, case: Case) -> None:
    retailer_told(shift, case, "agreed.receipt", day=lambda: spoken_promise(shift, case))
    owner_told(shift, case, say("staff.agreed"))


def refused(shift: Shift, case: Case, words: str, media: Files) -> None:
    retailer_told(shift, case, "refused.receipt")
    owner_told(shift, case, say("staff.refused", words=_line(words, media)), media)


def _line(words: str, media: Files) -> str:
    """The line as it was said; that files were sent, or nothing, where it has no words."""
    return words or say("staff.files" if media else "staff.no_words")


def carried_out(shift: Shift, case: Case) -> None:
    retailer_told(shift, case, "carried_out.ask", "received", "not_received", offer=case.offer)


def receipt_confirmed(shift: Shift, case: Case) -> None:
    retailer_told(shift, case, "received.receipt")
    owner_told(shift, case, say("staff.received"))


def receipt_denied(shift: Shift, case: Case) -> None:
    retailer_told(shift, case, "not_received.receipt")
    owner_told(shift, case, say("staff.not_received"))


def closed(shift: Shift, case: Case) -> None:
    """With one button for what was closed and is not well."""
    offer = case.offer or case.verdict_reason
    retailer_told(shift, case, "closed.told", "reopen", offer=offer)


def reopened(shift: Shift, case: Case, words: str, media: Files) -> None:
    retailer_told(shift, case, "reopened.receipt", due=case.close_by)
    headline = say("staff.reopened", words=_line(words, media))
    owner_told(shift, case, headline, media)
    told_up(shift, case, [case.decider_no], headline, media=media)


def reported_up(shift: Shift, case: Case, why: str) -> None:
    told_up(shift, case, [case.decider_no], say("staff.reported_up", why=why))


def nudged(shift: Shift, case: Case, clock: Clock, nudge: Nudge) -> None:
    """A reminder of a clock to who acts on the case."""
    when = spoken(clock.due, shift.now)
    text = say(f"staff.nudge.{nudge.step.value}", clock=clock.kind.chinese, when=when)
    owner_told(shift, case, text, reminder=nudge.key)


def escalated(
    shift: Shift, case: Case, kind: ClockKind, superiors: list[str], reminder: str
) -> None:
    """An overdue clock is made known one step up (F7)."""
    owner = shift.staff(case.owner_no)
    text = say("staff.escalated", clock=kind.chinese, owner=owner.title)
    told_up(shift, case, superiors, text, reminder)


def refused_twice(shift: Shift, case: Case) -> None:
    told_up(shift, case, [case.decider_no], say("staff.refused_twice"))


GRADES: Final = tuple(f"rate_{grade.value}" for grade in Satisfaction)


def followed_up(shift: Shift, case: Case, clerk: Staff | None) -> None:
    """The follow-up question in the clerk's name, with its five answers."""
    name = clerk.name if clerk else say("follow_up.nobody")
    told = {"clerk": name, "what": lambda: matter(case)}
    retailer_told(shift, case, "follow_up.ask", *GRADES, **told)


def rated(shift: Shift, case: Case) -> None:
    retailer_told(shift, case, "follow_up.thanks")


def rated_poor(shift: Shift, case: Case) -> None:
    """On record as it was said; what was not well is asked next."""
    retailer_told(shift, case, "follow_up.noted")


def rated_in_words(shift: Shift, case: Case, words: str, media: Files) -> None:
    headline = say("staff.rated", words=words or say("staff.files"))
    owner_told(shift, case, headline, media)


def reopened_by_rating(shift: Shift, case: Case) -> None:
    """较差 or worse: who follows it up is named."""
    decider = shift.staff(case.decider_no or case.owner_no)
    retailer_told(shift, case, "follow_up.sorry", decider=decider)
    told_up(shift, case, [decider.no], say("staff.rated_poor"))
    owner_told(shift, case, say("staff.rated_poor_owner", decider=decider.title))


def poor_about_other(shift: Shift, case: Case) -> None:
    told_up(shift, case, [case.decider_no], say("staff.rated_poor_other"))


def poor_once_more(shift: Shift, case: Case) -> None:
    """Reopened as often as may be: the director hears of it, the retailer that somebody calls."""
    director = director_for(case, shift.company) or shift.staff(case.owner_no)
    retailer_told(shift, case, "follow_up.sorry", decider=director)
    told_up(shift, case, [director.no], say("staff.rated_poor"))
