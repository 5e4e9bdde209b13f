"""Conversations, what was said, buttons, the chat page, the allotment table, small facts."""

import asyncio
from datetime import timedelta

import pytest

from bot.desk import discarding, lists
from bot.desk.shift import Shift
from bot.house import house_of
from bot.settings import Settings
from models.mail import Button
from models.messages import Address
from models.terms import AreaKind
from storage.engine import Store
from storage.errors import Conflict
from storage.unit_of_work import Work
from tests.storage.rows import A_DAY, NOW, PERSON, a_conversation, an_allotment, an_utterance


def test_a_conversation_is_kept_turn_by_turn(store: Store) -> None:
    conversation = a_conversation()
    store.run_now(lambda work: work.talk.keep(conversation))
    conversation.step, conversation.slots = "confirm", {"brand": "芙蓉王"}
    store.run_now(lambda work: work.talk.keep(conversation))
    assert store.read_now(lambda work: work.talk.conversation(PERSON)) == conversation


def test_two_turns_at_once_are_not_both_kept(store: Store) -> None:
    store.run_now(lambda work: work.talk.keep(a_conversation()))
    one = store.read_now(lambda work: work.talk.conversation(PERSON))
    two = store.read_now(lambda work: work.talk.conversation(PERSON))
    assert one
    assert two
    store.run_now(lambda work: work.talk.keep(one))
    with pytest.raises(Conflict):
        store.run_now(lambda work: work.talk.keep(two))


def test_two_first_turns_at_once_are_not_both_kept(store: Store) -> None:
    store.run_now(lambda work: work.talk.keep(a_conversation()))
    with pytest.raises(Conflict):
        store.run_now(lambda work: work.talk.keep(a_conversation()))


def test_what_was_said_is_on_the_record_of_its_case(store: Store) -> None:
    early = an_utterance("你好", at=NOW - A_DAY)
    told, added = an_utterance("烟没到"), an_utterance("两天了")
    elsewhere = an_utterance("别人的话", address="web:main:somebody")

    def unit(work: Work) -> int:
        for utterance in (early, told, added, elsewhere):
            work.talk.say(utterance)
        count = work.talk.assign_since(PERSON, NOW, 5)
        work.talk.assign([early.id], 6)
        return count

    assert store.run_now(unit) == 2
    assert store.run_now(lambda work: work.talk.assign_since(PERSON, NOW - 2 * A_DAY, 7)) == 0
    said = store.read_now(lambda work: [one.text for one in work.talk.of_case(5)])
    assert said == ["烟没到", "两天了"]
    recent = store.read_now(lambda work: [one.text for one in work.talk.recent(PERSON, 2)])
    assert recent == ["烟没到", "两天了"]


def button(token: str, letter: int, place: int, address: Address = PERSON) -> Button:
    return Button(
        token=token,
        address=str(address),
        letter_id=letter,
        place=place,
        label=f"第{place}个",
        key="yes",
        offered_at=NOW,
    )


def test_digits_mean_the_buttons_of_the_last_letter(store: Store) -> None:
    offered = [button("a", 1, 1), button("c", 2, 2), button("b", 2, 1)]
    elsewhere = [button("d", 3, 1, Address("web", "main", "other"))]
    store.run_now(lambda work: work.buttons.offer([*offered, *elsewhere]))
    latest = store.read_now(lambda work: work.buttons.latest(PERSON))
    assert [one.token for one in latest] == ["b", "c"]
    assert store.read_now(lambda work: work.buttons.find("a")) == offered[0]
    assert store.read_now(lambda work: work.buttons.find("made up")) is None


def test_the_page_shows_each_thing_once_and_in_order(store: Store) -> None:
    def unit(work: Work) -> list[int | None]:
        keys = ("a", "b", "a", "c")
        return [work.page.append("p", key, {"text": key}, NOW) for key in keys]

    assert store.run_now(unit) == [1, 2, None, 3]
    shown = store.read_now(lambda work: [event.key for event in work.page.after("p", 1)])
    assert shown == ["b", "c"]
    assert store.read_now(lambda work: work.page.after("q", 0)) == []


def test_the_allotment_table_tells_what_may_be_ordered(store: Store) -> None:
    rows = [
        an_allotment("芙蓉王", class_level=20),
        an_allotment("芙蓉王", class_level=12),
        an_allotment("芙蓉王", area=AreaKind.CITY),
        an_allotment("白沙", area=None, quantity=9),
        an_allotment("红塔山", quantity=3),
        an_allotment("没货的", quantity=0),
        an_allotment("贵的", price_band="二类"),
    ]
    day = NOW.date() + timedelta(days=2)

    def unit(work: Work) -> tuple[list[int], list[str], list[str], bool]:
        work.supply.put(rows)
        levels = [row.class_level for row in work.supply.for_brand("芙蓉王", AreaKind.TOWN, day)]
        instead = work.supply.substitutes("芙蓉王", AreaKind.TOWN, 12, day)
        return (
            levels,
            work.supply.brands_on(day),
            [row.brand for row in instead],
            work.supply.has_rows(day + timedelta(days=30)),
        )

    levels, brands, instead, later = store.run_now(unit)
    assert levels == [12, 20]
    assert set(brands) == {"芙蓉王", "白沙", "红塔山", "没货的", "贵的"}
    assert instead == ["白沙", "红塔山"]
    assert later is False


def test_a_new_table_replaces_that_of_the_same_days_only(store: Store) -> None:
    day, week = NOW.date(), timedelta(days=7)
    next_week = {"first_day": day + week, "last_day": day + week + timedelta(days=6)}
    store.run_now(
        lambda work: work.supply.put([an_allotment("旧"), an_allotment("下周", **next_week)])
    )
    store.run_now(lambda work: work.supply.put([an_allotment("新")]))
    assert store.read_now(lambda work: work.supply.brands_on(day)) == ["新"]
    assert store.read_now(lambda work: work.supply.brands_on(day + week)) == ["下周"]


def test_small_facts_and_calendar_years_are_kept(store: Store) -> None:
    def unit(work: Work) -> None:
        work.meta.set("desks", ["supply", "quality"])
        for year in (2028, 2027, 2027):
            work.meta.keep_calendar_year(year, {"source": f"{year}年通知", "off": [], "work": []})
        work.meta.set("gone", 1)
        work.meta.forget("gone")

    store.run_now(unit)
    assert store.read_now(lambda work: work.meta.get("desks")) == ["supply", "quality"]
    assert store.read_now(lambda work: work.meta.get("gone", "默认")) == "默认"
    years = store.read_now(lambda work: work.meta.calendar_years())
    assert list(years) == [2027, 2028]
    assert years[2027]["source"] == "2027年通知"


async def test_nothing_of_a_list_is_lost_that_many_change_at_once(store: Store) -> None:
    """With what the desk does so: words of the house, files that are to go, both at their first."""
    house = house_of(Settings())
    words = [f"部门{place}" for place in range(12)]
    files = [f"{place:022}.jpg" for place in range(12)]

    async def unit(word: str, file: str) -> None:
        def change(work: Work) -> None:
            lists.extend(work, "unit", word)
            discarding.discard(Shift(work, NOW, house), [file])

        await store.run(change)

    await asyncio.gather(*map(unit, words, files))
    assert set(store.read_now(lists.units)) >= set(words)
    named = store.read_now(lambda work: discarding.to_remove(Shift(work, NOW, house)))
    assert named == files
