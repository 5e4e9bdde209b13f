"""Simulated retailers: people with goals and habits who talk to the real engine.

A retailer looks only at what a person would see, the last letters and their buttons, and answers
as the goal and the habit want it. What came of it is then held against the goal.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from models.case import Case
from models.messages import Outbound
from models.terms import Kind
from tests.dialogue.goals import BRANDS, Goal, a_goal
from tests.town import Town

#: Nobody goes on for longer than this.
MOST_TURNS: Final = 16
GUESSES: Final = {
    "product": ("烟本身", "烟有", "烟发霉", "盒里", "包装", "码不对", "假烟", "日期"),
    "supply": ("订货少", "紧俏", "好卖", "总量", "档位", "搭别", "规则", "地方分", "截留"),
    "service": (
        "人的态度",
        "态度",
        "事情拖",
        "答应",
        "没人来",
        "变动",
        "硬塞",
        "订货弄",
        "扣款",
        "系统",
        "检查",
    ),
    "transport": ("送货", "没送", "送少", "路上", "货丢", "没点清"),
}


@dataclass
class Course:
    """How one conversation went."""

    persona: str
    turns: int = 0
    filed_after: int = 0  #: turns until the first receipt; 0 where nothing was filed
    dead_ends: list[str] = field(default_factory=list)
    asked_twice: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    script: list[str] = field(default_factory=list)

    @property
    def is_right(self) -> bool:
        return not self.faults and not self.dead_ends


class Retailer:
    """One person in one conversation. Subclasses have habits; the goal is the same for all."""

    wants = Kind.COMPLAINT
    goods: bool | None = None
    is_bound = True

    def __init__(self, town: Town, who: str, licence: str, chance: random.Random) -> None:
        self.town, self.who, self.licence, self.chance = town, who, licence, chance
        self.goal = self.makes_up()
        self.course = Course(type(self).__name__)
        self.asked: list[str] = []
        self.excuse = False  #: whether the next repetition of a question has a reason
        self.is_done = False

    def makes_up(self) -> Goal:
        return a_goal(self.chance, with_goods=self.goods)

    # What happens.

    async def talk(self) -> Course:
        """From the first word to the end."""
        await self.begins()
        while not self.is_done and self.course.turns < MOST_TURNS:
            letters = self.news()
            if not letters:
                self.course.dead_ends.append("no answer")
                break
            self.notices(letters)
            if self.is_done:
                break
            await self.answers(letters[-1])
        self.course.faults += self.checks(self.cases())
        return self.course

    async def begins(self) -> None:
        await self.say(self.goal.words)

    async def say(self, *texts: str) -> None:
        """One thought, typed in one message or in several."""
        self.seen = len(self.town.letters(self.who))
        self.course.turns += 1
        self.course.script.append(f"店：{' / '.join(texts)}")
        for text in texts[:-1]:
            await self.town.sends(self.who, text=text)
        await self.town.arrives(self.who, text=texts[-1])

    async def press(self, label: str) -> None:
        self.seen = len(self.town.letters(self.who))
        self.course.turns += 1
        self.course.script.append(f"店：[{label}]")
        await self.town.arrives(self.who, kind="choice", choice=self.town.button(self.who, label))

    async def sends_file(self, kind: str, caption: str = "") -> None:
        self.seen = len(self.town.letters(self.who))
        self.course.turns += 1
        self.course.script.append(f"店：（{kind}）{caption}")
        await self.town.arrives(self.who, kind=kind, media=[f"{kind}-1"], text=caption)

    def news(self) -> list[Outbound]:
        letters = self.town.letters(self.who)[self.seen :]
        self.course.script += [
            f"　机：{one.text} {[c.label for c in one.choices]}" for one in letters
        ]
        return letters

    def notices(self, letters: list[Outbound]) -> None:
        """A receipt, a question for the second time."""
        for letter in letters:
            if letter.text.startswith("收到，") and not self.course.filed_after:
                self.course.filed_after = self.course.turns
            if letter.text.rstrip().endswith("？"):
                if letter.text in self.asked and not self.excuse:
                    self.course.asked_twice.append(letter.text)
                self.asked.append(letter.text)
        self.excuse = False
        self.is_done = self.ends(letters)

    def ends(self, letters: list[Outbound]) -> bool:
        texts = "".join(letter.text for letter in letters)
        over = ("收到，", "没记投诉", "会打给您", "补上了，", "等他回话")
        return any(word in texts for word in over) and not letters[-1].choices

    # What a person does with a question.

    async def answers(self, letter: Outbound) -> None:
        """The first habit that knows the question answers it."""
        labels = [choice.label for choice in letter.choices]
        for is_it, reply in REPLIES:
            if is_it(letter.text, labels):
                await reply(self, letter.text, labels)
                return
        self.course.dead_ends.append(letter.text)
        self.is_done = True

    async def choose(self, label: str) -> None:
        await self.press(label)

    async def on_card(self, text: str, labels: list[str]) -> None:
        """Right if brand, count and day are; else what is wrong is said."""
        goal = self.goal
        topic = text.partition("：“")[0]
        if self.is_misunderstood(topic):
            await self.say("不是这个事")
        elif goal.tells_brand and goal.matter.has_goods and self.has_wrong_brand(text):
            await self.say(f"不是{self.brand_on(text)} 是{goal.brand}")
        elif "{count}" in goal.telling and f"{goal.count} " not in text:
            await self.say(f"不对 是{goal.count}条")
        else:
            await self.choose("对")

    def is_misunderstood(self, topic: str) -> bool:
        """Whether a card or a question names a matter of another category than this person's."""
        own = any(word in topic for word in GUESSES[self.goal.matter.label])
        others = (words for label, words in GUESSES.items() if label != self.goal.matter.label)
        return not own and any(word in topic for words in others for word in words)

    def brand_on(self, text: str) -> str:
        return next((brand for brand in BRANDS if brand in text), "")

    def has_wrong_brand(self, text: str) -> bool:
        shown = self.brand_on(text)
        return bool(shown) and shown not in self.goal.brand and self.goal.brand not in shown

    async def on_goods(self, text: str, labels: list[str]) -> None:
        if "哪种" not in text:
            await self.say(f"{self.goal.count}条")
        elif "几条" not in text:
            await self.say(self.goal.brand)
        else:
            await self.say(f"{self.goal.brand} {self.goal.count}")

    async def on_day(self, text: str, labels: list[str]) -> None:
        await self.choose(self.goal.day_word)

    async def on_who(self, text: str, labels: list[str]) -> None:
        await self.choose(self.goal.matter.about or "不清楚")

    async def on_guess(self, text: str, labels: list[str]) -> None:
        await self.choose("不是" if self.is_misunderstood(text) else "是")

    async def on_labels(self, text: str, labels: list[str]) -> None:
        await self.choose(self.goal.matter.button)

    async def on_supply(self, text: str, labels: list[str]) -> None:
        await self.choose("不服, 还要投诉")

    async def on_two(self, text: str, labels: list[str]) -> None:
        await self.choose("只办一件")

    async def on_identity(self, text: str, labels: list[str]) -> None:
        await self.say(self.licence)

    async def on_skip(self, text: str, labels: list[str]) -> None:
        await self.choose(labels[-1])

    async def on_kind(self, text: str, labels: list[str]) -> None:
        await self.choose("要投诉")

    async def on_dropping(self, text: str, labels: list[str]) -> None:
        await self.choose("还要投诉")

    async def on_apart(self, text: str, labels: list[str]) -> None:
        await self.choose("另外投诉")

    async def on_another(self, text: str, labels: list[str]) -> None:
        await self.choose("是同一件")

    async def on_first(self, text: str, labels: list[str]) -> None:
        await self.choose("第一件")

    async def on_invitation(self, text: str, labels: list[str]) -> None:
        await self.say(self.goal.words)

    # What came of it.

    def cases(self) -> list[Case]:
        address = self.town.at(self.who)
        return self.town.app.store.read_now(
            lambda work: work.cases.of_complainant(address, limit=5)
        )

    def checks(self, cases: list[Case]) -> list[str]:
        """What is wrong with what was kept."""
        if len(cases) != 1:
            return [f"{len(cases)} cases"]
        return self.wrong_with(cases[0], self.goal)

    def wrong_with(self, case: Case, goal: Goal) -> list[str]:
        told = {"kind": (case.kind, self.wants), "shop": (case.shop, self.licence)}
        told["category"] = (case.category, goal.matter.label)
        if goal.tells_brand:
            told["brand"] = (case.facts.get("brand"), goal.brand)
        if "{count}" in goal.telling:
            told["count"] = (case.facts.get("number"), goal.count)
        if "{day}" in goal.telling:
            told["day"] = (case.happened_on, goal.happened_on)
        return [
            f"{name}: {got!r} for {want!r}" for name, (got, want) in told.items() if got != want
        ]


