"""A thought: several messages that come within seconds and belong together.

People send 烟, then 少, then 玉溪的; or an album as one message a picture. What belongs together is
taken together, so that nobody is asked for what is already on its way.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Final

from bot.dialogue.asking_after import asks_after
from bot.dialogue.hearing import COMMANDS, visible
from bot.dialogue.intents import Intent, intent_of
from bot.wording import LOCALES, catalogue
from models.messages import Inbound, InboundKind

#: A text of so few characters may be the beginning of something.
FRAGMENT: Final = 8
#: How long a fragment, or a picture of an album, waits for what follows it.
PAUSE: Final = timedelta(seconds=1.5)
#: How long a thought may grow at most before it is answered.
LONGEST_WAIT: Final = timedelta(seconds=6)
#: Messages further apart than this are two thoughts, also where both waited.
APART: Final = timedelta(seconds=10)
#: How many messages one thought takes in.
MOST: Final = 30
#: How many characters: what is longer is read in parts, one after the other. A stranger's part is
#: small, so that nobody waits long behind it.
MOST_CHARACTERS: Final = 6000
OF_A_STRANGER: Final = 120

#: Choices whose words begin a story as often as they answer: 今天, 送货.
_STORY_WORDS: Final = (
    "choice.today",
    "choice.yesterday",
    "choice.earlier",
    "choice.who_",
    "choice.label_",
)
_ASKS: Final = re.compile(r"几点|几号|几天|几档|什么时候|啥时候|多少|怎么|咋|谁|[吗么?？]$")
#: What is wanted of the bot itself is no part of a story.
_WHOLE: Final = frozenset(Intent) - {Intent.QUESTION, Intent.DONT_KNOW}


def gathered(waiting: Sequence[Inbound], characters: int = MOST_CHARACTERS) -> tuple[Inbound, ...]:
    """Of the messages that wait, in order, those that make one thought with the first, up to so
    many characters."""
    first, *rest = waiting
    thought = [first]
    length = len(first.text)
    for inbound in rest:
        length += len(inbound.text)
        if len(thought) == MOST or length > characters or not _continues(thought, inbound):
            break
        thought.append(inbound)
    return tuple(thought)


def wait_until(thought: Sequence[Inbound], pause: timedelta = PAUSE) -> datetime | None:
    """Until when a thought may still grow; None where it is whole as it stands."""
    first, last = thought[0], thought[-1]
    growing = bool(last.album) or all(is_fragment(inbound) for inbound in thought)
    return min(last.at + pause, first.at + max(pause, LONGEST_WAIT)) if growing else None


def is_fragment(inbound: Inbound) -> bool:
    """A few characters that are neither a choice, nor a wish of the bot, nor a whole question."""
    text = inbound.text.strip()
    is_question = _ASKS.search(text) or asks_after(text)
    return 0 < len(text) <= FRAGMENT and is_plain(inbound) and not is_question


def is_plain(inbound: Inbound) -> bool:
    """Whether a message is nothing but words of a story: no press, command, choice word, digit."""
    if inbound.kind is not InboundKind.TEXT or inbound.media:
        return False
    text = visible(inbound.text).strip()
    if text.startswith("/") or text in COMMANDS or text in _choice_words():
        return False
    return intent_of(text) not in _WHOLE and not (text.isdecimal() and len(text) == 1)


def _continues(thought: Sequence[Inbound], inbound: Inbound) -> bool:
    last = thought[-1]
    if inbound.at - last.at > APART:
        return False
    if inbound.album:
        return inbound.album == last.album
    return is_plain(inbound) and all(is_plain(each) for each in thought)


def joined(thought: Sequence[Inbound]) -> Inbound:
    """The thought as one message that came when its first part came."""
    first = thought[0]
    if len(thought) == 1:
        return first
    text = " ".join(part for inbound in thought if (part := inbound.text.strip()))
    media = tuple(file for inbound in thought for file in inbound.media)
    return replace(first, text=text, media=media)


@cache
def _choice_words() -> frozenset[str]:
    """The words on all buttons, in every language; but not those that tell a story as well."""
    return frozenset(
        words
        for locale in LOCALES
        for key, words in catalogue(locale).items()
        if key.startswith("choice.") and not key.startswith(_STORY_WORDS)
    )
