"""Held-out writers: retailers whose first message somebody wrote whom the classifier never read.

Their label is known, their facts are not, so what is held against the case is its category, and of
those who have no complaint that none was filed.
"""

import random
from collections.abc import Iterator
from functools import cache

from models.case import Case
from models.messages import Outbound
from models.terms import Kind
from nlp.dataset import CORPUS, Example, read_examples
from nlp.reading import NONE
from tests.dialogue.goals import MATTERS, Goal, Matter
from tests.dialogue.retailers import Retailer

_BUTTONS = {matter.label: matter.button for matter in MATTERS}


@cache
def examples() -> tuple[Example, ...]:
    """The gold examples of the corpus in an order of chance that is always the same."""
    found = list(read_examples(CORPUS / "gold.csv"))
    random.Random(1).shuffle(found)
    return tuple(found)


def _in_turn() -> Iterator[Example]:
    while True:
        yield from examples()


_NEXT = _in_turn()


class HeldOut(Retailer):
    """Says what a stranger to the classifier wrote, and knows what it is about."""

    def makes_up(self) -> Goal:
        self.example = next(_NEXT)
        label = self.example.label
        matter = Matter(label, _BUTTONS.get(label, ""), (), has_goods=False)
        telling = self.example.text.replace("{", "").replace("}", "")
        return Goal(matter, "玉溪", 2, 0, telling)

    @property
    def has_complaint(self) -> bool:
        return self.example.label != NONE

    def ends(self, letters: list[Outbound]) -> bool:
        over = ("不客气", "您现在没有在办")
        is_answered = not letters[-1].text.endswith("？") and letters[-1].text.startswith(over)
        return is_answered or super().ends(letters)

    def is_misunderstood(self, topic: str) -> bool:
        return not self.has_complaint or super().is_misunderstood(topic)

    def has_wrong_brand(self, text: str) -> bool:
        return False

    async def on_kind(self, text: str, labels: list[str]) -> None:
        await self.choose("要投诉" if self.has_complaint else "只是问问")

    async def on_labels(self, text: str, labels: list[str]) -> None:
        if self.has_complaint:
            await self.choose(self.goal.matter.button)
        elif "只是问问" in labels:
            await self.choose("只是问问")
        else:
            await self.say("算了")

    async def on_card(self, text: str, labels: list[str]) -> None:
        if self.has_complaint:
            await super().on_card(text, labels)
        else:
            await self.say("算了")

    async def on_dropping(self, text: str, labels: list[str]) -> None:
        await self.choose("不投诉了")

    def checks(self, cases: list[Case]) -> list[str]:
        filed = [case for case in cases if case.kind is Kind.COMPLAINT]
        if not self.has_complaint:
            return [f"{len(filed)} cases filed"] if filed else []
        if len(filed) != 1:
            return [f"{len(filed)} cases"]
        wanted, got = self.example.label, filed[0].category
        return [] if got == wanted else [f"category: {got!r} for {wanted!r}"]
