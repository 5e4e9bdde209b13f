"""How far a brand's name goes: 硬 before it, 细支 or 1956 behind, a family and one of its own.

A name is a family or an own name, and round it, in any order, the words that specify it: soft or
hard, slim or short, colour, version, series, another own name of the family.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from nlp.facts.brand_table import Meaning, Table
from nlp.lexicon import ordinary_words

_SLIM: Final = r"(?:双中|细|中|短|粗)支|爆珠"
_SOFT_OR_HARD: Final = r"[软硬](?:包|盒|壳|盖|[细中]?支|[金蓝红白黄紫灰细])?"
_SERIES: Final = r"(?:(?:[细中]支|典藏|时代|纪念|礼盒|出口|升级|[新老高宽窄])版)|国宝"
_CIGAR: Final = r"雪茄"
_VERSION: Final = (
    rf"[一二三四两1-4]代|精品|珍品|特醇|薄荷|(?:\d{{1,2}}|[一三五八十])(?:mg|毫克)|{_SERIES}"
)
#: A year that is part of a name: 红塔山1956, 延安1938, but not 1990年.
_SINCE: Final = r"(?:18|19)\d\d(?![\d.]|\s?[条盒包件箱支年块元个])"
#: 软的 and 软趴趴 tell of a state, 硬要 and 硬塞 of force: no part of a name. 软的硬的 are both.
_NOT_A_STATE: Final = (
    r"(?![塞逼说是让给推把着邦性绵趴件盘不生度搭搞来叫]|要(?!涨|降|断|没)"
    r"|的[、和跟]?(?:[软硬]|[细中粗]支)的)"
)
_BEFORE_A_FAMILY: Final = re.compile(
    rf"(?:(?:{_SOFT_OR_HARD}|{_SLIM}|{_SERIES}|{_CIGAR}|精品|珍品)+|[红黄蓝绿紫黑银金白细]|(?<!大)小"
    r"|(?<![重最更全崭刷从还又])新)$"
)
_AFTER_A_FAMILY: Final = re.compile(
    rf"(?:{_SLIM}|{_SOFT_OR_HARD}{_NOT_A_STATE}|{_VERSION}|{_SINCE}"
    r"|[红蓝紫金黄绿白黑灰](?=\s?(?:[\d一两二三四五六七八九十半]+[条盒包件箱]|[断缺没冇]|[,。、]|$))"
    r"|(?<=[\u4e00-\u9fff])[一二三四五六七八九\d]{1,2}度)+"
)
#: 88硬甲, 新荷花, 金和天下: names of a family's own take fewer words before them.
_BEFORE: Final = re.compile(
    rf"(?:[软硬](?![软硬])|{_SLIM}|{_SERIES}|{_CIGAR}|(?<![\d一二三四五六七八九十])(?:[6-9]{{2}}|[六七八九]{{2}}))+$"
    r"|(?<![重最更全崭刷从还又])新$|[红蓝绿紫金银]$"
)
_AFTER: Final = re.compile(rf"(?:{_SLIM}|薄荷|烤烟|爆冰|(?:[细中]支|典藏|时代|礼盒|[新老])版)+")
_SLENDER: Final = re.compile(_SLIM)
#: What may stand in brackets behind a family: any name, but no count and no remark.
_SPECIFICATION: Final = re.compile(r"(?:(?![条盒件箱没了的少不都也就])[\w\u4e00-\u9fff]){1,8}")
_IN_BRACKETS: Final = re.compile(r"[(\[【<《「]([^()\[\]【】<>《》「」]{1,10})[)\]】>》」]")
#: What may stand between a family and one of its own: 真龙硬海韵.
_JOINT: Final = re.compile(rf" ?|[软硬]|{_SLIM}")
_BODY: Final = re.compile("[软硬细]")
_BODY_POINTED_AT: Final = re.compile(r"(?<=..)[软硬细粗]$")
_BODIES_AND_COLOURS: Final = "软硬细中短粗新老金银红白黄蓝绿紫黑灰"
_SHORTEST_SPECIFIED: Final = 3
#: What follows a name: behind an unknown own name it shows that the name has ended.
NAME_ENDS: Final = re.compile(
    r"$|[,。;!?、\s]|[\d一两二三四五六七八九十半几]+[条盒包件箱]|[断缺没冇少订定压又也都还跟和咋怎啥呢]"
)
#: So many words may specify a name, and so far before it they are looked for.
_MOST_PIECES: Final = 4
_FRONT_REACH: Final = 7


@dataclass(frozen=True, slots=True)
class Hit:
    """A name found at `start` to `end` of the folded text, and what it may mean."""

    start: int
    end: int
    alias: str
    meaning: Meaning


def joined(hits: Iterable[Hit], text: str, known: Table) -> list[Hit]:
    """南京 + 炫赫门, 黄鹤楼 + 1916: a family and one of its own are one name."""
    names: list[Hit] = []
    for hit in hits:
        last = names[-1] if names else None
        gap = text[last.end : hit.start] if last else ""
        if last and _JOINT.fullmatch(gap) and (both := _together(last, hit, gap, known)):
            names[-1] = both
        else:
            names.append(hit)
    return names


def _together(first: Hit, second: Hit, gap: str, known: Table) -> Hit | None:
    if _is_said_twice(first, second, gap):
        return Hit(first.start, second.end, first.alias + second.alias, first.meaning)
    if not gap and second.meaning.nature and _BEFORE_A_FAMILY.fullmatch(first.alias):
        return Hit(first.start, second.end, first.alias + second.alias, second.meaning)
    family, member = first, second
    if not first.meaning.nature and second.meaning.nature and first.meaning.is_guarded:
        family, member = second, first
    name = family.alias
    if not _ends_in_family(family) or member.meaning.nature or name in member.alias:
        return None
    if family is second and not _may_follow_its_own(family):
        return None
    if _is_specified(family, known) and _BODY.match(member.alias):
        return None  # 红南京 软珍 are two
    if any(kin in member.alias for kin in member.meaning.families):
        return None
    if member.meaning.is_short and member.alias not in known.owns:
        return None
    if not member.meaning.families & family.meaning.families:
        return None
    officials = tuple(
        official
        for official in member.meaning.officials
        if any(official.startswith(f"{kin}(") for kin in family.meaning.families)
    )
    meaning = Meaning(officials, family.meaning.families)
    return Hit(first.start, second.end, first.alias + gap + second.alias, meaning)


def _ends_in_family(hit: Hit) -> bool:
    """Whether an own name may follow: 玉溪, and also 中支玉溪 and 广东双喜."""
    return bool(hit.meaning.nature) or hit.alias.endswith(tuple(hit.meaning.families))


def _may_follow_its_own(family: Hit) -> bool:
    """冰爵 双爆万宝路 is one name, but 软甲 小红河 are two."""
    is_plain = family.alias in family.meaning.families
    return is_plain or (
        _ends_in_family(family) and family.alias[0] not in f"大小{_BODIES_AND_COLOURS}"
    )


def _is_specified(hit: Hit, known: Table) -> bool:
    """Whether the family is said with a body or colour before it: 红南京, 硬珍兰州."""
    is_whole = hit.alias in known.officials or len(hit.alias) < _SHORTEST_SPECIFIED
    return not is_whole and hit.alias[0] in _BODIES_AND_COLOURS and _ends_in_family(hit)


def _has_family(hit: Hit) -> bool:
    return bool(hit.meaning.nature) or any(kin in hit.alias for kin in hit.meaning.families)


def _is_said_twice(first: Hit, second: Hit, gap: str) -> bool:
    """ESSE爱喜: one family in two scripts."""
    is_of_one = first.meaning.families == second.meaning.families
    both_families = bool(first.meaning.nature and second.meaning.nature)
    return not gap and both_families and is_of_one and first.alias.isascii()


def widened(hit: Hit, text: str, known: Table, floor: int) -> Hit:
    """Take in what specifies a name: 硬 before it, but not before `floor`; 细支 or (软) behind."""
    bracket = _IN_BRACKETS.match(text, hit.end)
    if bracket and _specifies(bracket[1], hit, known):
        return _specified(hit, hit.start, bracket.end(), bracket[1], text, known)
    start, end = hit.start, hit.end
    for _ in range(_MOST_PIECES):
        behind = _behind(hit, text, end, known)
        end += len(behind)
        before = _before(hit, text, start, known, floor) if not behind else ""
        start -= len(before)
        if not behind and not before:
            break
    if end == hit.end and start == hit.start:
        end += len(_unknown(hit, text, end, known))
    said = text[start : hit.start] + text[hit.end : end]
    return _said_without_body(_specified(hit, start, end, said, text, known), text, known)


def _before(hit: Hit, text: str, start: int, known: Table, floor: int) -> str:
    """The specifying words that end at `start`."""
    is_family = _has_family(hit)
    pattern = _BEFORE_A_FAMILY if is_family else _BEFORE
    match = pattern.search(text[max(floor, start - _FRONT_REACH) : start])
    own = known.own_before(text, start, hit.meaning.families, floor) if is_family else ""
    return max(match[0] if match else "", own, key=len)


def _behind(hit: Hit, text: str, end: int, known: Table) -> str:
    """The specifying words that begin at `end`, unless another brand begins there."""
    is_family = _has_family(hit)
    match = (_AFTER_A_FAMILY if is_family else _AFTER).match(text, end)
    own = known.own_at(text, end, hit.meaning.families) if is_family else ""
    if _is_specified(hit, known) and _BODY.match(own):
        own = ""
    said = max(own, match[0] if match else "", key=len)
    return "" if not said or _begins_another(text, end, said, known) else said


def _unknown(hit: Hit, text: str, end: int, known: Table) -> str:
    """An own name of two characters that no table has, made as such names are: 雪莲天韵."""
    said = text[end : end + 2]
    if not hit.meaning.nature or hit.meaning.is_guarded or hit.alias[-1].isascii():
        return ""
    if len(said) < 2 or not set(said) <= known.characters or not NAME_ENDS.match(text, end + 2):
        return ""
    alias = known.longest_at(text, end)
    is_taken = alias and (alias != said or not known.meanings[alias].is_short)
    if is_taken or said in ordinary_words() or known.longest_at(text, end + 1):
        return ""
    return said


def _specifies(said: str, hit: Hit, known: Table) -> bool:
    is_official = f"{hit.alias}({said})" in known.officials
    return is_official or (bool(hit.meaning.nature) and bool(_SPECIFICATION.fullmatch(said)))


def _begins_another(text: str, start: int, said: str, known: Table) -> bool:
    if len(alias := known.longest_at(text, start) or "") > len(said):
        return True
    following = known.longest_at(text, start + len(said))
    return bool(following and not alias and known.meanings[following].nature)


def _said_without_body(hit: Hit, text: str, known: Table) -> Hit:
    """玉溪 of 玉溪软的: what the person points at by 软的 is meant, not part of the name."""
    body = _BODY_POINTED_AT.search(hit.alias)
    name = hit.alias[: body.start()] if body else ""
    is_named = name in known.meanings or name.endswith(tuple(hit.meaning.families))
    if body and is_named and text.startswith("的", hit.end):
        return Hit(hit.start, hit.start + len(name), name, hit.meaning)
    return hit


def _specified(hit: Hit, start: int, end: int, said: str, text: str, known: Table) -> Hit:
    """The official name if the table has it, else every one of the family the words allow.

    An own name or 细支 beside it makes a brand of a word that may be an ordinary one.
    """
    if not said:
        return hit
    meaning = hit.meaning
    for kin in sorted(meaning.families) if meaning.nature else ():
        if official := known.officials.get(f"{kin}({said})"):
            meaning = replace(meaning, officials=(official,), nature="")
            break
    is_a_word = hit.meaning.nature in ("", "word")
    if said in known.owns or (is_a_word and _SLENDER.search(said)):
        meaning = replace(meaning, is_guarded=False)
    return Hit(start, end, text[start:end], meaning)
