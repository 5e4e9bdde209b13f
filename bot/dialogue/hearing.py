"""Hearing: what a message answers, if anything — a pressed button, its word, or its digit."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.desk.closing import LASTING, answers_what_was_replaced, speaks_of_what_stands
from bot.desk.post import key_of
from bot.desk.shift import Shift
from bot.dialogue.intents import Intent, intent_of
from bot.dialogue.turn import Heard
from bot.wording import LOCALES, say
from models.mail import Button
from models.messages import Inbound, InboundKind
from storage.unit_of_work import Work

#: How long a button may be pressed at most; what it offers is had anew by asking how things stand.
GOOD_FOR: Final = timedelta(days=30)
#: How many of the latest buttons a typed word is looked for among.
_RECENT: Final = 24
#: The answers to an offer.
OF_AN_OFFER: Final = frozenset({"agree", "refuse", "discuss"})
#: The answers to whether a case is to be withdrawn.
_FOR_GOOD: Final = frozenset({"withdraw_it", "keep_it"})
#: A longer text is no typed choice.
_LONGEST_CHOICE: Final = 12
#: Words that mean a choice whatever its label says, as long as it is on offer.
_MEANT: Final = {
    Intent.YES: (
        "right",
        "yes",
        "agree",
        "received",
        "both",
        "drop_it",
        "understood",
        "withdraw_it",
    ),
    Intent.NO: ("no", "change", "refuse", "not_received", "no_need", "still_complain", "keep_it"),
    Intent.DONT_KNOW: ("dont_know", "cannot_photo"),
    Intent.COMPLAIN: ("complain", "still_complain", "not_convinced"),
}
#: Choices that offer only to leave a question: digits are answers to the question itself.
_NO_CHOICES: Final = frozenset({"dont_know", "no_words"})
#: Commands of the chat, and the choice that each is short for.
COMMANDS: Final = {
    "/my": "progress",
    "/help": "help",
    "/cancel": "cancel",
    "/cases": "cases",
    "/today": "today_due",
    "/away": "away",
    "/record": "record",
    "/retrain": "retrain",
    "/model": "model",
    "/console": "console",
    "/report": "report",
    "取消": "cancel",
    "/privacy": "privacy_page",
    "隐私": "privacy_page",
    "privacy": "privacy_page",
    "我的资料": "my_data",
    "删除我的资料": "erase_mine",
    "delete my data": "erase_mine",
}
#: A command may carry the name of the bot, and words: of use only where it says of what.
_COMMAND: Final = re.compile(r"(/[A-Za-z_]{1,32})(?:@[A-Za-z0-9_]{1,32})?(?:\s(.*))?", re.DOTALL)
_SAYS_OF_WHAT: Final = frozenset({"report"})
#: Choices whose word counts at any time, offered or not.
STANDING: Final = ("cases", "today_due", "record", "away", "progress", "person", "complain")
_ORDINAL: Final = re.compile(r"(?:[第选按]\s?)?([1-9])\s?[个号项]?[.。、,，!！)）]?")
_CHINESE_ORDINAL: Final = re.compile(r"[第选按]\s?([一二三四五六七八九])\s?[个号项]?")
#: Controls, marks of direction and characters of no width: they show nothing and hide much.
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co"})
_SHOWN: Final = frozenset("\n\t")


def visible(text: str) -> str:
    """The text without control, direction and zero-width characters; tabs become spaces."""
    kept = (sign for sign in text if sign in _SHOWN or unicodedata.category(sign) not in _UNSEEN)
    return "".join(kept).replace("\t", " ")


def heard(shift: Shift, inbound: Inbound, *, at_rest: bool = False) -> Heard:
    """The message as the dialogue takes it. At rest no question is open, so that only choices
    that last are answers."""
    text = visible(inbound.text)
    text = " ".join(text.split()) if len(text) < 3 else text.strip()
    told = Heard(inbound=inbound, now=shift.now, text=text)
    if inbound.kind is InboundKind.START or inbound.kind is InboundKind.EDIT:
        return told
    if inbound.is_forwarded:
        return told  # another's words answer nothing
    if command := _command(text):
        words = _COMMAND.fullmatch(text) if command in _SAYS_OF_WHAT else None
        return replace(told, answer=command, text=(words[2] or "") if words else "")
    latest = shift.work.buttons.latest(inbound.address)
    if inbound.choice:
        button = shift.work.buttons.find(inbound.choice)
        if button is None or _is_void(shift.work, button, inbound, shift.now):
            return _overtaken(told, button)
        return _answered(told, button, [] if at_rest else latest)
    if pointed_at := _pointed_at(shift, inbound, text):
        return _checked(shift, told, pointed_at, latest)
    found = _typed(told, _askable(latest, at_rest=at_rest), lambda: _recent(shift, inbound))
    if found and speaks_of_what_stands(found) and not _was_seen(shift, found, inbound):
        return _of_what_was_seen(shift, told, found, at_rest=at_rest)
    if found:
        return _checked(shift, told, found, latest)
    standing = next((key for key in STANDING if text in _words_of(key)), "")
    return replace(told, answer=standing, text="") if standing else told


def _words_of(key: str) -> tuple[str, ...]:
    """A choice's word in every language: a large key may still show the one spoken before."""
    return tuple(say(f"choice.{key}", locale) for locale in LOCALES)


def _command(text: str) -> str:
    """The choice that a command is short for; help for one that isn't known. Empty for words."""
    typed = _COMMAND.fullmatch(text)
    if typed:
        return COMMANDS.get(typed[1].lower(), "help")
    return COMMANDS.get(text.lower(), "")


def _askable(latest: list[Button], *, at_rest: bool) -> list[Button]:
    return [button for button in latest if _lasts(button)] if at_rest else latest


