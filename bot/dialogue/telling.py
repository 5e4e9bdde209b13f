"""Telling: from words that tell of a matter to the next question, the supply card, or the summary.

One question a turn, at most two beyond what was told; whatever the message, the roster or the
delivery day already says is never asked.
"""

from dataclasses import replace
from typing import Final

from bot.desk.orders import AddToCase, Reopen, Urge
from bot.desk.view import View
from bot.dialogue import correcting, filing, needs
from bot.dialogue.confirming import confirming, sorry_first
from bot.dialogue.draft import Draft
from bot.dialogue.intents import Intent, adds_a_matter, intent_of
from bot.dialogue.needed import answered
from bot.dialogue.steps import Step
from bot.dialogue.turn import Heard, Say, Turn
from bot.wording import house_say, say
from nlp.reading import NONE, Band, Reading

#: Kinds of matter for which the rule of the shop's class is shown before anything is asked.
_WITH_CARD: Final = frozenset(
    {"紧俏烟分配", "畅销断货", "档位评定", "总量核量", "区域不均", "政策不透明"}
)
#: Kinds of matter that may be about the remedy of an earlier case.
_PROMISED: Final = frozenset({"承诺不兑现", "处理拖延推诿"})
#: Shorter words in the middle of a matter belong to it.
_A_MATTER: Final = 6


def told(draft: Draft, heard: Heard, view: View) -> Turn:
    """A message that tells of a matter: take it in, then ask what is missing or sum up."""
    reading = heard.reading
    if reading is None:
        return onward(draft.started(heard.came_at), heard, view)
    if are_two(heard) and draft.is_empty and not draft.whole:
        return _two_matters(draft, heard)
    return onward(draft.started(heard.came_at).absorb(reading), heard, view)


def are_two(heard: Heard) -> bool:
    """Whether one message tells two matters: the reader says so, or its parts read alone do."""
    return len(_parts(heard)) > 1


def _parts(heard: Heard) -> tuple[str, ...]:
    """The words of each matter of a message, two at most."""
    if heard.reading is None:
        return ()
    matters = [matter for matter in heard.reading.matters if matter.label != NONE]
    if heard.reading.band is not Band.ACT:
        matters = [matter for matter in matters if len(matter.text) >= _A_MATTER]
    if len({matter.label for matter in matters}) > 1:
        return tuple(matter.text for matter in matters)[:2]
    clear = [part for part in heard.parts if _stands_alone(part)]
    if len({part.label for part in clear}) > 1:
        return tuple(part.text for part in clear)[:2]
    return ()


def _stands_alone(part: Reading) -> bool:
    """Whether a sentence of an unsure message may be a matter of its own; a few words say too
    little (态度太差)."""
    return part.is_complaint and part.band is not Band.PERSON and len(part.text) >= _A_MATTER


def _two_matters(draft: Draft, heard: Heard) -> Turn:
    """I4: two complaints in one message become two cases if the retailer says so."""
    parts = _parts(heard)
    return _parting(replace(draft.started(heard.came_at), said=(heard.text,), parts=parts), heard)


def _parting(draft: Draft, heard: Heard) -> Turn:
    """Whether the matters of the message are to be told one by one."""
    listing = "".join(
        say("two.part", place=place, what=part[:24]) for place, part in enumerate(draft.parts, 1)
    )
    question = Say(say("two.ask", parts=listing), ("both", "only_one"))
    return Turn(Step.SPLIT, draft, says=(sorry_first(heard, draft, question),))


def onward(draft: Draft, heard: Heard, view: View) -> Turn:
    """The next question, else the card of the table, else the summary."""
    draft = _person_from_words(_from_roster(draft, view))
    if draft.category is None:
        question = Say(say("label.ask"), needs.LABEL_OFFERS)
        return Turn(Step.LABEL, draft, says=(sorry_first(heard, draft, question),))
    if draft.unheard:
        return filing.identified(draft, heard, view)
    if asked_of := _earlier_asked(draft, heard, view):
        return asked_of
    need = needs.next_need(_with_options_of_table(draft, view))
    if need:
        asked, text, offers = needs.ask(draft, need)
        return Turn(Step.NEED, asked, says=(sorry_first(heard, draft, Say(text, offers)),))
    return supply_shown(draft, heard, view) or confirming(draft, heard, view)


