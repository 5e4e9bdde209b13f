"""Features: what of a message is weighed, each with its place in the cleaned text.

Five views of the same words, so that one view holds where another fails: search words; single
characters and pairs (wrong cuts, dialect); toneless syllables and pairs (homophones, slips of the
pinyin keyboard); concepts of the trade (words never seen in training); and the outer form.

A message in dialect is looked at twice, as written and said over in plain speech. A feature is a
string whose first character names its view.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final

from nlp.dialect import in_plain_speech
from nlp.text import Cleaned, clean
from nlp.tokens import cut


class View(StrEnum):
    """The views of a message; the value is the first character of its features."""

    WORD = "w"
    CHARACTER = "c"
    SYLLABLE = "p"
    CONCEPT = "k"
    FORM = "f"


@dataclass(frozen=True, slots=True)
class Term:
    """One feature of a message and the part of the cleaned text it stands for."""

    name: str
    start: int
    end: int


_LEXICON: Final = files("nlp") / "lexicon"
_NUMBER: Final = re.compile(r"\d+")
_ASKING: Final = re.compile(r"[?]|[吗嘛呢么不]\s*[?。!]?$|^(?:请问|问一下|想问)")
#: Upper ends of the length classes, in characters.
_LENGTHS: Final = (3, 6, 12, 24, 48, 96)


def features(text: str) -> tuple[Cleaned, list[Term]]:
    """The cleaned text and all its features, in the order of the views."""
    cleaned = clean(text)
    return cleaned, [Term(*term) for term in terms(cleaned.text)]


def names(text: str) -> list[str]:
    """The features of a raw message without their places."""
    return [name for name, _, _ in terms(clean(text).text)]


def terms(text: str) -> list[tuple[str, int, int]]:
    """The features of a cleaned text as (name, start, end), dialect also in plain speech."""
    found = [*_words(text), *_characters(text), *_syllables(text), *_concepts(text), *_form(text)]
    plain = in_plain_speech(text)
    if plain is not None:
        known = {name for name, _, _ in found}
        said_over = (*_words(plain.text), *_characters(plain.text), *_concepts(plain.text))
        found += [
            (name, *plain.span(start, min(end, len(plain.text))))
            for name, start, end in said_over
            if name not in known
        ]
    return found


def _words(text: str) -> Iterator[tuple[str, int, int]]:
    for word, start, end in cut(text):
        if word != " ":
            yield "w" + ("0" * min(len(word), 4) if word.isdigit() else word), start, end


def _characters(text: str) -> Iterator[tuple[str, int, int]]:
    before = " "
    for place, character in enumerate(f"{text} "):
        if character != " ":
            yield "c" + character, place, place + 1
        yield "c" + before + character, max(place - 1, 0), min(place + 1, len(text))
        before = character


def _syllables(text: str) -> Iterator[tuple[str, int, int]]:
    sounds = syllables()
    before = ""
    for place, character in enumerate(text):
        sound = sounds.get(character, "")
        if sound:
            yield "p" + sound, place, place + 1
            if before:
                yield f"p{before} {sound}", place - 1, place + 1
        before = sound


def _concepts(text: str) -> Iterator[tuple[str, int, int]]:
    """Concepts, one after the other, and any two of one message, however far apart."""
    before = ""
    met: list[str] = []
    for name, start, end in find_concepts(text):
        yield "k" + name, start, end
        if before and before != name:
            yield f"k{before} {name}", start, end
        before = name
        if name not in met:
            for other in met:
                yield f"k{min(name, other)}+{max(name, other)}", start, end
            met.append(name)


def find_concepts(text: str) -> Iterator[tuple[str, int, int]]:
    """The concepts of `concepts.txt` in a cleaned text, the longest word first, none twice."""
    table = concepts()
    place = 0
    while place < len(text):
        for size in _sizes().get(text[place], ()):
            end = place + size
            if end <= len(text) and (found := table.get(text[place:end])):
                for name in found:
                    yield name, place, end
                place = end
                break
        else:
            place += 1


def _form(text: str) -> Iterator[tuple[str, int, int]]:
    """Length class, a question's form, numbers: they cover the whole text."""
    whole = (0, len(text))
    yield f"flength {sum(len(text) > end for end in _LENGTHS)}", *whole
    if _ASKING.search(text):
        yield "fquestion", *whole
    if _NUMBER.search(text):
        yield "fnumber", *whole


@cache
def syllables() -> Mapping[str, str]:
    """The toneless syllable of each common character, its commonest reading."""
    lines = (_LEXICON / "syllables.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split(" ") for line in lines)
    return {character: sound for sound, characters in pairs for character in characters}


@cache
def concepts() -> Mapping[str, tuple[str, ...]]:
    """Which concepts a word belongs to, in the order of the file."""
    table: dict[str, tuple[str, ...]] = {}
    for line in (_LEXICON / "concepts.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, _, words = line.partition(":")
            for word in words.split():
                table[word] = (*table.get(word, ()), name)
    return table


@cache
def _sizes() -> Mapping[str, tuple[int, ...]]:
    """The lengths of the concept words by their first character, longest first."""
    sizes: dict[str, set[int]] = {}
    for word in concepts():
        sizes.setdefault(word[0], set()).add(len(word))
    return {first: tuple(sorted(found, reverse=True)) for first, found in sizes.items()}
