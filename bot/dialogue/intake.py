"""The intake conversation: from a first free sentence to a filed complaint.

One question a turn, at most two beyond what was told, then the summary card. Every step is a
function of where the conversation stands, what was heard and what the desk knows; it decides and
changes nothing.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.desk.orders import AddToCase, CallAPerson, OpenCase
from bot.desk.view import View
from bot.dialogue import answering, needs
from bot.dialogue.draft import Draft
from bot.dialogue.intents import Intent, intent_of, is_angry
from bot.dialogue.summary import summary
from bot.dialogue.turn import Heard, Say, Turn
from bot.wording import say
from models.calendar import CST
from models.terms import Kind, Role
from nlp.facts.numerals import bare_number
from nlp.reading import NONE, Band

#: The five buttons for who cannot be understood; each stands for a label.
LABEL_CHOICES: Final = {
    "label_product": "product",
    "label_supply": "supply",
    "label_transport": "transport",
    "label_service": "service",
    "just_asking": NONE,
}
#: Labels of the classifier for which the retailer is offered to keep their name to themselves.
_WHO: Final = {
    "who_manager": Role.CUSTOMER_MANAGER,
    "who_driver": Role.DELIVERY,
    "who_clerk": Role.ORDER_CENTRE,
    "who_officer": Role.LICENCE_OFFICE,
}
_DAYS_BACK: Final = {"today": 0, "yesterday": 1, "earlier": None}


def opening(draft: Draft, heard: Heard, view: View) -> Turn:
    """Nothing is under way: what came is a matter, a question, or small talk."""
    reading = heard.reading
    if heard.inbound.media:
        return _with_media(draft, heard, view)
    if reading is None:
        return Turn("open", says=(Say(say("hello.short"), ("complain", "progress")),))
    intent = intent_of(heard.text)
    if intent is Intent.COMPLAIN:
        return Turn("describe", draft.started(heard.now), says=(Say(say("describe.ask")),))
    if reading.label == NONE and reading.band is Band.ACT:
        return answering.not_a_complaint(heard, view, intent)
    if reading.band is Band.ACT:
        return told(draft, heard, view)
    return _unsure(draft, heard, view)


def _unsure(draft: Draft, heard: Heard, view: View) -> Turn:
    """Asked back, never guessed: whether it is a complaint, and what about (I2)."""
    reading = heard.reading
    assert reading is not None  # noqa: S101 - the caller looked
    kept = replace(draft.started(heard.now), said=(*draft.said, heard.text))
    kept = kept.with_facts(reading.facts)
    if reading.is_complaint and reading.band is Band.ASK:
        guess = kept.sorted_as(reading.label, reading.subcategory or "")
        question = say("guess.ask", guess=say(f"guess.{reading.label}"))
        return Turn("guess", guess, says=(_sorry_first(heard, question, ("yes", "no")),))
    if reading.band is Band.ASK and intent_of(heard.text) is Intent.QUESTION:
        return Turn("kind", kept, says=(Say(say("kind.ask"), ("complain", "just_asking")),))
    return Turn("label", kept, says=(_sorry_first(heard, say("label.ask"), tuple(LABEL_CHOICES)),))


def _sorry_first(heard: Heard, question: str, offers: tuple[str, ...]) -> Say:
    """Anger is met with an apology before a question."""
    text = f"{say('sorry.first')}{question}" if is_angry(heard.text) else question
    return Say(text, offers)


def told(draft: Draft, heard: Heard, view: View) -> Turn:
    """A message that tells of a matter: take it in, then ask what is missing or sum up."""
    reading = heard.reading
    if reading is None:
        return _onward(draft, heard, view)
    labels = {matter.label for matter in reading.matters} - {NONE}
    if len(reading.matters) > 1 and len(labels) > 1 and draft.is_empty:
        return _two_matters(draft, heard)
    return _onward(draft.started(heard.now).absorb(reading), heard, view)


def _two_matters(draft: Draft, heard: Heard) -> Turn:
    """I4: two complaints in one message become two cases if the retailer says so."""
    assert heard.reading is not None  # noqa: S101 - the caller looked
    parts = tuple(matter.text for matter in heard.reading.matters if matter.label != NONE)
    kept = replace(draft.started(heard.now), said=(heard.text,), waiting=parts)
    listing = "".join(
        say("two.part", place=place, what=part[:30]) for place, part in enumerate(parts, 1)
    )
    return Turn("split", kept, says=(Say(say("two.ask", parts=listing), ("both", "only_one")),))


def _onward(draft: Draft, heard: Heard, view: View) -> Turn:
    """The next question, else the summary."""
    draft = _from_roster(draft, view)
    if draft.category is None:
        return Turn("label", draft, says=(Say(say("label.ask"), tuple(LABEL_CHOICES)),))
    question = needs.next_question(draft)
    if question:
        asked, text, offers = question
        return Turn("need", asked, says=(_sorry_first(heard, text, offers),))
    return confirming(draft, view)


def _from_roster(draft: Draft, view: View) -> Draft:
    """What the roster tells is never asked: goods of a transport matter came on delivery day."""
    if draft.label == "transport" and not draft.happened_on and view.last_delivery():
        return replace(draft, happened_on=view.last_delivery())
    return draft


def confirming(draft: Draft, view: View, *, key: str = "confirm.ask") -> Turn:
    """The summary card, after what stands in its way: a like case, a name to be kept back."""
    similar = view.similar(draft.label, draft.subcategory)
    if similar and not draft.separate:
        text = say("similar.ask", number=similar.number, what=similar.summary)
        return Turn("similar", draft, says=(Say(text, ("add_to_it", "file_apart"), similar.id),))
    return Turn("confirm", draft, says=(card(draft, view, key=key),))


def card(draft: Draft, view: View, *, key: str = "confirm.ask") -> Say:
    return Say(say(key, summary=summary(draft, view.now)), ("right", "change"))


def describe(draft: Draft, heard: Heard, view: View) -> Turn:
    """The retailer said that there is something; now they say what."""
    if heard.inbound.media:
        return _with_media(draft, heard, view)
    reading = heard.reading
    if reading and reading.is_complaint and reading.band is Band.ACT:
        return told(draft, heard, view)
    if reading:
        return _unsure(draft, heard, view)
    return Turn("describe", draft, says=(Say(say("describe.ask")),))


def guess(draft: Draft, heard: Heard, view: View) -> Turn:
    """Whether the classifier guessed right: yes, no, or more words that settle it."""
    if heard.answer == "yes":
        return _onward(draft, heard, view)
    if heard.answer == "no":
        return Turn(
            "label", draft.sorted_as(""), says=(Say(say("label.ask"), tuple(LABEL_CHOICES)),)
        )
    return _told_instead(draft.sorted_as(""), heard, view)


def kind(draft: Draft, heard: Heard, view: View) -> Turn:
    """[要投诉] or [只是问问]."""
    if heard.answer == "just_asking":
        return answering.just_asking(heard, view)
    if heard.answer == "complain":
        offers = tuple(LABEL_CHOICES)[:-1]
        return Turn("label", replace(draft, sure=True), says=(Say(say("label.ask"), offers),))
    return _told_instead(draft, heard, view)


def label(draft: Draft, heard: Heard, view: View) -> Turn:
    """What it is about, by one of the big buttons."""
    chosen = LABEL_CHOICES.get(heard.answer)
    if chosen == NONE:
        return answering.just_asking(heard, view)
    if chosen:
        return _onward(draft.sorted_as(chosen), heard, view)
    return _told_instead(draft, heard, view)


def _told_instead(draft: Draft, heard: Heard, view: View) -> Turn:
    """Words instead of a button: they count; what isn't understood twice goes to a person."""
    reading = heard.reading
    if heard.inbound.media:
        return _with_media(draft, heard, view)
    if reading and reading.is_complaint and reading.band is not Band.PERSON:
        return _onward(draft.absorb(reading), heard, view)
    kept = replace(draft, misread=draft.misread + 1)
    if heard.text:
        kept = replace(kept, said=(*kept.said, heard.text))
    if kept.misread >= 2:
        return to_a_person(kept)
    return Turn("label", kept, says=(Say(say("label.again"), tuple(LABEL_CHOICES)),))