def _earlier_asked(draft: Draft, heard: Heard, view: View) -> Turn | None:
    """A promise not kept may be that of a case on record (上回压扁那两条也没给换): then it is that
    case, and not a new one, if the retailer says so."""
    case = view.promised if draft.subcategory in _PROMISED and not draft.separate else None
    if case is None:
        return None
    text = say("earlier.ask", number=case.number, what=case.summary, offer=case.offer)
    question = Say(text, ("that_one", "file_apart"), case.id)
    return Turn(Step.EARLIER, draft, says=(sorry_first(heard, draft, question),))


def earlier(draft: Draft, heard: Heard, view: View) -> Turn:
    """[就是那件] is pressed on, or opened again where it was closed; else it is a new matter."""
    yes = heard.answer == "that_one" or intent_of(heard.text) is Intent.YES
    case = view.promised
    if yes and case:
        pressed = (add_to_case(draft, heard, case.id), Urge(case.id))
        again = (Reopen(case.id, draft.words, draft.begun(heard.came_at)),)
        return filing.done_with(draft, *(pressed if case.is_open else again))
    apart = replace(draft, separate=True)
    if heard.reading is None:
        return onward(apart, heard, view)
    return onward(apart.absorb(heard.reading), heard, view)


def _from_roster(draft: Draft, view: View) -> Draft:
    """What the roster tells is never asked: goods of a transport matter came on delivery day."""
    if draft.label == "transport" and not draft.happened_on and view.last_delivery():
        return replace(draft, happened_on=view.last_delivery(), is_delivery=True)
    return draft


def _person_from_words(draft: Draft) -> Draft:
    """A matter of manner is about whoever is named in it: 送货那个人说话很凶."""
    if draft.subcategory != "态度" or draft.about_role or draft.about_name:
        return draft
    role = correcting.role_in(draft.words)
    return replace(draft, about_role=role.value) if role else draft


def _with_options_of_table(draft: Draft, view: View) -> Draft:
    """Which of several brands is meant is not asked where the card of the table can be shown."""
    shows = draft.subcategory in _WITH_CARD and view.supply_card(_names(draft)) is not None
    return replace(draft, brand_options=()) if shows else draft


def _names(draft: Draft) -> tuple[str, ...]:
    return tuple(name for name in (draft.official, draft.brand, *draft.brand_options) if name)


def supply_shown(draft: Draft, heard: Heard, view: View) -> Turn | None:
    """Section 9: the rule of the shop's class, before it is a complaint; None where it isn't about
    that, was shown before, or nothing can be said. A table not imported is said to be so."""
    if draft.supply or draft.subcategory not in _WITH_CARD or not draft.brand:
        return None
    if view.shop is None:
        return None
    found = view.supply_card(_names(draft))
    if found is None:
        if view.has_supply_table:
            return None
        unknown = replace(draft, supply=say("supply.no_table"))
        turn = confirming(unknown, heard, view)
        return replace(turn, says=(Say(say("supply.no_table")), *turn.says))
    shown = replace(draft, supply=found.text)
    question = Say(f"{found.text}\n{say('supply.ask')}", ("understood", "not_convinced"))
    return Turn(Step.SUPPLY, shown, says=(sorry_first(heard, draft, question),))


def supply(draft: Draft, heard: Heard, view: View) -> Turn:
    """[清楚了] ends it; [不服, 还要投诉] goes on, with the facts that were shown."""
    if heard.answer == "understood":
        return filing.done_with(draft, says=(Say(say("just_asking.done")),))
    if heard.reading is None:
        return confirming(draft, heard, view)
    kept = draft.absorb(heard.reading)
    if heard.reading.label == draft.label and heard.reading.subcategory:
        kept = kept.sorted_as(draft.label, heard.reading.subcategory)
    return confirming(kept, heard, view)


def need(draft: Draft, heard: Heard, view: View) -> Turn:
    """The answer to a question about the matter; every question may be skipped."""
    wanted = draft.asked[-1] if draft.asked else ""
    if heard.answer in ("dont_know", "cannot_photo") or intent_of(heard.text) is Intent.DONT_KNOW:
        return onward(replace(draft, skipped=(*draft.skipped, wanted)), heard, view)
    if is_another(draft, heard):
        return offer_apart(draft, heard)
    return onward(answered(draft, heard, wanted, view), heard, view)


