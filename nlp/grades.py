"""Grades: how pressing a message is, by a lexicon that anyone can read and edit.

Source: the desk's rules, section 6. A line of the lexicon has a word, a pattern after `re:` or a
subcategory after `kind:`, the grade it makes, a note, and perhaps more:

- `unless`: a pattern that voids the line wherever it stands in the message (调包: the fake came
  from a customer);
- `with`: a pattern that must stand somewhere in the message too (你们送来: it came from us); of
  several parted by ` & ` each must;
- `told`: any word here lets the line count also where it is hearsay or a question, as what is
  known of discipline matters mostly is.

A line of the grade `=` makes nothing by itself: it names words that later lines use. After
`<来路>,=,,,公司|配送`, every `<来路>` in a pattern below stands for 公司 or 配送.

A suspected fake and goods kept back are told in ever new words; the classifier knows them by the
whole message. A line `kind:疑似假烟` counts where it is sure of that subcategory.

Patterns are written in simplified characters, half-width and lower-case, as messages are folded
before. Words that are denied, quoted or only asked about do not count.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from models.terms import Grade
from nlp.errors import ReadingError
from nlp.facts import LONGEST
from nlp.facts.folding import fold
from nlp.lexicon import FOLDER
from nlp.polarity import Polarity, polarity

LEXICON: Final = FOLDER / "grades.csv"
#: The grade of a line that only names words for others.
_NAMES: Final = "="
#: The span of what decides without words of its own.
_NOWHERE: Final = (0, 0)
_KIND: Final = "kind:"
#: Who puts a gap in every so many characters seldom means the end of a clause by it.
_SELDOM: Final = 4
_NAME: Final = re.compile(r"<[\u4e00-\u9fff]+>")


class BadLexicon(ReadingError):
    """紧急程度词表里有一行不能使用。"""


@dataclass(frozen=True, slots=True)
class _Rule:
    pattern: re.Pattern[str]
    kind: str
    grade: Grade
    unless: re.Pattern[str] | None
    beside: tuple[re.Pattern[str], ...]
    ways: frozenset[Polarity]


def grade(text: str, lexicon: Path = LEXICON, kind: str = "") -> tuple[Grade, tuple[str, ...]]:
    """The grade of a message and the words that decided it, as the retailer spelled them.

    `kind` is the subcategory where it was read surely; where nothing but it decided, it stands for
    the words.
    """
    plain, places = _without_gaps(fold(text[:LONGEST]))
    # Few lines have a word in a message: the rest is looked at for those alone.
    told = [rule for rule in _rules(lexicon) if rule.pattern.search(plain) or rule.kind]
    found = [
        (rule.grade, span)
        for rule in told
        if _holds(rule, plain)
        for span in _spans(rule, plain, kind)
    ]
    highest = max((one for one, _ in found), key=lambda one: one.weight, default=Grade.NORMAL)
    spans = sorted({span for one, span in found if one is highest} - {_NOWHERE})
    words = tuple(dict.fromkeys(text[places[start] : places[end - 1] + 1] for start, end in spans))
    return highest, words or ((kind,) if found else ())


def _without_gaps(text: str) -> tuple[str, Sequence[int]]:
    """What is read, and where each of its characters stands in `text`.

    Some put a gap after each word (柜子 一个 烟 也 没有): theirs are left out.
    """
    if text.count(" ") * _SELDOM < len(text):
        return text, range(len(text))
    places = [place for place, character in enumerate(text) if character != " "]
    return "".join(text[place] for place in places), places


def _spans(rule: _Rule, text: str, kind: str) -> Iterator[tuple[int, int]]:
    """Where the words of a rule stand and are meant; nowhere for a kind that was read."""
    if rule.kind:
        yield from (_NOWHERE,) * (rule.kind == kind)
        return
    for match in rule.pattern.finditer(text):
        if match[0] and polarity(text, *match.span()) in rule.ways:
            yield match.span()


def _holds(rule: _Rule, text: str) -> bool:
    """True where the message has nothing that voids a rule, and all that it needs."""
    if rule.unless and rule.unless.search(text):
        return False
    return all(one.search(text) for one in rule.beside)


@cache
def _rules(path: Path) -> tuple[_Rule, ...]:
    found: list[_Rule] = []
    names: dict[str, str] = {}
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines), 2):
            said = {column: (value or "").strip() for column, value in row.items() if column}
            try:
                _take_in(said, names, found)
            except (ValueError, re.error) as error:
                raise BadLexicon(f"紧急程度词表第 {number} 行不能使用({error})。") from error
    return tuple(found)


def _take_in(said: dict[str, str], names: dict[str, str], found: list[_Rule]) -> None:
    """Add what a line says to the names or to the rules."""
    word = said.get("word", "")
    if not word:
        raise ValueError("no word")
    if said.get("grade") == _NAMES:
        meaning = _in_full(said.get("with", ""), names)
        if not meaning:
            raise ValueError("no meaning")
        re.compile(meaning)
        names[word] = f"(?:{meaning})"
    else:
        found.append(_rule(word, said, names))


def _rule(word: str, said: dict[str, str], names: dict[str, str]) -> _Rule:
    made = Grade(said.get("grade", ""))
    unless = _in_full(said.get("unless", ""), names)
    beside = _in_full(said.get("with", ""), names)
    return _Rule(
        re.compile(_in_full(word[3:], names) if word.startswith("re:") else re.escape(fold(word))),
        word.removeprefix(_KIND) if word.startswith(_KIND) else "",
        made,
        re.compile(unless) if unless else None,
        tuple(re.compile(one) for one in beside.split(" & ")) if beside else (),
        _ways(made, said.get("told", "")),
    )


def _in_full(pattern: str, names: dict[str, str]) -> str:
    """The pattern with its <names> written out; ValueError for one that no line above gives."""

    def meaning(name: re.Match[str]) -> str:
        if name[0] not in names:
            raise ValueError(f"{name[0]}?")
        return names[name[0]]

    return _NAME.sub(meaning, pattern)


def _ways(made: Grade, told: str) -> frozenset[Polarity]:
    """How the words may be meant; a suspicion or a shortage may be put as a question."""
    if told or made is Grade.URGENT:
        return frozenset((Polarity.MEANT, Polarity.ASKED, Polarity.QUOTED))
    return frozenset((Polarity.MEANT,))
