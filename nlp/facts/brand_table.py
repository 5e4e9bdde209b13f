"""The table of brands: what people call each specification, read from `lexicon/brands.csv`.

A line is a specification: its official name, its family, the aliases that can mean nothing else,
the guarded ones that are also ordinary words and count only with a sign of trade (好日子, 1916,
yx), and a nature. A family is a `name`, a `place` (南京 is also a town), a `word` or a `town`; of
the last two the plain name is guarded, and a town's needs its sign close by.

What follows from an official name is not written down: 利群(休闲细支) is also 利群休闲细支,
休闲细支利群 and 利群休闲.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from nlp.facts.folding import fold

TABLE: Final = Path(__file__).parent.parent / "lexicon" / "brands.csv"

_OFFICIAL: Final = re.compile(r"(?P<family>[^(]+)\((?P<own>.+)\)")
#: What may be left out of a specification's own name: 炫赫门 for 硬炫赫门.
_FRAME: Final = re.compile(
    r"^(?:双中支|[细中短]支|[软硬])|(?<=..)(?:双中支|[细中短]支|爆珠)$|^新版$|^爆珠$"
)
#: Own names of at least this many characters may stand alone, with a sign of trade.
_TELLING: Final = 3
_LONGEST_OWN: Final = 8


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one alias may mean.

    `nature` is set where the alias names a whole family. A loose one is an ordinary word that
    any talk of trade in the same clause makes a brand; a guarded one needs it close by. 1916 and
    its like are years too.
    """

    officials: tuple[str, ...]
    families: frozenset[str]
    nature: str = ""
    is_guarded: bool = False
    is_loose: bool = False
    is_a_year: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The aliases by their folded spelling, and their lengths by first character."""

    meanings: dict[str, Meaning]
    lengths: dict[str, tuple[int, ...]]
    officials: dict[str, str] = field(default_factory=dict)
    owns: dict[str, frozenset[str]] = field(default_factory=dict)

    def aliases_at(self, text: str, start: int) -> Iterator[str]:
        """The aliases that begin at `start`, the longest first."""
        for length in self.lengths.get(text[start], ()):
            alias = text[start : start + length]
            if alias in self.meanings:
                yield alias

    def longest_at(self, text: str, start: int) -> str | None:
        if start >= len(text):
            return None
        return next(self.aliases_at(text, start), None)

    def own_at(self, text: str, start: int, families: frozenset[str]) -> str:
        """The longest own name at `start`: two characters of these families, three of any.

        A family may bring out under a name that another had first: 红河硬甲, 玉溪尚善.
        """
        for length in range(_LONGEST_OWN, 1, -1):
            said = text[start : start + length]
            if (kin := self.owns.get(said)) and (length >= _TELLING or kin & families):
                return said
        return ""

    def candidates_at(self, text: str, start: int) -> list[str]:
        """The aliases at `start`, before all a family whose own name behind it reaches further."""
        found = list(self.aliases_at(text, start))
        for name in found[1:]:
            own = self.longest_at(text, start + len(name)) if self.meanings[name].nature else None
            if own and len(name) + len(own) > len(found[0]) and self._belongs(own, name):
                return [name, *(alias for alias in found if alias != name)]
        return found

    def _belongs(self, alias: str, family: str) -> bool:
        return bool(self.meanings[alias].families & self.meanings[family].families)


@dataclass(slots=True)
class _Names:
    """What the lines of the table say, gathered by alias."""

    sure: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    guarded: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    made: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    telling: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    families: dict[str, str] = field(default_factory=dict)
    natures: dict[str, str] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    owns: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, row: dict[str, str]) -> None:
        official, family, nature = row["official"], row["family"], row["nature"]
        self.families[official] = family
        aliases, guarded = row["aliases"].split(), row["guarded"].split()
        if official == family and nature:
            self.natures |= {fold(name): "name" for name in aliases}
            self.natures[fold(official)] = nature
            for name in guarded:  # 力群 is no more than a word, but 力群新版 is one of the family
                self.natures.setdefault(fold(name), "name")
            if nature in ("name", "place"):
                aliases.append(official)
        for name in aliases:
            self.sure[fold(name)].append(official)
        for name in guarded:
            self.guarded[fold(name)].append(official)
        if nature == "word":
            self.words |= {fold(name) for name in guarded}
        for name in _made_from(fold(official)):
            self.made[name].append(official)
        self._add_own_names(fold(official), family)
        own = _own_name(fold(official))
        if len(own) >= _TELLING and not own.isascii():
            self.telling[own].append(official)

    def _add_own_names(self, official: str, family: str) -> None:
        if match := _OFFICIAL.fullmatch(official):
            for own in {match["own"], _FRAME.sub("", match["own"])}:
                if len(own) > 1 and not own.isascii():
                    self.owns[own].add(family)

    def meaning(self, alias: str) -> Meaning:
        """Written aliases come before those that follow from a name, sure before guarded ones."""
        written = (*self.sure.get(alias, ()), *self.guarded.get(alias, ()))
        officials = written or self.made.get(alias) or self.telling[alias]
        return Meaning(
            tuple(dict.fromkeys(officials)),
            frozenset(self.families[official] for official in officials),
            self.natures.get(alias, ""),
            is_guarded=alias not in self.sure and (bool(written) or alias not in self.made),
            is_loose=alias in self.words or alias.isdigit(),
            is_a_year=len(alias) == 4 and alias.isdigit(),
        )


@cache
def table(path: Path = TABLE) -> Table:
    """Read the table; `path` may be an installation's own."""
    names = _Names()
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            names.add(row)
    aliases = dict.fromkeys((*names.sure, *names.guarded, *names.made, *names.telling))
    meanings = {alias: names.meaning(alias) for alias in aliases}
    officials = {fold(official): official for official in names.families}
    owns = {own: frozenset(kin) for own, kin in names.owns.items()}
    return Table(meanings, _lengths(meanings), officials, owns)


def _made_from(official: str) -> Iterator[str]:
    """Family and own name in either order, with and without 细支 and the like."""
    if not (match := _OFFICIAL.fullmatch(official)):
        return
    family, own = match["family"], match["own"]
    for name in {own, _FRAME.sub("", own)}:
        if name and name not in "软硬" and family not in name:
            yield family + name
            if len(name) > 1 and not name[-1].isascii():
                yield name + family


def _own_name(official: str) -> str:
    match = _OFFICIAL.fullmatch(official)
    return _FRAME.sub("", match["own"]) if match else ""


def _lengths(meanings: dict[str, Meaning]) -> dict[str, tuple[int, ...]]:
    lengths: dict[str, set[int]] = defaultdict(set)
    for alias in meanings:
        lengths[alias[0]].add(len(alias))
    return {first: tuple(sorted(some, reverse=True)) for first, some in lengths.items()}
