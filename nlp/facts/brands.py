"""Brands (品规): which specification was named, by the longest name that was said.

The names come from the table (`brand_table`), spelled right or by ear (`homophones`), and reach as
far as what specifies them (`brand_spans`); the words beside them say whether they are brands at
all (`other_words`, `brand_context`).
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from nlp.facts.brand_context import has_sign_of_trade, stand_in_a_list
from nlp.facts.brand_spans import NAME_ENDS, Hit, joined, widened
from nlp.facts.brand_table import Table, table
from nlp.facts.homophones import Heard, heard_at, heard_beginnings, sounds_of
from nlp.facts.other_words import is_something_else
from nlp.reading import Brand, Span

#: By so many characters a name by sound must go beyond one that is spelled right.
_FURTHER: Final = 2
_NUMBER_ALIAS_ENDS: Final = re.compile(
    r"[\d.\-年月号元块%个户家度]|多[条盒块元]|条(?!码)|[件箱支]|包(?!装)|盒(?!子|身)"
)
_LONG_NUMBER: Final = re.compile(r"\d{5}")
#: 三五 is a brand, 三五条 is a few cartons.
_NUMERALS: Final = "一二三四五六七八九十百千两几零"
_IS_A_NUMERAL: Final = re.compile(f"[{_NUMERALS}]+")
_COUNTS: Final = re.compile(rf"[{_NUMERALS}条盒包件箱支根天个分次人年月号点块户家斤万回趟]")
#: 荷花烟盒, 芙蓉王黄了: the last character belongs to the next word.
_OF_THE_NEXT_WORD: Final = {
    "烟": re.compile(r"[盒支丝味民草灰嘴酒标厂蒂油柜叶包]"),
    "黄": re.compile(r"[了掉]"),
    "红": re.compile(r"了"),
    "黑": re.compile(r"[了掉]"),
}
#: 紫钻, which may be the beginning of 紫钻石.
_IN_SHORT: Final = re.compile("[软硬细中短粗新老大小金银红白黄蓝绿紫黑灰].{1,2}")


def find(folded: str, original: str) -> Iterator[Brand]:
    """The brands of a folded text in the order said, longest match first."""
    known = table()
    hits = [
        hit
        for hit in _hits(folded, known)
        if not is_something_else(folded, hit.start, hit.end, hit.meaning)
    ]
    edges = {edge for hit in hits if not hit.meaning.is_guarded for edge in (hit.start, hit.end)}
    doubtful: list[Hit] = []
    last = 0
    for hit in joined(hits, folded, known):
        wide = widened(hit, folded, known, last)
        last = wide.end
        is_told = not (hit.meaning.is_guarded and wide.meaning.is_guarded)
        if is_told or has_sign_of_trade(folded, hit.start, hit.end, hit.meaning, edges):
            edges |= {wide.start, wide.end}
            yield _brand(wide, original)
        else:
            doubtful.append(wide)
    for hit in stand_in_a_list(doubtful, folded):
        yield _brand(hit, original)


def _hits(text: str, known: Table) -> Iterator[Hit]:
    position, end, sounds = 0, len(text), sounds_of(text)
    spelled, heard = known.lengths, heard_beginnings()
    while position < end:
        # Most characters begin no name; they are passed over at the least cost.
        if text[position] not in spelled and sounds[position : position + 2] not in heard:
            position += 1
            continue
        hit = _hit_at(text, sounds, position, known)
        if hit:
            yield hit
        position = hit.end if hit else position + 1


def _hit_at(text: str, sounds: tuple[str, ...], start: int, known: Table) -> Hit | None:
    """The name spelled at a place, or else the one it sounds like if that reaches further."""
    spelled = next(
        (
            Hit(start, start + len(alias), alias, known.meanings[alias])
            for alias in known.candidates_at(text, start)
            if _stands_alone(alias, text, start, start + len(alias))
        ),
        None,
    )
    if spelled and (longer := _longer_within(spelled, text, known)):
        return longer
    heard = heard_at(text, sounds, start)
    if not heard or (
        spelled and len(heard.alias) < len(spelled.alias) + _further(spelled, heard, text)
    ):
        return spelled
    if len(known.longest_at(text, start + 1) or "") >= len(heard.alias) - 1:
        return spelled  # 搭 通仙 is not 大通仙
    meaning = replace(heard.meaning, is_guarded=not heard.is_certain)
    return Hit(start, start + len(heard.alias), heard.alias, meaning)


def _further(spelled: Hit, heard: Heard, text: str) -> int:
    """芙蓉往三包 is 芙蓉王, a family's whole name; 芙蓉忘了送 is 芙蓉."""
    if spelled.meaning.is_short:
        return 1
    is_whole = heard.is_certain and heard.meaning.nature and heard.alias.startswith(spelled.alias)
    has_ended = is_whole and NAME_ENDS.match(text, spelled.start + len(heard.alias))
    return 1 if has_ended else _FURTHER


def _longer_within(hit: Hit, text: str, known: Table) -> Hit | None:
    """The name that begins in a short one and reaches further: 紫 钻石, 硬 海韵."""
    is_whole = hit.alias in known.officials or not _IN_SHORT.fullmatch(hit.alias)
    if is_whole and not hit.meaning.is_short:
        return None
    for start in range(hit.start + 1, hit.end):
        name = known.longest_at(text, start)
        if not name or start + len(name) <= hit.end:
            continue
        meaning = known.meanings[name]
        is_its_family = bool(meaning.nature and meaning.families & hit.meaning.families)
        is_better = not meaning.is_short if hit.meaning.is_short else not meaning.is_guarded
        if is_better and (hit.meaning.is_short or is_its_family):
            return Hit(start, start + len(name), name, meaning)
    return None


def _stands_alone(alias: str, text: str, start: int, end: int) -> bool:
    """Letters and digits must not run on into more of their kind: 1916年 is a year."""
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    if (
        (next_word := _OF_THE_NEXT_WORD.get(alias[-1]))
        and len(alias) > 2
        and next_word.match(after)
    ):
        return False
    if _IS_A_NUMERAL.fullmatch(alias):
        return not (_COUNTS.match(after) or (before in _NUMERALS and before))
    if alias[0].isascii() and before.isascii() and before.isalnum():
        return False
    if not alias[-1].isascii():
        return True
    if alias[-1].isdigit():
        return not _NUMBER_ALIAS_ENDS.match(text, end)
    if _LONG_NUMBER.match(text, end):
        return False  # 微信yx13800
    return not (after.isascii() and after.isalpha())


def _brand(hit: Hit, original: str) -> Brand:
    return Brand(original[hit.start : hit.end], hit.meaning.officials, Span(hit.start, hit.end))
