"""Sorting: what a first message is — a matter, a question, small talk, a photo without a word.

Asked back, never guessed: whether it is a complaint, and what about (I2). What isn't understood
twice ends with a person, and what was said is kept.
"""

from dataclasses import replace
from typing import Final

from bot.desk.orders import CallAPerson
from bot.desk.view import View
from bot.dialogue import answering, filing, needs
from bot.dialogue.confirming import sorry_first
from bot.dialogue.draft import Draft
from bot.dialogue.hints import hint
from bot.dialogue.intents import Intent, intent_of, is_wordless, only_asks
from bot.dialogue.steps import Step
from bot.dialogue.telling import are_two, onward, told
from bot.dialogue.turn import Heard, Say, Turn
from bot.wording import say
from models.terms import Role
from nlp.reading import NONE, Band

#: An unheard voice note may be about the manager, so that is one of its answers (I5).
_VOICE_OFFERS: Final = (*needs.LABEL_OFFERS[:-1], "about_manager")
#: Shorter words are no question to the desk; they may be the beginning of anything.
_A_WORD_OR_TWO: Final = 5
#: In so few words a hint says more than an unsure reading.
_FEW_WORDS: Final = 12
#: Whoever comes back without choosing may leave the choice to a person.
_VOICE_AGAIN: Final = (*_VOICE_OFFERS, "manager_listens", "other_listens")


def opening(draft: Draft, heard: Heard, view: View) -> Turn:
    """Nothing is under way: what came is a matter, a question, or small talk."""
    reading = heard.reading
    if reading is None or is_wordless(heard.text):
        return _without_words(draft, heard, view)
    intent = intent_of(heard.text)
    if intent is Intent.COMPLAIN:
        return Turn(Step.DESCRIBE, draft.started(heard.came_at), says=(Say(say("describe.ask")),))
    is_clear = reading.is_complaint and reading.band is Band.ACT
    if only_asks(heard.text) and not is_clear:
        return answering.not_a_complaint(draft, heard, view, intent)
    if reading.label == NONE and intent is None and len(heard.text) <= _A_WORD_OR_TWO:
        return _unsure(draft, heard, view)
    if reading.label == NONE and reading.band is Band.ACT:
        return answering.not_a_complaint(draft, heard, view, intent)
    if reading.band is Band.ACT:
        return told(draft, heard, view)
    return _unsure(draft, heard, view)


def _without_words(draft: Draft, heard: Heard, view: View) -> Turn:
    """A file without a word is asked about, or offered to the case that is open; a place too."""
    if heard.inbound.place:
        return Turn(Step.DESCRIBE, draft.started(heard.came_at), says=(Say(say("place.kept")),))
    if not heard.inbound.media:
        return Turn(Step.OPEN, says=(Say(say("hello.short"), ("complain", "progress")),))
    if view.open_cases and not heard.is_voice:
        case = view.open_cases[0]
        text = say("media.similar", number=case.number)
        offers = ("add_to_it", "file_apart")
        return Turn(Step.SIMILAR, draft, says=(Say(text, offers, case.id),))
    return asked_what(draft, heard, view)


def asked_what(draft: Draft, heard: Heard, view: View) -> Turn:
    """A photo or a voice note came before any word."""
    key = "voice.kept" if draft.unheard else "media.kept"
    offers = _VOICE_OFFERS if draft.unheard else needs.LABEL_OFFERS[:-1]
    return Turn(Step.LABEL, draft, says=(Say(say(key), offers),))


def _unsure(draft: Draft, heard: Heard, view: View) -> Turn:
    """A guess is asked as a guess; what gives nothing to guess by is sorted by big buttons."""
    reading = heard.reading
    assert reading is not None  # noqa: S101 - the caller looked
    kept = replace(draft.started(heard.came_at), said=(*draft.said, heard.text), unheard=False)
    kept = kept.with_facts(reading.facts).graded(reading)
    if are_two(heard) and draft.is_empty:
        return told(draft, heard, view)
    answer = "" if draft.sure or reading.is_complaint else answering.known_answer(heard, view)
    if answer:
        return answering.answered(kept, answer)
    if guessed := _guessed(kept, heard):
        return _guess_asked(guessed, heard, view)
    if reading.band is Band.ASK and intent_of(heard.text) is Intent.QUESTION:
        return Turn(Step.KIND, kept, says=(Say(say("kind.ask"), ("complain", "just_asking")),))
    question = Say(say("label.ask"), needs.LABEL_OFFERS)
    return Turn(Step.LABEL, kept, says=(sorry_first(heard, kept, question),))


def _guessed(draft: Draft, heard: Heard) -> Draft | None:
    """The matter it may be: a word that hints at one, else what the reader thinks likeliest."""
    reading = heard.reading
    assert reading is not None  # noqa: S101 - the caller looked
    is_question = intent_of(heard.text) is Intent.QUESTION
    found = None if is_question and not reading.is_complaint else hint(heard.text)
    if found and found[0] in draft.rejected:
        found = None
    if reading.label in draft.rejected:
        return draft.sorted_as(*found) if found else None
    is_vague = len(heard.text) <= _FEW_WORDS or reading.band is Band.PERSON
    if found and (reading.label == NONE or (is_vague and reading.band is not Band.ACT)):
        label, kind = found
        if label == reading.label and reading.subcategory:
            kind = reading.subcategory
        return draft.sorted_as(label, kind)
    if reading.is_complaint and reading.band is Band.ASK:
        return draft.sorted_as(reading.label, reading.subcategory or "")
    return None


