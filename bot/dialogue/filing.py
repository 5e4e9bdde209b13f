"""Filing: what stands between a confirmed summary and the case — a name to keep back, a shop."""

import re
from dataclasses import replace
from typing import Final

from bot.desk.orders import BindByRoster, OpenCase, Order, Told
from bot.desk.view import View
from bot.dialogue.draft import Draft
from bot.dialogue.intents import Intent, intent_of
from bot.dialogue.steps import Step
from bot.dialogue.summary import for_the_house, of_every_matter, summary
from bot.dialogue.turn import Heard, Say, Turn
from bot.wording import say
from models.messages import InboundKind
from models.terms import Kind, Role

#: The key of the choice of one of several shops, before its licence.
SHOP: Final = "shop:"
#: 代报: somebody tells it for another shop, and says so.
_FOR_ANOTHER: Final = re.compile(
    r"(?:替|帮|代|为)(?:我)?(?P<whom>[^,，。;；!！?？\s]{2,16}?)"
    r"家?(?:说|报|投诉|反映|问|讲|提|发)"
)


def identified(draft: Draft, heard: Heard, view: View) -> Turn:
    """Who it is, is asked last and only of who isn't bound; and of two shops, which."""
    draft = told_for_another(draft, view)
    told_so_far = draft.told(summary(draft, view.now))
    if "privacy" not in draft.asked and view.keeps_manager_out(told_so_far):
        asked = replace(draft, asked=(*draft.asked, "privacy"))
        return Turn(
            Step.PRIVACY, asked, says=(Say(say("privacy.ask"), ("keep_secret", "no_need")),)
        )
    if view.shop or draft.licence or "identity" in draft.asked:
        return filed(draft, heard, view)
    asked = replace(draft, asked=(*draft.asked, "identity"))
    if view.shops:
        return Turn(Step.IDENTITY, asked, says=(which_shop(view),))
    return Turn(Step.IDENTITY, asked, says=(Say(say("identity.ask"), ("dont_know",)),))


def told_for_another(draft: Draft, view: View) -> Draft:
    """代报: a relative or group leader names the shop in so many words; else the draft as it is."""
    if draft.licence:
        return draft
    said = re.search(_FOR_ANOTHER, draft.words)
    shop = view.find_shop(said["whom"]) or view.neighbour(said["whom"]) if said else None
    return replace(draft, licence=shop.licence, told_for=said["whom"]) if shop and said else draft


def which_shop(view: View) -> Say:
    """Of the shops this chat is bound to, which one; the names are the answers."""
    return Say(say("identity.which"), tuple(f"{SHOP}{shop.licence}" for shop in view.shops))


def chosen_shop(heard: Heard, view: View) -> str:
    """The licence of the shop that was chosen or named; empty where none was."""
    if heard.answer.startswith(SHOP):
        return heard.answer.removeprefix(SHOP)
    named = next((shop for shop in view.shops if heard.text and shop.name in heard.text), None)
    return named.licence if named else ""


def privacy(draft: Draft, heard: Heard, view: View) -> Turn:
    """[保密] keeps the name from everybody but who decides; nothing else counts as a yes to it."""
    secret = heard.answer == "keep_secret" or re.search(r"^(?!不).*保密", heard.text)
    if not secret and heard.answer != "no_need" and intent_of(heard.text) is not Intent.NO:
        kept = replace(draft, said=(*draft.said, heard.text)) if heard.text else draft
        if "privacy again" not in draft.asked:
            again = replace(kept, asked=(*kept.asked, "privacy again"))
            question = Say(say("privacy.again"), ("keep_secret", "no_need"))
            return Turn(Step.PRIVACY, again, says=(question,))
        # Who doesn't say either way loses nothing by being kept secret.
        return identified(replace(kept, anonymous=True), heard, view)
    return identified(replace(draft, anonymous=bool(secret)), heard, view)


