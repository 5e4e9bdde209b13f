"""Brands (品规): which specification was named, by the longest name that was said.

The names come from the table (`brand_table`), spelled right or by ear (`homophones`); the words
beside them say whether they are brands at all (`other_words`, `brand_context`).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from nlp.facts.brand_context import has_sign_of_trade
from nlp.facts.brand_table import Meaning, Table, table
from nlp.facts.homophones import heard_at, sounds_of
from nlp.facts.other_words import is_something_else
from nlp.reading import Brand, Span

_SLIM: Final = r"(?:双中|细|中|短|粗)支|爆珠"
_SOFT_OR_HARD: Final = r"[软硬](?:包|盒|壳|盖|[细中]?支|[金蓝红白黄紫灰细])?"
_VERSION: Final = r"[一二三四两1-4]代|精品|珍品|特醇|(?:\d{1,2}|[一三五八十])(?:mg|毫克)"
#: A year that is part of a name: 红塔山1956, 延安1938, but not 1990年.
_SINCE: Final = r"(?:18|19)\d\d(?![\d.]|\s?[条盒包件箱支年块元个])"
#: 软的 and 软趴趴 tell of a state, 硬要 and 硬塞 of force: no part of a name.
_NOT_A_STATE: Final = r"(?![要塞逼说是让给推把着邦性绵趴件盘不生度搭搞来叫])"
_BEFORE_A_FAMILY: Final = re.compile(
    rf"(?:(?:{_SOFT_OR_HARD}|{_SLIM}|[新老]版|精品|珍品)+|[红黄蓝绿紫黑银金白细]|(?<!大)小)$"
)
_AFTER_A_FAMILY: Final = re.compile(
    rf"(?:{_SLIM}|{_SOFT_OR_HARD}{_NOT_A_STATE}|{_VERSION}|{_SINCE})+"
)
_BEFORE: Final = re.compile(rf"(?:[软硬]|{_SLIM})+$")
_AFTER: Final = re.compile(rf"(?:{_SLIM})+")
#: What may stand in brackets behind a family: any name, but no count and no remark.
_SPECIFICATION: Final = re.compile(r"(?:(?![条盒件箱没了的少不都也就])[\w\u4e00-\u9fff]){1,8}")
_IN_BRACKETS: Final = re.compile(r"\(([^()]{1,10})\)")

#: By so many characters a name by sound must go beyond one that is spelled right.
_FURTHER: Final = 2
_NUMBER_ALIAS_ENDS: Final = re.compile(r"[\d.\-年月号元块%个户家度]|多[条盒块元]|[条盒包件箱支]")
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


#: What may stand between a family and one of its own: 真龙硬海韵.
_JOINT: Final = re.compile(rf" ?|[软硬]|{_SLIM}")


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    alias: str
    meaning: Meaning


def find(folded: str, original: str) -> Iterator[Brand]:
    """The brands of a folded text in the order said, longest match first."""
    known = table()
    hits = [
        hit
        for hit in _hits(folded, known)
        if not is_something_else(folded, hit.start, hit.end, hit.meaning)
    ]
    sure = (hit for hit in hits if not hit.meaning.is_guarded)
    edges = frozenset(edge for hit in sure for edge in (hit.start, hit.end))
    last = 0
    for hit in _join_families(hits, folded):
        meaning, wide = hit.meaning, _widen(hit, folded, known, last)
        last = wide.end
        is_told = not (meaning.is_guarded and wide.meaning.is_guarded)
        if is_told or has_sign_of_trade(folded, hit.start, hit.end, meaning, edges):
            yield _brand(wide, original)


def _hits(text: str, known: Table) -> Iterator[_Hit]:
    position, end, sounds = 0, len(text), sounds_of(text)
    while position < end:
        hit = _hit_at(text, sounds, position, known)
        if hit:
            yield hit
        position = hit.end if hit else position + 1


def _hit_at(text: str, sounds: tuple[str, ...], start: int, known: Table) -> _Hit | None:
    """The name spelled at a place, or else the one it sounds like if that reaches further."""
    spelled = next(
        (
            _Hit(start, start + len(alias), alias, known.meanings[alias])
            for alias in known.candidates_at(text, start)
            if _stands_alone(alias, text, start, start + len(alias))
        ),
        None,
    )
    heard = heard_at(text, sounds, start)
    if not heard or (spelled and len(heard.alias) < len(spelled.alias) + _FURTHER):
        return spelled
    if len(known.longest_at(text, start + 1) or "") >= len(heard.alias) - 1:
        return spelled  # 搭 通仙 is not 大通仙
    meaning = replace(heard.meaning, is_guarded=not heard.is_certain)
    return _Hit(start, start + len(heard.alias), heard.alias, meaning)


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
    return not (after.isascii() and after.isalpha())


def _join_families(hits: Iterable[_Hit], text: str) -> list[_Hit]:
    """南京 + 炫赫门, 黄鹤楼 + 1916: a family and one of its own are one name."""
    joined: list[_Hit] = []
    for hit in hits:
        last = joined[-1] if joined else None
        gap = text[last.end : hit.start] if last else ""
        if last and _JOINT.fullmatch(gap) and (both := _together(last, hit, gap)):
            joined[-1] = both
        else:
            joined.append(hit)
    return joined


def _together(first: _Hit, second: _Hit, gap: str) -> _Hit | None:
    family, member = first, second
    if not first.meaning.nature and second.meaning.nature and first.meaning.is_guarded:
        family, member = second, first
    name = family.alias
    if not family.meaning.nature or member.meaning.nature or name in member.alias:
        return None
    if not member.meaning.families & family.meaning.families:
        return None
    officials = tuple(
        official
        for official in member.meaning.officials
        if any(official.startswith(f"{kin}(") for kin in family.meaning.families)
    )
    meaning = Meaning(officials, family.meaning.families)
    return _Hit(first.start, second.end, first.alias + gap + second.alias, meaning)


def _widen(hit: _Hit, text: str, known: Table, floor: int) -> _Hit:
    """Take in what specifies a name: 硬 before it, but not before `floor`; 细支 or (软) behind."""
    is_family = bool(hit.meaning.nature)
    start, end, said = hit.start, hit.end, ""
    front = (_BEFORE_A_FAMILY if is_family else _BEFORE).search(text[max(floor, start - 6) : start])
    bracket = _IN_BRACKETS.match(text, end)
    back = (_AFTER_A_FAMILY if is_family else _AFTER).match(text, end)
    own = known.own_at(text, end, hit.meaning.families) if is_family else ""
    if (
        own
        and len(own) > (len(back[0]) if back else 1)
        and not _begins_another(text, end, own, known)
    ):
        meaning = replace(_specified(hit.meaning, own, known), is_guarded=False)
        return _Hit(start, end + len(own), text[start : end + len(own)], meaning)
    if front:
        start, said = start - len(front[0]), front[0]
    elif bracket and _specifies(bracket[1], hit, known):
        end, said = bracket.end(), bracket[1]
    elif back and not _begins_another(text, end, back[0], known):
        end, said = back.end(), back[0]
    if not said:
        return hit
    meaning = _specified(hit.meaning, said, known)
    meaning = replace(meaning, is_guarded=hit.meaning.is_guarded)
    return _Hit(start, end, text[start:end], meaning)


def _specifies(said: str, hit: _Hit, known: Table) -> bool:
    is_official = f"{hit.alias}({said})" in known.officials
    return is_official or (bool(hit.meaning.nature) and bool(_SPECIFICATION.fullmatch(said)))


def _begins_another(text: str, start: int, said: str, known: Table) -> bool:
    if len(alias := known.longest_at(text, start) or "") > len(said):
        return True
    following = known.longest_at(text, start + len(said))
    return bool(following and not alias and known.meanings[following].nature)


def _specified(meaning: Meaning, said: str, known: Table) -> Meaning:
    """The official name if the table has it, else every one of the family the words allow."""
    for kin in sorted(meaning.families) if meaning.nature else ():
        if official := known.officials.get(f"{kin}({said})"):
            return Meaning((official,), meaning.families)
    return meaning


def _brand(hit: _Hit, original: str) -> Brand:
    return Brand(original[hit.start : hit.end], hit.meaning.officials, Span(hit.start, hit.end))
