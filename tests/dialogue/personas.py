"""Personas: the habits of retailers, each told apart in one class."""

from typing import Final

from models.case import Case
from models.messages import Outbound
from models.terms import Kind
from tests.dialogue.goals import BRANDS, a_goal
from tests.dialogue.retailers import Retailer


class Plain(Retailer):
    """Says it in one sentence and presses buttons."""


class Typist(Retailer):
    """Types the words of buttons instead of pressing them."""

    async def choose(self, label: str) -> None:
        await self.say(label)


class Digits(Retailer):
    """Answers with the digit of the button."""

    async def choose(self, label: str) -> None:
        await self.say(str(self.town.labels(self.who).index(label) + 1))


class Fragments(Retailer):
    """Sends a thought in pieces, as people break it."""

    async def begins(self) -> None:
        words = self.goal.words
        breaks = [
            place for mark in ("的", "了", "货", "人", "我") if (place := words.find(mark) + 1)
        ]
        if self.goal.tells_brand:
            breaks = [words.index(self.goal.brand)]
        cut = next((place for place in breaks if 2 <= place <= 8), 0)
        await self.say(*(part for part in (words[:cut], words[cut:]) if part))


class Rambler(Retailer):
    """Speaks without a stop, as a telephone writes it down."""

    async def begins(self) -> None:
        before = self.chance.choice(
            ("那个我跟你说啊", "喂你好我是村里开小店的", "哎呀我都不知道找谁说")
        )
        behind = self.chance.choice(("你说这事咋整啊", "你们给看看吧", "我这小本生意不容易"))
        await self.say(f"{before}{self.goal.words}{behind}")


class WrongButton(Retailer):
    """Presses the wrong one first and says so."""

    slipped = False

    async def on_card(self, text: str, labels: list[str]) -> None:
        if self.slipped:
            await super().on_card(text, labels)
            return
        self.slipped = True
        await self.choose("改")

    async def on_invitation(self, text: str, labels: list[str]) -> None:
        await self.say(f"按错了 是{self.goal.words}")


class Silent(Retailer):
    """Puts the telephone away for most of a day before the second word."""

    slept = False

    async def answers(self, letter: Outbound) -> None:
        if not self.slept:
            self.slept = True
            await self.town.pass_by(hours=9)
        await super().answers(letter)


class Interrupter(Retailer):
    """Asks something else in the middle."""

    asked_back = False

    async def answers(self, letter: Outbound) -> None:
        if not self.asked_back:
            self.asked_back = self.excuse = True
            await self.say(
                self.chance.choice(("你们几天能办完啊", "这事谁负责啊", "要多久给我回话"))
            )
            return
        await super().answers(letter)


class Corrector(Retailer):
    """Names the wrong brand first and puts it right on the card."""

    goods = True

    async def begins(self) -> None:
        wrong = next(brand for brand in BRANDS if brand != self.goal.brand)
        await self.say(self.goal.wrongly(wrong))


class Misspeller(Retailer):
    """Writes what the telephone heard."""

    async def begins(self) -> None:
        words = self.goal.words.replace("烟到", "咽到").replace("发霉", "发没了霉")
        await self.say(words.replace("条", "调", 1) if self.chance.random() < 0.3 else words)


class VoiceFirst(Retailer):
    """Speaks a voice note and presses what it is about."""

    async def begins(self) -> None:
        await self.sends_file("voice")

    def checks(self, cases: list[Case]) -> list[str]:
        if len(cases) != 1:
            return [f"{len(cases)} cases"]
        case = cases[0]
        told = {
            "category": (case.category, self.goal.matter.label),
            "files": (len(case.facts.get("media", [])), 1),
            "shop": (case.shop, self.licence),
        }
        return [
            f"{name}: {got!r} for {want!r}" for name, (got, want) in told.items() if got != want
        ]


class PhotoFirst(Retailer):
    """Sends a picture, then says what it shows."""

    async def begins(self) -> None:
        await self.sends_file("photo")

    async def on_labels(self, text: str, labels: list[str]) -> None:
        await self.say(self.goal.words)


class Angry(Retailer):
    """Swears."""

    async def begins(self) -> None:
        await self.say(f"你们他妈的搞什么东西!! {self.goal.words}!!")


class Stranger(Retailer):
    """Writes from a chat that nobody knows."""

    is_bound = False


class Greeter(Retailer):
    """Says hello, waits, sends a smiling face, then begins."""

    async def begins(self) -> None:
        await self.say(self.chance.choice(("你好", "在吗", "喂")))

    async def on_kind(self, text: str, labels: list[str]) -> None:
        await self.say(self.goal.words)


class TwoMatters(Retailer):
    """Tells two matters in one breath; both become cases."""

    goods = True

    async def begins(self) -> None:
        labels = {self.goal.matter.label}
        self.second = a_goal(self.chance)
        while self.second.matter.label in labels:
            self.second = a_goal(self.chance)
        self.first = self.goal
        await self.say(f"{self.goal.words}。还有{self.second.words}")

    async def on_two(self, text: str, labels: list[str]) -> None:
        await self.choose("对")

    def notices(self, letters: list[Outbound]) -> None:
        is_filed = any(one.text.startswith("收到，") for one in letters)
        if is_filed:
            self.goal = self.second
            self.asked.clear()  # the same question about another matter is another question
        super().notices(letters)

    def checks(self, cases: list[Case]) -> list[str]:
        """Two cases, or the one that was understood with the words of both in it."""
        said = "".join(case.said for case in cases)
        if len(cases) == 2:
            return self.wrong_with(cases[1], self.first) + self.wrong_with(cases[0], self.second)
        lost = [one.words for one in (self.first, self.second) if one.words not in said]
        return [f"{len(cases)} cases"] if not cases or lost else []


class ChangesMind(Retailer):
    """算了: nothing is filed, but somebody knows."""

    wants = Kind.GRUMBLE

    async def on_card(self, text: str, labels: list[str]) -> None:
        await self.say(self.chance.choice(("算了", "不投诉了", "算了算了不弄了")))

    async def on_dropping(self, text: str, labels: list[str]) -> None:
        await self.choose("不投诉了")


class Asker(Retailer):
    """Has a question and no complaint."""

    async def begins(self) -> None:
        await self.say(
            self.chance.choice(
                (
                    "订烟今天几点截止",
                    "这周哪天送货",
                    "我的客户经理电话多少",
                    "许可证快到期了怎么办延续",
                    "我现在是几档",
                    "订货密码忘了怎么重置",
                )
            )
        )

    async def on_kind(self, text: str, labels: list[str]) -> None:
        await self.choose("只是问问")

    async def on_labels(self, text: str, labels: list[str]) -> None:
        await self.choose("只是问问")

    async def on_guess(self, text: str, labels: list[str]) -> None:
        await self.choose("不是")

    async def on_card(self, text: str, labels: list[str]) -> None:
        await self.say("我就是问问 不投诉")

    async def on_dropping(self, text: str, labels: list[str]) -> None:
        await self.choose("不投诉了")

    def checks(self, cases: list[Case]) -> list[str]:
        return [f"{len(cases)} cases"] if cases else []


PERSONAS: Final = (
    Plain,
    Typist,
    Digits,
    Fragments,
    Rambler,
    WrongButton,
    Silent,
    Interrupter,
    Corrector,
    Misspeller,
    VoiceFirst,
    PhotoFirst,
    Angry,
    Stranger,
    Greeter,
    TwoMatters,
    ChangesMind,
    Asker,
)