def is_another(draft: Draft, heard: Heard) -> bool:
    """Whether words in the middle of a matter tell of another one (I4)."""
    reading = heard.reading
    if heard.answer or reading is None or not draft.label or len(draft.waiting) >= 2:
        return False
    if not reading.is_complaint or reading.band is not Band.ACT or len(heard.text) < _A_MATTER:
        return False
    if correcting.is_correction(heard):
        return False
    differs = reading.label != draft.label
    differs_in_kind = bool(reading.subcategory) and reading.subcategory != draft.subcategory
    return differs or (differs_in_kind and adds_a_matter(heard.text))


def offer_apart(draft: Draft, heard: Heard) -> Turn:
    """A new complaint in the middle is offered as a second case."""
    kept = replace(draft, waiting=(*draft.waiting, heard.text))
    question = Say(say("another.ask", what=heard.text[:16]), ("another_yes", "another_no"))
    return Turn(Step.ANOTHER, kept, says=(question,))


def another(draft: Draft, heard: Heard, view: View) -> Turn:
    """[是另一件] waits its turn; [是同一件] belongs to the words of this one. Then on."""
    *others, last = draft.waiting
    same = replace(draft, waiting=tuple(others), said=(*draft.said, last))
    if heard.answer == "another_no" or intent_of(heard.text) is Intent.NO:
        return _resumed(same, heard, view)
    if heard.answer == "another_yes" or heard.reading is None:
        return _resumed(draft, heard, view, say("another.noted"))
    return onward(draft.absorb(heard.reading), heard, view)


def _resumed(draft: Draft, heard: Heard, view: View, before: str = "") -> Turn:
    """The question that was open when the other matter came up, once more."""
    wanted = draft.asked[-1] if draft.asked else ""
    is_open = wanted in needs.ASKABLE and wanted != "which_brand"
    if is_open and wanted not in draft.skipped and not needs.is_known(draft, wanted):
        question = Say(needs.wording(draft, wanted), needs.OFFERS.get(wanted, ("dont_know",)))
        turn = Turn(Step.NEED, draft, says=(question,))
    else:
        turn = onward(draft, heard, view)
    return replace(turn, says=(Say(before), *turn.says)) if before else turn


def similar(draft: Draft, heard: Heard, view: View) -> Turn:
    """[补充到原来那件] or [另外投诉]."""
    if heard.answer == "add_to_it" and heard.case_id:
        return filing.done_with(draft, add_to_case(draft, heard, heard.case_id))
    if heard.answer == "just_asking":
        return filing.done_with(draft, says=(Say(say("just_asking.done")),))
    apart = replace(draft, separate=True)
    if heard.answer == "file_apart":
        return onward(apart, heard, view)
    if heard.reading is None:
        return onward(draft, heard, view)
    return onward(draft.absorb(heard.reading), heard, view)


def add_to_case(draft: Draft, heard: Heard, case_id: int) -> AddToCase:
    """What was told as something more about an open case."""
    words = draft.words or house_say("media.words", count=len(draft.media))
    return AddToCase(case_id, words, draft.begun(heard.came_at))


def split(draft: Draft, heard: Heard, view: View) -> Turn:
    """The matters of one message, one after the other."""
    if not draft.parts:
        return onward(draft, heard, view)
    begun = Draft(begun_at=draft.begun_at, licence=draft.licence, media=draft.media)
    if heard.answer == "only_one" or intent_of(heard.text) is Intent.NO:
        return Turn(Step.WHICH, draft, says=(Say(say("two.which"), ("first", "second")),))
    first, *rest = draft.parts
    if heard.answer == "second":
        first, rest = draft.parts[-1], []
    if heard.answer == "first":
        rest = []
    if heard.is_surely_a_matter:  # told in place of a choice
        rest = [*rest, heard.text]
    return filing.retell(replace(begun, waiting=tuple(rest)), first)


def dropping(draft: Draft, heard: Heard, view: View) -> Turn:
    """算了: asked once; only a yes drops it, and what was told is kept as a grumble."""
    yes = heard.answer == "drop_it" or intent_of(heard.text) in (Intent.YES, Intent.DROP)
    if yes:
        return filing.kept_as_grumble(draft, heard, view)
    if draft.parts:
        more = (heard.text,) if heard.is_surely_a_matter else ()
        parts, said = (*draft.parts, *more), (*draft.said, *more)
        return _parting(replace(draft, parts=parts, said=said), heard)
    if (
        heard.reading is None
        or heard.answer
        or intent_of(heard.text) in (Intent.NO, Intent.COMPLAIN)
    ):
        return onward(replace(draft, sure=True), heard, view)
    return onward(draft.absorb(heard.reading), heard, view)
