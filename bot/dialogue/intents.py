"""Intents: what a message wants of the bot itself, beside what it tells of a matter.

These are the few things that people ask of a desk in their own words at any point of a
conversation. What a message complains about is the reader's affair, not this file's.
"""

import re
from enum import StrEnum
from typing import Final

from bot.dialogue import english
from bot.dialogue.english import is_english


class Intent(StrEnum):
    """What is wanted of the bot."""

    PERSON = "person"
    URGE = "urge"
    WITHDRAW = "withdraw"
    DROP = "drop"
    HOW_LONG = "how_long"
    WHO = "who"
    COMPLAIN = "complain"
    THANKS = "thanks"
    GREETING = "greeting"
    HELP = "help"
    QUESTION = "question"
    DONT_KNOW = "dont_know"
    YES = "yes"
    NO = "no"


#: What says that nothing is to be withdrawn (别撤了, 不想撤, 没说要撤); 能不能撤 only asks.
_NOT_WITHDRAWN: Final = (
    r"(?<![能要想用会])(?:不|别|莫|甭|勿|没)(?:要|想|用|能|会|是|打算|说|让|给|再|先|急着)*撤"
)
#: Tried in this order over the whole message; the first that fits counts. Short ones are anchored
#: so that they don't swallow a message that tells more.
_PATTERNS: Final = tuple(
    (intent, re.compile(pattern))
    for intent, pattern in (
        (Intent.PERSON, r"转人工|人工客服|找个?人(?:来|工|接)|(?:真|活)人|有人(?:接|在)吗?.*人工"),
        (Intent.WITHDRAW, rf"^(?!.*{_NOT_WITHDRAWN}).*?(?:撤(?:回|销|诉|了)|撤掉|不追究了)"),
        (
            Intent.DROP,
            r"^(?:哎|唉|那)?(?:还是)?(?:算了|罢了|不投诉了?|不用了|不说了|取消|拉倒|不弄了|算了吧|算逑)"
            r"(?:[吧了啦嘛算。,，! !]|不投诉)*$",
        ),
        (
            Intent.URGE,
            r"催(?:一?下|办|一?催)|(?:快(?:点|些)|抓紧|赶紧|赶快)(?:给我)?(?:办|处理|解决)",
        ),
        (
            Intent.HOW_LONG,
            r"(?:几天|多久|多长时间|啥时候|什么时候|几时|几号|要等多少天)"
            r".{0,6}(?:办|处理|解决|回(?:话|复)|有结果|弄好|完|答复|给我?(?:话|信)|补|换|退)",
        ),
        (Intent.WHO, r"(?:谁|哪个)(?:来)?(?:负责|管)|(?:经理|负责人)(?:是谁|电话|叫啥|叫什么)"),
        (
            Intent.COMPLAIN,
            r"^(?:我?(?:要|想)(?:投诉|举报|反映)(?:你们)?|投诉|有(?:个)?事(?:要)?(?:投诉|说|反映))"
            r"[。.!!一下个人啊呢吧]*$",
        ),
        (Intent.DONT_KNOW, r"^(?:不清楚|不知道|不晓得|记不(?:得|清)了?|忘了|说不清|不记得)"),
        (
            Intent.YES,
            r"^(?:对(?:的|了|头|对|滴)?|是(?:的|啊|滴|嘞)?|嗯+|好(?:的|吧|嘞)?|行|中|可以|没错|ok|OK|得|要)"
            r"[。.!!,,啊呀哈]*$",
        ),
        (
            Intent.NO,
            r"^(?:(?:不(?:对|是|要|行|用|同意)|没有|错|冇|莫)(?:的|了|啊|个)?|不)[。.!!,,啊呀]*$",
        ),
        (Intent.THANKS, r"^.{0,6}(?:谢谢|谢了|多谢|感谢|辛苦了|麻烦(?:你|您)了)[^?\uff1f]{0,12}$"),
        (
            Intent.GREETING,
            r"^(?:你好|您好|在(?:吗|不|么|不在)|喂+|哈喽|早上?好|有人(?:吗|么|在吗))"
            r"[。.!!??,,~ ]*$",
        ),
        (Intent.HELP, r"^(?:帮助|怎么用|咋用|help|菜单|功能)[??。]*$"),
        (
            Intent.QUESTION,
            r"[?\uff1f]\s*$|(?:吗|么|呢|几点|多少钱|怎么(?:弄|办|订)|咋(?:弄|办|订))\s*$",
        ),
    )
)


def intent_of(text: str) -> Intent | None:
    """What the message wants of the bot, None where it just tells something."""
    flat = " ".join(text.split())
    if is_english(flat):
        words = (intent for intent, pattern in english.WORDS if pattern.search(flat))
        return next(map(Intent, words), None)
    return next((intent for intent, pattern in _PATTERNS if pattern.search(flat)), None)


_ASKS: Final = dict(_PATTERNS)[Intent.QUESTION]


def is_question(text: str) -> bool:
    """Whether it is put as one, whatever else it may want."""
    return bool(_ASKS.search(text))


def keeps_complaint(text: str) -> bool:
    """Whether somebody says that what they complained of is not to be withdrawn."""
    return bool(re.search(_NOT_WITHDRAWN, text) or english.NOT_WITHDRAWN.search(text))


_ANGER: Final = re.compile(
    r"[!\uff01]{2,}|什么东西|他妈|[妈娘]的|混蛋|王八|畜生|放屁|狗日|气死|欺负人|滚蛋|滚开|傻[逼比叉]"
    r"|tmd|TMD|去死|不要脸|缺德|骗子"
)


def is_angry(text: str) -> bool:
    """Whether somebody ought to hear an apology before a question."""
    return bool(_ANGER.search(text))


_ADDING: Final = re.compile(r"^(?:还有|另外|再就是|再一个|再有|对了|顺便|而且|哦对)")
_WORD: Final = re.compile(
    r"[0-9A-Za-z\u00c0-\u024f\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)


def adds_a_matter(text: str) -> bool:
    """Whether the words announce something more beside what was told."""
    return bool(_ADDING.search(text.strip()))


def is_wordless(text: str) -> bool:
    """Whether there is nothing to read in it: emoji and punctuation only, or nothing at all."""
    return not _WORD.search(text)


_ONLY_ASKS: Final = re.compile(
    r"不是(?:要|来|想)?投诉|(?:只是|就是|就|只)(?:是|想|来)*(?:问问|问一下|问下|打听)"
)


def only_asks(text: str) -> bool:
    """Whether somebody says in so many words that it is a question and no complaint."""
    return bool(_ONLY_ASKS.search(text))
