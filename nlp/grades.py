"""Grades: how pressing a message is, by a lexicon that anyone can read and edit.

Source: the desk's rules, section 6. A line of the lexicon has a word, or a pattern after `re:`,
the grade it makes, a note, and perhaps a pattern that voids the line wherever it stands in the
message (调包: the fake came from a customer). Patterns are written in simplified characters,
half-width and lower-case, as messages are folded before. Words that are denied, quoted or only
asked about do not count.
"""

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from models.terms import Grade
from nlp.errors import ReadingError
from nlp.facts import LONGEST
from nlp.facts.folding import fold
from nlp.polarity import Polarity, polarity

LEXICON: Final = Path(__file__).parent / "lexicon" / "grades.csv"


class BadLexicon(ReadingError):
    """紧急程度词表里有一行不能使用。"""


@dataclass(frozen=True, slots=True)
class _Rule:
    pattern: re.Pattern[str]
    grade: Grade
    unless: re.Pattern[str] | None


def grade(text: str, lexicon: Path = LEXICON) -> tuple[Grade, tuple[str, ...]]:
    """The grade of a message and the words that decided it, as the retailer spelled them."""
    plain = fold(text[:LONGEST])
    found = [
        (rule.grade, match.span())
        for rule in _rules(lexicon)
        for match in rule.pattern.finditer(plain)
        if _counts(rule, plain, match)
    ]
    highest = max((one for one, _ in found), key=lambda one: one.weight, default=Grade.NORMAL)
    spans = sorted({span for one, span in found if one is highest})
    return highest, tuple(dict.fromkeys(text[start:end] for start, end in spans))


def _counts(rule: _Rule, text: str, match: re.Match[str]) -> bool:
    """Whether the words are meant; a suspicion or a shortage may be put as a question."""
    if not match[0] or (rule.unless and rule.unless.search(text)):
        return False
    how = polarity(text, *match.span())
    if rule.grade is Grade.URGENT:
        return how in (Polarity.MEANT, Polarity.ASKED, Polarity.QUOTED)
    return how is Polarity.MEANT


@cache
def _rules(path: Path) -> tuple[_Rule, ...]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return tuple(_rule(number, row) for number, row in enumerate(csv.DictReader(lines), 2))


def _rule(number: int, row: dict[str, str]) -> _Rule:
    word, unless = (row.get("word") or "").strip(), (row.get("unless") or "").strip()
    try:
        if not word:
            raise ValueError("no word")
        pattern = re.compile(word[3:] if word.startswith("re:") else re.escape(fold(word)))
        grade_of_line = Grade((row.get("grade") or "").strip())
        return _Rule(pattern, grade_of_line, re.compile(unless) if unless else None)
    except (ValueError, re.error) as error:
        raise BadLexicon(f"紧急程度词表第 {number} 行不能使用({error})。") from error