def identity(draft: Draft, heard: Heard, view: View) -> Turn:
    """The licence number or the phone, tried against the roster; without a match the case goes to
    the duty desk as 待核实 (I3)."""
    if licence := chosen_shop(heard, view):
        return filed(replace(draft, licence=licence), heard, view)
    phone = heard.inbound.phone
    shop = view.find_shop(phone or heard.text) if phone or heard.text else None
    if shop:
        turn = filed(replace(draft, licence=shop.licence), heard, view)
        # A contact card proves whose phone it is; a typed number does not.
        is_proven = heard.inbound.kind is InboundKind.CONTACT and bool(phone)
        return replace(turn, orders=(*_bound(shop.licence, is_proven=is_proven), *turn.orders))
    if heard.is_surely_a_matter:  # told in place of a number; it waits its turn
        kept = replace(draft, waiting=(*draft.waiting, heard.text))
        question = Say(draft.asked_text, draft.asked_offers)
        return Turn(Step.IDENTITY, kept, says=(Say(say("another.noted")), question))
    unknown = heard.answer == "dont_know" or intent_of(heard.text) is Intent.DONT_KNOW
    told_so = "" if unknown else heard.text
    return filed(replace(draft, identity=told_so[:100], phone=phone), heard, view)


def _bound(licence: str, *, is_proven: bool) -> tuple[Order, ...]:
    return (BindByRoster(licence),) if is_proven else ()


def filed(draft: Draft, heard: Heard, view: View) -> Turn:
    """The order to open the case; then the next matter of the same message, if one waits."""
    return done_with(draft, _opening(draft, heard, view))


def done_with(draft: Draft, *orders: Order, says: tuple[Say, ...] = ()) -> Turn:
    """What is said and the desk has to do for this matter; then the next of the same message, if
    one waits."""
    if draft.waiting:
        rest = Draft(begun_at=draft.begun_at, licence=draft.licence, waiting=draft.waiting[1:])
        return replace(retell(rest, draft.waiting[0]), says=says, orders=orders)
    return Turn(Step.OPEN, says=says, orders=orders)


def kept_as_grumble(draft: Draft, heard: Heard, view: View) -> Turn:
    """Dissatisfaction told but not filed (抱怨), with whatever else waits: somebody knows of it
    (I1, I2)."""
    order = _kept(draft, heard, view)
    return Turn(Step.OPEN, says=(Say(say("dropped.done")),), orders=(order,))


def left(
    draft: Draft, heard: Heard, view: View, *, is_confirmed: bool = False
) -> tuple[Order, ...]:
    """A person takes over in the middle: what was confirmed is filed, and nothing else that was
    told is lost (I1)."""
    if not is_confirmed:
        return (_kept(draft, heard, view),)
    # Who was asked whether their name is to be kept and did not say loses nothing by it.
    is_asked = "privacy" in draft.asked and "identity" not in draft.asked
    confirmed = replace(draft, anonymous=draft.anonymous or is_asked)
    opening = _opening(confirmed, heard, view)
    if not draft.waiting:
        return (opening,)
    first, *rest = draft.waiting
    others = Draft(
        begun_at=draft.begun_at, licence=draft.licence, said=(first,), waiting=tuple(rest)
    )
    return opening, _kept(others, heard, view)


def _kept(draft: Draft, heard: Heard, view: View) -> OpenCase:
    draft = told_for_another(draft, view)
    told, begun = told_whole(draft, view), draft.begun(heard.came_at)
    return OpenCase(told, begun, kind=Kind.GRUMBLE, licence=draft.licence)


def told_whole(draft: Draft, view: View) -> Told:
    """All that was told, with the other matters of the message. Where words that nobody has gone
    into may be about the customer manager, or a voice note that nobody has heard (I5), the whole
    goes one step up (F5)."""
    unread = draft.waiting if draft.label else (*draft.said, *draft.waiting)
    whole = replace(draft, said=(*draft.said, *draft.waiting))
    told = whole.told(of_every_matter(draft, view.now))
    may_be_about = draft.unheard or view.names_manager("\n".join(unread))
    if told.about_role or not may_be_about:
        return told
    return replace(told, about_role=Role.CUSTOMER_MANAGER)


def _opening(draft: Draft, heard: Heard, view: View) -> OpenCase:
    draft = told_for_another(draft, view)
    words = for_the_house(draft, view.now)
    return OpenCase(draft.told(words), draft.begun(heard.came_at), licence=draft.licence)


def retell(draft: Draft, words: str) -> Turn:
    """Read one part of a message again, as if it had come alone; the engine does so."""
    return Turn(Step.RETELL, replace(draft, said=(words,), whole=True))
