"""Features: what of a message is weighed, each with its place in the cleaned text.

Five views of the same words, so that one view holds where another fails: search words; single
characters and pairs (wrong cuts, dialect); toneless syllables and pairs (homophones, slips of the
pinyin keyboard); concepts of the trade (words never seen in training); and the outer form.

A message in dialect is looked at twice, as written and said over in plain speech. A feature is a
string whose first character names its view.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import chain
from operator import add
from typing import Final

from nlp.dialect import in_plain_speech, said_over
from nlp.lexicon import syllables, text_of
from nlp.text import Cleaned, clean, normalise
from nlp.tokens import cut


class View(StrEnum):
    """The views of a message; the value is the first character of its features."""

    WORD = "w"
    CHARACTER = "c"
    SYLLABLE = "p"
    CONCEPT = "k"
    FORM = "f"


#: All views in their order, as they are written in a recipe.
ALL: Final = "".join(View)
#: The views in which what is said over in plain speech is looked at too.
_SAID_OVER: Final = View.WORD + View.CHARACTER + View.CONCEPT


@dataclass(frozen=True, slots=True)
class Term:
    """One feature of a message and the part of the cleaned text it stands for."""

    name: str
    start: int
    end: int


_NUMBER: Final = re.compile(r"\d+")
_ASKING: Final = re.compile(r"[?]|[吗嘛呢么不]\s*[?。!]?$|^(?:请问|问一下|想问)")
#: Upper ends of the length classes, in characters.
_LENGTHS: Final = (3, 6, 12, 24, 48, 96)
#: What is tried where no longer word of a concept can begin.
_ALONE: Final = (1,)

_Placed = Callable[[str], Iterable[tuple[str, int, int]]]
_Bare = Callable[[str], Iterable[str]]


def features(text: str) -> tuple[Cleaned, list[Term]]:
    """The cleaned text and all its features, in the order of the views."""
    cleaned = clean(text)
    return cleaned, [Term(*term) for term in _terms(cleaned.text)]


def names(text: str, views: str = ALL) -> list[str]:
    """The features of a raw message in some views, without their places, which take longer."""
    cleaned = normalise(text)
    found = {view: list(_NAMES[view](cleaned)) for view in views}
    every = list(chain.from_iterable(found.values()))
    plain = said_over(cleaned)
    if plain != cleaned:
        for view in views:
            if view in _SAID_OVER:
                known = set(found[view])
                every += [name for name in _NAMES[view](plain) if name not in known]
    return every


def _terms(text: str) -> list[tuple[str, int, int]]:
    """What `names` gives for a cleaned text, with the places: (name, start, end)."""
    found = [term for view in ALL for term in _PLACED[view](text)]
    plain = in_plain_speech(text)
    if plain is not None:
        known = {name for name, _, _ in found}
        found += [
            (name, *plain.span(start, min(end, len(plain.text))))
            for view in _SAID_OVER
            for name, start, end in _PLACED[view](plain.text)
            if name not in known
        ]
    return found


def _words(text: str) -> list[tuple[str, int, int]]:
    return [
        ("w" + ("0" * min(len(word), 4) if word.isdigit() else word), start, end)
        for word, start, end in cut(text)
        if word != " "
    ]


def _characters(text: str) -> list[str]:
    """For each character itself and the pair it ends, "" for a blank; a blank stands around."""
    alone = ["c" + character for character in f" {text} "]
    pairs = map(add, alone, f"{text} ")
    found = list(chain.from_iterable(zip(alone[1:], pairs, strict=True)))
    return [name if name != "c " else "" for name in found]


def _syllables(text: str) -> list[str]:
    """For each character its sound and, after another sound, the two; "" where there is none."""
    found: list[str] = []
    before = ""
    for sound in map(_sounds().get, text):
        if sound is None:
            found += ("", "")
            before = ""
        else:
            alone, after = sound
            found += (alone, before + after if before else "")
            before = alone
    return found


def _placed(found: list[str], length: int) -> Iterator[tuple[str, int, int]]:
    """Features that come two for each character: itself, and with the one before it."""
    for slot, name in enumerate(found):
        if name:
            place, with_before = divmod(slot, 2)
            yield name, max(place - with_before, 0), min(place + 1, length)


def _concepts(text: str) -> list[tuple[str, int, int]]:
    """Concepts, one after the other, and any two of one message, however far apart."""
    found: list[tuple[str, int, int]] = []
    before = ""
    met: list[str] = []
    for name, start, end in find_concepts(text):
        found.append(("k" + name, start, end))
        if before and before != name:
            found.append((_following(before, name), start, end))
        before = name
        if name not in met:
            found += [(_together(other, name), start, end) for other in met]
            met.append(name)
    return found


@cache
def _following(before: str, name: str) -> str:
    return f"k{before} {name}"


@cache
def _together(one: str, other: str) -> str:
    return f"k{min(one, other)}+{max(one, other)}"


def find_concepts(text: str) -> Iterator[tuple[str, int, int]]:
    """The concepts of `concepts.txt` in a cleaned text, the longest word first, none twice."""
    table, sizes = concepts(), _sizes()
    place = 0
    while place < len(text):
        for size in sizes.get(text[place : place + 2], _ALONE):
            if found := table.get(text[place : place + size]):
                end = min(place + size, len(text))
                for name in found:
                    yield name, place, end
                place = end
                break
        else:
            place += 1


def _form(text: str) -> list[tuple[str, int, int]]:
    """Length class, a question's form, numbers: they cover the whole text."""
    found = [f"flength {bisect_left(_LENGTHS, len(text))}"]
    if _ASKING.search(text):
        found.append("fquestion")
    if _NUMBER.search(text):
        found.append("fnumber")
    return [(name, 0, len(text)) for name in found]


@cache
def _sounds() -> Mapping[str, tuple[str, str]]:
    """For each common character the feature of its syllable, and what a pair adds for it."""
    return {character: ("p" + sound, " " + sound) for character, sound in syllables().items()}


@cache
def concepts() -> Mapping[str, tuple[str, ...]]:
    """Which concepts a word belongs to, in the order of the file."""
    table: dict[str, tuple[str, ...]] = {}
    for line in text_of("concepts.txt").splitlines():
        if line and not line.startswith("#"):
            name, _, words = line.partition(":")
            for word in words.split():
                table[word] = (*table.get(word, ()), name)
    return table


@cache
def _sizes() -> Mapping[str, tuple[int, ...]]:
    """The lengths of the concept words by their first two characters, longest first."""
    sizes: dict[str, set[int]] = {}
    for word in concepts():
        if len(word) > 1:
            sizes.setdefault(word[:2], {1}).add(len(word))
    return {first: tuple(sorted(found, reverse=True)) for first, found in sizes.items()}


def _without_places(placed: _Placed) -> _Bare:
    return lambda text: [name for name, _, _ in placed(text)]


#: The features of a cleaned text in each view, with their places and without.
_PLACED: Final[Mapping[str, _Placed]] = {
    View.WORD: _words,
    View.CHARACTER: lambda text: _placed(_characters(text), len(text)),
    View.SYLLABLE: lambda text: _placed(_syllables(text), len(text)),
    View.CONCEPT: _concepts,
    View.FORM: _form,
}
_NAMES: Final[Mapping[str, _Bare]] = {
    View.WORD: _without_places(_words),
    View.CHARACTER: lambda text: filter(None, _characters(text)),
    View.SYLLABLE: lambda text: filter(None, _syllables(text)),
    View.CONCEPT: _without_places(_concepts),
    View.FORM: _without_places(_form),
}
