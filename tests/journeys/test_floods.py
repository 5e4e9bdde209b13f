"""Floods: whoever sends too much waits behind everybody else, and the honest keep their place."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count, islice
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.admission import Admission, Sender, Standing
from bot.rations import Ration
from models.mail import Queue
from models.messages import Address
from storage.unit_of_work import Work
from tests.builders import a_shop
from tests.journeys import moves
from tests.town import Town

T = TypeVar("T")

ATTACKERS = [f"stranger-{number}" for number in range(1000)]
HONEST = [f"31010120{number:04}" for number in range(50)]
TOLD = "今天送来的玉溪少送1条"
SHOP = moves.WANG.replace("-", ":")
#: Strangers who are read at once: what all of them may have, and what nobody was looked up for.
BEFORE = 80


def flood(number: int) -> Iterator[dict[str, str]]:
    """So many messages of all attackers in turn, no two alike."""
    for place in islice(count(), number):
        who = ATTACKERS[place % len(ATTACKERS)]
        yield {"conversation": who, "event_id": f"f{place}", "text": f"第{place}次骂你们，快来看"}


async def attack(town: Town, number: int) -> None:
    raws = list(flood(number))
    for start in range(0, number, 1000):
        await town.app.accept(town.channel, *raws[start : start + 1000])


def bind(work: Work, at: Address, now: datetime) -> None:
    work.people.bind(at, SHOP, now)


def waiting(town: Town, who: str) -> int:
    lane = str(town.at(who))
    jobs = town.app.store.read_now(lambda work: work.mail.waiting_jobs(Queue.IN, lane, 9999))
    return len(jobs)


async def test_fifty_honest_retailers_are_answered_before_a_thousand_attackers(town: Town) -> None:
    shops = [a_shop(licence, name=f"店{licence}", phone="") for licence in HONEST]
    town.settle_in(shops, [])
    await attack(town, 3000)
    for licence in HONEST:
        await town.sends(f"shop-{licence}", text=TOLD)
    for _ in HONEST:  # however slow the desk is, so many turns are enough
        await town.app.reception._turn()
    assert not any(waiting(town, f"shop-{licence}") for licence in HONEST)
    assert await town.app.reception.work_off() <= BEFORE, "strangers took more than their share"
    await town.app.settle()
    for licence in HONEST:
        assert "记的是" in town.last(f"shop-{licence}"), licence


@pytest.mark.parametrize("chats", [1, 3])
async def test_a_shop_that_floods_from_many_chats_waits_as_one_and_loses_nothing(
    town: Town, chats: int
) -> None:
    names = [f"{moves.WANG}-{place}" for place in range(chats)]
    for at in map(town.at, names):
        town.app.store.run_now(partial(bind, at=at, now=town.now))
    raws = [
        {"conversation": names[n % chats], "event_id": f"w{n}", "text": f"/w{n}"}
        for n in range(120)
    ]
    await town.app.accept(town.channel, *raws)
    await town.sends(moves.LIU, text=TOLD)
    assert sum(waiting(town, who) for who in names) == 120
    await town.app.reception.work_off()
    assert sum(waiting(town, who) for who in names) == 60, "it took everybody's turn"
    assert waiting(town, moves.LIU) == 0
    for _ in range(3):
        await town.pass_by(minutes=1)
    assert not any(waiting(town, who) for who in names)


async def test_a_stranger_who_floods_is_told_so_once_an_hour_and_fills_no_disk(town: Town) -> None:
    raws = [{"conversation": "x", "event_id": f"x{n}", "text": f"/x{n}"} for n in range(3000)]
    for start in range(0, 3000, 500):
        await town.app.accept(town.channel, *raws[start : start + 500])
    assert waiting(town, "x") == 50
    for _ in range(10):
        await town.pass_by(minutes=1)
    told = [letter.text for letter in town.letters("x") if "没有收下" in letter.text]
    assert len(told) == 1


def test_all_strangers_together_fill_no_disk() -> None:
    """However many they are, no more is kept than is read in two hours."""
    now = datetime(2026, 3, 12, tzinfo=UTC)
    came = [(f"test:town:{number}", now) for number in range(80_000)]
    turns = Admission().turns(came, now, lambda lane: Sender(Standing.STRANGER))
    kept = [turn for turn in turns if turn]
    assert len(kept) == BEFORE + 10 * 2 * 3600
    assert sum(turn == now for turn in kept) == BEFORE
    assert max(kept) == now + timedelta(hours=2)


def test_what_waited_for_the_desk_while_it_was_away_is_no_flood() -> None:
    now = datetime(2026, 3, 12, tzinfo=UTC)
    came = [("test:town:1", now - timedelta(minutes=5 + number)) for number in range(200)]
    assert None not in Admission().turns(came, now, lambda lane: Sender(Standing.STRANGER))


@given(st.lists(st.floats(0, 30), min_size=1, max_size=60), st.integers(1, 5))
def test_nobody_gets_more_than_their_ration_in_any_time(gaps: list[float], at_once: int) -> None:
    """Within any stretch of time: so much at once, and one more for each ten seconds of it."""
    ration = Ration(at_once, timedelta(seconds=10))
    now = datetime(2026, 3, 12, tzinfo=UTC)
    granted: list[datetime] = []
    for gap in gaps:
        now += timedelta(seconds=gap)
        wait = ration.ask("somebody", now)
        if not wait:
            granted.append(now)
    for first in range(len(granted)):
        for last in range(first, len(granted)):
            stretch = (granted[last] - granted[first]).total_seconds()
            assert last - first + 1 <= at_once + stretch / 10 + 1e-6


@pytest.mark.parametrize("many", [1, 2, 7])
def test_who_waits_as_long_as_told_is_let_through(many: int) -> None:
    ration, now = Ration(8, timedelta(seconds=3)), datetime(2026, 3, 12, tzinfo=UTC)
    assert not ration.ask("somebody", now, 8)
    wait = ration.ask("somebody", now, many)
    assert wait == many * timedelta(seconds=3)
    assert ration.ask("somebody", now + wait - timedelta(seconds=1), many)
    assert not ration.ask("somebody", now + wait, many)
    assert not ration.ask("somebody else", now, many)


class AnotherHandMeanwhile:
    """The store as two hands use it: before the first one hears that its turn is committed, the
    other one takes a whole turn. Whatever is run is run twice, as after a Conflict."""

    def __init__(self, town: Town, *others: Callable[[], Awaitable[None]]) -> None:
        self._store = town.app.store
        self._others = list(others)

    async def run(self, unit: Callable[[Work], T]) -> T:
        def undone(work: Work) -> None:
            unit(work)
            raise Undone

        with suppress(Undone):
            await self._store.run(undone)
        result = await self._store.run(unit)
        if self._others:
            await self._others.pop()()
        return result


class Undone(Exception):
    """Nothing of this unit is kept."""


async def test_what_one_hand_learns_of_a_stranger_shortens_nobody_elses_thought(town: Town) -> None:
    reception = town.app.reception
    await town.sends("x", text="你们在吗")

    async def other() -> None:
        for text in (f"{TOLD}，{'少的是软包的那种，' * 10}", f"{'司机说明天补，' * 10}"):
            await town.sends(moves.WANG, text=text)
        assert await reception._turn()

    reception.store = AnotherHandMeanwhile(town, other)  # type: ignore[assignment]
    assert await reception._turn()
    assert waiting(town, "x") == 0
    assert waiting(town, moves.WANG) == 0, "a known shop's thought was cut as a stranger's"


async def test_a_turn_that_is_run_twice_is_counted_once(town: Town) -> None:
    """Ten answers within a minute are no flood."""
    town.app.reception.store = AnotherHandMeanwhile(town)  # type: ignore[assignment]
    for _ in range(10):
        await town.sends(moves.WANG, text="/help")
        await town.app.reception.work_off()
    await town.sends(moves.WANG, text=TOLD)
    await town.app.reception.work_off()
    assert waiting(town, moves.WANG) == 0, "what came at an ordinary pace was held back"
