"""What is too weak for a password: too short, too common, or made of what everybody can see.

Common passwords are not looked up in a list but taken apart: words that everybody tries, runs of
the keyboard or of numbers, and years are struck out, and what remains has to be enough by itself.
"""

import re
from typing import Final

from models.errors import Refusal
from models.people import Staff

SHORTEST: Final = 12
#: argon2 takes more, but nobody types it; a limit keeps a form from costing a lot of work.
LONGEST: Final = 128
#: So many different characters have to remain once all that is common was struck out.
_ENOUGH: Final = 5

#: Words that everybody tries first, and their Chinese kin in pinyin.
_COMMON: Final = (
    "password", "passwort", "passwd", "pass", "admin", "administrator", "root", "test", "guest",
    "user", "login", "welcome", "letmein", "master", "monkey", "dragon", "sunshine", "iloveyou",
    "princess", "football", "baseball", "shadow", "superman", "hello", "secret", "default",
    "changeme", "mima", "woaini", "woaiwo", "wodemima", "nihao", "zhongguo", "china", "zhangsan",
    "lisi", "wang", "guanliyuan", "yonghu", "ceshi", "shouwen", "shouwenfuze", "tobacco", "yancao",
    "yancaoju", "xiangyan", "jingli", "kehu", "tousu", "company", "gongsi", "abc",
)  # fmt: skip
_RUNS: Final = (
    "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv", "qazwsxedc",
    "abcdefghijklmnopqrstuvwxyz", "01234567890123456789",
)  # fmt: skip
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_REPEATED: Final = re.compile(r"(.{1,4}?)\1{2,}")


class WeakPassword(Refusal):
    """The password could be guessed."""


def require_strong(password: str, person: Staff) -> None:
    """Raises `WeakPassword` with what is wrong and what to do."""
    if len(password) < SHORTEST:
        raise WeakPassword(f"密码太短。请至少用 {SHORTEST} 个字符，一句自己记得住的话最好。")
    if len(password) > LONGEST:
        raise WeakPassword(f"密码太长。最多 {LONGEST} 个字符。")
    if len(set(_rest_of(password, person))) < _ENOUGH:
        raise WeakPassword("这个密码太常见，容易被猜到。请换一句只有自己知道的话。")


def _rest_of(password: str, person: Staff) -> str:
    """What is left of a password without common words, runs, years and the person's own data."""
    text = password.casefold()
    for word in (person.no, person.phone, person.name, *_COMMON):
        if len(word) > 1:
            text = text.replace(word.casefold(), "").replace(word.casefold()[::-1], "")
    text = _YEAR.sub("", text)
    for run in _RUNS:
        text = _without_runs(text, run)
    return _REPEATED.sub(r"\1", text)


def _without_runs(text: str, run: str) -> str:
    """The text without pieces of four characters or more of the run, forwards or backwards."""
    for way in (run, run[::-1]):
        for length in range(len(way), 3, -1):
            for start in range(len(way) - length + 1):
                text = text.replace(way[start : start + length], "")
    return text
