"""Follow-up and satisfaction (rules, section 7) in stories."""

import pytest

from bot.desk.digests import outcome
from bot.desk.shift import Shift
from models.case import Case
from models.rates import rates
from models.terms import Category, Stage
from storage.unit_of_work import Work
from tests.journeys import moves
from tests.journeys.moves import CHEN, WANG, ZHANG, deeds, latest, texts
from tests.town import Town

FIVE = ["非常满意", "满意", "一般", "较差", "非常差"]


async def asked(town: Town) -> None:
    await moves.closed(town)
    await town.pass_by(days=1, hours=1)


async def test_one_working_day_after_carrying_out_the_clerk_asks_by_name(town: Town) -> None:
    await asked(town)
    assert "我是回访的惠访" in town.last(WANG)
    assert town.labels(WANG) == FIVE
    (line,) = [line for line in town.ledger(latest(town)) if line.deed == "follow_up"]
    assert line.actor == "staff:7001"


async def test_a_satisfied_retailer_is_thanked_and_left_alone(town: Town) -> None:
    await asked(town)
    await town.press(WANG, "满意")
    case = latest(town)
    assert (case.satisfaction, case.follow_up, case.stage) == (87, "answered", Stage.CLOSED)
    heard = len(town.letters(WANG))
    await town.pass_by(days=10)
    assert len(town.letters(WANG)) == heard


async def test_very_poor_reopens_one_step_up_and_is_never_changed_into_satisfied(
    town: Town,
) -> None:
    await asked(town)
    await town.press(WANG, "非常差")
    assert town.last(WANG) == "哪里不好？说话、打字、不说都行。"
    await town.say(WANG, "又晚了三天")
    case = latest(town)
    assert (case.stage, case.decider_no, case.satisfaction) == (Stage.REOPENED, "2001", 12)
    assert "陈芳经理来跟进" in town.last(WANG)
    assert "又晚了三天" in texts(town, ZHANG)
    assert "评价较差" in town.last(CHEN)


@pytest.mark.parametrize("silence", ["不说了", ""])
async def test_a_poor_rating_reopens_also_without_a_word_more(town: Town, silence: str) -> None:
    await asked(town)
    await town.press(WANG, "较差")
    if silence:
        await town.press(WANG, silence)
    else:
        await town.pass_by(hours=3)
    assert latest(town).stage is Stage.REOPENED


async def test_a_poor_rating_about_another_matter_opens_a_case_of_its_own(town: Town) -> None:
    first = await moves.closed(town)
    await town.pass_by(days=1, hours=1)
    await town.press(WANG, "较差")
    await town.say(WANG, "烟补了 送货的还骂人")
    other = latest(town)
    assert other.id != first.id
    assert (other.category, other.subcategory, other.decider_no) == ("service", "态度", "2001")
    assert town.cases()[0].stage is Stage.CLOSED
    assert town.cases()[0].satisfaction == 37
    assert f"{other.number} 号" in texts(town, WANG)
    assert other.number in texts(town, CHEN)


async def test_f5_what_a_rating_says_of_the_manager_reaches_everybody_but_them(town: Town) -> None:
    first = await moves.closed(town)
    await town.pass_by(days=1, hours=1)
    await town.press(WANG, "非常差")
    before = len(town.letters(ZHANG))
    await town.arrives(WANG, kind="photo", text="烟补了 你们经理还骂人", media=["photo-1"])
    other = latest(town)
    assert (other.owner_no, other.accused, other.decider_no) == ("2001", ("1001",), "3001")
    assert [one.ref for letter in town.letters(CHEN) for one in letter.media] == ["photo-1"]
    assert town.letters(ZHANG)[before:] == []
    assert said_about(town, first) == []
    assert said_about(town, other) == ["烟补了 你们经理还骂人"]
    assert not any("骂人" in str(line.detail) for line in town.ledger(first))


