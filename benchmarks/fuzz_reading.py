"""Fuzzing of the reading: broken, spliced and random messages until the time is up.

    python -m benchmarks.fuzz_reading SECONDS [SEED]

SECONDS are of CPU. Each message is a shipped one with characters lost, doubled, swapped, spliced
with another's, or pieces of any script and none; each is cleaned, classified, graded, searched for
facts and cut into matters, and what must hold for any text is checked. A message that breaks
something is printed as a Python literal, and the exit code is 1.
"""

import os

# Before numpy is loaded: one thread, as in the service.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import json
import random
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from datetime import date, timedelta
from itertools import pairwise

from nlp.dataset import CORPUS, read_examples
from nlp.facts.folding import fold
from nlp.reader import Reader
from nlp.reading import Facts
from nlp.text import normalise
from nlp.training import train

_PIECES: Sequence[str] = (
    "一二三四五六七八九十百千万零两半俩仨廿卅幺洞拐勾",
    "0123456789.-/:,()[]{}\\|*+?^$#@&%~_='\"<> \t\n\r",
    "０１２３４５６７８９ＡＢＹＸ（），。！？、；：…—～",
    "上下前后昨今明大这那周星期礼拜年月日号初正腊节",
    "条盒包件箱支根个软硬细中短红黄蓝金单订货电话号码",
    "\x00\x01\x07\x1b\x7f\u200b\u200d\u202e\ufeff\ufffd\ud800\udfff\u0301\u3000\u00a0",
    "abcxyzQWE臺灣軟華煙😀👨\u200d👩\u200d👧🚬ßİıǅﬁ①⑩㊗㈱½Ⅳ٣९ابตक",
)
_LONGEST = 400


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seconds", type=float)
    parser.add_argument("seed", type=int, nargs="?", default=1)
    asked = parser.parse_args()
    examples = read_examples(CORPUS / "train.csv")
    reader = Reader(train(examples).classifier)
    chance = random.Random(asked.seed)
    texts, read, broken = [example.text for example in examples], 0, 0
    began = time.process_time()
    while time.process_time() - began < asked.seconds:
        text = _message(chance, texts)
        fault = _fault(reader, text, date(2000, 1, 1) + timedelta(days=chance.randrange(36_000)))
        read += 1
        if fault:
            broken += 1
            print(ascii(text), fault, sep="\n")
    print(json.dumps({"seed": asked.seed, "cpu_s": asked.seconds, "read": read, "broken": broken}))
    sys.exit(1 if broken else 0)


def _message(chance: random.Random, texts: Sequence[str]) -> str:
    text = chance.choice(texts) if chance.random() < 0.8 else ""
    for _ in range(chance.randrange(6)):
        text = chance.choice(_CHANGES)(text, chance, texts)
    return text[: 20 * _LONGEST] if chance.random() < 0.01 else text[:_LONGEST]


def _lose(text: str, chance: random.Random, _texts: Sequence[str]) -> str:
    place = chance.randrange(len(text) + 1)
    return text[:place] + text[place + chance.randrange(4) :]


def _double(text: str, chance: random.Random, _texts: Sequence[str]) -> str:
    start = chance.randrange(len(text) + 1)
    piece = text[start : start + chance.randrange(1, 12)]
    return text[:start] + piece * chance.choice((2, 3, 50)) + text[start:]


def _swap(text: str, chance: random.Random, _texts: Sequence[str]) -> str:
    if len(text) < 2:
        return text
    place = chance.randrange(len(text) - 1)
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def _splice(text: str, chance: random.Random, texts: Sequence[str]) -> str:
    other = chance.choice(texts)
    return text[: chance.randrange(len(text) + 1)] + other[chance.randrange(len(other)) :]


def _insert(text: str, chance: random.Random, _texts: Sequence[str]) -> str:
    place = chance.randrange(len(text) + 1)
    letters = chance.choice(_PIECES)
    piece = "".join(chance.choice(letters) for _ in range(chance.randrange(1, 20)))
    return text[:place] + piece + text[place:]


def _anything(text: str, chance: random.Random, _texts: Sequence[str]) -> str:
    codes = (chance.randrange(0x110000) for _ in range(chance.randrange(1, 30)))
    return text + "".join(chr(code) for code in codes)


_Change = Callable[[str, random.Random, Sequence[str]], str]
_CHANGES: Sequence[_Change] = (_lose, _double, _swap, _splice, _insert, _insert, _anything)


def _fault(reader: Reader, text: str, today: date) -> str:
    """What does not hold for a text, or an exception's trace; empty where all is well."""
    try:
        return "; ".join(_faults(reader, text, today))
    except Exception:
        return traceback.format_exc()


def _faults(reader: Reader, text: str, today: date) -> Iterator[str]:
    reading = reader.read(text, today, order_weekday=2, delivery_weekday=5)
    if not 0.0 <= reading.confidence <= 1.0:
        yield f"confidence {reading.confidence}"
    if not all(word in text or word == reading.subcategory for word in reading.grade_words):
        yield "a grade word is neither in the text nor its kind"
    if not all(word in text for word in reading.reasons):
        yield "a reason is not in the text"
    if not all(matter.text in text for matter in reading.matters):
        yield "a matter is not in the text"
    yield from _faults_of_facts(reading.facts, text)
    if normalise(normalise(text)) != normalise(text):
        yield "cleaned twice is not cleaned once"
    if len(fold(text)) != len(text):
        yield "folding changed the length"
    if reader.classifier.judge(f"  {text}\u3000").label != reading.label:
        yield "spaces around it change the label"


def _faults_of_facts(facts: Facts, text: str) -> Iterator[str]:
    for group in fields(facts):
        found = getattr(facts, group.name)
        for fact in found:
            said = fact.said if group.name == "brands" else fact.text
            if not said or text[fact.span.start : fact.span.end] != said:
                yield f"a span of {group.name} does not give its words"
        if any(left.span.end > right.span.start for left, right in pairwise(found)):
            yield f"two of {group.name} overlap"


if __name__ == "__main__":
    main()
