"""Cards: a case on one screen, as staff and as the retailer read it, with the moves it allows."""

from typing import Final

from bot.desk.post import Letter, offers
from bot.desk.shift import Shift
from bot.wording import say
from models.case import Case
from models.ownership import may_decide
from models.people import Shop, Staff
from models.spoken_time import by, spoken
from models.terms import Kind, Stage

#: What the owner may do at each stage, the likeliest move first.
MOVES: Final[dict[Stage, tuple[str, ...]]] = {
    Stage.FILED: ("acknowledge", "assist", "report_up", "hand_over", "reclassify"),
    Stage.REOPENED: ("acknowledge", "assist", "report_up", "hand_over"),
    Stage.ACKNOWLEDGED: (
        "uphold",
        "uphold_partly",
        "dismiss",
        "assist",
        "report_up",
        "hand_over",
        "reclassify",
    ),
    Stage.INVESTIGATING: (
        "uphold",
        "uphold_partly",
        "dismiss",
        "assist",
        "report_up",
        "hand_over",
        "reclassify",
    ),
    Stage.UPHELD: ("propose", "assist", "report_up"),
    Stage.REFUSED: ("propose", "assist", "report_up"),
    Stage.PROPOSED: ("propose", "report_up"),
    Stage.ACCEPTED: ("carry_out", "propose", "assist", "report_up"),
    Stage.CARRIED_OUT: ("vouch", "close"),
    Stage.DISMISSED: ("close",),
}
GRUMBLE_MOVES: Final = ("acknowledge", "close")


def moves(shift: Shift, case: Case, viewer: Staff) -> tuple[str, ...]:
    """What `viewer` may do with the case now."""
    if not may_decide(case, viewer, shift.company):
        return ()
    return MOVES.get(case.stage, ())


def staff_card(shift: Shift, case: Case, viewer: Staff, *, headline: str = "") -> Letter:
    """All that is needed to act on a case, in one screen."""
    shop = shift.shop_of(case)
    lines = [
        headline,
        say(
            "card.head",
            number=case.number,
            grade=case.grade.chinese,
            kind=case.kind.chinese,
            topic=topic(case),
            stage=case.stage.chinese,
        ),
        _who(case, shop),
        say("card.said", said=case.summary or case.said),
        _deadlines(shift, case),
        say("card.grade_words", words="、".join(case.grade_words)) if case.grade_words else "",
        _history(shift, case),
        say("card.offer", offer=case.offer) if case.offer else "",
    ]
    lines += [
        say(
            "card.assist",
            desk=assist.desk.chinese,
            name=shift.staff(assist.helper_no).name,
            state=assist.answer or say(f"assist.{assist.state.value}"),
        )
        for assist in shift.work.cases.assists(case.id)
    ]
    text = "\n".join(line for line in lines if line)
    return Letter(text, offers(*moves(shift, case, viewer)), case.id)


def topic(case: Case) -> str:
    """产品—破损残次, or 待分类 where nobody has sorted it yet."""
    if case.category is None:
        return say("card.unsorted")
    return (
        f"{case.category.chinese}—{case.subcategory}"
        if case.subcategory
        else (case.category.chinese)
    )


def _who(case: Case, shop: Shop | None) -> str:
    if shop is None:
        return say("card.unmatched", told=case.facts.get("identity", ""))
    if case.anonymous:
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
    return f"{text}{say('card.provisional')}" if case.provisional else text


def _history(shift: Shift, case: Case) -> str:
    """How many cases the shop has had, without the anonymous ones."""
    if not case.shop or case.anonymous:
        return ""
    others = [other for other in shift.work.cases.open_of_shop(case.shop) if other.id != case.id]
    return say("card.others", count=len(others)) if others else ""


def retailer_view(shift: Shift, case: Case) -> str:
    """How a case stands, in the retailer's words: what, who, by when."""
    owner = shift.staff(case.owner_no)
    words = {
        "number": case.number,
        "what": case.summary or case.said[:40],
        "stage": case.stage.chinese,
        "owner": owner.title,
        "phone": owner.phone,
    }
    if not case.is_open:
        return say("progress.closed", **words)
    if case.contacted_at is None:
        return say("progress.waiting", due=by(case.respond_by, shift.now), **words)
    return say("progress.running", due=by(case.close_by, shift.now), **words)
