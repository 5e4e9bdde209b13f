"""What people say in English to the desk itself; the matters they tell are told in Chinese words.

The desk reads complaints in Chinese only. Who writes English finds buttons for everything; these
few words are understood beside them.
"""

import re
from typing import Final

#: What says that nothing is to be withdrawn.
NOT_WITHDRAWN: Final = re.compile(
    r"\b(?:don'?t|do not|not|never)\b.{0,12}\bwithdraw", re.IGNORECASE
)
#: By the name of the intent, tried in this order over a whole message without Chinese.
WORDS: Final = tuple(
    (intent, re.compile(pattern, re.IGNORECASE))
    for intent, pattern in (
        (
            "person",
            r"\b(?:real|human|live) (?:person|being|agent)|(?:talk|speak) (?:to|with) (?:some|a )",
        ),
        (
            "withdraw",
            rf"^(?!.*{NOT_WITHDRAWN.pattern}).*(?:\bwithdraw\b|take (?:it|my complaint) back)",
        ),
        ("drop", r"^(?:never mind|forget it|drop it|no complaint)[.!]*$"),
        ("urge", r"\bhurry\b|speed (?:it|this) up|as soon as possible|\basap\b"),
        ("how_long", r"how (?:long|soon)|when (?:will|can|do|does|is)"),
        ("who", r"^who\b|(?:my|the) manager"),
        (
            "complain",
            r"^(?:i (?:want|would like|need) to )?"
            r"(?:complain|make a complaint|report something)[.!]*$",
        ),
        ("dont_know", r"^(?:i )?(?:don'?t|do not) (?:know|remember)|^not sure|^no idea"),
        ("yes", r"^(?:yes|yeah|yep|right|correct|ok|okay|sure|fine|agreed?)[.!]*$"),
        ("no", r"^(?:no|nope|wrong|not right|incorrect|disagree)[.!]*$"),
        ("thanks", r"^.{0,12}(?:thanks|thank you|cheers)[^?]{0,20}$"),
        ("greeting", r"^(?:hi|hello|hey|good (?:morning|afternoon|evening))\b[^?]{0,12}$"),
        ("help", r"^(?:help|menu|how does this work)[?.!]*$"),
        ("question", r"\?\s*$"),
    )
)
#: Words that ask after a matter told before.
AFTER: Final = re.compile(
    r"\b(?:status|progress|news|update|happening|going on|result)\b"
    r"|(?:my|the|that) (?:complaint|case|matter)|anything (?:new|yet)|still waiting",
    re.IGNORECASE,
)
CHINESE: Final = re.compile(r"[\u3400-\u9fff]")


def is_english(text: str) -> bool:
    """Whether there are letters in it and no Chinese character."""
    return bool(re.search(r"[A-Za-z]{2}", text)) and not CHINESE.search(text)
