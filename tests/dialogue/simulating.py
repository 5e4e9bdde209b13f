"""Simulating: many retailers talk one after the other, and the figures of it."""

import random
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.dialogue.conversing import Reader
from storage.unit_of_work import Work
from tests.builders import a_shop
from tests.dialogue.personas import PERSONAS
from tests.dialogue.retailers import Course, Retailer
from tests.dialogue.stocking import stock
from tests.town import Town, a_town

#: Conversations of one town; the next begin in a new one, so that letters don't pile up.
_A_TOWN = 200


@dataclass(frozen=True, slots=True)
class Figures:
    """What many conversations came to."""

    courses: tuple[Course, ...]

    @property
    def right(self) -> float:
        """The share that ended as it should: kind, shop, category and facts, no dead end."""
        return sum(course.is_right for course in self.courses) / len(self.courses)

    @property
    def turns(self) -> list[int]:
        """Turns of the retailer until the receipt, of those that filed, in order."""
        return sorted(course.filed_after for course in self.courses if course.filed_after)

    @property
    def median(self) -> float:
        return statistics.median(self.turns)

    @property
    def percentile_95(self) -> int:
        return self.turns[int(len(self.turns) * 0.95)]

    @property
    def dead_ends(self) -> int:
        return sum(len(course.dead_ends) for course in self.courses)

    @property
    def asked_twice(self) -> int:
        return sum(len(course.asked_twice) for course in self.courses)

    @property
    def lost(self) -> int:
        """I1: conversations that told a problem and left nothing behind."""
        return sum("0 cases" in course.faults for course in self.courses)

    def by_persona(self) -> list[tuple[str, int, int]]:
        """Each persona: how many conversations, how many of them right."""
        all_of = Counter(course.persona for course in self.courses)
        right = Counter(course.persona for course in self.courses if course.is_right)
        return [(name, count, right[name]) for name, count in sorted(all_of.items())]

    def wrong(self) -> Sequence[Course]:
        return [one for one in self.courses if not one.is_right or one.asked_twice]


async def simulate(
    home: Path,
    reader: Reader,
    conversations: int,
    seed: int,
    personas: Sequence[type[Retailer]] = PERSONAS,
) -> Figures:
    """So many conversations, the personas in turn, each by its own chance."""
    courses: list[Course] = []
    for first in range(0, conversations, _A_TOWN):
        with a_town(home / f"town-{first}", reader) as town:
            stock(town)
            for number in range(first, min(first + _A_TOWN, conversations)):
                persona = personas[number % len(personas)]
                courses.append(await _one(town, number, seed, persona))
    return Figures(tuple(courses))


async def _one(town: Town, number: int, seed: int, persona: type[Retailer]) -> Course:
    licence, who = f"4401{number:08d}", f"chat-{number}"
    shop = a_shop(
        licence, name=f"第{number}店", customer_code=f"K{number}", phone=f"137{number:08d}"
    )

    def move_in(work: Work) -> None:
        work.people.put_shops([shop])
        if persona.is_bound:
            work.people.bind(town.at(who), f"shop:{licence}", town.now)

    town.app.store.run_now(move_in)
    town.clock.turn_to(3, 12)
    town.channel.letters.clear()
    chance = random.Random(f"{seed}:{number}")
    return await persona(town, who, licence, chance).talk()
