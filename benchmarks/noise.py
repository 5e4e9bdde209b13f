"""Noise: what wrong characters, slips, traditional script and run-on speech cost in accuracy.

`python -m benchmarks.noise TRAIN.csv TEST.csv` trains the product and a stock pipeline (jieba
words, TF-IDF, LinearSVC) on the first file and gives both the second, clean and spoilt in four
ways, each three times by another lot: one spoiling alone is half a point either way. The generator
here is not the one the trainer learns from: it takes its homophones from pypinyin's readings of
whole words, its slips from the layout of the keyboard, and its traditional characters from OpenCC.
"""

import argparse
import json
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

import jieba
from opencc import OpenCC
from pypinyin import lazy_pinyin
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from nlp.dataset import Example, read_examples
from nlp.evaluation import evaluate, macro_f1
from nlp.training import train

#: Share of characters that a spoilt message has wrong.
SHARE = 0.15
DRAWS = 3
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_SAID = ("嗯", "那个", "就是说", "然后", "啊", "这个这个", "你晓得吧", "反正")

Spoil = Callable[[str, random.Random], str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("train", type=Path)
    parser.add_argument("test", type=Path)
    asked = parser.parse_args()
    known, tested = read_examples(asked.train), read_examples(asked.test)
    product, stock = train(known).classifier, _stock(known)
    readers: dict[str, Callable[[Sequence[Example]], float]] = {
        "product": lambda examples: evaluate(product, examples).macro_f1,
        "stock": lambda examples: _stock_f1(stock, examples),
    }
    told = {name: _losses(read, tested, Keyboard(known)) for name, read in readers.items()}
    print(json.dumps(told, ensure_ascii=False, indent=1))


class Keyboard:
    """A phone's keyboard that offers characters by their sound, those of the messages first."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self._offers: dict[str, list[str]] = defaultdict(list)
        for character in sorted({c for example in examples for c in example.text}):
            if "一" <= character <= "鿿":
                self._offers[lazy_pinyin(character)[0]].append(character)
        self._traditional = OpenCC("s2t")

    def homophones(self, text: str, chance: random.Random) -> str:
        return self._retyped(text, chance, lambda sound: sound)

    def slips(self, text: str, chance: random.Random) -> str:
        """One letter of the typed syllable hits its neighbour, and what that offers is taken."""
        return self._retyped(text, chance, lambda sound: _next_key(sound, chance))

    def traditional(self, text: str, _: random.Random) -> str:
        return str(self._traditional.convert(text))

    def run_on(self, text: str, chance: random.Random) -> str:
        """Speech turned into text: no marks, no gaps, and fillers between."""
        words = [word for word in jieba.lcut(text) if word.strip(" ，。！？、；：,.!?;:…~")]
        for _ in range(1 + len(words) // 10):
            words.insert(chance.randint(0, len(words)), chance.choice(_SAID))
        return "".join(words)

    def ways(self) -> dict[str, Spoil]:
        return {
            "homophones": self.homophones,
            "slips": self.slips,
            "traditional": self.traditional,
            "run_on": self.run_on,
        }

    def _retyped(self, text: str, chance: random.Random, typed: Callable[[str], str]) -> str:
        characters = list(text)
        for place, sound in enumerate(lazy_pinyin(list(text), errors="default")):
            if chance.random() < SHARE and (offers := self._offers.get(typed(sound))):
                characters[place] = chance.choice(offers)
        return "".join(characters)


def _next_key(sound: str, chance: random.Random) -> str:
    place = chance.randrange(len(sound)) if sound else 0
    row = next((row for row in _ROWS if sound[place : place + 1] in row), "")
    if not sound or not row:
        return sound
    key = row.index(sound[place])
    near = row[max(key - 1, 0) : key] + row[key + 1 : key + 2]
    return sound[:place] + chance.choice(near) + sound[place + 1 :]


def _losses(
    read: Callable[[Sequence[Example]], float], tested: Sequence[Example], keyboard: Keyboard
) -> dict[str, float]:
    """Macro-F1 clean and spoilt in each way, and the mean loss in points."""
    clean = read(tested)
    spoilt = {}
    for name, spoil in keyboard.ways().items():
        draws = [random.Random(f"{name} {number}") for number in range(DRAWS)]
        scores = [read([Example(spoil(e.text, lot), e.label) for e in tested]) for lot in draws]
        spoilt[name] = fmean(scores)
    loss = 100 * (clean - sum(spoilt.values()) / len(spoilt))
    return {"clean": clean, **spoilt, "mean_loss_points": loss}


def _stock(examples: Sequence[Example]) -> Any:
    words = TfidfVectorizer(tokenizer=jieba.lcut, token_pattern=None)
    pipeline = make_pipeline(words, LinearSVC(random_state=0))
    return pipeline.fit([e.text for e in examples], [e.label for e in examples])


def _stock_f1(pipeline: Any, examples: Sequence[Example]) -> float:
    said = pipeline.predict([example.text for example in examples])
    return macro_f1([example.label for example in examples], list(said))


if __name__ == "__main__":
    main()
