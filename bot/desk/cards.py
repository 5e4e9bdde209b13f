"""Cards: a case on one screen, as staff and as the retailer read it, with the moves it allows."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from bot.desk import lists
from bot.desk.access import event_of, visible
from bot.desk.post import Letter, offers
from bot.desk.shift import Shift
from bot.moments import by, spoken_day
from bot.naming import day_of_month, matter, stage_of, titled
from bot.wording import say
from models.calendar import day_of
from models.case import Case
from models.ownership import barred_from, may_decide, may_know_who
from models.people import Shop, Staff
from models.spoken_time import spoken
from models.terms import Kind, Stage

_ALWAYS: Final = ("write", "assist", "report_up", "hand_over", "regrade", "reclassify")
_JUDGE: Final = ("uphold", "uphold_partly", "dismiss")

#: What the owner may do with a complaint at each stage, the likeliest move first.
MOVES: Final[dict[Stage, tuple[str, ...]]] = {
    Stage.FILED: ("acknowledge", *_ALWAYS),
    Stage.REOPENED: ("acknowledge", *_ALWAYS),
    Stage.ACKNOWLEDGED: (*_JUDGE, *_ALWAYS),
    Stage.INVESTIGATING: (*_JUDGE, *_ALWAYS),
    Stage.UPHELD: ("propose", *_ALWAYS),
    Stage.REFUSED: ("propose", *_ALWAYS),
    Stage.PROPOSED: ("propose", *_ALWAYS),
    Stage.ACCEPTED: ("carry_out", "propose", *_ALWAYS),
    Stage.CARRIED_OUT: ("vouch", "close", *_ALWAYS),
    Stage.DISMISSED: ("close", *_ALWAYS),
}
#: What may be done with a grumble, wherever it stands.
GRUMBLE_MOVES: Final = ("call", "settle", "take_up", "write")
#: How many earlier and how many settled cases a card names.
_EARLIER: Final = 3
_SETTLED: Final = 2
_LOOKED_AT: Final = 12


def moves_of(case: Case) -> tuple[str, ...]:
    """What the owner may do with the case as it stands."""
    if not case.is_open:
        return ()
    if case.kind is Kind.GRUMBLE:
        return GRUMBLE_MOVES
    waiting = ("take_over",) if case.expected_no else ()
    done = {"vouch"} if case.received_at else set()  # the retailer has said so themselves
    return (*(move for move in MOVES[case.stage] if move not in done), *waiting)


def moves(shift: Shift, case: Case, viewer: Staff) -> tuple[str, ...]:
    """What `viewer` may do with the case now."""
    if not may_decide(case, viewer, shift.company):
        return ()
    mine = moves_of(case)
    if case.expected_no != viewer.no or "acknowledge" in mine:
        mine = tuple(move for move in mine if move != "take_over")
    return mine


def staff_card(shift: Shift, case: Case, viewer: Staff, *, headline: str = "") -> Letter:
    """All that is needed to act on a case, in one screen."""
    parts = (headline, _head(case), *_told(shift, case, viewer), *_known(shift, case, viewer))
    text = "\n".join(part for part in parts if part)
    return Letter(text, offers(*moves(shift, case, viewer)), case.id)


def _head(case: Case) -> str:
    return say(
        "card.head",
        number=case.number,
        grade=case.grade.chinese,
        kind=case.kind.chinese,
        topic=topic(case),
        stage=case.stage.chinese,
    )


def topic(case: Case) -> str:
    """产品—破损残次, or 待分类 where nobody has sorted it yet."""
    if case.category is None:
        return say("card.unsorted")
    return case.category.chinese_with(case.subcategory)


def _told(shift: Shift, case: Case, viewer: Staff) -> Iterator[str]:
    """Who told what, and until when an answer is owed."""
    yield _who(case, shift.shop_of(case), viewer)
    yield say("card.said", said=case.summary or case.said)
    if case.facts.get("unfinished"):
        yield say("card.unfinished")
    yield _deadlines(shift, case)
    if case.grade_words:
        yield say("card.grade_words", words="、".join(case.grade_words))


def _known(shift: Shift, case: Case, viewer: Staff) -> Iterator[str]:
    """What helps to decide: other cases, what has worked, what is offered, who helps."""
    yield _event(shift, case, viewer)
    yield _earlier(shift, case, viewer)
    if case.is_open:
        yield _countermeasure(shift, case)
        yield _settled(shift, case, viewer)
    if case.offer:
        yield say("card.offer", offer=case.offer)
    for assist in shift.work.cases.assists(case.id):
        state = assist.answer or say(f"assist.{assist.state.value}")
        late = say("card.assist_late") if assist.escalated and not assist.answer else ""
        name = shift.staff(assist.helper_no).name
        yield say("card.assist", desk=assist.desk.chinese, name=name, state=f"{state}{late}")


def _who(case: Case, shop: Shop | None, viewer: Staff) -> str:
    if shop is None:
        return say("card.unmatched", told=case.facts.get("identity", ""))
    if not may_know_who(case, viewer):
        return say("card.anonymous", tier=shop.tier, area=shop.area.value)
    return say(
        "card.shop",
        name=shop.name,
        owner=shop.owner_name,
        phone=shop.phone,
        level=shop.class_level,
        tier=shop.tier,
        route=shop.route,
    )


def _deadlines(shift: Shift, case: Case) -> str:
    if not case.is_open or case.kind is Kind.GRUMBLE:
        return ""
    key = "card.close_by" if case.contacted_at else "card.respond_by"
    text = say(
        key, respond=spoken(case.respond_by, shift.now), close=spoken(case.close_by, shift.now)
    )
    if case.promised_on and case.agreed_at and case.received_at is None:
        text += say("card.promise", day=day_of_month(case.promised_on, shift.now))
    return f"{text}{say('card.provisional')}" if case.provisional else text


def _event(shift: Shift, case: Case, viewer: Staff) -> str:
    found = event_of(shift, case.event_id, viewer)
    if found is None:
        return ""
    event, count = found
    return say("card.event", count=count, shared=event.shared)


def _earlier(shift: Shift, case: Case, viewer: Staff) -> str:
    """The shop's other cases, as far as `viewer` may see them and know whose they are."""
    if not case.shop or not may_know_who(case, viewer):
        return ""
    others = shift.work.survey.of_shop(case.shop, limit=_LOOKED_AT)
    known = [
        other
        for other in visible(shift, others, viewer)
        if other.id != case.id and may_know_who(other, viewer)
    ]
    if not known:
        return ""
    lines = [
        say("card.earlier_one", number=other.number, topic=topic(other), stage=other.stage.chinese)
        for other in known[:_EARLIER]
    ]
    return say("card.earlier", count=len(known), which="；".join(lines))


