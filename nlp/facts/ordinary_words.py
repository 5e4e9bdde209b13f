"""Words that anybody uses, trade or not: what a brand by ear or in short must not be taken from."""

from functools import cache
from pathlib import Path
from typing import Final

_WORDS: Final = Path(__file__).parent.parent / "lexicon" / "words.txt"
#: Trade words carry this count in the dictionary; 0 is the beginning of a longer word only.
_OF_THE_TRADE: Final = "20000"


@cache
def ordinary_words() -> frozenset[str]:
    """The words of two to four characters that are none of the trade's own."""
    lines = (line.split(" ") for line in _WORDS.read_text(encoding="utf-8").splitlines())
    return frozenset(word for word, count in lines if count not in ("0", _OF_THE_TRADE))