async def test_f5_what_is_about_the_manager_is_apart_also_where_it_is_of_the_same_kind(
    town: Town,
) -> None:
    await told_to_the_desk_and_carried_out(town)
    await town.pass_by(days=1, hours=1)
    await town.press(WANG, "较差")
    before = len(town.letters(ZHANG))
    await town.say(WANG, "你们客户经理也骂我")
    assert latest(town).accused == ("1001",)
    assert town.letters(ZHANG)[before:] == []


async def told_to_the_desk_and_carried_out(town: Town) -> None:
    """About how somebody was treated, and settled."""
    await moves.told_to_the_desk(town, category=Category.SERVICE, subcategory="态度")
    for label in ("受理", "成立", "配送", "服务不到位", "提方案"):
        await town.press(ZHANG, label)
    await town.say(ZHANG, "上门道歉")
    await town.press(WANG, "同意")
    await town.press(ZHANG, "已落实")
    await town.press(WANG, "收到")


async def test_another_matter_after_a_fair_rating_is_filed_as_well(town: Town) -> None:
    first = await moves.closed(town)
    await town.pass_by(days=1, hours=1)
    await town.press(WANG, "一般")
    await town.say(WANG, "烟补了 送货的还骂人")
    other = latest(town)
    assert (other.subcategory, other.decider_no) == ("态度", "")
    assert f"{other.number} 号" in texts(town, WANG)
    assert next(case for case in town.cases() if case.id == first.id).stage is Stage.CLOSED


def said_about(town: Town, case: Case) -> list[str]:
    """What stands on record as said by the retailer about a case, but for presses."""
    said = town.app.store.read_now(lambda work: work.talk.of_case(case.id))
    return [one.text for one in said if one.by == "retailer" and "骂" in one.text]


async def test_a_poor_rating_before_closing_puts_the_promise_back_to_work(town: Town) -> None:
    await moves.received(town)
    await town.pass_by(days=1, hours=1)
    await town.press(WANG, "非常差")
    await town.press(WANG, "不说了")
    case = latest(town)
    assert (case.stage, case.carried_out_at) == (Stage.ACCEPTED, None)
    assert "find_wanting" in deeds(town, case)


async def test_no_answer_is_asked_once_more_and_then_counts_as_not_reached(town: Town) -> None:
    await asked(town)
    await town.pass_by(days=4)
    questions = [one for one in town.letters(WANG) if "这事办得怎样" in one.text]
    assert len(questions) == 2
    await town.pass_by(days=10)
    case = latest(town)
    assert (case.follow_up, case.satisfaction) == ("unreached", None)
    assert len([one for one in town.letters(WANG) if "这事办得怎样" in one.text]) == 2


async def test_the_three_rates_count_what_the_retailer_said(town: Town) -> None:
    await asked(town)
    await town.press(WANG, "满意")
    await moves.filed(town, text="送货的很凶 今天")

    def unit(work: Work) -> None:
        shift = Shift(work, town.now, town.app.house)
        found = rates(outcome(shift, case, work.cases.ledger(case.id)) for case in town.cases())
        assert (found.response.part, found.response.whole) == (1, 2)
        assert (found.resolution.part, found.resolution.whole) == (1, 1)
        assert (found.satisfaction.part, found.satisfaction.whole) == (1, 1)

    town.app.store.read_now(unit)


async def test_shops_that_did_not_complain_are_asked_once_a_quarter_by_lot(town: Town) -> None:
    (town.home / "policy.toml").write_text("quarter_shops_percent = 100\n")
    await town.restart()
    await moves.filed(town)
    town.clock.turn_to(4, 1, 11)
    await town.app.settle()
    assert "最近送货、货源、服务都还行吗" not in texts(town, WANG)
    assert "最近送货、货源、服务都还行吗" in town.last("shop-310101100002")
    await town.press("shop-310101100002", "都挺好")
    assert "那就好" in town.last("shop-310101100002")
    await town.pass_by(days=10)
    asked = [one for one in town.letters("shop-310101100002") if "都还行吗" in one.text]
    assert len(asked) == 1
