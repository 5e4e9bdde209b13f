"""Brands (品规): which specification was named, from an editable table of what people call them.

The table `nlp/lexicon/brands.csv` has, a line a specification: its official name, its family,
the aliases that can mean nothing else, the guarded ones that are also ordinary words and count
only with a sign of trade beside them (好日子, 1916, yx), and for families their nature: `name`,
`place` (南京 is also a town) or `word`.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from nlp.facts.folding import fold
from nlp.patterns import any_of
from nlp.reading import Brand, Span

TABLE: Final = Path(__file__).parent.parent / "lexicon" / "brands.csv"

_SOFT_OR_HARD: Final = r"[软硬](?:包|盒|壳|盖)?"
_SLIM: Final = r"(?:双中|细|中|短|粗)支|爆珠"
_BEFORE: Final = re.compile(rf"(?:(?:{_SOFT_OR_HARD}|{_SLIM})+|[红黄蓝绿紫黑银金白细])$")
_AFTER: Final = re.compile(
    rf"(?:{_SLIM}|{_SOFT_OR_HARD}(?![要塞逼说是让给推把着邦性绵趴件盘不生度搭搞来叫])|爆珠)+"
)
#: What may stand in brackets behind a family: any name, but no count and no remark.
_SPECIFICATION: Final = re.compile(r"(?:(?![条盒件箱没了的少不都也就])[\w\u4e00-\u9fff]){1,8}")
_IN_BRACKETS: Final = re.compile(r"\(([^()]{1,10})\)")

#: What makes a brand's name part of a longer name: 中华路, 玉溪市, 双喜临门 (not 玉溪市场上没有).
_LONGER_NAME: Final = re.compile(
    any_of(
        """
        市(?!场|面) 路(?!上|途|线|过|费|边|烂|滑|太|远) 街(?!上|坊|边) 区(?!域|别) 村(?!里|上|头)
        镇(?!上|里|头) 县(?!里|城) 乡(?!里|下) 巷 弄堂 州(?=市|州|大|路) 省 江(?=市|路) 池 苑
        大道 大厦 大桥 超市 商场 小区 公园 景区 风景 大学 小学 中学 医院 酒店 宾馆 饭店 广场 花园
        机场 高速 火车 高铁 [东西南北中]路 [东西南北]站 地区 方向 本地 老家
        烟草 卷烟厂 烟厂 集团 有限 分公司 公司 办事处 营销部 物流 宽带 银行 保险 汽车 旅游
        那边(?!的烟) 这边 人(?![家都]) 老百姓 户口 人民 民族 儿女 传统 老字号 美食 文化 田园 拉面
        骨朵 戒指 脚下 茅台 临门 节(?!前|后|日)
        """
    )
)
#: Words before a town's name that make it the town: 去南京, 在黄山.
_GOING: Final = re.compile(r"(?:[去在从住飞爬游逛赴离]|来自|到达|老家|家住|我是|我们是|人在)\s?$")
_COUNT: Final = r"[\d一两二三四五六七八九十半几俩]+\s?"
_SOLD_ALL_THE_SAME: Final = re.compile(rf"\s?(?:的?烟|{_COUNT}[条盒包件箱])")

#: Signs of trade before a doubtful word (订了跨越, 这个力群) and behind it (1916断货, 好日子两条).
_TRADE_BEFORE: Final = re.compile(
    r"(?:[订定要买卖抽进缺断少差配搭点批没冇换退拿有攞塞真假条盒包件箱]|货源|供应|投放)"
    r"(?:点|了|的|些|过|到|得|一点|上|不上|不到|啥|个)?\s?$"
    r"|[封订定批来送到买进](?:货|的)的?$|[这那][个种批款条盒]$"
)
_WANTED: Final = any_of(
    rf"""
    没[有货了得到来送给发我] 冇 断[货了档] 缺货 [订定买点]不[上到] 又没 也没 都没 不够 到货 来货
    有货 涨价 啥时候 什么时候 几时 啥辰光 限量 难订 限购
    可订 发霉 受潮 长毛 封 少[了一两几] 多少 怎么 咋
    [给批拨配来发要][^,。;!?]{{0,2}}{_COUNT}[条盒包件箱]
    """
)
_TRADE_AFTER: Final = re.compile(
    rf"香?烟|[细中]支|爆珠|[软硬][的盒包壳]|\s?(?:\d|{_COUNT}[条盒包件箱支个])"
    rf"|[^,。;!?年块]{{0,5}}?{_WANTED}"
)
#: What stands between the brands of a list, at most this long.
_JOINED: Final = re.compile(r"[、,/ 和跟与还有以及]{1,3}")
_LONGEST_JOINT: Final = 3
_NUMBER_ALIAS_ENDS: Final = re.compile(r"[\d.\-年月号元块%个]|多[条盒块元]|[条盒包件箱支]")
#: 三五 is a brand, 三五条 is a few cartons.
_NUMERALS: Final = "一二三四五六七八九十百千两几零"
_IS_A_NUMERAL: Final = re.compile(f"[{_NUMERALS}]+")
_COUNTS: Final = re.compile(rf"[{_NUMERALS}条盒包件箱支根天个分次人年月号点块户家斤万回趟]")


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What one alias may mean."""

    officials: tuple[str, ...]
    families: frozenset[str]
    nature: str
    is_guarded: bool


