"""The table of brands: what people call each specification, read from `lexicon/brands.csv`.

A line is a specification: its official name, its family, the aliases that can mean nothing else,
the guarded ones that are also ordinary words and count only with a sign of trade (好日子, 1916,
yx), and a nature. A family is a `name`, a `place` (南京 is also a town), a `word` or a `town`; of
the last two the plain name is guarded, and a town's needs its sign close by.

What follows from an official name is not written down (`brand_forms`): 利群(休闲细支) is also
利群休闲细支, 休闲细支利群 and 利群休闲. For that a family has, in the last column, the single
characters that stand for it in 硬中 and 福贵.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from nlp.facts import brand_forms
from nlp.facts.folding import fold
from nlp.lexicon import FOLDER, ordinary_words

TABLE: Final = FOLDER / "brands.csv"

#: Own names of at least this many characters may stand alone, with a sign of trade.
_TELLING: Final = 3
_LONGEST_OWN: Final = 8
#: An own name of two characters may stand alone: 爱尚, 磨砂.
_BARE: Final = 2
_YEAR: Final = re.compile(r"1[89]\d\d")
_SLENDER: Final = re.compile("[细中短]支|爆珠")
#: What every family has, and none is called by: 细支, 薄荷爆珠, 新品细支.
_GENERIC: Final = re.compile(
    "(?:双?中支|[细短]支|爆珠|双爆珠?|双珠|双冰|薄荷|蓝莓|新版|老版|新品|爱你|雪茄|透明|[大小].|点.|[软硬]?细支)+"
)
#: Characters of own names that begin or end too many other words.
_COMMON: Final = (
    "的了不大小新老为谁你我人生时代前头在有来过到上下里没是好多少一二三四五六七八九十中支号条盒包"
    "件箱根开快慢全软硬细短粗双烟起爆迎送都行归真同配跨越当成出过天日"
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one alias may mean.

    `nature` is set where the alias names a whole family. A loose one is an ordinary word that
    any talk of trade in the same clause makes a brand; a guarded one needs it close by. 1916 and
    its like are years too. A short one (福贵, 沉香) follows from an official name by rule and gives
    way to any other that reaches further; a common one (如意) must be counted or listed.
    A rare one is no word of everyday speech.
    """

    officials: tuple[str, ...]
    families: frozenset[str]
    nature: str = ""
    is_guarded: bool = False
    is_loose: bool = False
    is_a_year: bool = False
    is_short: bool = False
    is_common: bool = False
    is_rare: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The aliases by their folded spelling, and their lengths by first character."""

    meanings: dict[str, Meaning]
    lengths: dict[str, tuple[int, ...]]
    officials: dict[str, str] = field(default_factory=dict)
    owns: dict[str, frozenset[str]] = field(default_factory=dict)
    characters: frozenset[str] = frozenset()

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

    def own_before(self, text: str, end: int, families: frozenset[str], floor: int) -> str:
        """The longest own name of these families that ends at `end`, not before `floor`."""
        for start in range(max(floor, end - _LONGEST_OWN), end - 1):
            if self.owns.get(text[start:end], frozenset()) & families:
                return text[start:end]
        return ""

    def candidates_at(self, text: str, start: int) -> list[str]:
        """The aliases at `start`, before all a family whose own name behind it reaches further."""
        found = list(self.aliases_at(text, start))
        for name in found[1:]:
            own = self.longest_at(text, start + len(name)) if self.meanings[name].nature else None
            if not own or self.meanings[own].is_short:
                continue
            if len(name) + len(own) > len(found[0]) and self._belongs(own, name):
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
    short_forms: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    families: dict[str, str] = field(default_factory=dict)
    natures: dict[str, str] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    owns: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    shorts: dict[str, list[str]] = field(default_factory=dict)

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
            for spelling in {fold(name), brand_forms.read_aloud(fold(name))}:
                self.sure[spelling].append(official)
        for name in guarded:
            self.guarded[fold(name)].append(official)
        if nature == "word":
            self.words |= {fold(name) for name in guarded}
        if official == family:
            self.shorts[family] = (row.get("short") or "").split()
        self._add_forms(fold(official), official, family)

    def _add_forms(self, plain: str, official: str, family: str) -> None:
        for name in brand_forms.composed(plain):
            for said in {name, brand_forms.read_aloud(name)}:
                self.made[said].append(official)
        for piece in brand_forms.pieces(plain):
            for said in {piece, brand_forms.read_aloud(piece)}:
                self.owns[said].add(family)
        for own in (brand_forms.own_name(plain), *brand_forms.pieces(plain)):
            if len(own) >= _TELLING and not _is_common(own):
                kind = self.made if _SLENDER.search(own) and len(own) > _TELLING else self.telling
                kind[own].append(official)
        bare = (own for own in brand_forms.own_names(plain) if len(own) == _BARE)
        short = (
            name
            for letter in self.shorts.get(family, ())
            for name in brand_forms.shortened(plain, letter)
        )
        year = (own for own in brand_forms.own_names(plain) if _YEAR.fullmatch(own))
        for name in (*bare, *short, *year):
            if not _GENERIC.fullmatch(name) and (name.isalpha() or _YEAR.fullmatch(name)):
                self.short_forms[name].append(official)

    def _is_rare(self, alias: str) -> bool:
        is_a_word = alias in self.natures or alias in self.words or alias in ordinary_words()
        return not is_a_word and not alias.isascii() and len(alias) > 1

    def meaning(self, alias: str) -> Meaning:
        """Written aliases come before those that follow from a name, sure before guarded ones."""
        written = (*self.sure.get(alias, ()), *self.guarded.get(alias, ()))
        made = self.made.get(alias) or self.telling.get(alias)
        is_short = not (written or made)
        officials = written or made or self.short_forms[alias]
        is_common = is_short and alias in ordinary_words()
        return Meaning(
            tuple(dict.fromkeys(officials)),
            frozenset(self.families[official] for official in officials),
            self.natures.get(alias, ""),
            is_guarded=alias not in self.sure and (bool(written) or alias not in self.made),
            is_loose=alias in self.words or alias.isdigit() or alias in self.telling,
            is_a_year=len(alias) == 4 and alias.isdigit() and not is_short,
            is_rare=self._is_rare(alias) and (not is_short or alias in self.owns),
            is_short=is_short,
            is_common=is_common,
        )


@cache
def table(path: Path = TABLE) -> Table:
    """Read the table; `path` may be an installation's own."""
    names = _Names()
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            names.add(row)
    aliases = dict.fromkeys(
        (*names.sure, *names.guarded, *names.made, *names.telling, *names.short_forms)
    )
    meanings = {alias: names.meaning(alias) for alias in aliases}
    officials = {fold(official): official for official in names.families}
    owns = {own: frozenset(kin) for own, kin in names.owns.items()}
    characters = frozenset(filter(str.isalpha, "".join(owns))) - frozenset(_COMMON)
    return Table(meanings, _lengths(meanings), officials, owns, characters)


def _is_common(own: str) -> bool:
    return own.isascii() or own in ordinary_words() or bool(_GENERIC.fullmatch(own))


def _lengths(meanings: dict[str, Meaning]) -> dict[str, tuple[int, ...]]:
    lengths: dict[str, set[int]] = defaultdict(set)
    for alias in meanings:
        lengths[alias[0]].add(len(alias))
    return {first: tuple(sorted(some, reverse=True)) for first, some in lengths.items()}
