"""Tongue: in which language a conversation is held, decided here and nowhere else.

Chinese is for everybody of whom nothing else is known. English is for who chose it (/english), and
for whose own app is set to it as long as they write no Chinese: many a telephone is set to English
by chance. What was chosen is remembered for the person; /chinese chooses back.
"""

import re
from datetime import datetime
from typing import Final

from bot.wording import LOCALES, catalogue, say, spoken_locale
from models.conversation import Conversation
from models.errors import Refusal
from models.messages import Inbound

CHINESE, ENGLISH = LOCALES

#: /english, /lang en, /chinese, /lang, /lang 中文, or the word alone.
_CHOICE: Final = re.compile(
    r"/(?:lang(?:uage)?\s*(?P<wanted>\S*)|(?P<english>english|en)|(?P<chinese>chinese|zh|中文))"
    r"|(?P<plain>english)(?:,? please)?[.!]?|(?P<word>(?:说|用|讲)?(?:中文|汉语))",
    re.IGNORECASE,
)
_CHINESE_CHARACTER: Final = re.compile(r"[\u3400-\u9fff]")


def chosen_in(text: str) -> str | None:
    """The language that a message chooses; None where it chooses none."""
    found = _CHOICE.fullmatch(text.strip())
    if found is None:
        return None
    wanted = (found["wanted"] or "").lower()
    is_english = found["english"] or found["plain"] or wanted.startswith("en")
    return ENGLISH if is_english else CHINESE


def settle(conversation: Conversation, inbound: Inbound) -> None:
    """Hold the conversation in the language that fits who writes, unless they chose one."""
    if conversation.chosen_at:
        return
    if _CHINESE_CHARACTER.search(inbound.text):
        conversation.locale = CHINESE
    elif conversation.version == 0:
        conversation.locale = ENGLISH if _prefers_english(inbound.language) else CHINESE


def choose(conversation: Conversation, locale: str, now: datetime) -> None:
    """Hold it in this language from now on, whatever is written."""
    conversation.locale, conversation.chosen_at = locale, now


def refused(refusal: Refusal) -> str:
    """What the rules say no to: in their own words, which are Chinese, as the catalogue says the
    same, or by what kind of no it is."""
    if spoken_locale() == CHINESE:
        return refusal.says
    if refusal.key:
        return say(refusal.key, **refusal.words)
    kind = f"refused.{type(refusal).__name__}"
    return say(kind if kind in catalogue(ENGLISH) else "refused.Refusal")


def _prefers_english(language: str) -> bool:
    """Whether the first of the languages that an app asks for is English."""
    first = re.split(r"[,;]", language, maxsplit=1)[0]
    return first.strip().lower().startswith("en")