@dataclass(frozen=True, slots=True)
class Table:
    """The aliases by their folded spelling, and their lengths by first character."""

    meanings: dict[str, _Meaning]
    lengths: dict[str, tuple[int, ...]]
    officials: dict[str, str] = field(default_factory=dict)

    def aliases_at(self, text: str, start: int) -> Iterator[str]:
        """The aliases that begin at `start`, the longest first."""
        for length in self.lengths.get(text[start], ()):
            alias = text[start : start + length]
            if alias in self.meanings:
                yield alias

    def longest_at(self, text: str, start: int) -> str | None:
        if start >= len(text):
            return None
        return next(self.aliases_at(text, start), None)

    def candidates_at(self, text: str, start: int) -> list[str]:
        """The aliases at `start`, before all a family whose own name behind it reaches further."""
        found = list(self.aliases_at(text, start))
        for name in found[1:]:
            own = self.longest_at(text, start + len(name)) if self.meanings[name].nature else None
            if own and len(name) + len(own) > len(found[0]) and self._belongs(own, name):
                return [name, *(alias for alias in found if alias != name)]
        return found

    def _belongs(self, alias: str, family: str) -> bool:
        return bool(self.meanings[alias].families & self.meanings[family].families)


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    alias: str
    meaning: _Meaning


@cache
def table(path: Path = TABLE) -> Table:
    """Read the table; `path` may be an installation's own."""
    sure: dict[str, list[str]] = defaultdict(list)
    guarded: dict[str, list[str]] = defaultdict(list)
    families: dict[str, str] = {}
    natures: dict[str, str] = {}
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            official = row["official"]
            families[official] = row["family"]
            names = row["aliases"].split()
            if row["nature"] in ("name", "place"):
                names.append(official)
                natures[fold(official)] = row["nature"]
            for name in names:
                sure[fold(name)].append(official)
            for name in row["guarded"].split():
                guarded[fold(name)].append(official)
    meanings: dict[str, _Meaning] = {}
    for alias in {*sure, *guarded}:
        officials = tuple(dict.fromkeys(sure.get(alias, []) + guarded.get(alias, [])))
        kin = frozenset(families[official] for official in officials)
        meanings[alias] = _Meaning(officials, kin, natures.get(alias, ""), alias not in sure)
    return Table(meanings, _lengths(meanings), {fold(name): name for name in families})


def _lengths(meanings: dict[str, _Meaning]) -> dict[str, tuple[int, ...]]:
    lengths: dict[str, set[int]] = defaultdict(set)
    for alias in meanings:
        lengths[alias[0]].add(len(alias))
    return {first: tuple(sorted(some, reverse=True)) for first, some in lengths.items()}


def find(folded: str, original: str) -> Iterator[Brand]:
    """The brands of a folded text in the order said, longest match first."""
    known = table()
    hits = [hit for hit in _hits(folded, known) if not _is_part_of_a_name(hit, folded)]
    sure = (hit for hit in hits if not hit.meaning.is_guarded)
    edges = frozenset(edge for hit in sure for edge in (hit.start, hit.end))
    for hit in _join_families(hits, folded):
        if hit.meaning.is_guarded and not _has_sign_of_trade(hit, folded, edges):
            continue
        yield _brand(_widen(hit, folded, known), original)