def to_a_person(draft: Draft) -> Turn:
    """Whatever is not understood twice ends with a person, and what was said is kept."""
    return Turn("open", orders=(CallAPerson(draft.words),))


def need(draft: Draft, heard: Heard, view: View) -> Turn:
    """The answer to a question about the matter; every question may be skipped."""
    wanted = draft.asked[-1] if draft.asked else ""
    if heard.answer == "dont_know" or intent_of(heard.text) is Intent.DONT_KNOW:
        return _onward(replace(draft, skipped=(*draft.skipped, wanted)), heard, view)
    if heard.inbound.media:
        return _with_media(draft, heard, view)
    return _onward(_answered(draft, heard, wanted, view), heard, view)


def _answered(draft: Draft, heard: Heard, wanted: str, view: View) -> Draft:
    """The draft with the answer in it, whatever else the words told."""
    if heard.answer in _DAYS_BACK:
        back = _DAYS_BACK[heard.answer]
        if back is None:
            return draft
        return replace(draft, happened_on=(view.today - timedelta(days=back)).isoformat())
    if heard.answer in _WHO:
        return replace(draft, about_role=_WHO[heard.answer].value)
    if heard.reading is None:
        return draft
    before = draft
    draft = draft.absorb(heard.reading)
    if wanted == "goods" and draft.number == before.number:
        draft = _bare_count(draft, heard.text)
    if wanted in ("goods", "brand") and draft.brand == before.brand and not before.brand:
        draft = replace(draft, brand=_bare_words(heard.text))
    if wanted == "which_brand" and before.brand_options:
        draft = _chosen_brand(replace(draft, brand=before.brand), before, heard.text)
    return draft


