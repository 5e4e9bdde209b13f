"""Questions: the table that admins edit, the roster's own answers, the supply card."""

from datetime import timedelta

import pytest

from bot.desk import faq
from bot.desk.faq import Answer, BadAnswer
from tests.dialogue.transcript import facts_of
from tests.town import Town

WANG = "shop-310101100001"
LIU = "shop-310101100002"


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("订烟今天几点截止", "下周二 16:00 截止"),
        ("我家哪天送货", "今天送货"),
        ("我的经理电话多少", "张明经理，电话 13800001001"),
        ("我是几档的", "15 档"),
        ("订货密码忘了", "忘记密码"),
        ("许可证快过期了", "延续"),
    ],
)
async def test_what_is_asked_often_is_answered_from_table_and_roster(
    town: Town, question: str, answer: str
) -> None:
    await town.say(WANG, question)
    assert answer in "".join(letter.text for letter in town.letters(WANG))


async def test_on_the_order_day_the_deadline_is_today(town: Town) -> None:
    town.clock.turn_to(3, 17)
    await town.say(WANG, "订烟今天几点截止")
    assert "您这条线今天 16:00 截止" in town.last(WANG)


async def test_an_admins_answer_stands_before_the_shipped_one(town: Town) -> None:
    line = Answer("订烟+截止", "这周改到周五，问{manager}。")
    town.app.store.run_now(lambda work: faq.keep(work, line))
    await town.say(WANG, "订烟今天几点截止")
    assert "这周改到周五，问张明经理。" in town.last(WANG)
    assert town.app.store.run_now(lambda work: faq.forget(work, "订烟+截止"))
    await town.say(WANG, "只是问问")
    await town.say(WANG, "订烟今天几点截止")
    assert "16:00" in town.last(WANG)


@pytest.mark.parametrize(
    "line", [Answer("", "好"), Answer("+|", "好"), Answer("截止", " "), Answer("截止", "{secret}")]
)
def test_an_answer_that_could_not_be_said_is_refused(line: Answer, town: Town) -> None:
    with pytest.raises(BadAnswer):
        town.app.store.run_now(lambda work: faq.keep(work, line))


async def test_a_stranger_is_not_told_what_only_the_roster_knows(town: Town) -> None:
    await town.say("stranger", "订烟今天几点截止")
    assert "16:00" not in town.last("stranger")
    assert town.labels("stranger") == ["要投诉", "只是问问"]


async def test_a_supply_complaint_shows_the_rule_and_keeps_it_with_the_case(town: Town) -> None:
    await town.say(WANG, "硬中华订不到")
    card = town.last(WANG)
    assert "15 档 2 条" in card
    assert "22 档 5 条" in card
    assert "您 15 档，能订 2 条" in card
    await town.press(WANG, "不服, 还要投诉")
    await town.say(WANG, "对")
    case = town.the_case()
    assert facts_of(case)["货源"] == "有"
    assert "15 档" in case.facts["supply"]


async def test_the_card_names_no_other_shop(town: Town) -> None:
    await town.say(WANG, "硬中华订不到")
    assert "老刘" not in town.last(WANG)


async def test_the_rule_is_that_of_the_shops_own_class(town: Town) -> None:
    await town.say(LIU, "硬中华订不到")
    assert "您 22 档，能订 5 条" in town.last(LIU)


async def test_a_brand_that_cannot_be_had_brings_others_of_its_price(town: Town) -> None:
    await town.say(WANG, "软中华订不到")
    assert "能订 0 条" in town.last(WANG)
    assert "同价位能订：富春山居 3 条、硬中华 2 条" in town.last(WANG)


async def test_without_a_table_it_says_so_and_never_guesses(town: Town) -> None:
    town.clock.at += timedelta(days=30)
    said = await town.say(WANG, "硬中华订不到")
    assert said[0] == "这一期的货源表还没导入，查不到。"
    assert "硬中华" in said[1]


async def test_the_card_is_shown_once(town: Town) -> None:
    await town.say(WANG, "硬中华订不到")
    await town.press(WANG, "不服, 还要投诉")
    await town.say(WANG, "是软中华")
    assert "软中华" in town.last(WANG)
    assert town.labels(WANG) == ["对", "改"]