def _hits(text: str, known: Table) -> Iterator[_Hit]:
    position, end = 0, len(text)
    while position < end:
        for alias in known.candidates_at(text, position):
            stop = position + len(alias)
            if _stands_alone(alias, text, position, stop):
                yield _Hit(position, stop, alias, known.meanings[alias])
                position = stop
                break
        else:
            position += 1


def _stands_alone(alias: str, text: str, start: int, end: int) -> bool:
    """Letters and digits must not run on into more of their kind: 1916年 is a year."""
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    if _IS_A_NUMERAL.fullmatch(alias):
        return not (_COUNTS.match(after) or (before in _NUMERALS and before))
    if alias[0].isascii() and before.isascii() and before.isalnum():
        return False
    if not alias[-1].isascii():
        return True
    if alias[-1].isdigit():
        return not _NUMBER_ALIAS_ENDS.match(after)
    return not (after.isascii() and after.isalpha())


def _is_part_of_a_name(hit: _Hit, text: str) -> bool:
    if _LONGER_NAME.match(text, hit.end):
        return True
    if hit.meaning.nature != "place":
        return False
    before = text[max(0, hit.start - 4) : hit.start]
    return bool(_GOING.search(before)) and not _SOLD_ALL_THE_SAME.match(text, hit.end)


def _join_families(hits: list[_Hit], text: str) -> list[_Hit]:
    """南京 + 炫赫门, 黄鹤楼 + 1916: a family and one of its own are one name."""
    joined: list[_Hit] = []
    for hit in hits:
        last = joined[-1] if joined else None
        if last and text[last.end : hit.start] in ("", " ") and (both := _together(last, hit)):
            joined[-1] = both
        else:
            joined.append(hit)
    return joined


def _together(first: _Hit, second: _Hit) -> _Hit | None:
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
    meaning = _Meaning(officials, family.meaning.families, "", is_guarded=False)
    return _Hit(first.start, second.end, first.alias + second.alias, meaning)


def _has_sign_of_trade(hit: _Hit, text: str, edges: frozenset[int]) -> bool:
    """A guarded word is a brand where it is counted, traded, listed with a brand or alone.

    `edges` are the places where the brands that are beyond doubt begin and end.
    """
    if _TRADE_AFTER.match(text, hit.end):
        return True
    if _TRADE_BEFORE.search(text[max(0, hit.start - 5) : hit.start]):
        return True
    if not (text[: hit.start].strip() or text[hit.end :].strip(" 。.?!~")):
        return True
    return any(
        (hit.start - gap in edges and _JOINED.fullmatch(text, hit.start - gap, hit.start))
        or (hit.end + gap in edges and _JOINED.fullmatch(text, hit.end, hit.end + gap))
        for gap in range(1, _LONGEST_JOINT + 1)
    )


def _widen(hit: _Hit, text: str, known: Table) -> _Hit:
    """Take in what specifies a family: 硬 before it, 细支 or (软) behind it."""
    if not hit.meaning.nature:
        return hit
    start, end, said = hit.start, hit.end, ""
    if before := _BEFORE.search(text[max(0, start - 6) : start]):
        start, said = start - len(before[0]), before[0]
    elif bracket := _IN_BRACKETS.match(text, end):
        official = known.officials.get(f"{hit.alias}({bracket[1]})")
        if official or _SPECIFICATION.fullmatch(bracket[1]):
            end, said = bracket.end(), bracket[1]
    elif (after := _AFTER.match(text, end)) and not _begins_another(text, end, after[0], known):
        end, said = after.end(), after[0]
    if not said:
        return hit
    return _Hit(start, end, text[start:end], _specified(hit.meaning, said, known))


def _begins_another(text: str, start: int, said: str, known: Table) -> bool:
    if len(alias := known.longest_at(text, start) or "") > len(said):
        return True
    following = known.longest_at(text, start + len(said))
    return bool(following and not alias and known.meanings[following].nature)


def _specified(family: _Meaning, said: str, known: Table) -> _Meaning:
    """The official name if the table has it, else every one of the family the words allow."""
    for kin in family.families:
        if official := known.officials.get(f"{kin}({said})"):
            return _Meaning((official,), family.families, "", is_guarded=False)
    return family


def _brand(hit: _Hit, original: str) -> Brand:
    return Brand(original[hit.start : hit.end], hit.meaning.officials, Span(hit.start, hit.end))
