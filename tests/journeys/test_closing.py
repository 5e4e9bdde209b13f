"""Choices that mean nothing any more are taken away where people could still tap them."""

import pytest

from bot.page import Bubble
from bot.web.phone import lines, still_open
from models.messages import Address
from tests.journeys import moves
from tests.town import Town

SHOP, MANAGER = "page-shop", "staff-1001"


@pytest.fixture
def at_pages(town: Town) -> Town:
    """王大姐 and 张明 both sit at the web page."""
    town.clock.pass_by(minutes=1)
    for conversation, ref in ((SHOP, "shop:310101100001"), (MANAGER, "staff:1001")):
        address = Address("web", "desk", conversation)
        town.app.store.run_now(lambda work, a=address, r=ref: work.people.bind(a, r, town.now))
    return town


async def posts(town: Town, who: str, text: str = "", **told: object) -> None:
    town.events += 1
    raw = {
        "conversation": who,
        "event_id": f"page-{town.events}",
        "at": town.now.isoformat(),
        "kind": "text",
        "text": text,
        **told,
    }
    await town.app.accept(town.app.web, raw)
    await town.app.settle()
    await town.pass_by(seconds=2)


async def presses(town: Town, who: str, label: str) -> None:
    token = next(token for shown, token in reversed(open_choices(town, who)) if shown == label)
    await posts(town, who, kind="choice", choice=token)


def open_choices(town: Town, who: str) -> list[tuple[str, str]]:
    """What the page of somebody still offers, as labels and tokens."""
    events = town.app.store.read_now(lambda work: work.page.latest(who, 200))
    shown = still_open(list(lines(events)))
    return [(choice.label, choice.token) for line in shown for choice in line.choices]


def labels(town: Town, who: str) -> list[str]:
    return [label for label, _ in open_choices(town, who)]


def bubbles(town: Town, who: str) -> list[Bubble]:
    events = town.app.store.read_now(lambda work: work.page.latest(who, 200))
    return [Bubble.unpack(event.content) for event in events]


async def test_a_question_that_was_answered_by_typing_can_not_be_tapped_any_more(
    at_pages: Town,
) -> None:
    await posts(at_pages, SHOP, moves.SHORT)
    assert labels(at_pages, SHOP) == ["对", "改"]
    await posts(at_pages, SHOP, "对")
    assert not {"对", "改"} & set(labels(at_pages, SHOP))
    assert at_pages.app.store.read_now(
        lambda work: [one.stage for one in work.cases.of_complainant(f"web:desk:{SHOP}", limit=5)]
    )


async def test_a_question_that_was_overtaken_is_closed_and_the_open_one_is_not(
    at_pages: Town,
) -> None:
    await posts(at_pages, SHOP, "玉溪压坏了")
    await posts(at_pages, SHOP, "你们几天能办完啊")
    assert labels(at_pages, SHOP).count("不清楚") == 1


async def settled_on_the_pages(town: Town) -> None:
    await posts(town, SHOP, moves.SHORT)
    await presses(town, SHOP, "对")
    for label in ("受理", "成立", "配送", "装车差错", "提方案"):
        await presses(town, MANAGER, label)
    await posts(town, MANAGER, "周三送货时补 1 条")


async def test_an_answer_to_a_proposal_closes_its_choices(at_pages: Town) -> None:
    await settled_on_the_pages(at_pages)
    assert {"同意", "不同意", "再商量"} <= set(labels(at_pages, SHOP))
    await posts(at_pages, SHOP, "同意")
    assert not {"同意", "不同意", "再商量"} & set(labels(at_pages, SHOP))


async def test_nothing_but_what_is_possible_is_offered_once_it_was_received(
    at_pages: Town,
) -> None:
    await settled_on_the_pages(at_pages)
    await posts(at_pages, SHOP, "同意")
    await presses(at_pages, MANAGER, "已落实")
    assert "店主已确认" in labels(at_pages, MANAGER)
    await presses(at_pages, SHOP, "收到")
    assert "店主已确认" not in labels(at_pages, MANAGER)
    assert not {"收到", "没有"} & set(labels(at_pages, SHOP))


async def test_a_closed_case_leaves_nothing_to_tap_on_its_owners_page(at_pages: Town) -> None:
    await settled_on_the_pages(at_pages)
    await posts(at_pages, SHOP, "同意")
    await presses(at_pages, MANAGER, "已落实")
    await presses(at_pages, SHOP, "收到")
    await presses(at_pages, MANAGER, "办结")
    await presses(at_pages, MANAGER, "轻")
    assert "取消" in labels(at_pages, MANAGER)
    await posts(at_pages, MANAGER, "装车双人核对，何送负责")
    assert labels(at_pages, MANAGER) == []


async def test_a_letter_that_only_closes_shows_no_bubble(at_pages: Town) -> None:
    await posts(at_pages, SHOP, moves.SHORT)
    await posts(at_pages, SHOP, "对")
    closing = [bubble for bubble in bubbles(at_pages, SHOP) if bubble.closes]
    assert closing
    events = at_pages.app.store.read_now(lambda work: work.page.latest(SHOP, 200))
    assert all(line.bubble.text for line in still_open(list(lines(events))))
