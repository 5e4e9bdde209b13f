"""Answers to what is asked often (FAQ): a table that comes with the product and that admins edit.

A line has the words that must occur, groups joined by + with alternatives joined by |, and the
answer, whose blanks are filled from the roster. What admins write stands before the shipped lines.
"""

import csv
from dataclasses import asdict, dataclass, fields
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Final

from bot.wording import LOCALES, spoken_locale
from storage.unit_of_work import Work

_SHIPPED: Final = Path(__file__).parent / "faq.csv"
_KEPT: Final = "faq"

#: The blanks that an answer may have, and what stands in them.
BLANKS: Final = {
    "order_line": "订货日和截止时间",
    "delivery_line": "送货日",
    "manager": "客户经理",
    "phone": "客户经理电话",
    "level": "档位",
    "shop": "店名",
}


class BadAnswer(ValueError):
    """这条问答不能用：要有关键词和回答，空格只能用规定的几种。"""


@dataclass(frozen=True, slots=True)
class Answer:
    """One line of the table."""

    words: str
    answer: str
    answer_en: str = ""

    def fits(self, text: str) -> bool:
        """Whether every group of words has one that occurs in the text."""
        return all(any(word in text for word in group.split("|")) for group in self._groups)

    @property
    def weight(self) -> int:
        """The more groups, the more exactly a line says what it answers."""
        return len(self._groups)

    @property
    def _groups(self) -> list[str]:
        return [group for group in self.words.split("+") if group]

    @property
    def blanks(self) -> frozenset[str]:
        return frozenset(name for _, name, _, _ in Formatter().parse(self.spoken) if name)

    @property
    def spoken(self) -> str:
        """The answer in the language of the conversation, Chinese where there is no other."""
        return self.answer if spoken_locale() == LOCALES[0] else self.answer_en or self.answer


@cache
def shipped() -> tuple[Answer, ...]:
    """The lines that come with the product."""
    with _SHIPPED.open(encoding="utf-8", newline="") as lines:
        return tuple(Answer(**row) for row in csv.DictReader(lines))


def kept(work: Work) -> tuple[Answer, ...]:
    """The lines that admins wrote."""
    names = {field.name for field in fields(Answer)}
    documents = work.meta.get(_KEPT, [])
    return tuple(Answer(**{name: line[name] for name in names & line.keys()}) for line in documents)


def keep(work: Work, line: Answer) -> None:
    """Keep a line in place of one with the same words. Raises `BadAnswer`."""
    if not line.words.strip("+| ") or not line.answer.strip():
        raise BadAnswer("请写上关键词和回答。")
    if unknown := sorted(line.blanks - BLANKS.keys()):
        raise BadAnswer(f"没有 {{{unknown[0]}}} 这个空格，可以用：{'、'.join(BLANKS)}。")
    work.meta.change(_KEPT, [], lambda lines: [asdict(line), *_without(lines, line.words)])


def forget(work: Work, words: str) -> bool:
    """Take a kept line away; whether there was one."""
    is_kept = any(line.words == words for line in kept(work))
    work.meta.change(_KEPT, [], lambda lines: _without(lines, words))
    return is_kept


def _without(lines: list[dict[str, str]], words: str) -> list[dict[str, str]]:
    return [line for line in lines if line["words"] != words]


def find(work: Work, text: str) -> Answer | None:
    """The line that answers the text: an admin's before a shipped one, then the most exact."""
    for lines in (kept(work), shipped()):
        fitting = [line for line in lines if line.fits(text)]
        if fitting:
            return max(fitting, key=lambda line: line.weight)
    return None
