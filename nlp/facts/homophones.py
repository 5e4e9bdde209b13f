"""Names by sound: what was typed by ear or heard wrong by a phone (红塔三, 芙荣王, 晕烟).

Sounds are syllables without tones, from the same table that the classifier reads. A long name may
also be heard as the south says it, with z for zh, l for n and -n for -ng.
"""

import re
from collections import defaultdict
from collections.abc import Set
from dataclasses import dataclass
from functools import cache
from typing import Final

from nlp.facts.brand_table import Meaning, table
from nlp.lexicon import ordinary_words, syllables

_SOUTHERN: Final = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"))
_NASAL: Final = re.compile(r"(?<=[aei])ng$")
#: A name of two characters that ends so is a thing and its unit: 红盒.
_SMOKE: Final = "烟"
_UNITS: Final = f"条盒包件箱支根{_SMOKE}"
#: Characters that stand before any word: 都保不住 is not 都宝.
_FUNCTIONAL: Final = "都是也这那"
#: 鬼烟 is a curse before it is 贵烟.
_CURSES: Final = "鬼破烂"

_Sounds = tuple[str, ...]
_Lengths = dict[_Sounds, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Heard:
    """An alias that the words at a place sound like.

    It is certain where most of its characters are right; else it takes a sign of trade.
    """

    alias: str
    meaning: Meaning
    is_certain: bool


def sounds_of(text: str) -> tuple[str, ...]:
    """What each character of a text sounds like in the south; of others, themselves."""
    sounds = _sounds()
    return tuple(sounds[one][1] if one in sounds else one for one in text)


def heard_beginnings() -> Set[_Sounds]:
    """The first two sounds of every name that may be heard."""
    return _index()[0].keys()


def heard_at(text: str, sounds: tuple[str, ...], start: int) -> Heard | None:
    """The longest name that the words at `start` sound like but do not spell.

    `sounds` are those of the whole text, so that they are looked up but once.
    """
    lengths, names = _index()
    for length in lengths.get(sounds[start : start + 2], ()):
        said = text[start : start + length]
        alike = [_compare(said, alias) for alias in names.get(sounds[start : start + length], ())]
        if found := [heard for heard in alike if heard]:
            return max(found, key=lambda heard: heard.is_certain)
    return None


def _compare(said: str, alias: str) -> Heard | None:
    if said == alias or (said[-1] == _SMOKE and alias[-1] != _SMOKE):
        return None
    sounds = _sounds()
    is_exact = all(
        sounds[one][0] == sounds[other][0] for one, other in zip(said, alias, strict=True)
    )
    wrong = sum(one != other for one, other in zip(said, alias, strict=True))
    meaning = table().meanings[alias]
    if len(alias) == 2:
        is_certain, is_possible = False, is_exact and _is_a_slip(said, alias)
    else:
        is_certain = wrong <= len(alias) // 2 if len(alias) > 3 else wrong == 1
        is_possible = is_certain or (is_exact and said[-1] != _SMOKE)
    return Heard(said, meaning, is_certain) if is_possible else None


def _is_a_slip(said: str, alias: str) -> bool:
    """Of a short name one character must be right, and the two no word of their own."""
    right = next((one for one, other in zip(said, alias, strict=True) if one == other), "")
    if not right or right in _FUNCTIONAL or said[-1] in _UNITS.replace(alias[-1], ""):
        return False
    return said[0] not in _CURSES and said not in ordinary_words()


@cache
def _index() -> tuple[_Lengths, dict[_Sounds, list[str]]]:
    """The names beyond doubt by their sounds, and the lengths by the first two sounds.

    Short names are there only if they name a family.
    """
    lengths: dict[_Sounds, set[int]] = defaultdict(set)
    names: dict[_Sounds, list[str]] = defaultdict(list)
    for alias, meaning in table().meanings.items():
        is_a_name = len(alias) > 2 or (len(alias) == 2 and meaning.nature)
        if is_a_name and not meaning.is_guarded and all(one in _sounds() for one in alias):
            sounds = sounds_of(alias)
            lengths[sounds[:2]].add(len(alias))
            names[sounds].append(alias)
    longest_first = {start: tuple(sorted(some, reverse=True)) for start, some in lengths.items()}
    return longest_first, dict(names)


@cache
def _sounds() -> dict[str, tuple[str, str]]:
    """For each character its syllable, and the syllable as the south may say it."""
    return {character: (sound, _southern(sound)) for character, sound in syllables().items()}


def _southern(sound: str) -> str:
    for northern, southern in _SOUTHERN:
        if sound.startswith(northern):
            sound = southern + sound.removeprefix(northern)
            break
    return _NASAL.sub("n", sound)