def _bare_count(draft: Draft, text: str) -> Draft:
    """A number with no unit after a question for a count is one of 条."""
    number = bare_number(text)
    return draft if number is None else replace(draft, number=number, unit=draft.unit or "条")


def _bare_words(text: str) -> str:
    """The name of a brand that no table knows: as the retailer wrote it, without its number."""
    words = answering.without_number(text)
    return words if 2 <= len(words) <= 12 else ""


def _chosen_brand(draft: Draft, before: Draft, text: str) -> Draft:
    """Of several brands that one short name may mean, the one whose name shares most with the
    answer."""
    ranked = sorted(before.brand_options, key=lambda name: -len(set(name) & set(text)))
    return replace(draft, official=ranked[0], brand_options=())


def similar(draft: Draft, heard: Heard, view: View) -> Turn:
    """[补充到原来那件] or [另外投诉]."""
    if heard.answer == "add_to_it" and heard.case_id:
        return Turn("open", orders=(AddToCase(heard.case_id, draft.words),))
    if heard.answer == "file_apart":
        return confirming(replace(draft, separate=True), view)
    return _told_instead(draft, heard, view) if heard.text else confirming(draft, view)


def split(draft: Draft, heard: Heard, view: View) -> Turn:
    """The matters of one message, one after the other."""
    if not draft.waiting:
        return confirming(draft, view)
    begun = Draft(begun_at=draft.begun_at, licence=draft.licence)
    if heard.answer == "only_one":
        return Turn("which", draft, says=(Say(say("two.which"), ("first", "second")),))
    first, *rest = draft.waiting
    if heard.answer == "second":
        first, rest = draft.waiting[-1], []
    if heard.answer == "first":
        rest = []
    return retell(replace(begun, waiting=tuple(rest)), first, heard, view)


def retell(draft: Draft, words: str, heard: Heard, view: View) -> Turn:
    """Read one part of a message again, as if it had come alone."""
    return Turn("retell", replace(draft, said=(words,)))


def confirm(draft: Draft, heard: Heard, view: View) -> Turn:
    """The card is right, or something is to be changed; "no" cancels nothing."""
    if heard.answer == "right":
        return identified(draft, heard, view)
    if heard.answer == "change" or (intent_of(heard.text) is Intent.NO and not heard.answer):
        return Turn("amend", draft, says=(Say(say("amend.ask")),))
    return amend(draft, heard, view)


