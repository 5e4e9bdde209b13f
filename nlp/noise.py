"""Noise: how a message would look from a hastier hand, for copies to learn from.

Four kinds of the mistakes people make on a phone: the wrong character of the same sound, a
neighbouring sound (n for l, z for zh, in for ing), speech turned into text, without marks and with
fillers, and slips of the finger: a character dropped, doubled or in its neighbour's place.
"""

import random
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Final

from nlp.lexicon import syllables
from nlp.tokens import tokenizer

#: Share of characters touched by the kinds that replace characters.
_SHARE: Final = 0.1
#: Sounds that southern speakers and hasty fingers mix up.
_NEIGHBOURS: Final = (
    ("zh", "z"),
    ("ch", "c"),
    ("sh", "s"),
    ("n", "l"),
    ("l", "n"),
    ("h", "f"),
    ("f", "h"),
    ("r", "l"),
)
_MARKS: Final = re.compile(r"[，。！？、；：,.!?;:…~\s]+")
_FILLERS: Final = ("嗯", "那个", "就是", "啊", "然后", "这个", "就是说", "呃", "哎")

Kind = Callable[[str, random.Random], str]


def noisy(text: str, chance: random.Random) -> str:
    """The message with one or two kinds of mistake."""
    for kind in chance.sample(KINDS, chance.choice((1, 2))):
        text = kind(text, chance)
    return text


def homophones(text: str, chance: random.Random) -> str:
    return _replace(text, chance, lambda sound: sound)


def near_sounds(text: str, chance: random.Random) -> str:
    return _replace(text, chance, lambda sound: _neighbour(sound, chance))


def run_on(text: str, chance: random.Random) -> str:
    """Marks left out and a filler said here and there."""
    gap = chance.choice(("", " "))
    plain = _MARKS.sub(gap, text)
    if len(plain) < 8:
        return plain
    for _ in range(1 + len(plain) // 40):
        place = chance.randrange(len(plain) + 1)
        plain = plain[:place] + chance.choice(_FILLERS) + plain[place:]
    return plain


def slips(text: str, chance: random.Random) -> str:
    """A character dropped, doubled or changed places with the next."""
    if len(text) < 5:
        return text
    place = chance.randrange(len(text) - 1)
    here, following = text[place], text[place + 1]
    spelt = chance.choice((following, here + here + following, following + here))
    return text[:place] + spelt + text[place + 2 :]


#: Traditional characters need no copies: the cleaning undoes them.
KINDS: Final[Sequence[Kind]] = (homophones, near_sounds, run_on, slips)


def _replace(text: str, chance: random.Random, sound_of: Callable[[str], str]) -> str:
    written = []
    for character in text:
        sound = syllables().get(character)
        if sound and chance.random() < _SHARE:
            choices, weights = same_sound().get(sound_of(sound), ((), ()))
            if choices:
                character = chance.choices(choices, weights)[0]
        written.append(character)
    return "".join(written)


def _neighbour(sound: str, chance: random.Random) -> str:
    near = [new + sound[len(old) :] for old, new in _NEIGHBOURS if sound.startswith(old)]
    if sound.endswith(("ing", "eng", "ang")):
        near.append(sound[:-1])
    elif sound.endswith(("in", "en", "an")):
        near.append(sound + "g")
    return chance.choice(near) if near else sound


@cache
def same_sound() -> Mapping[str, tuple[tuple[str, ...], tuple[int, ...]]]:
    """The characters of a sound that a keyboard would offer first, with how common they are."""
    counts = tokenizer().FREQ
    table: dict[str, list[tuple[int, str]]] = {}
    for character, sound in syllables().items():
        table.setdefault(sound, []).append((counts.get(character, 0) + 1, character))
    first = {sound: sorted(found, reverse=True)[:8] for sound, found in table.items()}
    return {
        sound: (tuple(c for _, c in found), tuple(int(n**0.5) + 1 for n, _ in found))
        for sound, found in first.items()
    }
