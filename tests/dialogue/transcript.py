"""Transcripts: conversations written down as people would, with facts to hold instead of wording.

== title
读: 真                      the trained reader in place of the keyword one
店: 今天送来的玉溪少送1条     she types; 店+: types and goes on at once
店: [对]                    she presses, or "（照片）", "（语音）", "（照片）words", "（位置）"
机: 玉溪 | 1 条             said to her since then, all of it
机没说: 保密                not said to her since then
钮: 对 | 改                  offered by the last letter
经理: [受理]                the customer manager writes or presses
经理收: 玉溪                the manager was sent it; 经理没收: was never sent it
人: 陌生人                  who "店" is from here on: 陌生人, 老刘, 赵姐, 女儿
时间: +1 天 2 小时           time goes by; 重启: the process ends and starts again
案: 类=transport 数=1 …      the newest case, by fact; 案数: how many there are
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from models.case import Case
from models.terms import Kind
from tests.town import Town

HOME: Final = Path(__file__).parent / "transcripts"
MANAGER: Final = "staff-1001"
PEOPLE: Final = {
    "王大姐": "shop-310101100001",
    "老刘": "shop-310101100002",
    "赵姐": "shop-310101100003",
    "陌生人": "stranger",
    "女儿": "daughter",
}
_FILES: Final = {"照片": "photo", "语音": "voice", "视频": "video", "文件": "document"}
_UNITS: Final = {"天": "days", "小时": "hours", "分": "minutes"}


@dataclass(frozen=True)
class Transcript:
    """One conversation: its title, whether it needs the trained reader, and its lines."""

    name: str
    lines: tuple[tuple[str, str], ...]
    needs_training: bool = False


def transcripts() -> Iterator[Transcript]:
    """All transcripts of the folder."""
    for path in sorted(HOME.glob("*.txt")):
        for part in re.split(r"^== ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            yield _parsed(path.stem, part)


def _parsed(stem: str, part: str) -> Transcript:
    title, *rest = part.splitlines()
    lines = [
        (who.strip(), what.strip())
        for line in rest
        if line.strip() and not line.startswith("#")
        for who, _, what in [line.partition(":")]
    ]
    trained = ("读", "真") in lines
    name = f"{stem}: {title.strip()}"
    return Transcript(name, tuple(line for line in lines if line[0] != "读"), trained)


def facts_of(case: Case) -> dict[str, str]:
    """A case as a transcript names its facts; numbers without trailing zeros."""
    number = case.facts.get("number")
    return {
        "类": case.category.value if case.category else "无",
        "小类": case.subcategory or "无",
        "烟": case.brand or "无",
        "说": str(case.facts.get("brand", "无")),
        "数": f"{number:g}" if number is not None else "无",
        "单位": str(case.facts.get("unit", "无")),
        "日": case.happened_on.isoformat() if case.happened_on else "无",
        "责任人": case.owner_no,
        "瞒": ",".join(case.withheld) or "无",
        "店": case.shop or "无",
        "级": case.grade.value,
        "种": "投诉" if case.kind is Kind.COMPLAINT else "抱怨",
        "匿名": "是" if case.anonymous else "否",
        "状态": case.stage.value,
        "文件": str(len(case.facts.get("media", []))),
        "关于": case.about or "无",
        "货源": "有" if case.facts.get("supply") else "无",
    }


@dataclass
class Player:
    """Plays a transcript in a town and checks what it holds."""

    town: Town
    who: str = "shop-310101100001"
    heard_from: int = 0
    manager_from: int = 0
    files: int = 0
    doing: str = ""
    seen: list[str] = field(default_factory=list)

    async def play(self, transcript: Transcript) -> None:
        for speaker, words in transcript.lines:
            self.doing = f"{transcript.name} · {speaker}: {words}"
            await self._line(speaker, words)

    async def _line(self, speaker: str, words: str) -> None:
        if speaker in ("店", "店+"):
            self.heard_from = len(self.town.letters(self.who))
            await self._said(self.who, words, goes_on=speaker == "店+")
        elif speaker == "经理":
            await self._said(MANAGER, words, goes_on=False)
        elif speaker == "人":
            self.who = PEOPLE[words]
        elif speaker == "时间":
            found = re.findall(r"(\d+)\s*(天|小时|分)", words)
            await self.town.pass_by(**{_UNITS[unit]: float(count) for count, unit in found})
        elif speaker == "重启":
            await self.town.restart()
        else:
            self._holds(speaker, words)

    async def _said(self, who: str, words: str, *, goes_on: bool) -> None:
        """Type, press or send; whoever goes on is not answered yet."""
        deed = self.town.sends if goes_on else self.town.arrives
        file = re.fullmatch(r"（(?P<kind>照片|语音|视频|文件|位置)）(?P<caption>.*)", words)
        if words.startswith("[") and words.endswith("]"):
            await deed(who, kind="choice", choice=self.town.button(who, words[1:-1]))
        elif file and file["kind"] == "位置":
            await deed(who, kind="location", place=[31.2, 121.4])
        elif file:
            self.files += 1
            kind = _FILES[file["kind"]]
            await deed(who, kind=kind, media=[f"{kind}-{self.files}"], text=file["caption"])
        else:
            await deed(who, text=words.replace("\\n", "\n"))

    def _holds(self, speaker: str, words: str) -> None:
        said = "\n".join(letter.text for letter in self.town.letters(self.who)[self.heard_from :])
        manager = "\n".join(letter.text for letter in self.town.letters(MANAGER))
        checks: dict[str, Callable[[], None]] = {
            "机": lambda: self._all_in(words, said),
            "机没说": lambda: self._none_in(words, said),
            "钮": lambda: self._same(words.split(" | "), self.town.labels(self.who)),
            "经理收": lambda: self._all_in(words, manager),
            "经理没收": lambda: self._none_in(words, manager),
            "案": lambda: self._case(words),
            "案数": lambda: self._same(int(words), len(self.town.cases())),
        }
        checks[speaker]()

    def _all_in(self, words: str, said: str) -> None:
        missing = [part.strip() for part in words.split("|") if part.strip() not in said]
        assert not missing, f"{self.doing}\nmissing {missing} in:\n{said}"

    def _none_in(self, words: str, said: str) -> None:
        found = [part.strip() for part in words.split("|") if part.strip() in said]
        assert not found, f"{self.doing}\nfound {found} in:\n{said}"

    def _same(self, wanted: object, found: object) -> None:
        assert wanted == found, f"{self.doing}\nfound {found}"

    def _case(self, words: str) -> None:
        cases = sorted(self.town.cases(), key=lambda case: case.id)
        assert cases, f"{self.doing}\nno case"
        facts = facts_of(cases[-1])
        wanted = dict(pair.split("=", 1) for pair in words.split())
        found = {name: facts[name] for name in wanted}
        assert found == wanted, self.doing