def amend(draft: Draft, heard: Heard, view: View) -> Turn:
    """A correction in any wording; what changed shows on the next card."""
    if heard.inbound.media:
        return _with_media(draft, heard, view)
    if heard.reading is None:
        return Turn("confirm", draft, says=(card(draft, view),))
    corrected = answering.corrected(draft, heard, view)
    return Turn("confirm", corrected, says=(card(corrected, view, key="confirm.changed"),))


def identified(draft: Draft, heard: Heard, view: View) -> Turn:
    """Who it is, is asked last and only of who isn't bound; and of two shops, which."""
    told_so_far = draft.told(summary(draft, view.now))
    if "privacy" not in draft.asked and view.keeps_manager_out(told_so_far):
        asked = replace(draft, asked=(*draft.asked, "privacy"))
        return Turn("privacy", asked, says=(Say(say("privacy.ask"), ("keep_secret", "no_need")),))
    if view.shop or draft.licence or "identity" in draft.asked:
        return filed(draft, heard, view)
    asked = replace(draft, asked=(*draft.asked, "identity"))
    if len(view.shops) > 1:
        names = "、".join(shop.name for shop in view.shops)
        return Turn("identity", asked, says=(Say(say("identity.which", names=names)),))
    return Turn("identity", asked, says=(Say(say("identity.ask"), ("dont_know",)),))


def privacy(draft: Draft, heard: Heard, view: View) -> Turn:
    """[保密] keeps the name from everybody but who decides."""
    return identified(replace(draft, anonymous=heard.answer == "keep_secret"), heard, view)


def identity(draft: Draft, heard: Heard, view: View) -> Turn:
    """The licence number or the phone, tried against the roster; without a match the case goes to
    the duty desk as 待核实 (I3)."""
    named = next((shop for shop in view.shops if shop.name in heard.text), None)
    shop = named or (view.find_shop(heard.text) if heard.text else None)
    if shop:
        return filed(replace(draft, licence=shop.licence), heard, view)
    told_so = heard.text if heard.answer != "dont_know" else ""
    phone = heard.inbound.phone
    return filed(replace(draft, identity=told_so[:100], phone=phone), heard, view)


def filed(draft: Draft, heard: Heard, view: View) -> Turn:
    """The order to open the case; then the next matter of the same message, if one waits."""
    begun = datetime.fromisoformat(draft.begun_at) if draft.begun_at else heard.now
    order = OpenCase(
        draft.told(summary(draft, view.now)), begun.astimezone(CST), licence=draft.licence
    )
    if draft.waiting:
        rest = Draft(begun_at=draft.begun_at, licence=draft.licence, waiting=draft.waiting[1:])
        return replace(retell(rest, draft.waiting[0], heard, view), orders=(order,))
    return Turn("open", orders=(order,))


def dropping(draft: Draft, heard: Heard, view: View) -> Turn:
    """算了: asked once; the matter is kept as a grumble, so that somebody knows (I1, I2)."""
    if heard.answer == "still_complain":
        return _onward(draft, heard, view)
    begun = datetime.fromisoformat(draft.begun_at) if draft.begun_at else heard.now
    order = OpenCase(
        draft.told(summary(draft, view.now)), begun, kind=Kind.GRUMBLE, licence=draft.licence
    )
    return Turn("open", says=(Say(say("dropped.done")),), orders=(order,))


def _with_media(draft: Draft, heard: Heard, view: View) -> Turn:
    """I5: a photo or voice note counts as an answer at any step and is kept at once."""
    names = tuple(media.ref for media in heard.inbound.media)
    kept = replace(draft.started(heard.now), media=(*draft.media, *names))
    if heard.reading and heard.text:
        return told(replace(kept), heard, view)
    if kept.said and kept.label:
        return _onward(kept, heard, view)
    return Turn("label", kept, says=(Say(say("media.kept"), tuple(LABEL_CHOICES)[:-1]),))