def _countermeasure(shift: Shift, case: Case) -> str:
    advice = lists.countermeasure(shift.work, case.subcategory)
    return say("card.countermeasure", advice=advice) if advice else ""


def _settled(shift: Shift, case: Case, viewer: Staff) -> str:
    """What settled like cases: the remedy and the day, never whose case it was."""
    if not case.subcategory:
        return ""
    alike = shift.work.survey.settled_alike(case.subcategory, limit=_LOOKED_AT)
    useful = [
        other
        for other in alike
        if other.id != case.id
        and other.offer
        and other.received_at
        and viewer.no not in barred_from(other, shift.company)
    ]
    nearest = sorted(useful, key=lambda other: other.brand != case.brand)[:_SETTLED]
    which = "；".join(_remedy(other, shift.now) for other in nearest)
    return say("card.settled", which=which) if which else ""


def _remedy(case: Case, now: datetime) -> str:
    day = day_of_month(day_of(case.closed_at or case.filed_at), now)
    return say("card.settled_one", day=day, offer=case.offer[:40])


def retailer_view(shift: Shift, case: Case) -> str:
    """How a case stands, in the retailer's words: what, who, by when."""
    owner = shift.staff(case.owner_no)
    words = {
        "number": case.number,
        "what": matter(case),
        "stage": stage_of(case),
        "owner": titled(owner),
        "phone": owner.phone,
    }
    if not case.is_open:
        day = spoken_day(case.closed_at or case.filed_at, shift.now)
        return say("progress.closed", day=day, **words)
    if case.contacted_at is None:
        return say("progress.waiting", due=by(case.respond_by, shift.now), **words)
    return say("progress.running", due=by(case.close_by, shift.now), **words)