def _recent(shift: Shift, inbound: Inbound) -> list[Button]:
    return shift.work.buttons.recent(inbound.address, _RECENT)


def _was_seen(shift: Shift, button: Button, inbound: Inbound) -> bool:
    """Whether its letter had gone out when the message came."""
    return shift.work.buttons.were_sent(key_of(button.letter_id), inbound.at)


def _of_what_was_seen(shift: Shift, told: Heard, unseen: Button, *, at_rest: bool) -> Heard:
    """A word or digit that would answer an offer, a judgement or a promise which its sender could
    not know yet: it is looked for among what they had been sent, and is no answer to the other."""
    recent = _recent(shift, told.inbound)
    letters = {button.letter_id: button for button in recent}
    sent = {at for at, one in letters.items() if _was_seen(shift, one, told.inbound)}
    seen = [button for button in recent if button.letter_id in sent]
    latest = [one for one in seen if one.letter_id == seen[0].letter_id]
    found = _typed(told, _askable(latest, at_rest=at_rest), lambda: seen)
    if found:
        return _checked(shift, told, found, latest)
    return _overtaken(told, unseen) if unseen.key in OF_AN_OFFER else told


def _checked(shift: Shift, told: Heard, button: Button, latest: list[Button]) -> Heard:
    """The answer, unless what it speaks of was replaced: a typed word binds no further than a
    press."""
    if answers_what_was_replaced(shift.work, button):
        return _overtaken(told, button)
    return _answered(told, button, latest)


def _overtaken(told: Heard, button: Button | None) -> Heard:
    """Changes nothing; what was said to an offer is told, so that the one that stands is shown."""
    if button is None or button.key not in OF_AN_OFFER:
        return replace(told, is_stale=True)
    is_theirs = button.address == str(told.inbound.address)
    case_id = button.case_id if is_theirs else None
    return replace(told, answer=button.key, case_id=case_id, is_stale=True)


def _typed(told: Heard, latest: list[Button], recent: Callable[[], list[Button]]) -> Button | None:
    """The button whose digit or word was typed: digits of the last letter, words of any recent."""
    text = told.text
    if not text or told.inbound.media:
        return None
    if whole := next((button for button in latest if text == button.label), None):
        return whole  # as a large key says it, however long
    if len(text) > _LONGEST_CHOICE:
        return None
    place = _place(text) if any(button.key not in _NO_CHOICES for button in latest) else 0
    for button in latest:
        if button.place == place:
            return button
    for button in recent():
        if text == button.label and _lasts(button):
            return button
    return _by_part(text, latest) or _by_meaning(text, latest)


def _pointed_at(shift: Shift, inbound: Inbound, text: str) -> Button | None:
    """The choice of an earlier letter, where the message answers that letter with its word or
    digit."""
    said = shift.work.talk.marked(inbound.address, inbound.anchor) if inbound.anchor else None
    if said is None or not text or len(text) > _LONGEST_CHOICE or inbound.media:
        return None
    place = _place(text)
    offered = shift.work.buttons.of_letter(inbound.address, said.id)
    return next((one for one in offered if text == one.label or one.place == place), None)


def _place(text: str) -> int:
    """1, 1。, １, ①, 第一个: the place of a choice; 0 where the text is none."""
    plain = unicodedata.normalize("NFKC", text)
    if found := _ORDINAL.fullmatch(plain):
        return int(found[1])
    if found := _CHINESE_ORDINAL.fullmatch(plain):
        return "一二三四五六七八九".index(found[1]) + 1
    return 0


def _by_part(text: str, latest: list[Button]) -> Button | None:
    """问问 for 只是问问, 不服 for 不服, 还要投诉: a word of one label only."""
    if len(text) < 2:
        return None
    found = [button for button in latest if text in button.label]
    return found[0] if len(found) == 1 else None


def _by_meaning(text: str, latest: list[Button]) -> Button | None:
    intent = intent_of(text)
    meant = _MEANT.get(intent, ()) if intent else ()
    return next((button for button in latest if button.key in meant), None)


def _answered(told: Heard, button: Button, latest: list[Button]) -> Heard:
    """Choices about a case hold as long as the case allows; those of a question, while it is the
    last one asked."""
    is_latest = any(button.letter_id == other.letter_id for other in latest)
    return replace(
        told,
        answer=button.key,
        case_id=button.case_id,
        text="" if told.inbound.choice else told.text,
        is_stale=not (is_latest or _lasts(button)),
    )


def is_over(work: Work, inbound: Inbound) -> bool:
    """Whether a pressed button was not on offer any more, or never to this person."""
    button = work.buttons.find(inbound.choice)
    if button is None or button.closed_at or _is_void(work, button, inbound, inbound.at):
        return True
    latest = work.buttons.latest(inbound.address)
    return not (_lasts(button) or any(button.letter_id == other.letter_id for other in latest))


def _is_void(work: Work, button: Button, inbound: Inbound, now: datetime) -> bool:
    """Whether a token opens nothing any more: it was offered elsewhere or to somebody else, it
    answers what was replaced since, or it is too old."""
    if button.address != str(inbound.address) or answers_what_was_replaced(work, button):
        return True
    bindings = work.people.bindings_at(inbound.address)
    staff = [binding.bound_at for binding in bindings if binding.staff_no]
    return now - button.offered_at > GOOD_FOR or any(at > button.offered_at for at in staff)


def _lasts(button: Button) -> bool:
    """Whether a choice still counts when other questions have been asked since; what can't be
    taken back is only answered while it is asked."""
    is_of_a_case = button.case_id is not None and button.key not in _FOR_GOOD
    return is_of_a_case or button.key in LASTING