def _guess_asked(guess: Draft, heard: Heard, view: View) -> Turn:
    """A guess is asked as one; but where nothing else need be asked the summary is the question,
    and where the words are graded too they speak for themselves."""
    is_plain = heard.reading is not None and heard.reading.is_complaint
    turn = onward(guess, heard, view)
    if (is_plain and turn.step is Step.CONFIRM) or guess.grade_words:
        return turn
    topic = say(f"topic.{guess.subcategory}") if guess.has_topic else say(f"guess.{guess.label}")
    question = Say(say("guess.ask", guess=topic), ("yes", "no"))
    return Turn(Step.GUESS, guess, says=(sorry_first(heard, guess, question),))


def describe(draft: Draft, heard: Heard, view: View) -> Turn:
    """The retailer said that there is something; now they say what."""
    reading = heard.reading
    if reading and reading.is_complaint and reading.band is Band.ACT:
        return told(draft, heard, view)
    if heard.inbound.media and not heard.text:
        return asked_what(draft, heard, view)
    if intent_of(heard.text) in (Intent.COMPLAIN, Intent.GREETING) or reading is None:
        return Turn(Step.LABEL, draft, says=(Say(say("label.ask"), needs.LABEL_OFFERS),))
    return _unsure(replace(draft, sure=True), heard, view)


def guess(draft: Draft, heard: Heard, view: View) -> Turn:
    """Whether the classifier guessed right: yes, no, or more words that settle it."""
    if heard.answer == "yes" or intent_of(heard.text) is Intent.YES:
        return onward(draft, heard, view)
    if heard.answer == "no" or intent_of(heard.text) is Intent.NO:
        question = Say(say("label.ask"), needs.LABEL_OFFERS)
        return Turn(Step.LABEL, draft.unsorted(), says=(question,))
    return _told_instead(draft.sorted_as(""), heard, view)


def kind(draft: Draft, heard: Heard, view: View) -> Turn:
    """[要投诉] or [只是问问]. A matter told instead stands by itself: the question is over."""
    if heard.answer == "just_asking":
        return answering.just_asking(draft)
    if heard.answer == "complain" or intent_of(heard.text) is Intent.COMPLAIN:
        return _sorted_by_hand(replace(draft, sure=True))
    reading = heard.reading
    if reading and reading.band is Band.ACT:
        return opening(Draft(media=draft.media, begun_at=draft.begun_at), heard, view)
    return _told_instead(draft, heard, view)


def _sorted_by_hand(draft: Draft) -> Turn:
    return Turn(Step.LABEL, draft, says=(Say(say("label.ask"), needs.LABEL_OFFERS[:-1]),))


def label(draft: Draft, heard: Heard, view: View) -> Turn:
    """What it is about, by one of the big buttons."""
    if heard.answer in _HANDS:
        return _HANDS[heard.answer](draft, heard, view)
    chosen = needs.LABEL_CHOICES.get(heard.answer)
    if chosen:
        return onward(draft.sorted_as(chosen), heard, view)
    if draft.unheard and heard.reading and not _tells(heard):
        return Turn(Step.LABEL, draft, says=(Say(say("voice.again"), _VOICE_AGAIN),))
    return _told_instead(draft, heard, view)


def _not_filed(draft: Draft, heard: Heard, view: View) -> Turn:
    return answering.just_asking(draft)


def _about_manager(draft: Draft, heard: Heard, view: View) -> Turn:
    """说的就是我的经理: it starts one step up (F5)."""
    about = replace(draft.sorted_as("service"), about_role=Role.CUSTOMER_MANAGER.value)
    return onward(about, heard, view)


def _manager_listens(draft: Draft, heard: Heard, view: View) -> Turn:
    """不选，交经理听: unsorted, to the owner as ever; the clocks run from the voice note."""
    return filing.identified(draft, heard, view)


def _other_listens(draft: Draft, heard: Heard, view: View) -> Turn:
    """不选，交别人听: as if it were about the manager, and without asking whether it is."""
    about = replace(draft, about_role=Role.CUSTOMER_MANAGER.value, asked=(*draft.asked, "privacy"))
    return filing.identified(about, heard, view)


_HANDS: Final = {
    "just_asking": _not_filed,
    "about_manager": _about_manager,
    "manager_listens": _manager_listens,
    "other_listens": _other_listens,
}


def _tells(heard: Heard) -> bool:
    reading = heard.reading
    return bool(reading and reading.is_complaint and reading.band is not Band.PERSON)


def _to_a_person(draft: Draft, heard: Heard, view: View) -> Turn:
    """A person calls; where something was told at all, a record of it stays too (I1)."""
    call = CallAPerson("\n".join((*draft.said, *draft.waiting)))
    if not (draft.media or draft.brand or draft.waiting or any(map(hint, draft.said))):
        return Turn(Step.OPEN, orders=(call,))
    return Turn(Step.OPEN, orders=(*filing.left(draft, heard, view), call))


def _told_instead(draft: Draft, heard: Heard, view: View) -> Turn:
    """Words instead of a button: they count; what isn't understood twice goes to a person."""
    reading = heard.reading
    if heard.inbound.media and not heard.text:
        return asked_what(draft, heard, view)
    is_sure = reading is not None and reading.band is Band.ACT and reading.is_complaint
    if reading and is_sure and reading.label not in draft.rejected:
        return onward(draft.started(heard.came_at).absorb(reading), heard, view)
    if reading and (guessed := _guessed(draft, heard)):
        kept = replace(
            guessed.started(heard.came_at), said=(*draft.said, heard.text), unheard=False
        )
        return _guess_asked(kept.with_facts(reading.facts).graded(reading), heard, view)
    kept = replace(draft, misread=draft.misread + 1)
    if heard.text:
        kept = replace(kept, said=(*kept.said, heard.text))
    if kept.misread >= 2:
        return _to_a_person(kept, heard, view)
    return Turn(Step.LABEL, kept, says=(Say(say("label.again"), needs.LABEL_OFFERS),))
