"""Building the word and syllable tables in `lexicon/` from the installed jieba and pypinyin.

Run by hand when the trade words change or a library is updated: `python -m nlp.lexicon_build`.
"""

from collections import defaultdict
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Final

from nlp.lexicon import FOLDER, TRADE_COUNT, text_of

#: Words counted less often in jieba's own corpus are left out; trade words make up for them.
RAREST: Final = 50
#: Longer entries are proverbs and names of institutions.
LONGEST: Final = 4


def main() -> None:
    counts = dict(_common_words())
    counts |= dict.fromkeys(trade_words(), TRADE_COUNT)
    _write(FOLDER / "words.txt", (f"{word} {count}" for word, count in _with_prefixes(counts)))
    syllables = _syllables(sorted(set("".join(counts)) | set(_every_common_character())))
    _write(
        FOLDER / "syllables.txt", (f"{sound} {''.join(syllables[sound])}" for sound in syllables)
    )


def trade_words() -> list[str]:
    """The words of `trade.txt`, one for each."""
    lines = text_of("trade.txt").splitlines()
    words = {word for line in lines if not line.startswith("#") for word in line.split()}
    return sorted(word for word in words if 1 < len(word) <= LONGEST)


def _common_words() -> Iterator[tuple[str, int]]:
    """The words of jieba's dictionary that are short, Chinese and not rare, with their counts."""
    lines = (files("jieba") / "dict.txt").read_text(encoding="utf-8").splitlines()
    for line in lines:
        word, count, _ = line.split(" ")
        if int(count) >= RAREST and len(word) <= LONGEST and all("一" <= c <= "鿿" for c in word):
            yield word, int(count)


def _with_prefixes(counts: dict[str, int]) -> list[tuple[str, int]]:
    """Every beginning of a word must be in jieba's table, with a count of 0 if it is no word."""
    table = {word[:size]: 0 for word in counts for size in range(1, len(word))}
    return sorted((table | counts).items())


def _every_common_character() -> Iterator[str]:
    """The 6,763 characters of GB 2312, which any phone can type."""
    for row in range(0xB0, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                yield bytes((row, cell)).decode("gb2312")
            except UnicodeDecodeError:
                continue


def _syllables(characters: list[str]) -> dict[str, list[str]]:
    from pypinyin import lazy_pinyin

    table: dict[str, list[str]] = defaultdict(list)
    for character in characters:
        sound = lazy_pinyin(character, errors="ignore")
        if sound:
            table[sound[0].replace("ü", "v")].append(character)
    return dict(sorted(table.items()))


def _write(file: Path, lines: Iterator[str]) -> None:
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