Question = Callable[[str, list[str]], bool]
Reply = Callable[["Retailer", str, list[str]], "object"]


def _offers(*wanted: str) -> Question:
    return lambda text, labels: all(label in labels for label in wanted)


def _says(word: str) -> Question:
    return lambda text, labels: word in text


#: How a question is recognised, and which habit answers it; the first that fits counts.
REPLIES: Final = (
    (_offers("对", "改"), lambda self, *q: self.on_card(*q)),
    (_offers("对", "只办一件"), lambda self, *q: self.on_two(*q)),
    (_offers("第一件", "第二件"), lambda self, *q: self.on_first(*q)),
    (_offers("是", "不是"), lambda self, *q: self.on_guess(*q)),
    (_offers("清楚了"), lambda self, *q: self.on_supply(*q)),
    (_offers("不投诉了"), lambda self, *q: self.on_dropping(*q)),
    (_offers("是同一件"), lambda self, *q: self.on_another(*q)),
    (_offers("另外投诉"), lambda self, *q: self.on_apart(*q)),
    (_offers("补充到原来那件"), lambda self, *q: self.on_skip(*q)),
    (_offers("保密"), lambda self, *q: self.on_skip(*q)),
    (_offers("要", "不用"), lambda self, *q: self.on_skip(*q)),
    (_offers("烟有毛病"), lambda self, *q: self.on_labels(*q)),
    (_offers("要投诉", "只是问问"), lambda self, *q: self.on_kind(*q)),
    (_offers("今天", "昨天"), lambda self, *q: self.on_day(*q)),
    (_offers("送货的", "客户经理"), lambda self, *q: self.on_who(*q)),
    (_offers("不会拍"), lambda self, *q: self.on_skip(*q)),
    (_says("许可证号"), lambda self, *q: self.on_identity(*q)),
    (_says("哪种"), lambda self, *q: self.on_goods(*q)),
    (_says("几条"), lambda self, *q: self.on_goods(*q)),
    (_says("是哪一种"), lambda self, *q: self.on_skip(*q)),
    (_says("直接说"), lambda self, *q: self.on_invitation(*q)),
    (_says("出了什么事"), lambda self, *q: self.on_invitation(*q)),
)
