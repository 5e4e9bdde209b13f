"""Grades: how pressing a message is, by a lexicon that anyone can read and edit.

Source: the desk's rules, section 6. A line of the lexicon has a word, or a pattern after `re:`,
the grade it makes, a note, and perhaps more:

- `unless`: a pattern that voids the line wherever it stands in the message (调包: the fake came
  from a customer);
- `with`: a pattern that must stand somewhere in the message too (你们送来: it came from us);
- `told`: any word here lets the line count also where it is hearsay or a question, as what is
  known of discipline matters mostly is.

Patterns are written in simplified characters, half-width and lower-case, as messages are folded
before. Words that are denied, quoted or only asked about do not count.
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
    beside: re.Pattern[str] | None
    ways: frozenset[Polarity]


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
    if not match[0] or (rule.unless and rule.unless.search(text)):
        return False
    if rule.beside and not rule.beside.search(text):
        return False
    return polarity(text, *match.span()) in rule.ways


@cache
def _rules(path: Path) -> tuple[_Rule, ...]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return tuple(_rule(number, row) for number, row in enumerate(csv.DictReader(lines), 2))


def _rule(number: int, row: dict[str, str]) -> _Rule:
    said = {column: (value or "").strip() for column, value in row.items() if column}
    word = said.get("word", "")
    try:
        if not word:
            raise ValueError("no word")
        pattern = re.compile(word[3:] if word.startswith("re:") else re.escape(fold(word)))
        grade_of_line = Grade(said.get("grade", ""))
        ways = _ways(grade_of_line, said.get("told", ""))
        return _Rule(
            pattern,
            grade_of_line,
            _optional(said.get("unless", "")),
            _optional(said.get("with", "")),
            ways,
        )
    except (ValueError, re.error) as error:
        raise BadLexicon(f"紧急程度词表第 {number} 行不能使用({error})。") from error


def _ways(made: Grade, told: str) -> frozenset[Polarity]:
    """How the words may be meant; a suspicion or a shortage may be put as a question."""
    if told or made is Grade.URGENT:
        return frozenset((Polarity.MEANT, Polarity.ASKED, Polarity.QUOTED))
    return frozenset((Polarity.MEANT,))


def _optional(pattern: str) -> re.Pattern[str] | None:
    return re.compile(pattern) if pattern else None
